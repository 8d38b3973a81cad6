import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf } from '../../../src/core/cost/cost.ts';
import type { Listener, Node } from '../../../src/core/model/schema.ts';
import { put, tableOf } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { type Profile, scoresOf, tradeoffsOf } from '../../../src/core/tradeoffs/tradeoffs.ts';
import type { Factor } from '../../../src/core/tradeoffs/weights.ts';
import { topologies } from '../../support/arbitrary.ts';
import { sceneOf } from '../cost/scene.ts';

const runs = 100;

/** With its flows written down, so that a change of the drawing leaves them as they are. */
function withFlows(topology: Topology): Topology {
  if (topology.flows.size > 0) return topology;
  return { ...topology, flows: tableOf([...sceneOf(topology).simulation.flows.values()].map(({ flow }) => flow)) };
}

const profileOf = (topology: Topology, flow: string): Profile | null =>
  tradeoffsOf(sceneOf(topology)).flows.get(flow)?.profile ?? null;

/** Checks a law on every flow that works before and after a change, and that there were some. */
function forEachFlow(
  change: (topology: Topology, flow: string) => Topology | null,
  law: (before: Profile, after: Profile) => void,
): void {
  let cases = 0;
  fc.assert(
    fc.property(topologies, (drawn) => {
      const topology = withFlows(drawn);
      for (const flow of topology.flows.keys()) {
        const before = profileOf(topology, flow);
        const changed = before && change(topology, flow);
        const after = changed && profileOf(changed, flow);
        if (!before || !after) continue;
        cases++;
        law(before, after);
      }
    }),
    { numRuns: runs },
  );
  expect(cases).toBeGreaterThan(50);
}

const spans = (topology: Topology, flow: string): string =>
  (sceneOf(topology).simulation.flows.get(flow)?.legs ?? [])
    .map(({ links }) => links.map(({ id }) => id).join('>'))
    .join();

const notBetter = (before: Profile, after: Profile, wanted: readonly Factor[]) => {
  for (const factor of wanted) {
    expect(after[factor].points, `${factor}: ${after[factor].arithmetic}`).toBeGreaterThanOrEqual(
      before[factor].points - 1e-9,
    );
    expect(after[factor].score).toBeLessThanOrEqual(before[factor].score);
  }
};

/** Lets a flow go one hop further, to a new component on the internet. */
function oneHopFurther(topology: Topology, flow: string, tls: Listener['tls']): Topology | null {
  const verdict = sceneOf(topology).simulation.flows.get(flow);
  const last = verdict?.legs.at(-1);
  if (!verdict || !last) return null;
  const node: Node = {
    id: 'one-more',
    title: 'One more',
    product: 'generic-service',
    zone: 'out-there',
    listeners: [{ id: 'in', port: 8443, tls }],
  };
  const link = {
    id: 'one-more-hop',
    from: last.answer.node.id,
    to: node.id,
    fromListener: last.answer.listener.id,
    protocol: 'http',
    dial: tls.mode === 'plaintext' ? ({ tls: 'plaintext' } as const) : ({ tls: 'tls' } as const),
  };
  return {
    ...topology,
    zones: put(topology.zones, 'out-there', { id: 'out-there', kind: 'internet', title: 'Out there' }),
    nodes: put(topology.nodes, node.id, node),
    links: put(topology.links, link.id, link),
    flows: put(topology.flows, flow, { ...verdict.flow, path: [...verdict.flow.path, link.id] }),
  };
}

describe('over random designs', () => {
  test('a hop in plaintext over the internet makes no design safer or readier', () => {
    forEachFlow(
      (topology, flow) => oneHopFurther(topology, flow, { mode: 'plaintext' }),
      (before, after) => notBetter(before, after, ['security-posture', 'compliance-readiness']),
    );
  });

  test('one more terminator makes nothing easier to run, quicker, or easier to look into', () => {
    forEachFlow(
      (topology, flow) => oneHopFurther(topology, flow, { mode: 'terminate', certificate: { issuer: 'public-ca' } }),
      (before, after) =>
        notBetter(before, after, [
          'operational-complexity',
          'performance-overhead',
          'debugging-ease',
          'certificate-management',
        ]),
    );
  });

  test('one more terminating listener anywhere makes no certificates easier to manage', () => {
    fc.assert(
      fc.property(topologies, fc.nat(), (drawn, which) => {
        const topology = withFlows(drawn);
        const before = tradeoffsOf(sceneOf(topology)).design;
        const node = [...topology.nodes.values()][which % topology.nodes.size];
        if (!before || !node?.listeners) return;
        const tls = {
          mode: 'terminate' as const,
          certificate: { issuer: 'public-ca' as const, names: ['new.example'] },
        };
        const listeners = [...node.listeners, { id: 'one-more', port: 9443, tls }];
        const after = tradeoffsOf(
          sceneOf({ ...topology, nodes: put(topology.nodes, node.id, { ...node, listeners }) }),
        ).design;
        if (after) notBetter(before, after, ['certificate-management']);
      }),
      { numRuns: runs },
    );
  });

  test('switching encryption off on a hop makes no design safer or readier, and none costlier', () => {
    forEachFlow(
      (topology, flow) => {
        const leg = sceneOf(topology)
          .simulation.flows.get(flow)
          // Inside a mesh's session the wire stays encrypted, and a second layer has its price.
          ?.legs.find(({ outcome, carriers }) => outcome.kind === 'session' && carriers.every((each) => !each));
        const { listeners } = leg?.answer.node ?? {};
        if (!leg || !listeners) return null;
        const { call, answer } = leg;
        const plain = listeners.map(
          (each): Listener => (each.id === answer.listener.id ? { ...each, tls: { mode: 'plaintext' } } : each),
        );
        const open: Topology = {
          ...topology,
          nodes: put(topology.nodes, answer.node.id, { ...answer.node, listeners: plain }),
          links: put(topology.links, call.link.id, { ...call.link, dial: { ...call.link.dial, tls: 'plaintext' } }),
        };
        // A product without plaintext listeners would pass the bytes on instead: another design, not an open hop.
        return spans(open, flow) === spans(topology, flow) ? open : null;
      },
      (before, after) => {
        notBetter(before, after, ['security-posture', 'compliance-readiness']);
        notBetter(after, before, [
          'operational-complexity',
          'performance-overhead',
          'debugging-ease',
          'certificate-management',
        ]);
      },
    );
  });

  test('every score is the reckoning of what was counted', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const { flows, design } = tradeoffsOf(sceneOf(topology));
        for (const profile of [design, ...[...flows.values()].map((each) => each.profile)]) {
          if (!profile) continue;
          for (const { counted, points, score, arithmetic } of scoresOf(profile)) {
            expect(counted.reduce((sum, each) => sum + each.points, 0)).toBeCloseTo(points, 6);
            expect(score).toBe(Math.round(10_000 / (100 + points)));
            expect(arithmetic).toContain(`(100 + ${points}) = ${score}`);
            for (const { count } of counted) expect(count).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: runs },
    );
  });

  test('every cost is the sum of its lines, and encryption is never more than all of it', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        for (const cost of costOf(sceneOf(topology)).flows.values())
          for (const each of [cost.cold, cost.resumed, cost.warm, cost.average]) {
            expect(each.lines.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(each.milliseconds, 6);
            expect(each.work.reduce((sum, { microseconds }) => sum + microseconds, 0)).toBeCloseTo(
              each.microseconds,
              6,
            );
            expect(each.encryptionMilliseconds).toBeLessThanOrEqual(each.milliseconds);
          }
      }),
      { numRuns: runs },
    );
  });

  test('a first request takes no less than a resumed one by round trips, nor that less than one on open connections', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        for (const { cold, resumed, warm } of costOf(sceneOf(topology)).flows.values()) {
          expect(cold.roundTrips).toBeGreaterThanOrEqual(resumed.roundTrips);
          expect(resumed.roundTrips).toBeGreaterThanOrEqual(warm.roundTrips);
        }
      }),
      { numRuns: runs },
    );
  });

  test('the order of a document is no matter', () => {
    const backwards = <T>(table: ReadonlyMap<string, T>) => new Map([...table].reverse());
    const said = (topology: Topology) => {
      const { design, flows, leftOut } = tradeoffsOf(sceneOf(topology));
      const { certificates } = costOf(sceneOf(topology));
      const byId = [...flows].sort(([a], [b]) => (a < b ? -1 : 1));
      return JSON.stringify([design, byId, leftOut, certificates.renewals]);
    };
    fc.assert(
      fc.property(topologies, (drawn) => {
        const topology = withFlows(drawn);
        const turned: Topology = {
          ...topology,
          zones: backwards(topology.zones),
          nodes: backwards(topology.nodes),
          data: backwards(topology.data),
          flows: backwards(topology.flows),
          links: backwards(topology.links),
        };
        expect(said(turned)).toBe(said(topology));
      }),
      { numRuns: runs },
    );
  });
});
