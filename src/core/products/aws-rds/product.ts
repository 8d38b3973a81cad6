import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const guide = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide';
export const ssl = `${guide}/PostgreSQL.Concepts.General.SSL.html`;
const rotation = `${guide}/ssl-certificate-rotation-postgresql.html`;
const oneWay = 'https://repost.aws/knowledge-center/aurora-postgresql-ssl-certificates';
const libpq = 'https://www.postgresql.org/docs/current/libpq-ssl.html';
/** PostgreSQL's own default, from version 13 on. */
const minimumVersion = 'https://github.com/postgrespro/postgres/commit/b1abfec825472434ea445b9700eaa80cde9da86a';

const noClients = 'TLS is one-way here: clients can verify the server, and it asks them for no certificate.';
const answers = 'It answers its clients itself and relays to nobody.';

export const product: Product = {
  id: 'aws-rds',
  title: 'Amazon RDS for PostgreSQL',
  kind: 'data-store',
  summary: 'Managed PostgreSQL of AWS',
  operator: 'AWS',
  keyLocation: {
    text: 'Inside AWS: RDS makes the certificate of an instance when it makes the instance.',
    source: ssl,
  },
  supports: {
    'listen:plaintext': never(
      'Every instance has a certificate and takes TLS; plaintext can be let in beside it.',
      ssl,
    ),
    'listen:terminate': yes('rds.force_ssl = 1, which is the default from version 15 on', ssl),
    'listen:permissive': yes('rds.force_ssl = 0, the default up to version 14', ssl),
    'listen:passthrough-sni': never(answers, ssl),
    'listen:passthrough-tcp': never(answers, ssl),
    'client-certificate:optional': never(noClients, oneWay),
    'client-certificate:required': never(noClients, oneWay),
    'proxy-protocol:accept': unverified('No parameter for it was found.'),
    ...dialsNobody(ssl),
    ...speaksNoHttp(ssl),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: minimumVersion },
  defaults: {
    listeners: [{ id: 'pg', port: 5432, tls: { mode: 'terminate', certificate: { issuer: 'private-ca' } } }],
    dial: { tls: 'plaintext' },
    protocol: 'postgres',
    tlsDial: { verify: 'none' },
    // RDS has CAs of its own, which clients get as a bundle.
    issuer: 'private-ca',
  },
  upgrades: ['postgres'],
  facts: [
    {
      text: 'Plaintext is refused by default from version 15 on (rds.force_ssl = 1) and let in before.',
      source: ssl,
    },
    {
      text: 'TLS 1.3 is there from version 16 on; older ones know 1.1 and 1.2.',
      source: ssl,
    },
    {
      text: 'Clients try TLS first and fall back to plaintext where it fails: libpq and JDBC take sslmode=prefer when nothing is said.',
      source: ssl,
    },
    {
      text: "verify-full needs the bundle of RDS's own CAs as a file: the system's store does not do.",
      source: ssl,
    },
    {
      text: 'The certificate holds the endpoint that AWS gives; a name of your own in DNS does not match it.',
      source: ssl,
    },
    {
      text: 'When RDS changes its CAs, trust stores have to follow before the certificate of the instance does.',
      source: rotation,
    },
    { text: 'Clients built on libpq check no certificate unless sslmode asks for it.', source: libpq },
  ],
  checkedAgainst: checkedAgainstAws,
};
