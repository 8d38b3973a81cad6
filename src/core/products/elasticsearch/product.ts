import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody } from '../support.ts';

const settings =
  'https://github.com/elastic/elasticsearch/blob/main/docs/reference/elasticsearch/configuration-reference/security-settings.md';
const automatic = 'https://www.elastic.co/docs/deploy-manage/security/self-auto-setup';
const manual = 'https://www.elastic.co/docs/deploy-manage/security/self-setup';
const updating = 'https://www.elastic.co/docs/deploy-manage/security/updating-certificates';

export const product: Product = {
  id: 'elasticsearch',
  title: 'Elasticsearch',
  kind: 'data-store',
  summary: 'Search engine and document store (HTTP)',
  operator: null,
  keyLocation: {
    text: 'A file in the configuration directory (xpack.security.http.ssl.key), then the memory of its Java process.',
    source: settings,
  },
  supports: {
    'listen:plaintext': yes('xpack.security.http.ssl.enabled: false, which is the default of the setting', settings),
    'listen:terminate': yes('xpack.security.http.ssl.enabled: true', settings),
    'listen:permissive': never('The HTTP port speaks TLS or it does not: the setting is true or false.', settings),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', settings),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', settings),
    'client-certificate:optional': yes('xpack.security.http.ssl.client_authentication: optional', settings),
    'client-certificate:required': yes('xpack.security.http.ssl.client_authentication: required', settings),
    'proxy-protocol:accept': unverified('No documented setting for it was found.'),
    ...dialsNobody(settings),
    'http2:listen': unverified('No documented setting for HTTP/2 was found.'),
    'http2:dial': never('It answers connections and opens none of its own here.', settings),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: settings },
  defaults: {
    listeners: [{ id: 'http', port: 9200, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'self-signed',
  },
  upgrades: [],
  facts: [
    {
      text: 'From version 8 on it makes itself a CA and certificates at its first start: HTTP and the traffic between nodes are TLS, under a CA that no client knows (http_ca.crt).',
      source: automatic,
    },
    {
      text: 'Any xpack.security setting of your own keeps it from doing so: the manual way leaves HTTP in plaintext until you say otherwise.',
      source: manual,
    },
    {
      text: 'The setting alone is off by default: xpack.security.http.ssl.enabled is false.',
      source: settings,
    },
    {
      text: 'Its documentation lists TLS 1.1 among the defaults; the JDK that it comes with has 1.0 and 1.1 disabled.',
      source: settings,
    },
    {
      text: 'It looks at its certificate files every 5 seconds: new ones under the same names need no restart.',
      source: updating,
    },
  ],
  tlsDirectory: '/etc/elasticsearch/certs',
  checkedAgainst: 'the documented settings of Elasticsearch 9; not started',
};
