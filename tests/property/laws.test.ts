import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { remove as removed } from '../../src/core/model/commands.ts';
import { applyEdits, type Edit } from '../../src/core/model/edits.ts';
import { readDocument, readTopology } from '../../src/core/model/read.ts';
import type { Flow, Node } from '../../src/core/model/schema.ts';
import { put, tableOf } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { writeTopology } from '../../src/core/model/write.ts';
import { products } from '../../src/core/products/index.ts';
import { listenersOf } from '../../src/core/simulation/bounds.ts';
import { causes } from '../../src/core/simulation/causes.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import type { Simulation } from '../../src/core/simulation/verdict.ts';
import { documents, topologies } from '../support/arbitrary.ts';
import { freshNames, renamed, reordered, shuffledBy, withHosts } from '../support/rewritten.ts';
import { verdictOf } from '../support/verdict.ts';

// The laws of the semantics, §5. A failure prints its seed: run it again with `fc.assert(…, { seed, path })`, then pin
// the drawing, made small, as a case of tests/unit.

const runs = { numRuns: 1500 };
const judge = (topology: Topology): Simulation => simulate(topology, products);

/** The flows that work, drawn as flows, whether or not they were: what a law says of "flows that already worked". */
function working(topology: Topology): Topology {
  const flows = [...judge(topology).flows.values()].filter(({ outcome }) => outcome === 'works');
  return { ...topology, flows: tableOf(flows.map(({ flow }): Flow => flow)) };
}

const ofFlow = (topology: Topology, flow: Flow): Topology => ({ ...topology, flows: tableOf([flow]) });

test('the generator draws enough that works, fails, relays and re-encrypts for the laws to mean something', () => {
  const seen = fc.sample(topologies, { numRuns: 600, seed: 1 }).map(judge);
  const share = (wanted: (simulation: Simulation) => boolean) => seen.filter(wanted).length / seen.length;
  const flows = ({ flows }: Simulation) => [...flows.values()];
  expect(share((each) => flows(each).some(({ outcome }) => outcome === 'works'))).toBeGreaterThan(0.4);
  expect(share((each) => flows(each).some(({ outcome }) => outcome === 'failed'))).toBeGreaterThan(0.2);
  expect(share((each) => [...each.sessions.values()].some(({ relays }) => relays.length > 0))).toBeGreaterThan(0.08);
  expect(share((each) => flows(each).some(({ traits }) => traits.includes('bridging')))).toBeGreaterThan(0.1);
  expect(share((each) => flows(each).some(({ traits }) => traits.includes('mesh')))).toBeGreaterThan(0.03);
  expect(share((each) => [...each.links.values()].some(({ layers }) => layers.length > 1))).toBeGreaterThan(0.02);
  const modes = new Set(seen.flatMap(({ sessions }) => [...sessions.values()].map((each) => each.authentication)));
  expect([...modes].sort()).toEqual(['ca', 'mutual', 'none', 'server']);
});

describe('law 1: adding encryption shows a passive tap nothing more', () => {
  /** Everything that a tap reads, as `link asset`. */
  const tapped = (topology: Topology) =>
    new Set(
      [...judge(topology).links].flatMap(([link, { exposure }]) =>
        Object.entries(exposure).flatMap(([asset, seen]) => (seen === 'plaintext' ? [`${link} ${asset}`] : [])),
      ),
    );

  test.each(['terminate', 'permissive'] as const)('the listener made %s, and the dial to it verified TLS', (mode) => {
    fc.assert(
      fc.property(topologies.map(working), fc.nat(), (topology, choice) => {
        // Without flows of its own the drawing would derive them anew.
        fc.pre(topology.flows.size > 0);
        const legs = [...judge(topology).flows.values()].flatMap(({ legs }) => legs);
        const plain = legs.filter(({ outcome }) => outcome.kind === 'plaintext');
        const leg = plain[choice % plain.length];
        fc.pre(leg !== undefined);
        const { node, product, listener } = leg.answer;
        const edits: readonly Edit[] = [
          { table: 'links', id: leg.call.link.id, set: { dial: { tls: 'tls', verify: 'full' } } },
          {
            table: 'nodes',
            id: node.id,
            set: {
              listeners: listenersOf(node, product).map((each) =>
                each.id === listener.id
                  ? { ...each, tls: { mode, certificate: { issuer: 'public-ca' as const } } }
                  : each,
              ),
            },
          },
        ];
        const after = applyEdits(topology, edits);
        if (!after.ok) throw new Error('the edit was refused');
        const before = tapped(topology);
        for (const leak of tapped(after.value)) expect(before).toContain(leak);
      }),
      runs,
    );
  });
});

test('law 2: a relay inside a session never has the asset in plaintext through it', () => {
  fc.assert(
    fc.property(topologies.map(working), (topology) => {
      for (const flow of topology.flows.values()) {
        const simulation = judge(ofFlow(topology, flow));
        const legs = simulation.flows.get(flow.id)?.legs ?? [];
        // A way may come by twice: once relayed, once ended.
        const ends = new Set(legs.flatMap(({ call, answer }) => [call.node.id, answer.node.id]));
        for (const { links, outcome } of legs)
          for (const { to } of outcome.kind === 'plaintext' ? links : []) ends.add(to);
        for (const { links } of legs)
          for (const { to } of links.slice(0, -1))
            if (!ends.has(to)) expect(simulation.nodes.get(to)?.plaintext).toEqual([]);
      }
    }),
    runs,
  );
});

test('law 3: every session ends at exactly one terminator, or the dial fails with a cause', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const { flows, sessions } = judge(topology);
      for (const { legs, outcome, cause, failsAt, flow } of flows.values()) {
        legs.forEach(({ outcome: met, answer, links, call }, position) => {
          expect(links.at(-1)?.to).toBe(answer.node.id);
          expect(links[0]?.from).toBe(call.node.id);
          for (const [i, { from }] of links.entries()) if (i > 0) expect(from).toBe(links[i - 1]?.to);
          if (met.kind === 'session') expect(['terminate', 'permissive']).toContain(answer.mode);
          if (met.kind === 'failed') expect(position).toBe(legs.length - 1);
        });
        expect(outcome === 'failed').toBe(cause !== undefined);
        if (!cause) continue;
        expect(Object.keys(causes)).toContain(cause.code);
        expect(cause.log.line).not.toBe('');
        expect(topology.nodes.has(cause.log.node)).toBe(true);
        expect(flow.path).toContain(failsAt);
      }
      for (const { links, from, to, relays } of sessions.values()) {
        expect(topology.links.get(links[0] ?? '')?.from).toBe(from);
        expect(topology.links.get(links.at(-1) ?? '')?.to).toBe(to);
        expect(relays).toHaveLength(links.length - 1);
      }
    }),
    runs,
  );
});

test('every link of a flow that works is in exactly one leg', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      for (const { outcome, legs, flow } of judge(topology).flows.values()) {
        const travelled = legs.flatMap(({ links }) => links.map(({ id }) => id));
        if (outcome === 'works') expect(travelled).toEqual(flow.path);
        else expect(flow.path.slice(0, travelled.length)).toEqual(travelled);
      }
    }),
    runs,
  );
});

test('law 4: what is visible at a place is carried by a working flow through that place', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const simulation = judge(topology);
      const carried = new Map<string, Set<string>>();
      for (const { flow, outcome } of simulation.flows.values()) {
        if (outcome !== 'works') continue;
        for (const id of flow.path) {
          const link = topology.links.get(id);
          for (const place of [`link ${id}`, `node ${link?.from}`, `node ${link?.to}`]) {
            const assets = carried.get(place) ?? new Set();
            for (const asset of [...flow.carries, ...(flow.returns ?? [])]) assets.add(asset);
            carried.set(place, assets);
          }
        }
      }
      const none: ReadonlySet<string> = new Set();
      for (const [id, { exposure }] of simulation.links)
        for (const asset of Object.keys(exposure)) expect(carried.get(`link ${id}`) ?? none).toContain(asset);
      for (const [id, { plaintext, active }] of simulation.nodes)
        for (const asset of [...plaintext, ...active]) expect(carried.get(`node ${id}`) ?? none).toContain(asset);
    }),
    runs,
  );
});

describe('law 5: what a drawing means does not hang on how it is written down', () => {
  test('moving nodes on the canvas changes no verdict', () => {
    fc.assert(
      fc.property(topologies, fc.integer({ min: -1000, max: 1000 }), (topology, by) => {
        const layout = new Map([...topology.nodes.keys()].map((id, i) => [id, { x: by * i, y: -by }]));
        expect(verdictOf({ ...topology, layout })).toEqual(verdictOf(topology));
      }),
      { numRuns: 1000 },
    );
  });

  test('reordering arrays changes no verdict', () => {
    fc.assert(
      fc.property(topologies, fc.infiniteStream(fc.nat()), (topology, order) => {
        const mixed = reordered(
          topology,
          shuffledBy(() => order.next().value),
        );
        expect(verdictOf(mixed)).toEqual(verdictOf(topology));
      }),
      { numRuns: 1000 },
    );
  });

  test('renaming ids changes no verdict', () => {
    fc.assert(
      fc.property(topologies, fc.infiniteStream(fc.nat(0xffffff)), (drawn, letters) => {
        const topology = withHosts(drawn);
        const name = freshNames(topology, () => letters.next().value);
        expect(verdictOf(renamed(topology, name))).toEqual(verdictOf(topology, name));
      }),
      { numRuns: 1000 },
    );
  });
});

test('law 7: the same document gives the same verdict byte for byte, and stays as it was', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const text = JSON.stringify(document);
      const topology = read(frozen(document));
      for (const table of [topology.nodes, topology.links, topology.zones, topology.data, topology.flows])
        for (const record of table.values()) frozen(record);
      const once = bytes(judge(topology));
      expect(bytes(judge(topology))).toBe(once);
      expect(bytes(judge(read(JSON.parse(text))))).toBe(once);
      expect(JSON.stringify(document)).toBe(text);
    }),
    runs,
  );
});

describe('law 8: the result after an edit is that from scratch', () => {
  /** An equal drawing that shares no record with the first. */
  const copy = (topology: Topology): Topology => structuredClone(topology) as Topology;
  const verdict = (simulation: Simulation) => bytes({ ...simulation });
  const alike = (after: Simulation, topology: Topology) => {
    const [left, right] = [verdict(after), verdict(judge(copy(topology)))];
    if (left === right) return;
    const at = [...left].findIndex((letter, i) => letter !== right[i]);
    throw new Error(`… ${left.slice(at - 300, at + 100)}\nfrom scratch: … ${right.slice(at - 300, at + 100)}`);
  };

  test('edit by edit, each simulation going on from the one before', () => {
    fc.assert(
      fc.property(
        topologies,
        topologies,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 6 }),
        (first, other, dice, steps) => {
          let topology = first;
          let simulation = judge(topology);
          const looked = dice.next().value % 2 === 0;
          for (let step = 0; step < steps; step++) {
            // Looking at a verdict before it is gone on from must not change what follows.
            if (looked) verdict(simulation);
            topology = edited(topology, other, () => dice.next().value);
            simulation = simulate(topology, products, simulation);
            alike(simulation, topology);
          }
        },
      ),
      runs,
    );
  });

  test('two edits of one drawing do not meet', () => {
    fc.assert(
      fc.property(topologies, topologies, fc.infiniteStream(fc.nat()), (topology, other, dice) => {
        const before = judge(topology);
        const [left, right] = [0, 1].map(() => edited(topology, other, () => dice.next().value));
        const after = [left, right, topology].map((each) => simulate(each ?? topology, products, before));
        for (const [i, each] of [left, right, topology].entries()) alike(after[i] ?? before, each ?? topology);
        alike(before, topology);
      }),
      { numRuns: 500 },
    );
  });
});

/** One edit as people make them: a record changed, moved, taken away or brought back; some with parts of another drawing. */
function edited(topology: Topology, other: Topology, random: () => number): Topology {
  const pick = <T>(list: readonly T[]): T | undefined => list[random() % Math.max(1, list.length)];
  const node = pick([...topology.nodes.values()]);
  const link = pick([...topology.links.values()]);
  const donor = pick([...other.nodes.values()]);
  const lent = pick([...other.links.values()]);
  switch (random() % 9) {
    case 0:
      return node && donor
        ? {
            ...topology,
            nodes: put(topology.nodes, node.id, inPlaceOf(node, donor)),
          }
        : topology;
    case 1:
      return node
        ? { ...topology, nodes: put(topology.nodes, node.id, { ...node, title: `${node.title}!` }) }
        : topology;
    case 2:
      return link && lent
        ? { ...topology, links: put(topology.links, link.id, { ...link, dial: lent.dial, protocol: lent.protocol }) }
        : topology;
    case 3:
      return link ? removed(topology, { links: [link.id] }) : topology;
    case 4:
      return node ? removed(topology, { nodes: [node.id] }) : topology;
    case 5: {
      const zone = pick([...topology.zones.keys()]);
      if (!node || zone === undefined) return topology;
      return { ...topology, nodes: put(topology.nodes, node.id, { ...node, zone }) };
    }
    case 6: {
      const listeners = node?.listeners?.map((each, i) => {
        const from = donor?.listeners?.[i];
        return from ? { ...each, tls: from.tls } : each;
      });
      return node && listeners
        ? { ...topology, nodes: put(topology.nodes, node.id, { ...node, listeners }) }
        : topology;
    }
    case 7: {
      const end = pick([...topology.nodes.keys()]);
      if (!node || end === undefined || end === node.id) return topology;
      const id = `new-${random() % 5}`;
      if (topology.links.has(id)) return topology;
      return {
        ...topology,
        links: put(topology.links, id, {
          id,
          from: node.id,
          to: end,
          protocol: 'http',
          dial: lent?.dial ?? { tls: 'plaintext' },
        }),
      };
    }
    default: {
      const flow = pick([...topology.flows.values()]);
      if (!flow) return topology;
      return {
        ...topology,
        flows: put(topology.flows, flow.id, { ...flow, carries: [...topology.data.keys()].slice(1) }),
      };
    }
  }
}

/** A node that keeps its place and takes on another one's nature. */
const inPlaceOf = ({ id, title, zone, stores, listeners = [] }: Node, donor: Node): Node =>
  Object.fromEntries(
    Object.entries({ ...donor, id, title, zone, stores, allows: undefined, listeners }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as Node;

test('reading what was written gives the same topology, and writing it again the same text', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const text = writeTopology(topology);
      const again = readTopology(text);
      if (!again.ok) throw new Error(JSON.stringify(again.problems));
      expect(again.value).toEqual(topology);
      expect(writeTopology(again.value)).toBe(text);
    }),
    runs,
  );
});

function read(document: unknown): Topology {
  const result = readDocument(document);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** Maps as arrays, or they would all read `{}`. */
const bytes = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (isTable(each) ? ['Table', ...each] : each));
const isTable = (value: unknown): value is ReadonlyMap<string, unknown> =>
  typeof value === 'object' && value !== null && 'entries' in value && 'size' in value;

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) frozen(each);
  }
  return value;
}
