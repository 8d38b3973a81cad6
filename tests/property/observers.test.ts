import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/core/model/read.ts';
import type { Listener, ListenerTls } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { toDocument } from '../../src/core/model/write.ts';
import { rankOf } from '../../src/core/observers/clue.ts';
import {
  identitiesOf,
  matrixOf,
  type Observer,
  observerFrom,
  observerId,
  observersOf,
  observerTitle,
  proofOf,
  type Scene,
  type Sight,
  sightsOf,
} from '../../src/core/observers/index.ts';
import { products } from '../../src/core/products/index.ts';
import { isSealedOn } from '../../src/core/simulation/assets.ts';
import { productOf } from '../../src/core/simulation/bounds.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { assetTitle } from '../../src/core/simulation/verdict.ts';
import { zonesAround } from '../../src/core/simulation/zones.ts';
import { topologies } from '../support/arbitrary.ts';
import { freshNames, renamed, reordered, shuffledBy, withHosts } from '../support/rewritten.ts';
import { asNamed } from '../support/verdict.ts';

// What holds for every observer of every drawing. A failure prints its seed: run it again with `fc.assert(…, { seed,
// path })`, then pin the drawing, made small, as a case of tests/unit/observers.

const runs = { numRuns: 1000 };
const look = (topology: Topology): Scene => ({ topology, simulation: simulate(topology, products), products });

/** Drawings with what the observers look at beyond the rest: key exchanges, shared keys, believed headers. */
const drawings: fc.Arbitrary<Topology> = fc
  .tuple(topologies, fc.array(fc.nat(11), { minLength: 16, maxLength: 16 }))
  .map(([topology, genes]) => {
    const document = toDocument(topology);
    let next = 0;
    const gene = () => genes[next++ % genes.length] ?? 0;
    const exchanges = ['rsa', 'ecdhe', 'hybrid', 'hybrid'] as const;
    const exchange = () => {
      const keyExchange = exchanges[gene()];
      return keyExchange ? { keyExchange } : {};
    };
    const detailed = (tls: ListenerTls): ListenerTls => {
      if (tls.mode !== 'terminate' && tls.mode !== 'permissive') return tls;
      const key = gene() < 4 ? { key: `key${gene() % 2}` } : {};
      return { ...tls, ...exchange(), ...(tls.certificate ? { certificate: { ...tls.certificate, ...key } } : {}) };
    };
    return read({
      ...document,
      nodes: document.nodes.map((node) => ({
        ...node,
        ...(gene() < 3 ? { trustsHeaders: ['client-certificate', 'forwarded-for'] as const } : {}),
        ...(node.listeners
          ? { listeners: node.listeners.map((each): Listener => ({ ...each, tls: detailed(each.tls) })) }
          : {}),
      })),
      links: document.links.map((link) => ({ ...link, dial: { ...link.dial, ...exchange() } })),
    });
  });

function read(document: unknown): Topology {
  const result = readDocument(document);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const atLeast = (scene: Scene, stronger: Observer, weaker: Observer): void => {
  const more = sightsOf(scene, stronger);
  for (const [asset, sight] of sightsOf(scene, weaker))
    expect([asset, rankOf(more.get(asset) ?? 'nothing')]).toEqual([
      asset,
      Math.max(rankOf(more.get(asset) ?? 'nothing'), rankOf(sight)),
    ]);
};

test('the generator shows every kind of observer every sight that it can have', () => {
  const seen = new Set<string>();
  for (const topology of fc.sample(drawings, { numRuns: 600, seed: 1 }))
    for (const { observer, sights } of matrixOf(look(topology)).rows)
      for (const sight of sights.values()) seen.add(`${observer.kind} ${sight}`);
  const all = ['reads', 'active', 'metadata', 'nothing'];
  const possible: Record<Observer['kind'], readonly string[]> = {
    tap: ['reads', 'metadata', 'nothing'],
    attacker: all,
    operator: all,
    insider: all,
    ztunnel: ['reads', 'metadata', 'nothing'],
    waypoint: ['reads', 'metadata', 'nothing'],
    node: all,
    key: ['reads', 'active', 'nothing'],
    recorder: ['reads', 'metadata', 'nothing'],
  };
  const expected = Object.entries(possible).flatMap(([kind, sights]) => sights.map((sight) => `${kind} ${sight}`));
  expect([...seen].sort()).toEqual(expected.sort());
});

describe('whoever can do more sees no less', () => {
  test('an attacker than a tap, and a recorder with a quantum computer than a tap', () => {
    fc.assert(
      fc.property(drawings, (topology) => {
        const scene = look(topology);
        for (const observer of observersOf(scene)) {
          if (observer.kind !== 'tap') continue;
          atLeast(scene, { ...observer, kind: 'attacker' }, observer);
          atLeast(scene, { kind: 'recorder' }, observer);
        }
      }),
      runs,
    );
  });

  test('law 9: in a wider zone than in one inside it', () => {
    fc.assert(
      fc.property(drawings, (topology) => {
        const scene = look(topology);
        for (const { id, parent } of topology.zones.values()) {
          if (parent === undefined) continue;
          for (const kind of ['tap', 'attacker', 'insider'] as const)
            atLeast(scene, { kind, zone: parent }, { kind, zone: id });
        }
      }),
      runs,
    );
  });

  test('a taken over component than the thief of its key, root on its host than the component has in memory', () => {
    fc.assert(
      fc.property(drawings, (topology) => {
        const scene = look(topology);
        for (const { id, zone } of topology.nodes.values()) {
          atLeast(scene, { kind: 'node', node: id }, { kind: 'key', node: id });
          const verdict = scene.simulation.nodes.get(id);
          const { operator } = productOf(topology.nodes.get(id) ?? never(), products);
          const watching: Observer[] = [
            { kind: 'node', node: id },
            ...(zone === undefined ? [] : [{ kind: 'insider', zone } as const]),
            ...(operator === null ? [] : [{ kind: 'operator', operator } as const]),
          ];
          for (const observer of watching) {
            for (const asset of verdict?.plaintext ?? []) expect(sightsOf(scene, observer).get(asset)).toBe('reads');
            for (const asset of verdict?.active ?? [])
              expect(rankOf(sightsOf(scene, observer).get(asset) ?? 'nothing')).toBeGreaterThanOrEqual(
                rankOf('active'),
              );
          }
        }
      }),
      runs,
    );
  });
});

test('being open is a property of the whole session: an attacker on any unwrapped part of its span can read', () => {
  fc.assert(
    fc.property(drawings, (topology) => {
      const scene = look(topology);
      for (const { flow, legs, outcome } of scene.simulation.flows.values()) {
        if (outcome !== 'works') continue;
        for (const { links, outcome: met, carriers } of legs) {
          if (
            met.kind !== 'session' ||
            !(met.downgradable || met.authentication === 'none' || met.authentication === 'ca')
          )
            continue;
          for (const [position, link] of links.entries()) {
            const ends = [link.from, link.to].map((node) => zonesAround(topology, topology.nodes.get(node)?.zone));
            const [from = [], to = []] = ends;
            const loopback = from.some((zone) => zone.kind === 'host' && to.includes(zone));
            const wrapped = scene.simulation.links.get(link.id)?.layers.some(({ kind }) => kind === 'network');
            if (loopback || wrapped || carriers[position]) continue;
            for (const { id } of ends.flat())
              for (const asset of [...flow.carries, ...(flow.returns ?? [])])
                if (!topology.data.get(asset)?.protection)
                  expect(
                    rankOf(sightsOf(scene, { kind: 'attacker', zone: id }).get(asset) ?? 'nothing'),
                  ).toBeGreaterThanOrEqual(rankOf('active'));
          }
        }
      }
    }),
    runs,
  );
});

describe('proofs', () => {
  test('say what the matrix says, and rest on places that working flows with the asset pass', () => {
    fc.assert(
      fc.property(drawings, (topology) => {
        const scene = look(topology);
        const passed = new Map<string, Set<string>>();
        const reached = new Set<string>();
        for (const { flow, outcome } of scene.simulation.flows.values()) {
          if (outcome !== 'works') continue;
          for (const id of flow.path) {
            const link = topology.links.get(id) ?? never();
            for (const place of [{ link: id }, { node: link.from }, { node: link.to }].map((each) =>
              JSON.stringify(each),
            )) {
              reached.add(place);
              const assets = passed.get(place) ?? new Set();
              for (const asset of [...flow.carries, ...(flow.returns ?? [])]) assets.add(asset);
              passed.set(place, assets);
            }
          }
        }
        for (const { observer, sights } of matrixOf(scene).rows)
          for (const [asset, sight] of sights) {
            const proof = proofOf(scene, observer, asset);
            expect(proof.sight).toBe(sight);
            const ranks = proof.steps.map((step) => rankOf(step.sight));
            expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
            if (sight !== 'nothing') expect(proof.steps[0]?.sight).toBe(sight);
            expect(proof.summary).toMatch(/[.]$/);
            for (const step of proof.steps) {
              // A proxy of a mesh stands by the nodes that it serves.
              const { place: at } = step;
              const served =
                'proxy' in at ? scene.simulation.proxies.get(at.proxy)?.serves.map((node) => ({ node })) : [at];
              const places = (served ?? []).map((each) => JSON.stringify(each));
              const stores = 'node' in step.place && topology.nodes.get(step.place.node)?.stores?.includes(asset);
              // What is stored can be read, or asked for, where any working flow leads to the store.
              expect(places.some((place) => passed.get(place)?.has(asset) || (stores && reached.has(place)))).toBe(
                true,
              );
              expect(step.flows.length).toBeGreaterThan(0);
              for (const flow of step.flows) expect(scene.simulation.flows.get(flow)?.outcome).toBe('works');
              for (const session of step.sessions) expect(scene.simulation.sessions.has(session)).toBe(true);
              for (const { source } of step.facts) expect(source).toMatch(/^https:/);
            }
          }
      }),
      runs,
    );
  });

  test('an asset under encryption of its own is read at its holders, and where it passes before it is sealed', () => {
    fc.assert(
      fc.property(drawings, (topology) => {
        const scene = look(topology);
        for (const { id, protection } of topology.data.values()) {
          if (!protection) continue;
          const holders = new Set([protection.by, ...protection.readableBy]);
          for (const observer of observersOf(scene))
            for (const { sight, place, flows } of proofOf(scene, observer, id).steps) {
              if (sight !== 'reads' && sight !== 'active') continue;
              if ('node' in place && holders.has(place.node)) continue;
              // A node that holds the key may ask a store that does not.
              if (observer.kind === 'node' && holders.has(observer.node) && sight === 'active') continue;
              const passing = flows.flatMap((flow) => {
                const verdict = scene.simulation.flows.get(flow) ?? never();
                return verdict.legs.filter((_, leg) => !isSealedOn(topology, verdict, leg, id));
              });
              const links = new Set(passing.flatMap(({ links }) => links));
              const here = [...links].some(
                (link) =>
                  ('link' in place && link.id === place.link) ||
                  ('node' in place && (link.from === place.node || link.to === place.node)) ||
                  'proxy' in place,
              );
              expect(here).toBe(true);
            }
        }
      }),
      runs,
    );
  });
});

test('every observer is found by its name and, where no two share it, by its title', () => {
  fc.assert(
    fc.property(drawings, (topology) => {
      const scene = look(topology);
      const titles = observersOf(scene).map((each) => observerTitle(topology, each).trim().toLowerCase());
      for (const [position, observer] of observersOf(scene).entries()) {
        expect(observerFrom(scene, observerId(observer))).toEqual(observer);
        const title = titles[position] ?? '';
        if (titles.indexOf(title) === titles.lastIndexOf(title))
          expect(observerFrom(scene, observerTitle(topology, observer).toLowerCase())).toEqual(observer);
      }
    }),
    runs,
  );
});

describe('law 5: what is said does not hang on how the drawing is written down', () => {
  test('reordering changes no row, no proof, no identity', () => {
    fc.assert(
      fc.property(drawings, fc.infiniteStream(fc.nat()), (topology, order) => {
        const mixed = reordered(
          topology,
          shuffledBy(() => order.next().value),
        );
        expect(told(look(mixed))).toEqual(told(look(topology)));
      }),
      runs,
    );
  });

  test('renaming changes no row, no proof, no identity, nor their order', () => {
    fc.assert(
      fc.property(drawings, fc.infiniteStream(fc.nat(0xffffff)), (drawn, letters) => {
        const topology = withHosts(drawn);
        const name = { ...freshNames(topology, () => letters.next().value), listeners: asNamed.listeners };
        const after = renamed(topology, name);
        expect(inWords(look(after))).toEqual(inWords(look(topology)));
      }),
      runs,
    );
  });
});

/** Everything that is said, by id. */
function told(scene: Scene): unknown {
  return {
    rows: matrixOf(scene).rows.map(({ id, title, sights }) => [id, title, [...sights].sort()]),
    columns: matrixOf(scene).columns,
    proofs: matrixOf(scene).rows.flatMap(({ observer, sights }) =>
      [...sights.keys()].sort().map((asset) => proofOf(scene, observer, asset)),
    ),
    identities: [...scene.simulation.flows.keys()].sort().map((flow) => identitiesOf(scene, flow)),
  };
}

/** The same as a person reads it, ids left out; rows of one title may stand in any order among themselves. */
function inWords(scene: Scene): unknown {
  const { topology } = scene;
  const { rows, columns } = matrixOf(scene);
  const bySight = (sights: ReadonlyMap<string, Sight>) =>
    [...sights].map(([asset, sight]) => `${assetTitle(topology, asset)} ${sight}`).sort();
  return {
    order: rows.map(({ title }) => title),
    columns: columns.map(({ title, travels }) => `${title} ${travels}`).sort(),
    rows: rows
      .map(({ observer, title, sights }) =>
        JSON.stringify([
          title,
          bySight(sights),
          [...sights.keys()]
            .map((asset) => {
              const { sight, summary, steps, undecided } = proofOf(scene, observer, asset);
              const said = steps.map((step) => [
                step.sight,
                step.text,
                step.facts,
                step.sessions.length,
                step.flows.length,
              ]);
              return JSON.stringify([sight, summary, said, undecided]);
            })
            .sort(),
        ]),
      )
      .sort(),
    identities: [...scene.simulation.flows.keys()]
      .map((flow) =>
        JSON.stringify(
          identitiesOf(scene, flow).map(({ claims }) =>
            claims.map(({ by, state, forgeable, text }) => [by, state, forgeable, text]),
          ),
        ),
      )
      .sort(),
  };
}

function never(): never {
  throw new Error('a table misses a record that another names');
}
