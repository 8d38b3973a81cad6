import type { Scene } from '../observers/observer.ts';
import { hopOf } from '../rules/words.ts';
import { type Pattern, patternTitles } from '../simulation/pattern.ts';
import { type Fact, type Facts, factsOf } from './fact.ts';

const patternRank: Readonly<Record<Pattern, number>> = { none: 0, edge: 1, gateway: 2, service: 3, 'end-to-end': 4 };

/** What becomes of every flow, and where its encryption ends. */
export function flowFacts({ topology, simulation }: Scene): Facts {
  const facts: Fact[] = [];
  for (const [id, { flow, outcome, failsAt, cause, pattern }] of simulation.flows) {
    const where = { flows: [id] };
    const link = topology.links.get(failsAt ?? '');
    const place = link ? ` at ${hopOf(topology, link)}` : '';
    facts.push({
      key: `${id} outcome`,
      what: `${flow.title}: whether it works`,
      value: outcome === 'works' ? 'works' : `fails ${failsAt ?? ''} ${cause?.code ?? ''}`,
      shown: outcome === 'works' ? 'works' : `fails${place}: ${cause?.message ?? 'its path leads no further'}`,
      rank: outcome === 'works' ? 1 : 0,
      absence: 'neutral',
      where,
    });
    if (outcome === 'works')
      facts.push({
        key: `${id} pattern`,
        what: `${flow.title}: where its encryption ends`,
        value: pattern,
        shown: patternTitles[pattern].toLowerCase(),
        rank: patternRank[pattern],
        absence: 'unsaid',
        where,
      });
  }
  return factsOf(facts);
}
