import { describe, expect, it } from 'vitest';
import type { Product, Support } from '../../src/core/model/product.ts';
import { readDocument } from '../../src/core/model/read.ts';
import type { Dial, ListenerTls } from '../../src/core/model/schema.ts';
import type { Exported } from '../../src/core/plan/exporter.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';

const listenModes = {
  'listen:plaintext': { mode: 'plaintext' },
  'listen:terminate': { mode: 'terminate' },
  'listen:permissive': { mode: 'permissive' },
  'listen:passthrough-sni': { mode: 'passthrough', by: 'sni' },
  'listen:passthrough-tcp': { mode: 'passthrough', by: 'tcp' },
  'client-certificate:optional': { mode: 'terminate', clientCertificate: 'optional' },
  'client-certificate:required': { mode: 'terminate', clientCertificate: 'required' },
} as const satisfies Record<string, ListenerTls>;
type ListenFeature = keyof typeof listenModes;

const dialModes = {
  'dial:plaintext': { tls: 'plaintext' },
  'dial:tls': { tls: 'tls' },
  'dial:mutual': { tls: 'mutual' },
  'dial:opportunistic': { tls: 'opportunistic' },
} as const satisfies Record<string, Dial>;
type DialFeature = keyof typeof dialModes;

/** A client, the product, and two services behind it, told apart by name where the product routes. */
function planOf(product: Product, tls: ListenerTls, dial: Dial): Plan {
  const relays = tls.mode === 'passthrough';
  const protocol = product.defaults.protocol;
  const service = (id: string) => ({
    id,
    product: 'generic-service',
    title: id.toUpperCase(),
    host: `${id}.example.com`,
    listeners: [
      { id: 'in', port: 8443, tls: { mode: dial.tls === 'plaintext' && !relays ? 'plaintext' : 'terminate' } },
    ],
  });
  const onward = (id: string) => ({
    id: `to-${id}`,
    from: 'it',
    to: id,
    protocol,
    dial,
    match: relays ? { sni: [`${id}.example.com`] } : { host: [`${id}.example.com`] },
  });
  const dials = product.kind !== 'data-store';
  const read = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title: 'A design',
    nodes: [
      { id: 'client', product: 'generic-service', title: 'Client' },
      { id: 'it', product: product.id, title: 'It', listeners: [{ id: 'in', port: 8443, tls }] },
      ...(dials ? [service('a'), service('b')] : []),
    ],
    links: [
      {
        id: 'in',
        from: 'client',
        to: 'it',
        protocol,
        dial: tls.mode === 'plaintext' ? { tls: 'plaintext' } : { tls: 'mutual', sni: 'a.example.com' },
      },
      ...(dials ? [onward('a'), onward('b')] : []),
    ],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const plan = planDesign(read.value, simulate(read.value, products), products).find(({ node }) => node.id === 'it');
  if (!plan) throw new Error('every node has a plan');
  return plan;
}

const exported = (product: Product, tls: ListenerTls, dial: Dial = { tls: 'plaintext' }): Exported => {
  const exporter = exporters.get(product.id);
  if (!exporter) throw new Error(`${product.id} has no exporter`);
  return exporter(planOf(product, tls, dial));
};

/** The words alone: a comment may be broken over lines. */
const words = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
const textOf = ({ files }: Exported): string => files.map(({ text }) => text).join('\n');

const configured = [...exporters.keys()].map((id) => [id, products.get(id)] as const);
const canDo = (product: Product, feature: ListenFeature | DialFeature): Support['can'] => product.supports[feature].can;

describe.each(configured)('the exporter of %s', (_id, product) => {
  if (!product) throw new Error('an exporter stands beside its product');
  const listens = Object.keys(listenModes) as ListenFeature[];
  const dials = Object.keys(dialModes) as DialFeature[];
  const working = listenModes[listens.find((feature) => canDo(product, feature) === 'yes') ?? 'listen:plaintext'];

  it.each(listens.filter((feature) => canDo(product, feature) === 'yes'))('writes %s', (feature) => {
    const result = exported(product, listenModes[feature]);
    expect(result.files.length).toBeGreaterThan(0);
    for (const { path, text } of result.files) {
      expect(path).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*$/);
      expect(text).toMatch(/\n$/);
      expect(text).toContain('Plainsight');
      expect(text).not.toMatch(/\bundefined\b|\[object |\bNaN\b/);
    }
    expect(exported(product, listenModes[feature])).toEqual(result);
    // What it can do shows in what it writes: no two modes give one configuration.
    for (const other of listens)
      if (other !== feature && canDo(product, other) === 'yes')
        expect(textOf(exported(product, listenModes[other])), other).not.toBe(textOf(result));
  });

  it.each(dials.filter((feature) => canDo(product, feature) === 'yes'))('writes %s', (feature) => {
    const result = exported(product, working, dialModes[feature]);
    if (working.mode === 'passthrough') return;
    for (const other of dials)
      if (other !== feature && canDo(product, other) === 'yes')
        expect(textOf(exported(product, working, dialModes[other])), other).not.toBe(textOf(result));
  });

  it.each(listens.filter((feature) => canDo(product, feature) !== 'yes'))('says that it cannot do %s', (feature) => {
    const plan = planOf(product, listenModes[feature], { tls: 'plaintext' });
    // A product that terminates nothing asks nobody for a certificate: the first refusal is the whole answer.
    expect(plan.notices.some(({ kind }) => kind === 'weakened')).toBe(true);
  });

  it('puts every notice into a file, where whoever deploys it reads it', () => {
    let count = 0;
    for (const tls of Object.values(listenModes))
      for (const dial of Object.values(dialModes)) {
        const result = exported(product, tls, dial);
        const written = words(textOf(result));
        count += result.notices.length;
        for (const { message } of result.notices) expect(written).toContain(words(message));
        for (const { message } of planOf(product, tls, dial).notices)
          expect(result.notices.map((notice) => notice.message)).toContain(message);
      }
    expect(count).toBeGreaterThan(0);
  });
});
