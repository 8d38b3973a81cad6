import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody } from '../support.ts';

const guide = 'https://docs.opensearch.org/latest/security/configuration/tls/';
const constants =
  'https://github.com/opensearch-project/security/blob/main/src/main/java/org/opensearch/security/ssl/util/SSLConfigConstants.java';
const demo = 'https://docs.opensearch.org/latest/security/configuration/demo-configuration';
const production = 'https://docs.opensearch.org/docs/security/configuration/index';

export const product: Product = {
  id: 'opensearch',
  title: 'OpenSearch',
  kind: 'data-store',
  summary: 'Search engine and document store (HTTP), with the security plugin',
  operator: null,
  keyLocation: {
    text: 'A file in the configuration directory (plugins.security.ssl.http.pemkey_filepath), then the memory of its Java process.',
    source: guide,
  },
  supports: {
    'listen:plaintext': yes('plugins.security.ssl.http.enabled: false, which is the default', constants),
    'listen:terminate': yes('plugins.security.ssl.http.enabled: true: only HTTPS is answered', guide),
    'listen:permissive': never('With TLS on, only HTTPS is allowed.', guide),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', guide),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', guide),
    'client-certificate:optional': yes('plugins.security.ssl.http.clientauth_mode: OPTIONAL', guide),
    'client-certificate:required': yes('plugins.security.ssl.http.clientauth_mode: REQUIRE', guide),
    'proxy-protocol:accept': unverified('No documented setting for it was found.'),
    ...dialsNobody(guide),
    'http2:listen': unverified('Whether and since when it offers HTTP/2 with TLS was not checked.'),
    'http2:dial': never('It answers connections and opens none of its own here.', guide),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: constants },
  defaults: {
    listeners: [{ id: 'http', port: 9200, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'TLS is mandatory between nodes and optional over HTTP, where it is off by default.',
      source: guide,
    },
    {
      text: 'The setup of every distribution runs a demo installer, which switches HTTPS on with demo certificates.',
      source: demo,
    },
    {
      text: 'The demo certificates are for trying things out: whoever has the software has their keys. Replace them.',
      source: production,
    },
    {
      text: 'Keys must be PKCS#8, and all files must lie under the configuration directory.',
      source: guide,
    },
  ],
  tlsDirectory: '/etc/opensearch/certs',
  checkedAgainst: "the settings in the source of OpenSearch's security plugin 3; not started",
};
