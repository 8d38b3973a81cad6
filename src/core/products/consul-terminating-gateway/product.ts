import { never, type Product, yes } from '../../model/product.ts';
import { embedded as envoy } from '../envoy/embedded.ts';
import { sendsNoProxyProtocol } from '../support.ts';

const gateway = 'https://developer.hashicorp.com/consul/docs/reference/config-entry/terminating-gateway';
const code = 'https://github.com/hashicorp/consul/blob/main/agent/xds/clusters.go';
const noHeader = 'No field of its configuration is about the PROXY protocol.';
const membersOnly = 'Members of the mesh dial it, by mutual TLS of the mesh; it has no other door.';

/** The way out of a Consul mesh: mutual TLS of the mesh ends here, and what it dials is drawn. */
export const product: Product = {
  ...envoy,
  id: 'consul-terminating-gateway',
  title: 'Consul Terminating Gateway',
  summary: 'The way from a Consul mesh to services outside',
  keyLocation: {
    text: 'Certificates of the mesh; for the way out, the files that CertFile and KeyFile name.',
    source: gateway,
  },
  supports: {
    ...envoy.supports,
    'listen:plaintext': yes('as the application sends it, inside the mutual TLS of the mesh', gateway),
    'listen:terminate': never(membersOnly, gateway),
    'listen:permissive': never(membersOnly, gateway),
    'listen:passthrough-sni': never('It ends the session of the mesh.', gateway),
    'proxy-protocol:accept': never(noHeader, gateway),
    ...sendsNoProxyProtocol(noHeader, gateway),
    'client-certificate:optional': never(membersOnly, gateway),
    'client-certificate:required': never(membersOnly, gateway),
    'dial:plaintext': yes('no CAFile, which is the default', gateway),
    'dial:tls': yes('CAFile', gateway),
    'dial:mutual': yes('CertFile and KeyFile', gateway),
    'verify:none': never('With CAFile it checks the issuer, without it there is no TLS.', gateway),
    'verify:ca': yes('CAFile without SNI', gateway),
    'verify:full': yes('CAFile and SNI', gateway),
    'trust:public-ca': yes('CAFile with a bundle of public CAs', gateway),
    'trust:private-ca': yes('CAFile', gateway),
  },
  defaults: {
    ...envoy.defaults,
    listeners: [{ id: 'mesh', port: 8443, tls: { mode: 'plaintext' } }],
    protocol: 'http',
    tlsDial: { verify: 'ca', sni: null },
  },
  meshProxy: { of: 'consul', inbound: 'mesh' },
  facts: [
    { text: 'Without CAFile it speaks plaintext to the destination outside.', source: gateway },
    { text: 'CAFile without SNI accepts any certificate of that CA.', source: gateway },
    { text: 'It sends a server name only where SNI says one, and checks that name then.', source: code },
  ],
  checkedAgainst:
    'Consul on Kubernetes 2.0.3: its published custom resource definitions, written down field by field; no gateway was run',
};
