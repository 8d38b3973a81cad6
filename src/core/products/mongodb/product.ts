import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const options =
  'https://github.com/mongodb/docs/blob/009abe2b7767aeaa58e13a288841b5c0bfd1623c/source/reference/configuration-options.txt';
const configuring = 'https://www.mongodb.com/docs/manual/tutorial/configure-ssl/';
const upgrading = 'https://www.mongodb.com/docs/manual/tutorial/upgrade-cluster-to-ssl/';

export const product: Product = {
  id: 'mongodb',
  title: 'MongoDB',
  kind: 'data-store',
  summary: 'Document database',
  operator: null,
  keyLocation: {
    text: 'A file (net.tls.certificateKeyFile, certificate and key in one) that the server reads at start, then its memory.',
    source: options,
  },
  supports: {
    'listen:plaintext': yes('net.tls.mode: disabled, which is the default', options),
    'listen:terminate': yes('net.tls.mode: requireTLS', options),
    'listen:permissive': yes('net.tls.mode: preferTLS, or allowTLS with plaintext between members', upgrading),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', options),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', options),
    'client-certificate:optional': yes('CAFile and allowConnectionsWithoutCertificates: true', options),
    'client-certificate:required': yes('CAFile', options),
    'proxy-protocol:accept': unverified(
      'Its documented settings of a member name none; a router (mongos) is not drawn here.',
    ),
    ...dialsNobody(options),
    ...speaksNoHttp(options),
  },
  versions: { listen: ['1.1', '1.3'], dial: ['1.1', '1.3'], source: options },
  defaults: {
    listeners: [{ id: 'mongod', port: 27017, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'mongodb',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  asksEveryClient: {
    text: 'A certificate that is presented is verified in any case: by CAFile, or by the system’s CAs where only those are given.',
    source: options,
  },
  facts: [
    {
      text: 'allowTLS keeps the traffic between members of a replica set in plaintext; preferTLS encrypts it and still takes plaintext from clients.',
      source: upgrading,
    },
    {
      text: 'With a CAFile every client must bring a certificate, unless allowConnectionsWithoutCertificates is true; and one that is presented is verified in any case.',
      source: options,
    },
    {
      text: 'Current releases do not start with TLS and neither a CAFile nor tlsUseSystemCA.',
      source: 'https://jira.mongodb.org/browse/SERVER-72839',
    },
    {
      text: 'It listens on localhost alone and knows no users until you change both: security.authorization is disabled by default.',
      source: options,
    },
    {
      text: 'TLS 1.0 is off by default, TLS 1.1 is not: only disabledProtocols, or the security level of the OpenSSL on the host, refuses it.',
      source: options,
    },
    {
      text: 'A certificate with an extended key usage must name clientAuth as well as serverAuth, for members present theirs to each other.',
      source: configuring,
    },
  ],
  checkedAgainst: "the settings in MongoDB's source (net.tls) and the manual of 8.0; not started",
};
