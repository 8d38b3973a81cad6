import { type Product, yes } from '../../model/product.ts';
import { product as service } from '../generic-service/product.ts';

const tls = 'https://pkg.go.dev/crypto/tls';
const rsa = 'https://github.com/golang/go/commit/67d555e089180aaa39993729b7f9693ea12d6ea6';
const hybrid = {
  text: 'From Go 1.24 on it offers X25519MLKEM768 by default, unless CurvePreferences is set.',
  source: 'https://github.com/golang/go/issues/69985',
};

export const product: Product = {
  ...service,
  id: 'go-service',
  title: 'Go service',
  summary: 'An application of your own in Go, with crypto/tls',
  keyLocation: {
    text: 'A PEM file that the service reads when it starts, or a secret that it is handed.',
    source: tls,
  },
  supports: {
    ...service.supports,
    'listen:terminate': yes('tls.Config with Certificates', tls),
    'client-certificate:optional': yes('ClientAuth: VerifyClientCertIfGiven', tls),
    'client-certificate:required': yes('ClientAuth: RequireAndVerifyClientCert', tls),
    'dial:tls': yes('tls.Config, which every driver takes', tls),
    'dial:mutual': yes('Certificates in tls.Config', tls),
    'verify:none': yes('InsecureSkipVerify', tls),
    'verify:ca': yes('InsecureSkipVerify with a VerifyConnection of your own', tls),
    'verify:full': yes('the default', tls),
    'trust:private-ca': yes('RootCAs', tls),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: tls },
  hybridKeyExchange: { listen: hybrid, dial: hybrid },
  facts: [
    { text: 'From Go 1.22 on it offers no key exchange by RSA unless the cipher suites are listed.', source: rsa },
    {
      text: 'InsecureSkipVerify takes away the check of the issuer with that of the name: there is no switch for one.',
      source: tls,
    },
    {
      text: 'A gRPC client in Go has no default: plaintext must be chosen. A gRPC server without credentials speaks plaintext, silently.',
      source: 'https://pkg.go.dev/google.golang.org/grpc',
    },
    {
      text: 'From 1.67 on grpc-go refuses a TLS peer that does not agree on h2 by ALPN: what terminates before it must offer that.',
      source: 'https://github.com/grpc/grpc-go/pull/7535',
    },
  ],
  checkedAgainst: 'the grammar of Go: parsed, not compiled by the tests; not every option of a driver was looked up',
};
