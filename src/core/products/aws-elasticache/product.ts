import { checkedAgainstAws } from '../../config/aws-provider.ts';
import { never, type Product, unverified, yes } from '../../model/product.ts';
import { dialsNobody, speaksNoHttp } from '../support.ts';

const guide = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
export const inTransit = `${guide}/in-transit-encryption.html`;
const enabling = `${guide}/in-transit-encryption-enable.html`;
const endpoints = `${guide}/enable-python-best-practices.html`;
const clients = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/red-ug/in-transit-encryption.html';
/** Names versions for Memcached; the pages on clusters for Redis that were read name none. */
const memcached = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/mem-ug/in-transit-encryption-mc.html';
const authority = 'https://github.com/redis/redis/issues/7066';
const addresses = 'https://github.com/redis/ioredis/issues/754';

const noClients = 'Clients prove themselves by AUTH; nothing asks them for a certificate.';
const answers = 'It answers its clients itself and relays to nobody.';

export const product: Product = {
  id: 'aws-elasticache',
  title: 'Amazon ElastiCache',
  kind: 'data-store',
  summary: 'Managed Redis-compatible cache of AWS',
  operator: 'AWS',
  keyLocation: {
    text: 'Inside AWS, on the nodes that it runs: no setting takes a certificate of your own.',
    source: inTransit,
  },
  supports: {
    'listen:plaintext': yes('transit_encryption_enabled = false', inTransit),
    'listen:terminate': yes('transit_encryption_enabled with transit_encryption_mode = required', enabling),
    'listen:permissive': yes('transit_encryption_enabled with transit_encryption_mode = preferred', enabling),
    'listen:passthrough-sni': never(answers, inTransit),
    'listen:passthrough-tcp': never(answers, inTransit),
    'client-certificate:optional': never(noClients, clients),
    'client-certificate:required': never(noClients, clients),
    'proxy-protocol:accept': unverified('No setting for it was found.'),
    ...dialsNobody(inTransit),
    ...speaksNoHttp(inTransit),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: memcached },
  defaults: {
    listeners: [{ id: 'redis', port: 6379, tls: { mode: 'plaintext' } }],
    dial: { tls: 'plaintext' },
    protocol: 'redis',
    tlsDial: { verify: 'none' },
    // By word of a maintainer of Redis: certificates come from ACM, which most stores of CAs know.
    issuer: 'public-ca',
  },
  upgrades: [],
  facts: [
    {
      text: 'Encryption in transit is a choice for clusters that you size yourself, and always on for serverless caches.',
      source: inTransit,
    },
    {
      text: 'Mode preferred answers plaintext and TLS on one port: it is there for moving clients over, and required ends it by dropping what is unencrypted.',
      source: enabling,
    },
    {
      text: 'Endpoints have other names with TLS than without: clients have to be given the new ones when it is switched on.',
      source: endpoints,
    },
    {
      text: 'Its certificates come from AWS Certificate Manager, whose CAs most stores know: a client needs no file, but a store.',
      source: authority,
    },
    {
      text: 'The certificate holds names, never addresses: a cluster client that goes on by the addresses it has looked up fails the check of the name.',
      source: addresses,
    },
    { text: 'It encrypts what replicas are sent as well, not clients alone.', source: clients },
  ],
  checkedAgainst: checkedAgainstAws,
};
