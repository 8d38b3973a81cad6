import { describe, expect, test } from 'vitest';
import * as edit from '../../../src/core/model/commands.ts';
import { readDocument } from '../../../src/core/model/read.ts';
import { emptyTopology, type Topology } from '../../../src/core/model/topology.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { products } from '../../../src/core/products/index.ts';
import { listenersOf } from '../../../src/core/simulation/bounds.ts';
import shop from '../../../src/core/templates/shop.json' with { type: 'json' };

const product = (id: string) => {
  const found = products.get(id);
  if (!found) throw new Error(`no product ${id}`);
  return found;
};

function shopTopology(): Topology {
  const read = readDocument(shop);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value;
}

/** Every command leaves a document that its own schema and references accept. */
const isSound = (topology: Topology) =>
  expect(readDocument(JSON.parse(JSON.stringify(toDocument(topology)))).ok).toBe(true);

describe('adding', () => {
  test('a second component of a kind gets a title and an id of its own', () => {
    const one = edit.addNode(emptyTopology, product('nginx'), { x: 0, y: 0 });
    const two = edit.addNode(one.topology, product('nginx'), { x: 0, y: 0 });
    expect([one.id, two.id]).toEqual(['nginx', 'nginx-2']);
    expect([...two.topology.nodes.values()].map(({ title }) => title)).toEqual(['NGINX', 'NGINX 2']);
    isSound(two.topology);
  });

  test('ids are made from any title', () => {
    expect(edit.freshId(new Map(), 'Orders DB (primary)')).toBe('orders-db-primary');
    expect(edit.freshId(new Map(), '日本語')).toBe('item');
    expect(edit.freshId(new Map([['item', 1]]), '!!!')).toBe('item-2');
  });

  test('a new link dials as its product does when nobody touches it, and as the database driver does', () => {
    const topology = shopTopology();
    const web = edit.addLink(topology, products, 'browser', 'gateway');
    expect(web.topology.links.get(web.id)).toMatchObject({ protocol: 'http', dial: { tls: 'tls', verify: 'full' } });
    const sql = edit.addLink(
      edit.addNode(topology, product('generic-service'), { x: 0, y: 0 }).topology,
      products,
      'service',
      'db',
    );
    expect(sql.topology.links.get(sql.id)).toMatchObject({
      protocol: 'postgres',
      dial: { tls: 'opportunistic', verify: 'none' },
    });
    isSound(sql.topology);
  });

  test('a link is refused with the reason', () => {
    const topology = shopTopology();
    expect(edit.whyNoLink(topology, products, 'orders', 'orders')).toMatch(/does not dial itself/);
    expect(edit.whyNoLink(topology, products, 'orders', 'browser')).toMatch(/answers none/);
    expect(edit.whyNoLink(topology, products, 'db', 'orders')).toMatch(/opens none/);
    expect(edit.whyNoLink(topology, products, 'orders', 'db')).toMatch(/already dials/);
    expect(edit.whyNoLink(topology, products, 'gateway', 'db')).toBeNull();
  });
});

describe('removing', () => {
  test('a node takes its links and the flows over them along, and nothing else', () => {
    const after = edit.remove(shopTopology(), { nodes: ['orders'] });
    expect([...after.links.keys()]).toEqual(['l1', 'l2']);
    expect(after.flows.size).toBe(0);
    expect(after.layout.has('orders')).toBe(false);
    isSound(after);
  });

  test('a zone leaves its members to the zone around it', () => {
    const after = edit.remove(shopTopology(), { zones: ['data'] });
    expect(after.nodes.get('db')?.zone).toBe('vpc');
    const none = edit.remove(after, { zones: ['vpc'] });
    expect(none.nodes.get('db')).not.toHaveProperty('zone');
    isSound(none);
  });

  test('an asset leaves flows and stores', () => {
    const after = edit.removeAsset(shopTopology(), 'card');
    expect(after.flows.get('checkout')?.carries).toEqual([]);
    expect(after.nodes.get('db')?.stores).toEqual([]);
    isSound(after);
  });
});

describe('where TLS ends', () => {
  const listenerOf = (topology: Topology, id: string) => {
    const node = topology.nodes.get(id);
    const [listener] = node ? listenersOf(node, product(node.product)) : [];
    if (!listener) throw new Error(`${id} has no listener`);
    return listener;
  };

  test('a balancer that a browser dials gets a public certificate and moves to port 443, and back', () => {
    let topology = edit.addNode(emptyTopology, product('browser'), { x: 0, y: 0 }).topology;
    topology = edit.addNode(topology, product('nginx'), { x: 0, y: 0 }).topology;
    topology = edit.addLink(topology, products, 'browser', 'nginx').topology;
    const ends = edit.setTermination(topology, products, 'nginx', listenerOf(topology, 'nginx'), 'terminate');
    expect(listenerOf(ends, 'nginx')).toMatchObject({
      port: 443,
      tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } },
    });
    const back = edit.setTermination(ends, products, 'nginx', listenerOf(ends, 'nginx'), 'plaintext');
    expect(listenerOf(back, 'nginx')).toMatchObject({ port: 80, tls: { mode: 'plaintext' } });
    isSound(ends);
  });

  test('an unusual port stays where somebody put it', () => {
    const topology = shopTopology();
    const after = edit.setTermination(topology, products, 'orders', listenerOf(topology, 'orders'), 'passthrough-sni');
    expect(listenerOf(after, 'orders')).toMatchObject({ port: 8080, tls: { mode: 'passthrough', by: 'sni' } });
  });

  test('turning TLS on dials as the product does; mutual keeps what was drawn', () => {
    const topology = shopTopology();
    const tls = edit.setDialMode(topology, products, 'l3', 'tls');
    expect(tls.links.get('l3')?.dial).toEqual({ tls: 'tls', verify: 'none', sni: null });
    const mutual = edit.setDialMode(
      edit.changeDial(tls, 'l3', { verify: 'full', sni: 'orders.internal' }),
      products,
      'l3',
      'mutual',
    );
    expect(mutual.links.get('l3')?.dial).toEqual({ tls: 'mutual', verify: 'full', sni: 'orders.internal' });
    expect(edit.setDialMode(mutual, products, 'l3', 'plaintext').links.get('l3')?.dial).toEqual({ tls: 'plaintext' });
  });
});

test('a zone is never put inside itself', () => {
  const topology = shopTopology();
  expect(edit.changeZone(topology, 'vpc', { parent: 'data' })).toBe(topology);
});
