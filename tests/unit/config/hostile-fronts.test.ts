import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { titles } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import {
  found,
  type Read,
  readApache,
  readCaddyfile,
  readHitch,
  readStunnel,
  readVcl,
} from '../../support/front-readers.ts';
import { hostileTitles, paths } from '../../support/proxies.ts';

const readers = {
  apache: readApache,
  caddy: readCaddyfile,
  hitch: readHitch,
  stunnel: readStunnel,
  varnish: readVcl,
} as const;
type Front = keyof typeof readers;

/** Every file of the product in the design, as text. */
function exported(product: string, topology: Topology): readonly string[] {
  const plans = planDesign(topology, simulate(topology, products), products);
  const exportPlan = exporters.get(product);
  return plans
    .filter((plan) => plan.product.id === product)
    .flatMap((plan) => exportPlan?.(plan).files ?? [])
    .map(({ text }) => text);
}

/** A proxy with one of everything that shows a title: a failing hop, an unverified one, a routed one. */
const named = (product: Front, title: string): Topology => ({
  ...draw(
    [
      `client ==> edge(${product})[terminate] =none=> app[terminate]`,
      'client ==> edge ==> broken[plaintext]',
      'client ==> edge --> api[plaintext]',
    ],
    {
      nodes: Object.fromEntries(['client', 'edge', 'app', 'broken', 'api'].map((id) => [id, { title }])),
      links: {
        'edge-api': { match: { path: '/api' } },
        'edge-broken': { match: { path: '/broken', sni: ['broken.internal'] } },
      },
    },
  ),
  title,
});

describe.each(Object.keys(readers) as Front[])('hostile text in %s', (product) => {
  const structure = (topology: Topology) => {
    const [text = ''] = exported(product, topology);
    return readers[product](text);
  };

  it('changes nothing but comments when it is a title', () => {
    const benign = structure(named(product, 'Plain'));
    expect(benign.length).toBeGreaterThan(0);
    const check = (title: string) => {
      expect(structure(named(product, title))).toEqual(benign);
      for (const text of exported(product, named(product, title)))
        for (const line of text.split('\n')) {
          expect(line.replaceAll('\t', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          if (!line.startsWith('exec')) expect(line.length).toBeLessThan(500);
        }
    };
    for (const title of [...hostileTitles, '{$HOME}', '{$PATH', '*/ }', '"}', 'C{ }C']) check(title);
    fc.assert(fc.property(titles, check), { numRuns: 200 });
  });
});

/** A proxy that chooses by a path. */
const routed = (product: string, path: string): Topology =>
  draw([`client --> edge(${product})[plaintext] --> app[plaintext]`, 'client --> edge --> api[plaintext]'], {
    links: { 'edge-api': { match: { path } } },
  });

/** The text that a pattern of ours matches: its escapes undone. */
const matched = (pattern: string): string =>
  pattern.replaceAll(/\\x(?:\{([0-9a-f]+)\}|([0-9a-f]{2}))/g, (_all, long?: string, short?: string) =>
    String.fromCodePoint(Number.parseInt(long ?? short ?? '', 16)),
  );

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('a hostile path stays one word', () => {
  const reading: Readonly<
    Record<'apache' | 'caddy' | 'varnish', (topology: Topology) => { path: string | null; shape: unknown }>
  > = {
    apache: (topology) => {
      const items = readApache(exported('apache', topology)[0] ?? '');
      const [rule] = found(items, 'RewriteRule').filter(([, pattern]) => pattern !== '^' && pattern !== '^/');
      return { path: rule?.[1] ?? null, shape: shapeOf(items, rule?.[1]) };
    },
    caddy: (topology) => {
      const items = readCaddyfile(exported('caddy', topology)[0] ?? '');
      const [matcher] = found(items, 'path_regexp');
      return { path: matcher?.[1] ?? null, shape: shapeOf(items, matcher?.[1]) };
    },
    varnish: (topology) => {
      const tokens = readVcl(exported('varnish', topology)[0] ?? '');
      const path = tokens.find((token) => token.startsWith('^/')) ?? null;
      return { path, shape: tokens.map((token) => (token === path ? 'PATH' : token)) };
    },
  };

  it.each(['apache', 'caddy', 'varnish'] as const)('in %s', (product) => {
    const plain = reading[product](routed(product, '/plain'));
    expect(plain.path).toBe('^/plain');
    let read = 0;
    fc.assert(
      fc.property(paths, (drawn) => {
        const { path, shape } = reading[product](routed(product, drawn));
        // Two routes for all paths are one balanced route; what can never match is left out.
        fc.pre(drawn !== '/' && path !== null && decoded(drawn) !== '/');
        read++;
        expect(shape).toEqual(plain.shape);
        const expected = product === 'varnish' ? drawn : product === 'apache' ? bytes(decoded(drawn)) : decoded(drawn);
        expect(matched(path ?? '')).toBe(`^${expected}`);
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(50);
  });
});

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** Names and numbers of words, with the path taken out. */
const shapeOf = (items: readonly Read[], path: string | undefined): unknown =>
  items.map(({ words, block }) => [
    words.map((word) => (word === path ? 'PATH' : word)),
    block ? shapeOf(block, path) : null,
  ]);
