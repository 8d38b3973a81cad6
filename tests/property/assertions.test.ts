import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observerKinds, type Part } from '../../src/core/assertions/grammar.ts';
import {
  type Claim,
  evaluate,
  evaluateClaim,
  type Name,
  parse,
  print,
  sentences,
} from '../../src/core/assertions/index.ts';
import { isBare } from '../../src/core/assertions/tokens.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import type { Scene } from '../../src/core/observers/observer.ts';
import { products } from '../../src/core/products/index.ts';
import { anyTraffic } from '../../src/core/simulation/flows.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { titles, topologies } from '../support/arbitrary.ts';
import { backwards, freshNames, renamed, reordered, withHosts } from '../support/rewritten.ts';

const runs = { numRuns: 1000 };
const sceneOf = (topology: Topology): Scene => ({ topology, simulation: simulate(topology, products), products });

// Sentences --------------------------------------------------------------------------------------------------------

/** Every word that the grammar uses: the worst names there are. */
const keywords = [
  ...new Set(
    sentences.flatMap(({ parts }) =>
      (parts as readonly Part[]).flatMap((part) =>
        typeof part === 'string' ? part.split(/[ |]/) : (part.of ?? []).flatMap((each) => each.split(' ')),
      ),
    ),
  ),
];
const bareTexts = fc
  .oneof(fc.constantFrom(...keywords), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,12}$/), titles)
  .filter(isBare);
const names: fc.Arbitrary<Name> = fc.oneof(
  bareTexts.map((text) => ({ text, quoted: false })),
  fc.oneof(titles, fc.constantFrom(...keywords), fc.string()).map((text) => ({ text, quoted: true })),
);
const observers = fc.oneof(
  fc.record({ kind: fc.constantFrom(...observerKinds.filter((kind) => kind !== 'recorder')), of: fc.option(names) }),
  fc.constant({ kind: 'recorder' as const, of: null }),
  titles.map((title) => ({ kind: 'titled' as const, title })),
);

function slotOf(part: Exclude<Part, string>): fc.Arbitrary<unknown> {
  switch (part.slot) {
    case 'choice':
      return fc.constantFrom(...(part.of ?? []));
    case 'count':
      return fc.nat(999_999);
    case 'nodes':
      return fc.array(names, { maxLength: 4 });
    case 'observer':
      return observers;
    case 'what':
    case 'subject':
    case 'zone':
    case 'node':
    case 'flow':
    case 'pack':
      return names;
  }
}

const claims: fc.Arbitrary<Claim> = fc.constantFrom(...sentences).chain(({ id, parts }) => {
  const slots = (parts as readonly Part[]).flatMap((part) => (typeof part === 'string' ? [] : [part]));
  return fc
    .record(Object.fromEntries(slots.map((slot) => [slot.as, slotOf(slot)])))
    .map((fields) => ({ kind: id, ...fields }) as unknown as Claim);
});

describe('printing and parsing are inverse', () => {
  test('what is printed is read as the same claim, with any spacing', () => {
    fc.assert(
      fc.property(claims, fc.constantFrom(' ', '  ', '\t'), (claim, gap) => {
        const text = print(claim);
        expect(parse(text)).toEqual({ ok: true, claim });
        if (text.includes('"')) return;
        expect(parse(` ${text.replaceAll(' ', gap)} `)).toEqual({ ok: true, claim });
      }),
      { numRuns: 5000 },
    );
  });

  test('what is understood at all has one usual form', () => {
    const words = fc.oneof(fc.constantFrom(...keywords, '{', '}', ',', '"a b"', 'tap:', 'key:x', '3'), bareTexts);
    fc.assert(
      fc.property(fc.array(words, { maxLength: 9 }), (said) => {
        const parsed = parse(said.join(' '));
        if (!parsed.ok) return;
        const usual = print(parsed.claim);
        expect(parse(usual)).toEqual(parsed);
      }),
      { numRuns: 5000 },
    );
  });

  test('any text is read, or refused with what would fit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), titles), (text) => {
        const parsed = parse(text);
        if (parsed.ok) return;
        expect(parsed.message).not.toBe('');
        expect(text.slice(parsed.at.start, parsed.at.end)).toBe(parsed.word);
      }),
      { numRuns: 3000 },
    );
  });
});

// Promises about random drawings -----------------------------------------------------------------------------------

interface Naming {
  readonly zones: readonly string[];
  readonly nodes: readonly string[];
  readonly data: readonly string[];
  readonly flows: readonly string[];
}

/** A claim about things that are there, by their position in the drawing. */
type Plan = (naming: Naming) => Claim | null;

const plans: fc.Arbitrary<Plan> = fc
  .tuple(fc.constantFrom(...sentences), fc.infiniteStream(fc.nat(9_999)))
  .map(([{ id, parts }, stream]) => {
    const numbers = [...stream.take(24)];
    return (naming) => {
      let at = 0;
      const next = () => numbers[at++ % numbers.length] ?? 0;
      const pick = <T>(list: readonly T[]): T | null => list[next() % Math.max(1, list.length)] ?? null;
      const named = (list: readonly string[]) => {
        const text = pick(list);
        return text === null ? null : { text, quoted: false };
      };
      const fields: Record<string, unknown> = { kind: id };
      for (const part of parts as readonly Part[]) {
        if (typeof part === 'string') continue;
        const value = ((): unknown => {
          switch (part.slot) {
            case 'choice':
              return pick(part.of ?? []);
            case 'count':
              return next() % 6;
            case 'what':
              return named(naming.data);
            case 'subject':
              return named([...naming.data, ...naming.flows]);
            case 'zone':
              return named(naming.zones);
            case 'node':
              return named(naming.nodes);
            case 'flow':
              return named(naming.flows);
            case 'nodes':
              return naming.nodes.filter(() => next() % 3 > 0).map((text) => ({ text, quoted: false }));
            case 'pack':
              return { text: 'pci-dss-4.0.1', quoted: false };
            case 'observer': {
              const kind = pick(observerKinds.filter((each) => each !== 'operator'));
              if (kind === 'recorder') return { kind, of: null };
              const of = named(kind === 'node' || kind === 'key' ? naming.nodes : naming.zones);
              return of && { kind, of };
            }
          }
        })();
        if (value === null) return null;
        fields[part.as] = value;
      }
      return fields as unknown as Claim;
    };
  });

const namingOf = ({ topology }: Scene): Naming => ({
  zones: [...topology.zones.keys()],
  nodes: [...topology.nodes.keys()],
  data: topology.data.size > 0 ? [...topology.data.keys()] : [anyTraffic],
  flows: [...topology.flows.keys()],
});

test('the promises drawn at random are kept, broken and undecided often enough to mean something', () => {
  const outcomes = { true: 0, false: 0, null: 0 };
  for (const [topology, plan] of fc.sample(fc.tuple(topologies, plans), { numRuns: 600, seed: 1 })) {
    const scene = sceneOf(topology);
    const claim = plan(namingOf(scene));
    if (claim) outcomes[`${evaluateClaim(scene, claim).holds}`]++;
  }
  expect(Math.min(outcomes.true, outcomes.false, outcomes.null)).toBeGreaterThan(60);
});

test('a broken promise, and no other, has counter-examples, at places that are there', () => {
  fc.assert(
    fc.property(topologies, plans, (topology, plan) => {
      const scene = sceneOf(topology);
      const claim = plan(namingOf(scene));
      fc.pre(claim !== null);
      const { holds, witnesses, message } = evaluateClaim(scene, claim);
      expect(witnesses.length > 0).toBe(holds === false);
      expect(message).not.toBe('');
      for (const { place, why } of witnesses) {
        expect(why).not.toBe('');
        if (place.link !== undefined) expect(topology.links.has(place.link)).toBe(true);
        if (place.node !== undefined) expect(topology.nodes.has(place.node)).toBe(true);
        if (place.flow !== undefined) expect(scene.simulation.flows.has(place.flow)).toBe(true);
      }
      // The sentence says the same as the claim.
      expect(evaluate(scene, print(claim))).toEqual({ holds, witnesses, message });
    }),
    runs,
  );
});

test('renaming ids, in the drawing and in the sentence alike, changes no outcome', () => {
  fc.assert(
    fc.property(topologies, plans, fc.infiniteStream(fc.nat(0xffffff)), (drawn, plan, letters) => {
      const topology = withHosts(drawn);
      const scene = sceneOf(topology);
      const naming = namingOf(scene);
      const claim = plan(naming);
      fc.pre(claim !== null);
      const name = freshNames(topology, () => letters.next().value);
      const other = sceneOf(renamed(topology, name));
      const again = plan({
        zones: naming.zones.map(name.zones),
        nodes: naming.nodes.map(name.nodes),
        data: naming.data.map(name.data),
        flows: naming.flows.map(name.flows),
      });
      if (!again) throw new Error('the same plan speaks of the same things');
      const [one, two] = [evaluateClaim(scene, claim), evaluateClaim(other, again)];
      expect(two.holds).toBe(one.holds);
      expect(two.witnesses.map(({ why }) => why)).toEqual(one.witnesses.map(({ why }) => why));
      if (one.holds !== null) expect(two.message).toBe(one.message);
    }),
    runs,
  );
});

test('writing a drawing in another order changes no outcome and no word', () => {
  fc.assert(
    fc.property(topologies, plans, (topology, plan) => {
      const scene = sceneOf(topology);
      const claim = plan(namingOf(scene));
      fc.pre(claim !== null);
      const turned = reordered(topology, backwards);
      expect(evaluateClaim(sceneOf(turned), claim)).toEqual(evaluateClaim(scene, claim));
    }),
    runs,
  );
});

describe('what holds against the wider attacker holds against the narrower', () => {
  const bare = (text: string) => ({ text, quoted: false });

  test('of a zone and the zone inside it, of an attacker and a tap, of active and passive', () => {
    let compared = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        const scene = sceneOf(topology);
        const { data } = namingOf(scene);
        const kept = (claim: Claim) => evaluateClaim(scene, claim).holds;
        const notBroken = (claim: Claim) => expect(kept(claim), print(claim)).not.toBe(false);
        for (const { id, parent } of topology.zones.values())
          for (const asset of data.slice(0, 2)) {
            const what = bare(asset);
            const cannot = (kind: 'tap' | 'attacker' | 'insider', zone: string): Claim => ({
              kind: 'cannot-read',
              observer: { kind, of: bare(zone) },
              what,
            });
            for (const kind of ['tap', 'attacker', 'insider'] as const)
              if (parent !== undefined && kept(cannot(kind, parent))) {
                compared++;
                notBroken(cannot(kind, id));
              }
            if (kept(cannot('attacker', id))) notBroken(cannot('tap', id));
            const active: Claim = { kind: 'cannot-read-actively', observer: { kind: 'attacker', of: bare(id) }, what };
            if (kept(active)) notBroken(cannot('attacker', id));
          }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(100);
  });

  test('where no plaintext crosses a zone, a tap there reads nothing, and none crosses the zones inside', () => {
    let compared = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        const scene = sceneOf(topology);
        const kept = (claim: Claim) => evaluateClaim(scene, claim).holds;
        const crosses = (zone: string): Claim => ({ kind: 'no-plaintext', relation: 'crosses', zone: bare(zone) });
        const nowhere = kept({ kind: 'no-plaintext-anywhere' });
        for (const { id, parent } of topology.zones.values()) {
          if (nowhere) expect(kept(crosses(id))).not.toBe(false);
          if (kept(crosses(id))) {
            compared++;
            const reads: Claim = { kind: 'reads-nothing', observer: { kind: 'tap', of: bare(id) } };
            expect(kept(reads)).not.toBe(false);
          }
          if (parent !== undefined && topology.zones.get(id)?.kind !== 'host' && kept(crosses(parent)))
            expect(kept(crosses(id))).not.toBe(false);
        }
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(50);
  });

  test('adding a reader to the list never breaks a promise', () => {
    fc.assert(
      fc.property(topologies, fc.nat(), (topology, choice) => {
        const scene = sceneOf(topology);
        const { data, nodes } = namingOf(scene);
        const what = bare(data[choice % data.length] ?? '');
        const few = nodes.filter((_, i) => (choice >> i) % 2 === 0).map(bare);
        const some: Claim = { kind: 'readable-only', what, nodes: few };
        const all: Claim = { kind: 'readable-only', what, nodes: nodes.map(bare) };
        if (evaluateClaim(scene, some).holds) expect(evaluateClaim(scene, all).holds).toBe(true);
      }),
      runs,
    );
  });
});
