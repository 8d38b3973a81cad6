import { never, type Product, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const guide = 'https://www.rabbitmq.com/docs/ssl';
const example = 'https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbit/docs/rabbitmq.conf.example';
const schema = 'https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbit/priv/schema/rabbit.schema';

export const product: Product = {
  id: 'rabbitmq',
  title: 'RabbitMQ',
  kind: 'data-store',
  summary: 'Message broker (AMQP)',
  operator: null,
  keyLocation: {
    text: 'A file (ssl_options.keyfile) that the node reads, then the memory of its Erlang process.',
    source: guide,
  },
  supports: {
    'listen:plaintext': yes('listeners.tcp, port 5672 by default', example),
    'listen:terminate': yes('listeners.ssl, with listeners.tcp = none to close the plaintext one', guide),
    'listen:permissive': never(
      'A port speaks TLS or plaintext; both at once take two ports: draw two listeners.',
      schema,
    ),
    'listen:passthrough-sni': never('It answers its clients itself and relays to nobody.', example),
    'listen:passthrough-tcp': never('It answers its clients itself and relays to nobody.', example),
    'client-certificate:optional': yes('verify = verify_peer with fail_if_no_peer_cert = false', guide),
    'client-certificate:required': yes('verify = verify_peer with fail_if_no_peer_cert = true', guide),
    'proxy-protocol:accept': yes('proxy_protocol = true, at every AMQP port', example),
    ...dialsNobody(example),
    ...speaksNoHttp(example),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: guide },
  defaults: {
    listeners: [{ id: 'amqp', port: 5672, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'amqp',
    tlsDial: { verify: 'none' },
    issuer: 'private-ca',
  },
  upgrades: [],
  // Each line was seen in the log of a RabbitMQ 3.10 broker, at its usual level.
  logs: {
    'plaintext-to-tls': 'generated SERVER ALERT: Fatal - Unexpected Message',
    'client-certificate-required': 'generated SERVER ALERT: Fatal - Certificate required',
    'client-certificate-untrusted': 'generated SERVER ALERT: Fatal - Unknown CA',
    'no-common-version': 'generated SERVER ALERT: Fatal - Protocol Version',
  },
  facts: [
    {
      text: 'A TLS listener does not close the plaintext one: 5672 stays open until listeners.tcp = none.',
      source: guide,
    },
    {
      text: 'verify_none, the default, asks no client for a certificate; verify_peer alone still lets in whoever brings none: fail_if_no_peer_cert = true refuses them.',
      source: guide,
    },
    {
      text: 'All TLS listeners share one certificate, one CA file and one list of versions (ssl_options).',
      source: schema,
    },
    {
      text: 'proxy_protocol = true holds for every AMQP port: clients can then no longer connect without a proxy that sends the header.',
      source: example,
    },
    {
      text: 'guest may log in from the same host only.',
      source: example,
    },
  ],
  checkedAgainst: 'RabbitMQ 3.10',
};
