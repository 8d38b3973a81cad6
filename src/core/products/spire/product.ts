import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody } from '../support.ts';

const reference = 'https://github.com/spiffe/spire/blob/main/doc/spire_server.md';
const full = 'https://github.com/spiffe/spire/blob/main/conf/server/server_full.conf';
const answersItself = 'It answers its agents itself and relays to nobody.';

export const product: Product = {
  id: 'spire',
  title: 'SPIRE Server',
  kind: 'certificate-authority',
  summary: 'Issues short-lived SPIFFE identities to attested workloads',
  operator: null,
  keyLocation: {
    text: 'With the KeyManager: a file of the server, its memory, or a key service of a cloud. Whoever holds it can be every workload of the trust domain.',
    source: full,
  },
  supports: {
    'listen:plaintext': never(
      'The port for agents is a terminating TLS listener; tls_config sets its versions and nothing turns it off.',
      full,
    ),
    'listen:terminate': yes('bind_address and bind_port, with a certificate of its own making', full),
    'listen:permissive': never('The port for agents speaks TLS.', full),
    'listen:passthrough-sni': never(answersItself, reference),
    'listen:passthrough-tcp': never(answersItself, reference),
    'client-certificate:optional': unverified(
      'Agents show their SVID once they have one; whether that can be configured is not documented.',
    ),
    'client-certificate:required': unverified('An agent has no certificate before it is attested.'),
    'proxy-protocol:accept': unverified(
      'proxy_protocol_trusted_cidrs exists in the newest server; the release that brought it was not found.',
    ),
    'http2:listen': unverified('Its API is gRPC, which is HTTP/2; no page names the listener so.'),
    'http2:dial': never('It dials nobody here.', reference),
    ...dialsNobody(reference),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: full },
  defaults: {
    listeners: [{ id: 'api', port: 8081, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'grpc',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'A certificate lives an hour and the authority behind it a day, unless told otherwise: what reads one file at start and never again stops working the same day.',
      source: full,
    },
    {
      text: 'An identity is a URI (spiffe://…), not a host name: who checks names alone learns nothing from it, and the entries add DNS names for them.',
      source: reference,
    },
    {
      text: 'A certificate goes to whatever the attestation lets through: selectors that many processes match make them all the same workload.',
      source: reference,
    },
  ],
  checkedAgainst: 'the configuration reference of SPIRE; the server is not run here, its files are parsed as HCL',
};
