import { changeZone } from '../../core/model/commands.ts';
import type { Mesh, Zone } from '../../core/model/schema.ts';
import { meshes } from '../../core/simulation/meshes.ts';
import { change } from '../../store/store.ts';
import { CheckField, SelectField } from './fields.tsx';
import { Source } from './node-fields.tsx';

const products = Object.keys(meshes) as readonly Mesh['product'][];
type Plane = 'sidecar' | 'ambient';

/** The mesh of a zone: whose it is, and what it asks of callers. */
export function MeshFields({ zone }: { zone: Zone }) {
  const { mesh } = zone;
  const set = (label: string, next: Mesh | undefined) =>
    change(`zone: ${label}`, (before) => changeZone(before, zone.id, { mesh: next }));
  const facts = mesh && meshes[mesh.product];
  return (
    <>
      <SelectField
        label="Service mesh"
        value={mesh?.product ?? ''}
        hint="Components inside get a proxy each. Clients and what a cloud operates have none."
        choices={[
          { value: '', title: 'None' },
          ...products.map((product) => ({ value: product, title: meshes[product].title })),
        ]}
        onChange={(product: Mesh['product'] | '') =>
          // Out of the box all three let in whoever speaks plaintext, but for Consul.
          set('mesh', product === '' ? undefined : { product, mode: product === 'consul' ? 'strict' : 'permissive' })
        }
      />
      {mesh && facts && (
        <>
          <SelectField
            label="Mutual TLS"
            value={mesh.mode}
            choices={[
              { value: 'permissive', title: 'Permissive: between members; outsiders in plaintext' },
              { value: 'strict', title: 'Strict: members only' },
              { value: 'disabled', title: 'Off' },
            ]}
            onChange={(mode: Mesh['mode']) => set('mesh mode', { ...mesh, mode })}
          />
          {mesh.product === 'istio' && (
            <SelectField
              label="Proxies"
              value={mesh.dataPlane ?? 'sidecar'}
              choices={[
                { value: 'sidecar', title: 'A sidecar beside each workload' },
                { value: 'ambient', title: 'Ambient: one ztunnel a host' },
              ]}
              onChange={(dataPlane: Plane) => set('mesh proxies', { ...mesh, dataPlane })}
            />
          )}
          {mesh.product === 'istio' && mesh.dataPlane === 'ambient' && (
            <CheckField
              label="A waypoint reads requests in front of the services"
              checked={mesh.waypoint ?? false}
              onChange={(waypoint) => set('waypoint', { ...mesh, waypoint })}
            />
          )}
          <CheckField
            label="Who is not named may not call"
            checked={mesh.authorization === 'deny'}
            onChange={(deny) => set('who may call', { ...mesh, authorization: deny ? 'deny' : 'allow' })}
          />
          {mesh.product === 'consul' && (
            <CheckField
              label="Transparent proxy"
              checked={mesh.transparentProxy ?? true}
              onChange={(transparentProxy) => set('transparent proxy', { ...mesh, transparentProxy })}
            />
          )}
          <ul className="facts">
            {[facts.modes, ...facts.facts].map(({ text, source }) => (
              <li key={text}>
                {text} <Source url={source} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
