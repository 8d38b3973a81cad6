import { costOf } from '../cost/cost.ts';
import type { RequestCost } from '../cost/flow-cost.ts';
import type { Scene } from '../observers/observer.ts';
import { scoresOf, tradeoffsOf } from '../tradeoffs/tradeoffs.ts';
import { factorTitles } from '../tradeoffs/weights.ts';
import { type Fact, type Facts, factsOf } from './fact.ts';

/** The six scores of the design and of each flow; of each, more is better. */
export function tradeoffFacts(scene: Scene): Facts {
  const { design, flows } = tradeoffsOf(scene);
  const profiles = [
    { id: '', title: 'The design', profile: design },
    ...[...flows.values()].map(({ flow, title, profile }) => ({ id: flow, title, profile })),
  ];
  return factsOf(
    profiles.flatMap(({ id, title, profile }) =>
      (profile ? scoresOf(profile) : []).map(
        ({ factor, score }): Fact => ({
          key: `${id} ${factor}`,
          what: `${title}: ${factorTitles[factor].title.toLowerCase()}`,
          value: String(score),
          shown: `${score} of 100`,
          rank: score,
          absence: 'unsaid',
          where: id === '' ? {} : { flows: [id] },
        }),
      ),
    ),
  );
}

/** What requests and certificates cost; of each, less is better. */
export function costFacts(scene: Scene): Facts {
  const { flows, certificates } = costOf(scene);
  const facts: Fact[] = [];
  const add = (key: string, what: string, value: number, unit: string, where: Fact['where'], known = true) =>
    facts.push({
      key,
      what,
      value: `${value}${known ? '' : ' up to where it fails'}`,
      shown: `${value}${unit === '' ? '' : ` ${unit}`}${known ? '' : ', up to where it fails'}`,
      rank: known ? -value : null,
      absence: 'unsaid',
      where,
    });
  for (const [id, { title, cold, warm, stopsAt }] of flows) {
    const request = (name: string, said: string, { roundTrips, milliseconds, microseconds }: RequestCost) => {
      const [where, known] = [{ flows: [id] }, stopsAt === undefined];
      add(`${id} ${name} trips`, `${title}: round trips of ${said}`, roundTrips, '', where, known);
      add(`${id} ${name} time`, `${title}: time of ${said}`, milliseconds, 'ms', where, known);
      add(`${id} ${name} work`, `${title}: work of encryption for ${said}`, microseconds, 'µs', where, known);
    };
    request('cold', 'a first request', cold);
    request('warm', 'a request on open connections', warm);
  }
  add('certificates', 'Certificates to run', certificates.certificates.length, '', {});
  add('keys', 'Places where a private key lies', certificates.keyPlaces, '', {});
  for (const { from, publicDays, total, automated } of certificates.renewals) {
    const byHand = round(total - automated);
    facts.push({
      key: `renewals ${from}`,
      what: `Renewals a year, where public certificates live ${publicDays} days`,
      value: `${total} ${byHand}`,
      shown: `${total}, of which ${byHand} are not known to be automated`,
      // One that is made by hand outweighs any number that are not.
      rank: -(byHand * 1e9 + total),
      absence: 'unsaid',
      where: {},
    });
  }
  return factsOf(facts);
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
