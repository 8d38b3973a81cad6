import { checkedAgainstAzure } from '../../config/azure-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

export const tls = 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-ssl-tls';
const connect = 'https://learn.microsoft.com/azure/postgresql/flexible-server/security-connect-tls';
const libpq = 'https://www.postgresql.org/docs/current/libpq-ssl.html';

const noClients = 'Certificates of clients are not supported for authentication.';
const answers = 'It answers its clients itself and relays to nobody.';

export const product: Product = {
  id: 'azure-postgresql',
  title: 'Azure Database for PostgreSQL',
  kind: 'data-store',
  summary: 'Managed PostgreSQL of Azure, flexible server',
  operator: 'Microsoft Azure',
  keyLocation: { text: 'Inside Azure: certificates of your own cannot be installed.', source: tls },
  supports: {
    'listen:plaintext': never('The server always takes TLS; plaintext can be let in beside it.', connect),
    'listen:terminate': yes('require_secure_transport = ON, which is the default', connect),
    'listen:permissive': yes('require_secure_transport = OFF', connect),
    'listen:passthrough-sni': never(answers, tls),
    'listen:passthrough-tcp': never(answers, tls),
    'client-certificate:optional': never(noClients, tls),
    'client-certificate:required': never(noClients, tls),
    'proxy-protocol:accept': never('It speaks the protocol of PostgreSQL, which knows no such header.', tls),
    ...dialsNobody(tls),
    ...speaksNoHttp(tls),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: tls },
  defaults: {
    listeners: [{ id: 'pg', port: 5432, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } }],
    dial: { tls: 'plaintext' },
    protocol: 'postgres',
    tlsDial: { verify: 'none' },
    issuer: 'public-ca',
  },
  upgrades: ['postgres'],
  facts: [
    {
      text: 'Plaintext is refused unless require_secure_transport is OFF: the opposite of a PostgreSQL of your own.',
      source: connect,
    },
    {
      text: 'Clients built on libpq encrypt and check nothing by default: verify-full is for the client to ask for.',
      source: libpq,
    },
    {
      text: 'Its intermediate CAs are replaced from time to time: trust the roots, pin nothing.',
      source: connect,
    },
    { text: 'Certificates of your own, and of clients, are not supported.', source: tls },
  ],
  checkedAgainst: checkedAgainstAzure,
};
