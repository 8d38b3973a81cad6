import { changeListener, modeOf } from '../../core/model/commands.ts';
import type { Certificate, Listener, Node } from '../../core/model/schema.ts';
import { products } from '../../store/registry.ts';
import { change } from '../../store/store.ts';
import { setTermination, terminationChoices, whyNot } from '../actions.ts';
import { terminationTitles } from '../words.ts';
import { CheckField, checkNames, Segments, SelectField, splitNames, TextField } from './fields.tsx';
import { ListenerDetails } from './tls-details.tsx';

const versions = [
  { value: 'default', title: 'As the product has it' },
  { value: '1.0', title: 'TLS 1.0' },
  { value: '1.1', title: 'TLS 1.1' },
  { value: '1.2', title: 'TLS 1.2' },
  { value: '1.3', title: 'TLS 1.3' },
] as const;

/** One listener: where TLS ends, and what its certificate is. */
export function ListenerFields({ node, listener }: { node: Node; listener: Listener }) {
  const set = (next: Listener) =>
    change(`${node.title}: listener`, (topology) => changeListener(topology, products, node.id, next));
  const { tls } = listener;
  const ends = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : null;
  const setTls = (fields: Record<string, unknown>) => {
    if (!ends) return;
    const merged = Object.fromEntries(
      Object.entries({ ...ends, ...fields }).filter(([, value]) => value !== undefined),
    );
    set({ ...listener, tls: merged as typeof ends });
  };
  const certificate: Certificate = ends?.certificate ?? {
    issuer: products.get(node.product)?.defaults.issuer ?? 'private-ca',
  };
  const setCertificate = (fields: Partial<Certificate>) => setTls({ certificate: { ...certificate, ...fields } });
  return (
    <section className="group" aria-label={`Listener on port ${listener.port}`}>
      <h3>
        Port {listener.port} <span className="quiet">{listener.id}</span>
      </h3>
      <Segments
        label="Where TLS ends"
        value={modeOf(tls)}
        choices={terminationChoices(node.id).map(({ mode, why }) => ({
          value: mode,
          title: terminationTitles[mode],
          why,
        }))}
        onChange={(mode) => setTermination(node.id, listener, mode)}
      />
      <TextField
        label="Port"
        value={String(listener.port)}
        check={(text) =>
          /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535 ? null : 'A number from 1 to 65535.'
        }
        onCommit={(text) => set({ ...listener, port: Number(text) })}
      />
      {ends && (
        <>
          <SelectField
            label="Certificate from"
            value={certificate.issuer}
            choices={[
              { value: 'public-ca', title: 'A public CA' },
              { value: 'private-ca', title: 'Your private CA' },
              { value: 'self-signed', title: 'Nobody: self-signed' },
            ]}
            onChange={(issuer) => setCertificate({ issuer })}
          />
          <TextField
            label="Names on it"
            value={certificate.names?.join(', ') ?? ''}
            placeholder="whatever is dialled"
            check={checkNames}
            onCommit={(text) => {
              const { names: _, ...rest } = certificate;
              setTls({ certificate: splitNames(text).length > 0 ? { ...rest, names: splitNames(text) } : rest });
            }}
          />
          <CheckField
            label="It has expired"
            checked={certificate.expired ?? false}
            onChange={(expired) => setCertificate({ expired })}
          />
          <Segments
            label="Client certificate"
            value={ends.clientCertificate ?? 'none'}
            choices={[
              { value: 'none', title: 'Not asked' },
              {
                value: 'optional',
                title: 'Optional',
                why: whyNot(node.product, 'client-certificate:optional', node.version),
              },
              {
                value: 'required',
                title: 'Required',
                why: whyNot(node.product, 'client-certificate:required', node.version),
              },
            ]}
            onChange={(clientCertificate) => setTls({ clientCertificate })}
          />
          <div className="pair">
            <SelectField
              label="Oldest version"
              value={ends.minVersion ?? 'default'}
              choices={versions}
              onChange={(minVersion) => setTls({ minVersion: minVersion === 'default' ? undefined : minVersion })}
            />
            <SelectField
              label="Newest version"
              value={ends.maxVersion ?? 'default'}
              choices={versions}
              onChange={(maxVersion) => setTls({ maxVersion: maxVersion === 'default' ? undefined : maxVersion })}
            />
          </div>
        </>
      )}
      <ListenerDetails listener={listener} set={set} />
      <CheckField
        label="Expects a PROXY protocol header"
        checked={listener.acceptsProxyProtocol ?? false}
        why={whyNot(node.product, 'proxy-protocol:accept', node.version)}
        onChange={(acceptsProxyProtocol) => set({ ...listener, acceptsProxyProtocol })}
      />
    </section>
  );
}
