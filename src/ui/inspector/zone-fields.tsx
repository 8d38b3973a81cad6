import { changeZone } from '../../core/model/commands.ts';
import { encloses } from '../../core/model/repair.ts';
import { type Zone, zoneKinds } from '../../core/model/schema.ts';
import { change, useStore } from '../../store/store.ts';
import { zoneKindTitles } from '../words.ts';
import { checkTitle, SelectField, TextField } from './fields.tsx';
import { MeshFields } from './mesh-fields.tsx';

export function ZoneFields({ zone }: { zone: Zone }) {
  const topology = useStore((state) => state.topology);
  const set = (label: string, fields: Parameters<typeof changeZone>[2]) =>
    change(`zone: ${label}`, (before) => changeZone(before, zone.id, fields));
  const parents = [...topology.zones.values()].filter(({ id }) => !encloses(topology, zone.id, id));
  return (
    <>
      <p className="lead">Who shares this network can listen on every wire in it.</p>
      <TextField label="Name" value={zone.title} check={checkTitle} onCommit={(title) => set('rename', { title })} />
      <SelectField
        label="Kind"
        value={zone.kind}
        choices={zoneKinds.map((kind) => ({ value: kind, title: zoneKindTitles[kind] }))}
        onChange={(kind) => set('kind', { kind })}
      />
      <SelectField
        label="Inside"
        value={zone.parent ?? ''}
        choices={[{ value: '', title: 'Nothing' }, ...parents.map(({ id, title }) => ({ value: id, title }))]}
        onChange={(parent) => set('parent', { parent: parent === '' ? undefined : parent })}
      />
      <SelectField
        label="Network-layer encryption"
        value={zone.networkEncryption ?? 'none'}
        hint="Hides the wire from taps between hosts. The processes at both ends still read what is plaintext."
        choices={[
          { value: 'none', title: 'None' },
          { value: 'wireguard', title: 'WireGuard' },
          { value: 'ipsec', title: 'IPsec' },
          { value: 'macsec', title: 'MACsec' },
          { value: 'provider', title: "The provider's" },
        ]}
        onChange={(networkEncryption) =>
          set('encryption', { networkEncryption: networkEncryption === 'none' ? undefined : networkEncryption })
        }
      />
      <MeshFields zone={zone} />
    </>
  );
}
