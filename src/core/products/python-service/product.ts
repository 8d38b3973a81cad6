import { type Product, yes } from '../../model/product.ts';
import { product as service } from '../generic-service/product.ts';

const ssl = 'https://github.com/python/cpython/blob/main/Doc/library/ssl.rst';

export const product: Product = {
  ...service,
  id: 'python-service',
  title: 'Python service',
  summary: 'An application of your own in Python, with the ssl module',
  keyLocation: {
    text: 'A PEM file that the service reads when it starts, or a secret that it is handed.',
    source: ssl,
  },
  supports: {
    ...service.supports,
    'listen:terminate': yes('an SSLContext with load_cert_chain', ssl),
    'client-certificate:optional': yes('CERT_OPTIONAL', ssl),
    'client-certificate:required': yes('CERT_REQUIRED', ssl),
    'dial:tls': yes('ssl.create_default_context', ssl),
    'dial:mutual': yes('load_cert_chain', ssl),
    'verify:none': yes('check_hostname off and CERT_NONE', ssl),
    'verify:ca': yes('check_hostname off', ssl),
    'verify:full': yes('what create_default_context sets', ssl),
    'trust:public-ca': yes("the system's CA certificates", ssl),
    'trust:private-ca': yes('cafile', ssl),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: ssl },
  defaults: { ...service.defaults, listeners: [{ id: 'http', port: 8000, tls: { mode: 'plaintext' } }] },
  facts: [
    {
      text: 'ssl.create_default_context checks issuer and name; a bare SSLContext for another protocol than PROTOCOL_TLS_CLIENT checks nothing.',
      source: ssl,
    },
    {
      text: 'From Python 3.13 on it refuses certificates that do not keep to RFC 5280: private CAs often issue such.',
      source: 'https://github.com/python/cpython/issues/107361',
    },
    {
      text: 'The name that is sent and the name that is checked are one argument, server_hostname: one cannot be had without the other.',
      source: ssl,
    },
  ],
  checkedAgainst:
    'Python 3.11: syntax of every file; HTTP and TLS run, dialling and listening; other drivers were not run',
};
