import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody } from '../support.ts';

const docs = 'https://developer.hashicorp.com/vault/docs';
const listener = `${docs}/v1.17.x/configuration/listener/tcp`;
const tls = `${docs}/configuration/listener/tcp/tcp-tls`;
const setup = `${docs}/secrets/pki/setup`;
const code = 'https://github.com/hashicorp/vault/blob/main/internalshared/listenerutil/listener.go';
const lifetimes = `${docs}/troubleshoot/tune-lease-ttl`;
const roles = 'https://github.com/hashicorp/vault/blob/main/builtin/logical/pki/path_roles.go';

const answersItself = 'It answers requests to its API itself and relays to nobody.';

export const product: Product = {
  id: 'vault-pki',
  title: 'HashiCorp Vault PKI',
  kind: 'certificate-authority',
  summary: 'Private certificate authority with short-lived certificates',
  operator: null,
  keyLocation: {
    text: "In Vault's encrypted storage, and in its memory while it is unsealed: whoever may sign with a role can be every name that the role allows.",
    source: setup,
  },
  supports: {
    'listen:plaintext': yes('listener "tcp" with tls_disable, where tokens and keys travel in clear', listener),
    'listen:terminate': yes('listener "tcp" with tls_cert_file and tls_key_file', listener),
    'listen:permissive': never('A listener speaks TLS or plaintext; tls_disable decides.', listener),
    'listen:passthrough-sni': never(answersItself, listener),
    'listen:passthrough-tcp': never(answersItself, listener),
    'client-certificate:optional': never(
      'It asks for one unless tls_disable_client_certs is set, and the listener checks none: that is left to the login by certificate.',
      code,
    ),
    'client-certificate:required': yes('tls_require_and_verify_client_cert with tls_client_ca_file', listener),
    'proxy-protocol:accept': yes('proxy_protocol_behavior', listener),
    'http2:listen': yes('with TLS: it offers h2 and http/1.1', code),
    'http2:dial': never('It dials nobody here.', setup),
    ...dialsNobody(setup),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: listener },
  defaults: {
    listeners: [{ id: 'api', port: 8200, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'A role marks its certificates good for servers and for clients unless told otherwise: a stolen server certificate then logs in as a client. The exported roles allow one use each.',
      source: roles,
    },
    {
      text: 'Certificates live no longer than the mount allows: 768 hours (32 days) until it is tuned.',
      source: lifetimes,
    },
    {
      text: 'Changed TLS settings of a listener need a restart; a reload keeps the old ones.',
      source: tls,
    },
    {
      text: 'The certificate of its own API cannot come from itself on the first start: nobody has unsealed it yet.',
      source: setup,
    },
  ],
  tlsDirectory: '/etc/vault.d/tls',
  checkedAgainst:
    'the Vault 1.17 documentation; vault itself is not run here, the HCL is parsed and the script is run against a stand-in',
};
