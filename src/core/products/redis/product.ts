import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const conf = 'https://github.com/redis/redis/blob/unstable/redis.conf';
const encryption = 'https://redis.io/topics/encryption';
/** TLS came with version 6. */
const tlsSince = '6.0';

export const product: Product = {
  id: 'redis',
  title: 'Redis',
  kind: 'data-store',
  summary: 'In-memory store, cache and queue',
  operator: null,
  keyLocation: { text: 'A file (tls-key-file) that the server reads at start, then its memory.', source: conf },
  supports: {
    'listen:plaintext': yes('port 6379, which is the default', conf),
    'listen:terminate': yes('tls-port, with port 0 to close the plaintext one', encryption, tlsSince),
    'listen:permissive': never(
      'A port speaks TLS or plaintext; both at once take two ports: draw two listeners.',
      conf,
    ),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', conf),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', conf),
    'client-certificate:optional': yes('tls-auth-clients optional', conf, tlsSince),
    'client-certificate:required': yes('tls-auth-clients yes, which is the default', conf, tlsSince),
    'proxy-protocol:accept': never('It has no setting for it; the header is taken for a command.', conf),
    ...dialsNobody(conf),
    ...speaksNoHttp(conf),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: conf },
  defaults: {
    listeners: [{ id: 'redis', port: 6379, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'redis',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  // Each line was seen in the log of a Redis 7.0 server, at loglevel verbose.
  logs: {
    'plaintext-to-tls': 'Error accepting a client connection: error:0A00010B:SSL routines::wrong version number',
    'client-certificate-required':
      'Error accepting a client connection: error:0A0000C7:SSL routines::peer did not return a certificate',
    'client-certificate-untrusted':
      'Error accepting a client connection: error:0A000086:SSL routines::certificate verify failed',
    'unknown-ca': 'Error accepting a client connection: error:0A000418:SSL routines::tlsv1 alert unknown ca',
    'certificate-expired':
      'Error accepting a client connection: error:0A000415:SSL routines::sslv3 alert certificate expired',
    'no-common-version': 'Error accepting a client connection: error:0A000102:SSL routines::unsupported protocol',
  },
  facts: [
    {
      text: 'Once tls-port is on, every client must bring a certificate: tls-auth-clients is yes by default.',
      source: conf,
    },
    {
      text: 'tls-port does not close the plaintext port: only port 0 does.',
      source: encryption,
    },
    {
      text: 'Replication and the cluster bus stay in plaintext until tls-replication and tls-cluster are on.',
      source: conf,
    },
    {
      text: 'While no password is set, protected mode refuses every client that is not on the same host.',
      source: conf,
    },
  ],
  checkedAgainst: 'Redis 7.0',
};
