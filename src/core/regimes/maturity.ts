import type { Topology } from '../model/topology.ts';
import { zonesAround } from '../simulation/zones.ts';
import { endpointsOf, nameOf } from './endpoints.ts';
import { type Hop, hasSession } from './hop.ts';
import { travelling } from './judge.ts';
import type { Case } from './regime.ts';

/** The stages of CISA's Zero Trust Maturity Model 2.0, lowest first. */
export const stages = ['traditional', 'initial', 'advanced', 'optimal'] as const;
export type Stage = (typeof stages)[number];

export const stageRank = (stage: string): number => (stages as readonly string[]).indexOf(stage);

export const stageTitle: Readonly<Record<Stage, string>> = {
  traditional: 'Traditional',
  initial: 'Initial',
  advanced: 'Advanced',
  optimal: 'Optimal',
};

/** Whether the far side of a hop decides by identity who may call. */
export function isAuthorised(topology: Topology, { terminator }: Pick<Hop, 'terminator'>): boolean {
  if (terminator.allows !== undefined) return true;
  const mesh = zonesAround(topology, terminator.zone).find((zone) => zone.mesh)?.mesh;
  return mesh?.authorization === 'deny';
}

/** What decides the stage of a design, counted over links. */
export interface Traffic {
  readonly links: number;
  readonly clear: readonly Hop[];
  /** Listeners whose certificate somebody renews by hand, and those of which the drawing does not say. */
  readonly byHand: readonly string[];
  readonly unknownRenewal: readonly string[];
}

export function trafficOf(given: Case): Traffic {
  const hops = travelling(given);
  const seen = new Set<string>();
  const clear = hops.filter((hop) => {
    if (hasSession(hop) || seen.has(hop.link.id)) return false;
    seen.add(hop.link.id);
    return true;
  });
  const used = new Set(
    hops.flatMap(({ leg, session }) => (session && leg ? [`${leg.answer.node.id}/${leg.answer.listener.id}`] : [])),
  );
  const ends = endpointsOf(given.scene).filter(({ node, answer }) => used.has(`${node.id}/${answer.listener.id}`));
  return {
    links: new Set(hops.map(({ link }) => link.id)).size,
    clear,
    byHand: ends.filter(({ drawn }) => drawn.certificate?.renewal === 'manual').map(nameOf),
    unknownRenewal: ends.filter(({ drawn }) => drawn.certificate?.renewal === undefined).map(nameOf),
  };
}
