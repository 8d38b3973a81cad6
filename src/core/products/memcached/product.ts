import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const guide = 'https://github.com/memcached/memcached/blob/master/doc/tls.txt';
const source = 'https://github.com/memcached/memcached/blob/master/tls.c';
/** TLS came with that release: https://meterpreter.org/memcached/ */
const tlsSince = '1.5.13';

export const product: Product = {
  id: 'memcached',
  title: 'memcached',
  kind: 'data-store',
  summary: 'In-memory cache',
  operator: null,
  keyLocation: { text: 'A file (ssl_key) that the server reads at start, then its memory.', source: guide },
  supports: {
    'listen:plaintext': yes('port 11211, which is the default; notls: beside ports with TLS', guide),
    'listen:terminate': yes('-Z, in a build with --enable-tls', guide, tlsSince),
    'listen:permissive': never(
      'A port speaks TLS or plaintext; both at once take two ports: draw two listeners.',
      guide,
    ),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', guide),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', guide),
    'client-certificate:optional': yes('ssl_verify_mode=1 with ssl_ca_cert', source, tlsSince),
    'client-certificate:required': yes('ssl_verify_mode=2 with ssl_ca_cert', source, tlsSince),
    'proxy-protocol:accept': never('Its options name none; the header is taken for a command.', guide),
    ...dialsNobody(guide),
    ...speaksNoHttp(guide),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source },
  defaults: {
    listeners: [{ id: 'memcached', port: 11211, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'memcached',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'TLS is off by default and has to be compiled in; -Z switches it on for every port that is not marked notls:.',
      source: guide,
    },
    {
      text: 'Client certificates are not asked for by default (ssl_verify_mode 0).',
      source: guide,
    },
    {
      text: 'There is a lowest TLS version and no highest.',
      source,
    },
    {
      text: 'The command refresh_certs loads a new certificate without a restart, for new connections.',
      source: guide,
    },
  ],
  checkedAgainst: 'memcached 1.6',
};
