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
  for (const { rule, severity, where, message } of findingsOf(scene)) {
    const key = `${rule} ${where.link ?? ''} ${where.node ?? ''} ${where.listener ?? ''}`;
    const rank = -1 - severityRank(severity);
    // Several of one rule at one place count as the worst of them.
    if ((facts.get(key)?.rank ?? 0) <= rank) continue;
    facts.set(key, {
      key,
      what: `${titles.get(rule) ?? rule}: ${placeTitle(scene, where)}`,
      value: severity,
      shown: `${severity}: ${message}`,
      rank,
      absence: 'harmless',
      where: {
        ...(where.link === undefined ? {} : { links: [where.link] }),
        ...(where.node === undefined ? {} : { nodes: [where.node] }),
      },
    });
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

function placeTitle({ topology }: Scene, { link, node }: { readonly link?: string; readonly node?: string }): string {
  const record = topology.links.get(link ?? '');
  return record ? hopOf(topology, record) : (topology.nodes.get(node ?? '')?.title ?? 'the design');
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
