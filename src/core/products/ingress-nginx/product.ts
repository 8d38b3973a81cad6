import { never, type Product, yes } from '../../model/product.ts';

const guide = 'https://kubernetes.github.io/ingress-nginx/user-guide';
const annotations = `${guide}/nginx-configuration/annotations/`;
const configMap = `${guide}/nginx-configuration/configmap/`;
const tls = `${guide}/tls/`;
const tcp = `${guide}/exposing-tcp-udp-services/`;
const template = 'https://github.com/kubernetes/ingress-nginx/blob/main/rootfs/etc/nginx/template/nginx.tmpl';
const proxySsl = 'https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/annotations/proxyssl/main.go';
export const retired = 'https://github.com/kubernetes/ingress-nginx';
export const validator = 'https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/inspector/rules.go';

export const product: Product = {
  id: 'ingress-nginx',
  title: 'Ingress NGINX (retired)',
  kind: 'gateway',
  summary: 'Kubernetes Ingress controller, retired in March 2026',
  operator: null,
  keyLocation: {
    text: 'In a Kubernetes Secret, read by the controller and written into the memory and the disk of its Pod.',
    source: tls,
  },
  supports: {
    'listen:plaintext': yes('an Ingress without tls, on port 80', annotations),
    'listen:terminate': yes('an Ingress with tls and a secretName, on port 443', tls),
    'listen:permissive': never('Port 80 speaks plaintext and port 443 TLS.', tls),
    'listen:passthrough-sni': yes('ssl-passthrough, once the controller runs with --enable-ssl-passthrough', tls),
    'listen:passthrough-tcp': yes('the ConfigMap of TCP services', tcp),
    'client-certificate:optional': yes('auth-tls-secret with auth-tls-verify-client optional', annotations),
    'client-certificate:required': yes('auth-tls-secret; verification is on then', annotations),
    'dial:plaintext': yes('backend-protocol HTTP, which is the default', annotations),
    'dial:tls': yes('backend-protocol HTTPS or GRPCS', annotations),
    'dial:mutual': yes('proxy-ssl-secret with tls.crt and tls.key', annotations),
    'dial:opportunistic': never('backend-protocol decides; there is no fallback.', annotations),
    'verify:none': yes('proxy-ssl-verify off, which is the default', annotations),
    'verify:ca': never('One switch of NGINX checks issuer and name together.', annotations),
    'verify:full': yes('proxy-ssl-verify on with ca.crt in proxy-ssl-secret and proxy-ssl-name', annotations),
    'trust:public-ca': yes('the public CAs as ca.crt in proxy-ssl-secret', annotations),
    'trust:private-ca': yes('ca.crt in proxy-ssl-secret', annotations),
    'proxy-protocol:accept': yes('use-proxy-protocol in the ConfigMap, for both ports', configMap),
    'http2:listen': yes('with TLS, unless use-http2 is false', configMap),
    'http2:dial': yes('backend-protocol GRPC or GRPCS, for gRPC', annotations),
    'proxy-protocol:send-v1': yes('PROXY as the last field of a TCP service, and nowhere else', tcp),
    'proxy-protocol:send-v2': never('NGINX sends version 1, and only for TCP services.', tcp),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: configMap },
  defaults: {
    listeners: [
      { id: 'http', port: 80, tls: { mode: 'plaintext' } },
      { id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'self-signed' } } },
    ],
    dial: { tls: 'plaintext' },
    protocol: 'http',
    tlsDial: { verify: 'none', sni: null },
    issuer: 'self-signed',
  },
  upgrades: [],
  comparesNamesOnly: {
    text: 'The upstream’s name is compared with the DNS names on its certificate, never with addresses: give it a name.',
    source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html',
  },
  facts: [
    {
      text: 'It is retired: maintenance ended in March 2026, and no vulnerability found since is fixed. Its own page sends you to Gateway API.',
      source: retired,
    },
    {
      text: 'backend-protocol HTTPS encrypts and checks nothing: proxy-ssl-verify is off, and without proxy-ssl-secret every other proxy-ssl annotation is ignored.',
      source: proxySsl,
    },
    {
      text: 'With proxy-ssl-secret it dials TLS 1.2 and no later version unless proxy-ssl-protocols says so.',
      source: proxySsl,
    },
    {
      text: 'With backend-protocol GRPCS no certificate is checked and none shown: the template writes proxy_ssl directives, which gRPC does not read.',
      source: template,
    },
    {
      text: 'ssl-passthrough works only with a flag of the controller, then sends all traffic of port 443 through a proxy of its own, and ignores every other annotation.',
      source: tls,
    },
    {
      text: 'A name without a certificate gets a self-signed one of the controller’s.',
      source: tls,
    },
    {
      text: 'The headers ssl-client-verify, ssl-client-subject-dn and ssl-client-issuer-dn are set only where auth-tls is on; elsewhere what a client makes up under these names reaches the backend.',
      source: template,
    },
    { text: 'Client certificates are asked for per host, never per path.', source: annotations },
  ],
  notProposed: 'It is retired.',
  checkedAgainst:
    'Kubernetes schemas of kubernetes-models 5.1.0; annotations by the source and documentation of controller 1.15.1, the last',
};
