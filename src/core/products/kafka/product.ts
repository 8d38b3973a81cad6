import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const listeners =
  'https://github.com/apache/kafka/blob/trunk/server/src/main/java/org/apache/kafka/network/SocketServerConfigs.java';
const tls =
  'https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/config/SslConfigs.java';
const security =
  'https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/config/internals/BrokerSecurityConfigs.java';
const replication =
  'https://github.com/apache/kafka/blob/trunk/server/src/main/java/org/apache/kafka/server/config/ReplicationConfigs.java';
const documentation = 'https://kafka.apache.org/documentation/#security';

export const product: Product = {
  id: 'kafka',
  title: 'Apache Kafka',
  kind: 'data-store',
  summary: 'Event log and message broker',
  operator: null,
  keyLocation: {
    text: 'A file (ssl.keystore.location: PEM, PKCS#12 or JKS) that the broker reads at start, then the memory of its Java process.',
    source: tls,
  },
  supports: {
    'listen:plaintext': yes('a listener of the protocol PLAINTEXT, which is the default', listeners),
    'listen:terminate': yes('a listener of the protocol SSL', listeners),
    'listen:permissive': never(
      'A listener has one security protocol; both at once take two ports: draw two listeners.',
      listeners,
    ),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', listeners),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', listeners),
    'client-certificate:optional': yes('ssl.client.auth=requested', security),
    'client-certificate:required': yes('ssl.client.auth=required', security),
    'proxy-protocol:accept': never('None of its listener settings names it.', listeners),
    ...dialsNobody(documentation),
    ...speaksNoHttp(documentation),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: tls },
  defaults: {
    listeners: [{ id: 'plaintext', port: 9092, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'kafka',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Everything is PLAINTEXT until told otherwise: the listener, and what brokers say to each other.',
      source: replication,
    },
    {
      text: 'An SSL listener for clients does not encrypt the traffic between brokers: inter.broker.listener.name decides which listener they use.',
      source: documentation,
    },
    {
      text: 'Clients dial once and then reconnect to what advertised.listeners says: a proxy in front has to be what is advertised.',
      source: listeners,
    },
    {
      text: 'ssl.client.auth is none by default; requested lets in whoever brings no certificate.',
      source: security,
    },
    {
      text: 'Names are checked by default (ssl.endpoint.identification.algorithm=https); an empty value, often copied from old guides, switches it off.',
      source: tls,
    },
    {
      text: 'PEM files need no password, but the key must be PKCS#8.',
      source: tls,
    },
  ],
  checkedAgainst: 'the names of settings in the source of Apache Kafka 4.0; not started',
};
