import { evaluateAll } from '../assertions/index.ts';
import { judges } from '../assertions/judges.ts';
import type { Scene } from '../observers/observer.ts';
import { findingsOf, rules } from '../rules/index.ts';
import { severityRank } from '../rules/severity.ts';
import { hopOf } from '../rules/words.ts';
import type { Fact, Facts } from './fact.ts';
import { factsOf } from './fact.ts';

/** What the rules report: a finding is the same one when rule and place are. */
export function findingFacts(scene: Scene): Facts {
  const titles = new Map<string, string>(rules.map(({ id, title }) => [id, title]));
  const facts = new Map<string, Fact>();
  for (const { rule, severity, residual, where, message } of findingsOf(scene)) {
    const key = `${rule} ${where.link ?? ''} ${where.node ?? ''} ${where.listener ?? ''} ${where.zone ?? ''}`;
    const left = residual ? `, ${residual.severity} with its controls (${residual.reason})` : '';
    // What controls leave counts less than what is exposed: it only tells findings of one severity apart.
    const rank = -1 - severityRank(severity) - severityRank(residual?.severity ?? severity) / 10;
    const fact: Fact = {
      key,
      what: `${titles.get(rule) ?? rule}: ${placeTitle(scene, where)}`,
      value: `${severity} ${residual?.severity ?? ''}`,
      shown: `${severity}${left}: ${message}`,
      rank,
      absence: 'harmless',
      where: {
        ...(where.link === undefined ? {} : { links: [where.link] }),
        ...(where.node === undefined ? {} : { nodes: [where.node] }),
        ...(where.zone === undefined ? {} : { zones: [where.zone] }),
      },
    };
    // Several of one rule at one place count as the worst of them.
    const known = facts.get(key);
    const before = known?.rank ?? Number.POSITIVE_INFINITY;
    if (rank < before || (rank === before && known && fact.shown < known.shown)) facts.set(key, fact);
  }
  return facts;
}

/** What is drawn and cannot be built. */
export const designErrorFacts = (scene: Scene): Facts =>
  factsOf(
    scene.simulation.designErrors.map(
      ({ code, where, message }): Fact => ({
        key: `${code} ${where.node} ${where.link ?? ''} ${where.listener ?? ''}`,
        what: `What cannot be built: ${placeTitle(scene, where)}`,
        value: code,
        shown: message,
        rank: -1,
        absence: 'harmless',
        where: { nodes: [where.node], ...(where.link === undefined ? {} : { links: [where.link] }) },
      }),
    ),
  );

function placeTitle(
  { topology }: Scene,
  { link, node, zone }: { readonly link?: string; readonly node?: string; readonly zone?: string },
): string {
  const record = topology.links.get(link ?? '');
  if (record) return hopOf(topology, record);
  return topology.nodes.get(node ?? '')?.title ?? topology.zones.get(zone ?? '')?.title ?? 'the design';
}

/** What became of the promises. One that is reworded is another promise: neither better nor worse. */
export const assertionFacts = (scene: Scene): Facts =>
  factsOf(
    evaluateAll(scene, judges).map(
      ({ id, text, holds, message }): Fact => ({
        key: `${id} ${text}`,
        what: `“${text}”`,
        value: String(holds),
        shown: holds === null ? `cannot be decided: ${message}` : holds ? 'holds' : `broken: ${message}`,
        rank: holds === true ? 1 : 0,
        absence: 'neutral',
        where: { assertions: [id] },
      }),
    ),
  );
