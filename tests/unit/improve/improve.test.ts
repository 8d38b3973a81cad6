import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/core/assertions/index.ts';
import { type Improved, improve, type Options, type Wish } from '../../../src/core/improve/index.ts';
import { applyEdits } from '../../../src/core/model/edits.ts';
import { readTopology } from '../../../src/core/model/read.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { writeTopology } from '../../../src/core/model/write.ts';
import { products } from '../../../src/core/products/index.ts';
import { judgePack } from '../../../src/core/regimes/index.ts';
import { draw } from '../../support/draw.ts';
import { after, sceneOf } from '../../support/improving.ts';

const shop = (): Topology => {
  const read = readTopology(readFileSync(new URL('../../../src/core/templates/shop.json', import.meta.url), 'utf8'));
  if (!read.ok) throw new Error('the shop is valid');
  return read.value;
};
const want = (...texts: readonly string[]): readonly Wish[] => texts.map((text) => ({ kind: 'assertion', text }));
const run = (topology: Topology, wishes: readonly Wish[], options: Options = {}) =>
  improve(topology, products, wishes, { maxEdits: 2, maxTried: 600, ...options });

function found(result: Improved) {
  if (result.kind !== 'found') throw new Error(`nothing was found: ${JSON.stringify(result)}`);
  return result.alternatives;
}
const titles = (result: Improved) => found(result).map(({ steps }) => steps.map(({ title }) => title));

/** Every alternative, applied to the drawing, keeps these promises. */
function allHold(topology: Topology, result: Improved, ...sentences: readonly string[]): void {
  for (const { edits } of found(result))
    for (const text of sentences) expect(evaluate(after(topology, edits), text), text).toMatchObject({ holds: true });
}

describe('improve', () => {
  it('says so when there is nothing to do', () => {
    expect(run(shop(), want('every flow works'))).toMatchObject({ kind: 'met' });
  });

  it('ends plaintext by a network that encrypts, by TLS at both ends, or by encrypting the asset itself', () => {
    const result = run(shop(), want('no plaintext anywhere'));
    allHold(shop(), result, 'no plaintext anywhere', 'every flow works');
    const said = titles(result).flat().join('\n');
    expect(said).toMatch(/Encrypt the network of VPC with IPsec/);
    expect(said).toMatch(/Orders DB.*\n(.*\n)*.*Orders/);
    for (const { price, edits } of found(result)) {
      expect(Object.keys(price.factors)).toHaveLength(6);
      expect(edits.length).toBeGreaterThan(0);
    }
    // The fewest edits come first.
    const counts = found(result).map(({ price }) => price.edits);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it('passes no request of a browser through a service to its database', () => {
    const drawing = draw('browser(browser) ==> app[terminate] --> db(postgresql)[plaintext]', {
      links: { 'app-db': { protocol: 'postgres' } },
    });
    const said = titles(run(drawing, want('no plaintext anywhere'))).flat();
    expect(said.join()).toMatch(/Accept only TLS at db/);
    expect(said.join()).not.toMatch(/Pass TLS through/);
  });

  it('shows the same steps once, whatever order they were found in', () => {
    const drawing = draw('browser(browser) --> lb(aws-alb)[plaintext] =none=> app[terminate]');
    const result = run(drawing, want('every session is verified', 'no plaintext anywhere'), { maxEdits: 3 });
    const sets = titles(result).map((each) => [...each].sort().join());
    expect(sets.length).toBeGreaterThan(0);
    expect(new Set(sets).size).toBe(sets.length);
  });

  it('installs no tunnel on what somebody else operates', () => {
    const vpc = { zones: [{ id: 'vpc', kind: 'private-network', title: 'VPC' } as const] };
    const drawing = draw('browser(browser)@vpc ==> lb(aws-alb)[terminate]@vpc --> app[plaintext]@vpc', vpc);
    const said = titles(run(drawing, want('no plaintext anywhere'))).flat();
    expect(said.join()).toMatch(/Accept only TLS at app/);
    expect(said.join()).not.toMatch(/IPsec/);
  });

  it('says who comes to hold a key, and who can no longer read', () => {
    const [byTls] = found(run(shop(), want('every session into data is verified')));
    expect(byTls?.exposes).toContain('Orders DB comes to hold a private key.');
    expect(byTls?.blinds).toEqual([]);
    const [sealed] = found(run(shop(), want('operator:AWS reads nothing')));
    expect(sealed?.blinds).toContain('CDN can no longer read Card number.');
  });

  it('keeps what has to stay', () => {
    const keep = ['gateway can inspect card', 'orders can inspect card'];
    const result = run(shop(), want('operator:AWS reads nothing'), { keep });
    allHold(shop(), result, 'operator:AWS reads nothing', ...keep);
  });

  it('takes an observer as a goal, also one that is gone afterwards', () => {
    const wish: Wish = { kind: 'observer', observer: { kind: 'operator', operator: 'AWS' } };
    const drawing = draw('browser(browser) ==> lb(aws-alb)[terminate] =none=> app[terminate]');
    const result = run(drawing, [wish], { keep: ['lb can inspect card'] });
    // Who keeps reading there and is not AWS runs another product.
    expect(titles(result).flat().join()).toMatch(/in place of AWS Application Load Balancer/);
    allHold(drawing, result, 'lb can inspect card');
  });

  it('takes a rule pack as a goal', () => {
    const drawing = draw('browser(browser) --> app[plaintext]', {
      zones: [{ id: 'net', kind: 'internet', title: 'Internet' }],
      nodes: { browser: { zone: 'net' }, app: { zone: 'net' } },
    });
    const failed = (topology: Topology) =>
      judgePack(sceneOf(topology), 'pci-dss-4.0.1').filter(({ verdict }) => verdict === 'FAIL');
    expect(failed(drawing)).not.toEqual([]);
    const result = run(drawing, [{ kind: 'pack', id: 'pci-dss-4.0.1' }]);
    for (const { edits } of found(result)) expect(failed(after(drawing, edits).topology)).toEqual([]);
  });

  it('lets TLS through to whoever stands behind', () => {
    const drawing = draw('browser(browser) ==> edge(nginx)[terminate] ==> app[terminate]');
    const result = run(drawing, want('card is readable only in {browser, app}'));
    allHold(drawing, result, 'card is readable only in {browser, app}', 'every flow works');
    expect(titles(result).flat()).toContain('Pass TLS through edge to app, which ends it');
  });

  it('has no answer where goals contradict each other, and names those alone', () => {
    const result = run(shop(), want('card is not readable in {gateway}', 'every flow works'), {
      keep: ['gateway can inspect card'],
    });
    expect(result).toMatchObject({
      kind: 'none',
      conflict: ['card is not readable in {gateway}', 'gateway can inspect card'],
    });
  });

  it('goes against nothing that a component is said not to be able to', () => {
    const drawing = draw('client ==> gate(nginx)[terminate] --> legacy[plaintext]');
    const wish = want('no plaintext anywhere');
    expect(titles(run(drawing, wish)).flat().join()).toMatch(/Accept only TLS at legacy|client certificate/);
    const result = run(drawing, wish, { keep: ['legacy cannot terminate TLS'] });
    if (result.kind === 'refused') throw new Error(result.problems.join());
    expect(result.premises).toEqual([
      { table: 'nodes', id: 'legacy', set: { cannot: ['listen:terminate', 'listen:permissive'] } },
    ]);
    const steps = result.kind === 'found' ? titles(result).flat().join() : '';
    expect(steps).not.toMatch(/TLS at legacy|dials legacy/);
  });

  it('makes a mesh strict', () => {
    const drawing = draw('a@m --> b[plaintext]@m', {
      zones: [{ id: 'm', kind: 'mesh', title: 'Mesh', mesh: { product: 'istio', mode: 'disabled' } }],
    });
    const result = run(drawing, want('every session inside m is mutual'));
    allHold(drawing, result, 'every session inside m is mutual');
    expect(titles(result)).toContainEqual(['Make mutual TLS strict in Mesh']);
  });

  it.each([
    ['a promise that is no sentence', want('make it safe'), {}, /make it safe/],
    ['a component that is not drawn', want('card is readable only in {nowhere}'), {}, /nowhere/],
    ['an observer who is not there', want('operator:Nobody reads nothing'), {}, /Nobody/],
    ['a zone that is not drawn', want('no plaintext crosses moon'), {}, /moon/],
    ['a pack that is not known', [{ kind: 'pack', id: 'iso-9000' }], {}, /iso-9000/],
    ['a pack in a sentence', want('pack iso-9000 has no FAIL'), {}, /iso-9000/],
    ['whom a premise is about', want('every flow works'), { keep: ['nobody cannot terminate TLS'] }, /nobody/],
  ] as readonly (readonly [string, readonly Wish[], Options, RegExp])[])(
    'refuses %s',
    (_name, wishes, options, said) => {
      const result = run(shop(), wishes, options);
      if (result.kind !== 'refused') throw new Error('it was taken');
      expect(result.problems.join()).toMatch(said);
    },
  );

  it('gives the same answer twice, and for a drawing in another order', () => {
    const wishes = want('no plaintext anywhere');
    const once = run(shop(), wishes);
    expect(run(shop(), wishes)).toEqual(once);
    const { nodes, links, zones, ...rest } = shop();
    const turned: Topology = {
      ...rest,
      nodes: new Map([...nodes].reverse()),
      links: new Map([...links].reverse()),
      zones: new Map([...zones].reverse()),
    };
    expect(titles(run(turned, wishes))).toEqual(titles(once));
  });

  it('says how far it looked', () => {
    const small = run(shop(), want('no plaintext anywhere'), { maxEdits: 4, maxTried: 50 });
    expect(small).toMatchObject({ exact: false });
    const whole = run(draw('a --> b[plaintext]'), want('no plaintext anywhere'), { maxEdits: 1 });
    expect(whole).toMatchObject({ exact: true, exactUpTo: 1 });
  });

  it('leaves the drawing as it was, and what it does not touch out of the edits', () => {
    const topology = shop();
    const text = writeTopology(topology);
    const result = run(topology, want('no plaintext anywhere'));
    expect(writeTopology(topology)).toBe(text);
    for (const { edits } of found(result)) {
      const applied = applyEdits(topology, edits);
      if (!applied.ok) throw new Error('the edits fit the drawing');
      for (const id of ['browser', 'cdn'])
        if (!edits.some((each) => each.id === id)) expect(applied.value.nodes.get(id)).toBe(topology.nodes.get(id));
    }
  });
});
