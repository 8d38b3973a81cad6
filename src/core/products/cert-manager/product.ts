import { never, type Product, yes } from '../../model/product.ts';
import { listensToNobody, sendsNoProxyProtocol } from '../support.ts';

const docs = 'https://cert-manager.io/docs';
export const acme = `${docs}/configuration/acme/`;
export const vault = `${docs}/configuration/vault/`;
const ca = `${docs}/configuration/ca/`;
const certificate = `${docs}/usage/certificate/`;
const goTls =
  'https://gitlab.torproject.org/shelikhoo/utls-temporary/-/commit/3dc24108184f16fa0586111068ea637ad44808c5';
const checksAlways = 'An issuer has no field that turns the check of the server off.';

export const product: Product = {
  id: 'cert-manager',
  title: 'cert-manager',
  kind: 'certificate-authority',
  summary: 'Issues and renews certificates in Kubernetes, by ACME, Vault or a CA in the cluster',
  operator: null,
  keyLocation: {
    text: 'Every key that it makes lies in a Kubernetes Secret, and so does that of a CA issuer: whoever reads Secrets there can be anyone.',
    source: ca,
  },
  supports: {
    ...listensToNobody(docs),
    'dial:plaintext': yes('a Vault issuer with an http:// server', vault),
    'dial:tls': yes('a Vault issuer with an https:// server; ACME is always https', vault),
    'dial:mutual': yes('clientCertSecretRef and clientKeySecretRef of a Vault issuer', vault),
    'dial:opportunistic': never('The scheme of the server decides; there is no fallback.', vault),
    'verify:none': never(checksAlways, vault),
    'verify:ca': never(checksAlways, vault),
    'verify:full': yes('always; serverName of a Vault issuer overrides the name', vault),
    'trust:public-ca': yes('the store of its image, when no caBundle is given', vault),
    'trust:private-ca': yes('caBundle or caBundleSecretRef', vault),
    'http2:dial': never('Nothing is routed through it; it makes requests of its own.', docs),
    ...sendsNoProxyProtocol('It has no setting for it.', docs),
  },
  // It is written in Go, whose library starts at TLS 1.2 on either side.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: goTls },
  defaults: {
    listeners: [],
    dial: { tls: 'tls', verify: 'full' },
    protocol: 'http',
    tlsDial: { verify: 'full' },
    issuer: 'private-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'It renews and writes the Secret; that a program reads the new certificate is not its business. What reads it once at start goes on with the old one until it expires.',
      source: certificate,
    },
    {
      text: 'A certificate is for servers alone unless usages say otherwise: mutual TLS needs client auth.',
      source: certificate,
    },
    {
      text: 'A certificate lives 90 days and is renewed after two thirds of that, unless it says otherwise; ACME servers choose for themselves.',
      source: certificate,
    },
    {
      text: 'Since 1.18 every renewal makes a new key; before, the old key was kept for ever.',
      source: certificate,
    },
    {
      text: 'With ACME the Secret holds no ca.crt; with a CA issuer it does, and copying it once goes stale when the CA changes.',
      source: certificate,
    },
    {
      text: 'Its own pages call the CA issuer one for demonstrations and for people who run a PKI: the key of the CA lies in a Secret.',
      source: ca,
    },
  ],
  checkedAgainst: 'cert-manager 1.21 documentation; schemas of @kubernetes-models/cert-manager 6.0.0; it was not run',
};
