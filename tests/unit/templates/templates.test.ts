import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check, type Verdict } from '../../../src/core/index.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { products } from '../../../src/core/products/index.ts';
import { templates } from '../../../src/core/templates/index.ts';

/** What a person with the sources at hand expects; written by hand, not taken from a run. */
interface Expected {
  /** `state authentication`, with `downgradable` where it is. */
  readonly links: Readonly<Record<string, string>>;
  readonly plaintext: Readonly<Record<string, readonly string[]>>;
  readonly holdsKeys: readonly string[];
  readonly patterns: Readonly<Record<string, string>>;
  /** `rule place`. */
  readonly findings: readonly string[];
}

const both = ['card', 'session'];

const expected: Readonly<Record<string, Expected>> = {
  // Terminates at the load balancer; the internet leg only is encrypted.
  'edge-termination': {
    links: { l1: 'encrypted server', l2: 'plaintext none', l3: 'plaintext none' },
    plaintext: { browser: both, edge: both, orders: both, db: both },
    holdsKeys: ['edge'],
    patterns: { checkout: 'edge' },
    findings: ['plaintext-on-the-wire l2', 'plaintext-on-the-wire l3', 'operator-reads edge'],
  },
  // Terminates at the API gateway; encrypted from the edge to the gateway.
  'gateway-termination': {
    links: { l1: 'encrypted server', l2: 'encrypted server', l3: 'plaintext none', l4: 'plaintext none' },
    plaintext: { browser: both, cdn: both, gateway: both, orders: both, db: both },
    holdsKeys: ['cdn', 'gateway'],
    patterns: { checkout: 'gateway' },
    findings: ['plaintext-on-the-wire l3', 'plaintext-on-the-wire l4', 'operator-reads cdn'],
  },
  // Terminates at the application service; encrypted from the edge to the service.
  'service-termination': {
    links: { l1: 'encrypted server', l2: 'encrypted server', l3: 'encrypted server', l4: 'plaintext none' },
    plaintext: { browser: both, cdn: both, gateway: both, orders: both, db: both },
    holdsKeys: ['cdn', 'gateway', 'orders'],
    patterns: { checkout: 'service' },
    findings: ['plaintext-on-the-wire l4', 'operator-reads cdn', 'needless-reader gateway'],
  },
  // Terminates at application and database; encrypted from the edge to the storage.
  'end-to-end': {
    links: { l1: 'encrypted server', l2: 'encrypted server', l3: 'encrypted server', l4: 'encrypted server' },
    plaintext: { browser: both, cdn: both, gateway: both, orders: both, db: both },
    holdsKeys: ['cdn', 'gateway', 'orders', 'db'],
    patterns: { checkout: 'end-to-end' },
    findings: ['operator-reads cdn', 'needless-reader gateway'],
  },
  shop: {
    // The driver encrypts if offered (sslmode=prefer), the database offers nothing, and it falls back in silence:
    // https://www.postgresql.org/docs/current/libpq-ssl.html
    links: { l1: 'encrypted server', l2: 'encrypted server', l3: 'plaintext none', l4: 'plaintext none' },
    plaintext: { browser: ['card'], cdn: ['card'], gateway: ['card'], orders: ['card'], db: ['card'] },
    holdsKeys: ['cdn', 'gateway'],
    patterns: { checkout: 'gateway' },
    findings: ['plaintext-on-the-wire l3', 'plaintext-on-the-wire l4', 'operator-reads cdn'],
  },
  'online-boutique': {
    links: {
      visit: 'encrypted server',
      // HTTP is the default protocol of a backend service:
      // https://registry.terraform.io/providers/hashicorp/google/latest/docs
      'lb-frontend': 'plaintext none',
      // grpc.WithInsecure on every connection of the front end and of checkout:
      // https://github.com/GoogleCloudPlatform/microservices-demo/blob/main/src/frontend/main.go
      'frontend-adservice': 'plaintext none',
      'frontend-recommendationservice': 'plaintext none',
      'frontend-checkoutservice': 'plaintext none',
      'frontend-productcatalogservice': 'plaintext none',
      'frontend-currencyservice': 'plaintext none',
      'frontend-cartservice': 'plaintext none',
      'frontend-shippingservice': 'plaintext none',
      'recommendationservice-productcatalogservice': 'plaintext none',
      'checkoutservice-productcatalogservice': 'plaintext none',
      'checkoutservice-currencyservice': 'plaintext none',
      'checkoutservice-cartservice': 'plaintext none',
      'checkoutservice-shippingservice': 'plaintext none',
      'checkoutservice-paymentservice': 'plaintext none',
      'checkoutservice-emailservice': 'plaintext none',
      // Redis listens on 6379 without TLS unless tls-port is set:
      // https://github.com/redis/redis/blob/unstable/redis.conf
      'cartservice-redis-cart': 'plaintext none',
    },
    plaintext: {
      browser: ['address', 'card', 'cart', 'catalog'],
      lb: ['address', 'card', 'cart', 'catalog'],
      frontend: ['address', 'card', 'cart', 'catalog'],
      checkoutservice: ['address', 'card', 'cart', 'catalog'],
      adservice: ['catalog'],
      recommendationservice: ['catalog'],
      productcatalogservice: ['catalog'],
      currencyservice: ['catalog'],
      cartservice: ['cart'],
      'redis-cart': ['cart'],
      shippingservice: ['address', 'cart'],
      emailservice: ['address', 'cart'],
      paymentservice: ['card'],
    },
    holdsKeys: ['lb'],
    patterns: Object.fromEntries(
      [
        'browse',
        'convert',
        'advertise',
        'recommend',
        'quote',
        'fill',
        'order',
        'price',
        'exchange',
        'pay',
        'ship',
        'confirm',
      ].map((flow) => [flow, 'edge']),
    ),
    findings: [
      'plaintext-on-the-wire lb-frontend',
      'plaintext-on-the-wire frontend-adservice',
      'plaintext-on-the-wire frontend-recommendationservice',
      'plaintext-on-the-wire frontend-checkoutservice',
      'plaintext-on-the-wire frontend-productcatalogservice',
      'plaintext-on-the-wire frontend-currencyservice',
      'plaintext-on-the-wire frontend-cartservice',
      'plaintext-on-the-wire frontend-shippingservice',
      'plaintext-on-the-wire recommendationservice-productcatalogservice',
      'plaintext-on-the-wire checkoutservice-productcatalogservice',
      'plaintext-on-the-wire checkoutservice-currencyservice',
      'plaintext-on-the-wire checkoutservice-cartservice',
      'plaintext-on-the-wire checkoutservice-shippingservice',
      'plaintext-on-the-wire checkoutservice-paymentservice',
      'plaintext-on-the-wire checkoutservice-emailservice',
      'plaintext-on-the-wire cartservice-redis-cart',
      'old-tls-versions lb',
      'operator-reads lb',
    ],
  },
  'aws-three-tier': {
    links: {
      l1: 'encrypted server',
      // CloudFront checks its origin's certificate:
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
      l2: 'encrypted server',
      // An HTTP target group:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
      l3: 'plaintext none',
      // rds.force_ssl is 1 from PostgreSQL 15 on, and libpq's prefer verifies nothing and falls back:
      // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
      // https://www.postgresql.org/docs/current/libpq-ssl.html
      l4: 'encrypted none downgradable',
    },
    plaintext: {
      browser: ['card', 'customers'],
      cloudfront: ['card', 'customers'],
      alb: ['card', 'customers'],
      ec2: ['card', 'customers'],
      rds: ['card', 'customers'],
    },
    holdsKeys: ['cloudfront', 'alb', 'rds'],
    patterns: { checkout: 'gateway', account: 'gateway' },
    findings: [
      'plaintext-on-the-wire l3',
      'downgradable l4',
      'old-tls-versions alb',
      'operator-reads cloudfront',
      'operator-reads alb',
    ],
  },
};

async function open(id: string): Promise<{ topology: Topology; verdict: Verdict }> {
  const template = templates.find((each) => each.id === id);
  const read = readDocument(await template?.load());
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return { topology: read.value, verdict: check(read.value) };
}

test('every template is listed here, and everything listed has its file', () => {
  expect(templates.map(({ id }) => id)).toEqual(Object.keys(expected));
  for (const { id, title, summary } of templates) {
    expect(JSON.parse(readFileSync(`src/core/templates/${id}.json`, 'utf8')).format).toBe('plainsight/topology');
    expect(title).not.toBe('');
    expect(summary).toMatch(/^\S.*\.$/);
  }
});

describe.each(Object.entries(expected))('%s', (id, wanted) => {
  test('every link has the state and authentication that its sources say', async () => {
    const { verdict } = await open(id);
    const links = [...verdict.simulation.links].map(([link, { state, authentication, downgradable }]) => [
      link,
      `${state} ${authentication}${downgradable ? ' downgradable' : ''}`,
    ]);
    expect(Object.fromEntries(links)).toEqual(wanted.links);
  });

  test('plaintext is in memory where it should be, and keys where TLS ends', async () => {
    const { verdict } = await open(id);
    const plaintext = [...verdict.simulation.nodes].map(([node, each]) => [node, [...each.plaintext].sort()]);
    expect(Object.fromEntries(plaintext)).toEqual(wanted.plaintext);
    const keys = [...verdict.simulation.nodes].flatMap(([node, { holdsKeys }]) => (holdsKeys ? [node] : []));
    expect(keys.sort()).toEqual([...wanted.holdsKeys].sort());
  });

  test('every flow works and is of its pattern', async () => {
    const { verdict } = await open(id);
    const flows = [...verdict.simulation.flows].map(([flow, { outcome, pattern }]) => [flow, `${outcome} ${pattern}`]);
    expect(Object.fromEntries(flows)).toEqual(
      Object.fromEntries(Object.entries(wanted.patterns).map(([flow, pattern]) => [flow, `works ${pattern}`])),
    );
  });

  test('the findings are these', async () => {
    const { verdict } = await open(id);
    expect(verdict.findings.map(({ rule, where }) => `${rule} ${where.link ?? where.node}`).sort()).toEqual(
      [...wanted.findings].sort(),
    );
  });

  test('it is a whole drawing: every node has a known product, a zone and a place, every link a flow', async () => {
    const { topology } = await open(id);
    const travelled = new Set([...topology.flows.values()].flatMap(({ path }) => path));
    expect([...topology.links.keys()].filter((link) => !travelled.has(link))).toEqual([]);
    for (const node of topology.nodes.values()) {
      expect(products.has(node.product), `${node.product} is in the registry`).toBe(true);
      expect(topology.zones.has(node.zone ?? ''), `${node.id} lies in a zone`).toBe(true);
      expect(topology.layout.has(node.id), `${node.id} has a place`).toBe(true);
    }
    for (const { from, to } of topology.links.values())
      expect(topology.layout.get(from)?.x ?? 0).toBeLessThan(topology.layout.get(to)?.x ?? 0);
  });

  test('no choice in it is one that its product cannot carry out', async () => {
    const { verdict } = await open(id);
    // The shared example draws a private certificate behind CloudFront, which trusts public CAs only:
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
    const known = id === 'shop' ? ['trust:private-ca l2'] : [];
    expect(verdict.simulation.designErrors.map(({ code, where }) => `${code} ${where.link ?? where.node}`)).toEqual(
      known,
    );
  });
});

describe('the systems of the real world', () => {
  test.each(['online-boutique', 'aws-three-tier'])('%s names its sources, and keeps them when saved', async (id) => {
    const { topology } = await open(id);
    const { sources } = toDocument(topology) as unknown as { sources: { claim: string; url: string }[] };
    expect(sources.length).toBeGreaterThan(3);
    for (const { claim, url } of sources) {
      expect(claim).not.toBe('');
      expect(new URL(url).protocol).toBe('https:');
    }
  });

  test('the card number crosses the wires of Online Boutique in plaintext three times, and not to the cart', async () => {
    const { verdict } = await open('online-boutique');
    const wires = [...verdict.simulation.links].flatMap(([link, { exposure }]) =>
      exposure.card === 'plaintext' ? [link] : [],
    );
    expect(wires).toEqual(['lb-frontend', 'frontend-checkoutservice', 'checkoutservice-paymentservice']);
  });

  test('with HTTPS to its targets the load balancer of the three-tier still verifies nobody', async () => {
    // No attribute of a target group or listener turns verification on:
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
    const json = JSON.parse(readFileSync('src/core/templates/aws-three-tier.json', 'utf8'));
    json.links[2].dial = { tls: 'tls', verify: 'full' };
    json.nodes[3].listeners[0].tls = { mode: 'terminate', certificate: { issuer: 'self-signed', expired: true } };
    const read = readDocument(json);
    if (!read.ok) throw new Error('not read');
    const { simulation } = check(read.value);
    expect(simulation.links.get('l3')).toMatchObject({ state: 'encrypted', authentication: 'none' });
    expect(simulation.designErrors).toMatchObject([{ code: 'verify:full', where: { node: 'alb', link: 'l3' } }]);
  });
});
