import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const serverTls = 'https://www.postgresql.org/docs/current/ssl-tcp.html';
const hba = 'https://www.postgresql.org/docs/current/auth-pg-hba-conf.html';
const libpq = 'https://www.postgresql.org/docs/current/libpq-ssl.html';
const protocolFlow = 'https://www.postgresql.org/docs/current/protocol-flow.html';
const minimumVersion = 'https://github.com/postgrespro/postgres/commit/b1abfec825472434ea445b9700eaa80cde9da86a';

export const product: Product = {
  id: 'postgresql',
  title: 'PostgreSQL',
  kind: 'data-store',
  summary: 'Relational database',
  operator: null,
  keyLocation: {
    text: 'A file (ssl_key_file) that only the server may read, then the memory of the server process and its children.',
    source: serverTls,
  },
  supports: {
    'listen:plaintext': yes('ssl = off, which is the default, and host lines in pg_hba.conf', serverTls),
    'listen:terminate': yes('ssl = on with hostssl lines, and hostnossl … reject', hba),
    'listen:permissive': yes('ssl = on with host lines, which match with and without TLS', hba),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', protocolFlow),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', protocolFlow),
    'client-certificate:optional': yes('ssl_ca_file without clientcert: what is presented is verified', serverTls),
    'client-certificate:required': yes('clientcert=verify-ca or verify-full on hostssl lines', hba),
    'proxy-protocol:accept': never(
      'The first bytes must be a startup packet or a request for encryption; it knows no other header.',
      protocolFlow,
    ),
    ...dialsNobody(protocolFlow),
    ...speaksNoHttp(protocolFlow),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: minimumVersion },
  defaults: {
    listeners: [{ id: 'pg', port: 5432, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'postgres',
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  upgrades: ['postgres'],
  directSince: '17',
  // Each line was seen in the log of a PostgreSQL 15 server.
  logs: {
    'plaintext-to-tls': 'FATAL:  pg_hba.conf rejects connection for host',
    'client-certificate-required': 'FATAL:  connection requires a valid client certificate',
    'client-certificate-untrusted': 'could not accept SSL connection: certificate verify failed',
    'unknown-ca': 'could not accept SSL connection: tlsv1 alert unknown ca',
    'certificate-expired': 'could not accept SSL connection: sslv3 alert certificate expired',
    'no-common-version': 'could not accept SSL connection: unsupported protocol',
    'direct-tls-not-spoken': 'invalid length of startup packet',
    'proxy-protocol-unexpected': 'invalid length of startup packet',
  },
  facts: [
    {
      text: 'TLS is off until ssl = on; until then hostssl lines match nothing.',
      source: hba,
    },
    {
      text: 'ssl = on alone forces nobody: host lines go on accepting plaintext. Only hostssl lines, or hostnossl … reject before them, refuse it.',
      source: hba,
    },
    {
      text: 'Clients built on libpq use sslmode=prefer by default: they verify nothing and fall back to plaintext without a word.',
      source: libpq,
    },
    {
      text: 'A client asks for TLS in clear before the handshake, so no generic TLS proxy or SNI router can stand in front; from version 17 on both sides may start with TLS at once (sslnegotiation=direct).',
      source: 'https://github.com/postgres/postgres/commit/fb5718f',
    },
  ],
  checkedAgainst: 'PostgreSQL 15',
};
