import { certificatesOn } from '../cost/certificates.ts';
import { type Cost, costOf } from '../cost/cost.ts';
import { perScene } from '../cost/per-scene.ts';
import { compare } from '../model/order.ts';
import type { Table } from '../model/table.ts';
import type { Scene } from '../observers/observer.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import {
  certificateCounts,
  complianceCounts,
  debuggingCounts,
  operationsCounts,
  performanceCounts,
  postureCounts,
} from './counting.ts';
import { type FactorScore, scoreOf } from './score.ts';
import { wayOf } from './way.ts';
import { type Factor, factors } from './weights.ts';

/** Six scores, in the order of `factors`. */
export type Profile = Readonly<Record<Factor, FactorScore>>;

export interface FlowProfile {
  readonly flow: string;
  readonly title: string;
  /** Null where the flow fails: nothing is said of a way that nobody can take. */
  readonly profile: Profile | null;
}

export interface Tradeoffs {
  readonly flows: Table<FlowProfile>;
  /** Null where no flow works. */
  readonly design: Profile | null;
  /** What the design's profile leaves out, in words. */
  readonly leftOut: readonly string[];
}

/** The trade-off profile of every flow and of the design, each score with what was counted for it. */
export const tradeoffsOf: (scene: Scene) => Tradeoffs = perScene((scene) => {
  const cost = costOf(scene);
  const working = [...scene.simulation.flows.values()].filter(({ outcome }) => outcome === 'works');
  const profiles = new Map(working.map((verdict) => [verdict.flow.id, flowProfile(scene, cost, verdict)]));
  return {
    flows: new Map(
      [...scene.simulation.flows.values()].map(({ flow: { id, title } }) => [
        id,
        { flow: id, title, profile: profiles.get(id) ?? null },
      ]),
    ),
    design: designProfile(scene, cost, working, profiles),
    leftOut: leftOut(scene, working.length),
  };
});

function flowProfile(scene: Scene, cost: Cost, verdict: FlowVerdict): Profile {
  const way = wayOf(scene, [verdict]);
  const certificates = certificatesOn(verdict.legs);
  const flowCost = cost.flows.get(verdict.flow.id);
  if (!flowCost) throw new Error('every flow has a cost');
  return {
    'security-posture': scoreOf('security-posture', postureCounts(way)),
    'compliance-readiness': scoreOf('compliance-readiness', complianceCounts(way)),
    'operational-complexity': scoreOf('operational-complexity', operationsCounts(way, certificates)),
    'performance-overhead': scoreOf('performance-overhead', performanceCounts(flowCost)),
    'debugging-ease': scoreOf('debugging-ease', debuggingCounts(way)),
    'certificate-management': scoreOf(
      'certificate-management',
      certificateCounts(cost.assumptions, certificates, way.meshIdentities.size),
    ),
  };
}

/**
 * A design is as safe, as quick and as easy to look into as its worst flow; what has to be run is run for all of them,
 * so that operations and certificates are counted over the whole of it, each thing once.
 */
function designProfile(
  scene: Scene,
  cost: Cost,
  working: readonly FlowVerdict[],
  profiles: ReadonlyMap<string, Profile>,
): Profile | null {
  const ranked = working.flatMap(({ flow }): readonly Ranked[] => {
    const profile = profiles.get(flow.id);
    return profile ? [{ title: flow.title, profile }] : [];
  });
  const [first] = ranked;
  if (!first) return null;
  const worst = (factor: Factor): FactorScore => {
    const least = ranked.reduce((low, each) => (isLower(each, low, factor) ? each : low));
    const score = least.profile[factor];
    if (ranked.length === 1) return score;
    return { ...score, arithmetic: `The lowest of ${ranked.length} flows, "${least.title}": ${score.arithmetic}` };
  };
  const { certificates, meshIdentities } = cost.certificates;
  const whole = wayOf(scene, working);
  return {
    'security-posture': worst('security-posture'),
    'compliance-readiness': worst('compliance-readiness'),
    'operational-complexity': scoreOf('operational-complexity', operationsCounts(whole, certificates)),
    'performance-overhead': worst('performance-overhead'),
    'debugging-ease': worst('debugging-ease'),
    'certificate-management': scoreOf(
      'certificate-management',
      certificateCounts(cost.assumptions, certificates, meshIdentities),
    ),
  };
}

interface Ranked {
  readonly title: string;
  readonly profile: Profile;
}

/** Of flows that score alike the first by title, then by what was counted: their order in the file is no matter. */
function isLower(a: Ranked, b: Ranked, factor: Factor): boolean {
  const [left, right] = [a.profile[factor], b.profile[factor]];
  if (left.points !== right.points) return left.points > right.points;
  const counts = ({ counted }: FactorScore) => counted.map(({ count }) => count).join();
  return (compare(a.title, b.title) || compare(counts(left), counts(right))) < 0;
}

function leftOut({ topology, simulation }: Scene, working: number): readonly string[] {
  const failing = simulation.flows.size - working;
  const idle = [...topology.links.keys()].filter((id) => simulation.links.get(id)?.state === 'unreached').length;
  return [
    ...(failing > 0
      ? [`${failing === 1 ? '1 flow fails and is' : `${failing} flows fail and are`} not judged: repair comes first.`]
      : []),
    ...(idle > 0
      ? [
          `${idle === 1 ? '1 link is' : `${idle} links are`} reached by no flow: nothing is known of ${idle === 1 ? 'it' : 'them'}.`,
        ]
      : []),
  ];
}

/** The scores of a profile as a list, in the order of `factors`. */
export const scoresOf = (profile: Profile): readonly FactorScore[] => factors.map((factor) => profile[factor]);
