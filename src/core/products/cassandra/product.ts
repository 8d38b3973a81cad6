import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const conf = 'https://github.com/apache/cassandra/blob/trunk/conf/cassandra.yaml';
const guide = 'https://cassandra.apache.org/doc/latest/cassandra/managing/operating/security.html';
const news = 'https://github.com/apache/cassandra/blob/trunk/NEWS.txt';
const pem =
  'https://github.com/apache/cassandra/blob/trunk/src/java/org/apache/cassandra/security/PEMBasedSslContextFactory.java';

export const product: Product = {
  id: 'cassandra',
  title: 'Apache Cassandra',
  kind: 'data-store',
  summary: 'Wide-column database',
  operator: null,
  keyLocation: {
    text: 'A file (client_encryption_options.keystore: PEM, PKCS#12 or JKS) that the node reads, then the memory of its Java process.',
    source: pem,
  },
  supports: {
    'listen:plaintext': yes('client_encryption_options.enabled: false, which is the default', conf),
    'listen:terminate': yes('enabled: true, optional: false', conf),
    'listen:permissive': yes('enabled: true, optional: true: both on one port', news, '2.2.4'),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', conf),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', conf),
    'client-certificate:optional': yes('require_client_auth: optional', conf),
    'client-certificate:required': yes('require_client_auth: true', conf),
    'proxy-protocol:accept': never('None of its settings names it.', conf),
    ...dialsNobody(conf),
    ...speaksNoHttp(conf),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: guide },
  defaults: {
    listeners: [{ id: 'cql', port: 9042, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'cql',
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Everything is off by default: TLS for clients, TLS between nodes, authentication and authorization.',
      source: guide,
    },
    {
      text: 'optional: true takes plaintext and TLS on one port; it is meant for the time in between.',
      source: conf,
    },
    {
      text: 'Between nodes, require_endpoint_verification is off by default: whoever holds any certificate of the CA passes for any node.',
      source: conf,
    },
    {
      text: 'require_client_auth: optional is a value of recent releases; older ones know true and false.',
      source: conf,
    },
    {
      text: 'PEM files are read by a factory of their own, PEMBasedSslContextFactory; its keys must be PKCS#8.',
      source: pem,
    },
  ],
  checkedAgainst: 'the commented cassandra.yaml and the source of Apache Cassandra 5; not started',
};
