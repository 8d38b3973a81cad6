import type { Certificate, Dial, KeyExchange, Listener } from '../../core/model/schema.ts';
import { products } from '../../store/registry.ts';
import { useStore } from '../../store/store.ts';
import { CheckField, SelectField, TextField } from './fields.tsx';

const exchanges = [
  { value: 'default', title: 'As the product has it' },
  { value: 'rsa', title: 'RSA: no forward secrecy, TLS 1.2 at most' },
  { value: 'ecdhe', title: '(EC)DHE: forward secrecy' },
  { value: 'hybrid', title: 'Hybrid with ML-KEM: post-quantum' },
] as const;

const ids = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== '');
/** RFC 7301: an id is bytes; what people type is printable. */
const checkAlpn = (text: string): string | null =>
  ids(text).every((each) => /^[\x21-\x7e]{1,32}$/.test(each)) && ids(text).length <= 20
    ? null
    : 'Names such as h2, http/1.1.';

function KeyExchangeField({
  value,
  onChange,
}: {
  value: KeyExchange | undefined;
  onChange: (value: KeyExchange | undefined) => void;
}) {
  return (
    <SelectField
      label="Best key exchange"
      value={value ?? 'default'}
      choices={exchanges}
      onChange={(next) => onChange(next === 'default' ? undefined : next)}
    />
  );
}

function AlpnField({
  value,
  onChange,
}: {
  value: readonly string[] | undefined;
  onChange: (value: string[] | undefined) => void;
}) {
  return (
    <TextField
      label="Application protocols (ALPN)"
      value={value?.join(', ') ?? ''}
      placeholder="as the product has it"
      check={checkAlpn}
      onCommit={(text) => onChange(ids(text).length > 0 ? ids(text) : undefined)}
    />
  );
}

/** What few listeners need: a redirect, an issuer that is drawn, HSTS, key exchange, ALPN. */
export function ListenerDetails({ listener, set }: { listener: Listener; set: (next: Listener) => void }) {
  const nodes = useStore((state) => state.topology.nodes);
  const authorities = [...nodes.values()].filter(
    ({ product }) => products.get(product)?.kind === 'certificate-authority',
  );
  const { tls } = listener;
  const withTls = (fields: object) => set({ ...listener, tls: defined<Listener['tls']>({ ...tls, ...fields }) });
  if (tls.mode === 'passthrough') return null;
  if (tls.mode === 'plaintext')
    return (
      <CheckField
        label="Only redirects to https"
        checked={tls.redirectsToTls ?? false}
        onChange={(redirectsToTls) => withTls({ redirectsToTls: redirectsToTls || undefined })}
      />
    );
  const certificate: Certificate = tls.certificate ?? { issuer: 'private-ca' };
  return (
    <details className="more">
      <summary>More about TLS here</summary>
      {authorities.length > 0 && (
        <SelectField
          label="Issued by"
          value={certificate.issuedBy ?? ''}
          choices={[
            { value: '', title: 'Nobody drawn' },
            ...authorities.map(({ id, title }) => ({ value: id, title })),
          ]}
          onChange={(by) =>
            withTls({ certificate: defined<Certificate>({ ...certificate, issuedBy: by === '' ? undefined : by }) })
          }
        />
      )}
      <SelectField
        label="Strict-Transport-Security"
        value={tls.strictTransport ?? 'off'}
        choices={[
          { value: 'off', title: 'Not sent' },
          { value: 'sent', title: 'Sent' },
          { value: 'preloaded', title: 'Sent, and on the preload list' },
        ]}
        onChange={(strictTransport) =>
          withTls({ strictTransport: strictTransport === 'off' ? undefined : strictTransport })
        }
      />
      <KeyExchangeField value={tls.keyExchange} onChange={(keyExchange) => withTls({ keyExchange })} />
      <AlpnField value={listener.alpn} onChange={(alpn) => set(defined<Listener>({ ...listener, alpn }))} />
    </details>
  );
}

/** The same for a dial. */
export function DialDetails({
  dial,
  set,
}: {
  dial: Dial;
  set: (label: string, fields: { readonly [K in keyof Dial]?: Dial[K] | undefined }) => void;
}) {
  return (
    <details className="more">
      <summary>More about TLS here</summary>
      <KeyExchangeField value={dial.keyExchange} onChange={(keyExchange) => set('key exchange', { keyExchange })} />
      <AlpnField value={dial.alpn} onChange={(alpn) => set('ALPN', { alpn })} />
      <CheckField
        label="Sends early data (0-RTT), which can be replayed"
        checked={dial.earlyData ?? false}
        onChange={(earlyData) => set('early data', { earlyData: earlyData || undefined })}
      />
    </details>
  );
}

/** A field of `undefined` is one taken away. */
const defined = <T extends object>(record: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
