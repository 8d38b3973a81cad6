import { checkedAgainstGoogle } from '../../config/google-provider.ts';
import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

export const configure = 'https://cloud.google.com/sql/docs/postgres/configure-ssl-instance';
export const authorize = 'https://cloud.google.com/sql/docs/postgres/authorize-ssl';
export const instances =
  'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/sql_database_instance';
const modes = 'https://docs.cloud.google.com/php/docs/reference/cloud-sql-admin/latest/V1.IpConfiguration.SslMode';
const authorities = 'https://docs.cloud.google.com/php/docs/reference/cloud-sql-admin/latest/V1.IpConfiguration.CaMode';
/** PostgreSQL's own default, from version 13 on. */
const engine = 'https://github.com/postgrespro/postgres/commit/b1abfec825472434ea445b9700eaa80cde9da86a';

export const product: Product = {
  id: 'gcp-cloud-sql',
  title: 'Google Cloud SQL',
  kind: 'data-store',
  summary: 'Managed PostgreSQL or MySQL of Google Cloud',
  operator: 'Google Cloud',
  keyLocation: {
    text: 'Inside Google: Cloud SQL makes and installs the certificate of the server when the instance is made.',
    source: authorize,
  },
  supports: {
    'listen:plaintext': never(
      'Every instance has a certificate and takes TLS; plaintext can be let in beside it.',
      authorize,
    ),
    'listen:terminate': yes('ssl_mode = ENCRYPTED_ONLY', modes),
    'listen:permissive': yes('ssl_mode = ALLOW_UNENCRYPTED_AND_ENCRYPTED, which is the default', configure),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', authorize),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', authorize),
    'client-certificate:optional': never(
      'Two modes verify no client certificate; the third demands one. There is nothing between.',
      modes,
    ),
    'client-certificate:required': yes('ssl_mode = TRUSTED_CLIENT_CERTIFICATE_REQUIRED', modes),
    'proxy-protocol:accept': never('No setting of an instance speaks of it.', instances),
    ...dialsNobody(authorize),
    ...speaksNoHttp(authorize),
  },
  // The pages read name no versions; these are those of PostgreSQL's own default.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: engine },
  defaults: {
    listeners: [{ id: 'sql', port: 5432, tls: { mode: 'permissive', certificate: { issuer: 'private-ca' } } }],
    dial: { tls: 'plaintext' },
    protocol: 'postgres',
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  upgrades: ['postgres', 'mysql'],
  facts: [
    {
      text: 'Unless you say otherwise, clients without TLS are let in: the certificate is there, and nobody has to use it.',
      source: configure,
    },
    {
      text: 'ENCRYPTED_ONLY checks no client certificate, and no client is made to check the server: verify-full is for the client to ask for.',
      source: modes,
    },
    {
      text: 'The CA of the server is internal to Google and one for each instance, unless the CA that a region shares or a pool of your own is chosen: download it for every client that verifies.',
      source: authorities,
    },
    {
      text: 'The Auth Proxy and the connectors always encrypt and check both sides, whatever ssl_mode says.',
      source: authorize,
    },
    {
      text: 'A change of ssl_mode is for new connections: unencrypted ones that stand stay until the instance restarts.',
      source: configure,
    },
  ],
  checkedAgainst: checkedAgainstGoogle,
};
