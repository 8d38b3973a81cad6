import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exportPlan as exportHaproxy } from '../../../src/core/products/haproxy/export.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan as exportNginx } from '../../../src/core/products/nginx/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { titles } from '../../support/arbitrary.ts';
import { type ReadDirective, readHaproxy, readNginx } from '../../support/config-readers.ts';
import { draw } from '../../support/draw.ts';
import { hostileTitles, paths } from '../../support/proxies.ts';

type Proxy = 'nginx' | 'haproxy';
const proxies: readonly Proxy[] = ['nginx', 'haproxy'];

function exported(product: Proxy, topology: Topology): string {
  const plans = planDesign(topology, simulate(topology, products), products);
  const exportPlan = product === 'nginx' ? exportNginx : exportHaproxy;
  const file = plans.filter((plan) => plan.product.id === product).flatMap((plan) => exportPlan(plan).files)[0];
  if (!file) throw new Error('nothing was exported');
  return file.text;
}

/** A proxy with one of everything that shows a title: a failing hop, an unverified one, a routed one, a stream. */
const named = (product: Proxy, title: string): Topology => ({
  ...draw(
    [
      `client ==> edge(${product})[terminate] =none=> app[terminate]`,
      'client ==> edge ==> broken[plaintext]',
      'client ==> edge --> api[plaintext]',
    ],
    {
      nodes: Object.fromEntries(['client', 'edge', 'app', 'broken', 'api'].map((id) => [id, { title }])),
      links: { 'edge-api': { match: { path: '/api' } }, 'edge-broken': { match: { path: '/broken' } } },
    },
  ),
  title,
});

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');

describe.each(proxies)('hostile text in %s', (product) => {
  const benign = withoutComments(exported(product, named(product, 'Plain')));

  it('changes nothing but comments when it is a title', () => {
    const check = (title: string) => {
      const text = exported(product, named(product, title));
      expect(withoutComments(text).replaceAll(/\n+/g, '\n')).toBe(benign.replaceAll(/\n+/g, '\n'));
      for (const line of text.split('\n')) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(line.length).toBeLessThan(500);
      }
    };
    for (const title of hostileTitles) check(title);
    fc.assert(fc.property(titles, check), { numRuns: 200 });
  });

  it('stays one word when it is a path', () => {
    const structure = (path: string) => {
      const topology = draw(
        [`client --> edge(${product})[plaintext] --> app[plaintext]`, 'client --> edge --> api[plaintext]'],
        {
          links: { 'edge-api': { match: { path } } },
        },
      );
      const text = exported(product, topology);
      return product === 'nginx' ? shapeOfNginx(readNginx(text)) : shapeOfHaproxy(readHaproxy(text));
    };
    const plain = structure('/plain');
    expect(plain.path).toBe('/plain');
    fc.assert(
      fc.property(paths, (path) => {
        const { path: read, shape } = structure(path);
        // Two routes for all paths are one balanced route; NGINX leaves out what can never match.
        fc.pre(path !== '/' && read !== null);
        expect(shape).toEqual(plain.shape);
        expect(read).toBe(product === 'nginx' ? decodeURIComponent(path) : path);
      }),
      { numRuns: 300 },
    );
  });
});

/** Names and numbers of words, with the one path that is not `/` taken out. */
function shapeOfNginx(items: readonly ReadDirective[]): { path: string | null; shape: unknown } {
  let path: string | null = null;
  const shape = (item: ReadDirective): unknown => {
    const [name, first] = item.words;
    if (name === 'location' && first !== undefined && first !== '/') path = first;
    return [name, item.words.length, item.block?.map(shape) ?? null];
  };
  return { shape: items.map(shape), path };
}

function shapeOfHaproxy(lines: readonly (readonly string[])[]): { path: string | null; shape: unknown } {
  let path: string | null = null;
  const shape = lines.map((words) => {
    const at = words.indexOf('path_beg');
    if (at !== -1) path = words[at + 1] ?? null;
    return words.map((word, i) => (at !== -1 && i === at + 1 ? 'PATH' : word));
  });
  return { shape, path };
}
