import type { Authentication } from '../core/simulation/meet.ts';
import type { Leg } from '../core/simulation/walk.ts';
import { type Check, type Observation, observedFormat, observedVersion } from '../core/verify/results.ts';
import { seenOn } from './compare.ts';
import { sendsNoName } from './mysql-client.ts';
import type { ProbeRun } from './probe.ts';
import type { FlowRun } from './run.ts';

/** What ran as results of a check: one for each link that a flow was sent over. */
export function observedOf(runs: readonly FlowRun[], probes: readonly ProbeRun[], at: Date): readonly Observation[] {
  const seen = new Map<string, Pick<Observation, 'state' | 'version' | 'serverName' | 'detail'>>();
  for (const run of runs)
    for (const [link, each] of linksOf(run)) {
      const known = seen.get(link);
      if (!known || rank[each.state] < rank[known.state]) seen.set(link, each);
    }
  const time = at.toISOString();
  return [...seen].map(([link, each]): Observation => {
    const checks = checksOf(runs, probes, link);
    const authentication = each.state === 'encrypted' ? authenticationOn(runs, probes, link) : null;
    return { link, source: 'lab', ...each, ...(authentication ? { authentication } : {}), at: time, checks };
  });
}

export const observedText = (results: readonly Observation[]): string =>
  `${JSON.stringify({ format: observedFormat, version: observedVersion, results }, null, 2)}\n`;

/** Of several flows over a link the weakest that works, as the verdict has it. */
const rank: Readonly<Record<Observation['state'], number>> = { plaintext: 0, encrypted: 1, failed: 2, unreached: 3 };

type Seen = readonly [link: string, what: Pick<Observation, 'state' | 'version' | 'serverName' | 'detail'>];

function* linksOf({ verdict, capture }: FlowRun): Generator<Seen> {
  if (!capture) return;
  const { flow } = verdict;
  const broken = capture.answer.ok ? null : brokenAt({ verdict, capture });
  const place = broken === null ? flow.path.length : flow.path.indexOf(broken[0] ?? '');
  for (const [position, link] of flow.path.entries()) {
    if (broken?.includes(link)) yield [link, { state: 'failed', ...detail(capture.answer.said) }];
    else if (position > place) yield [link, { state: 'unreached' }];
    else {
      const { state, version, serverName } = seenOn(capture, link);
      // The lab's own client of a database sends no name, whatever the drawn one does.
      const stoodIn = verdict.legs.some(({ links, call }) => links.some(({ id }) => id === link) && sendsNoName(call));
      const more = { ...(version ? { version } : {}), ...(stoodIn ? {} : { serverName }) };
      if (state === 'tls') yield [link, { state: 'encrypted', ...more }];
      else yield [link, { state: state === 'plaintext' ? state : 'unreached' }];
    }
  }
}

/** The links of the dial that came to nothing: the one that is said to, or the last that anything came to. */
function brokenAt({
  verdict,
  capture,
}: Pick<FlowRun, 'verdict'> & { readonly capture: NonNullable<FlowRun['capture']> }) {
  const { flow, legs, outcome } = verdict;
  const said = legs.find((leg) => leg.outcome.kind === 'failed');
  const touched = (link: string) => (capture.connections.get(link) ?? []).length > 0;
  const beyond = said ? flow.path.slice(flow.path.indexOf(said.links[said.reached - 1]?.id ?? '') + 1) : [];
  if (outcome === 'failed' && said && !beyond.some(touched)) return reachedOf(said);
  const last = flow.path.findLast(touched) ?? flow.path[0] ?? '';
  const leg = legs.find(({ links }) => links.some(({ id }) => id === last));
  return leg ? reachedOf(leg) : [last];
}

const reachedOf = ({ links, reached }: Leg): readonly string[] => links.slice(0, reached).map(({ id }) => id);

/** As much of what was said as a result holds. */
const detail = (said: string) => {
  const line = said.split('\n')[0]?.replaceAll(/\p{C}/gu, ' ').trim().slice(0, 200);
  return line ? { detail: line } : {};
};

function checksOf(runs: readonly FlowRun[], probes: readonly ProbeRun[], link: string): Check[] {
  return probesOn(runs, probes, link).map(({ attempt, predicted, observed }) => ({
    id: attempt,
    result: predicted === observed ? 'pass' : 'fail',
    expected: taken(predicted),
    seen: taken(observed),
  }));
}

const taken = (accepted: boolean) => (accepted ? 'accepted' : 'refused');

/** Those of the sessions that cover a link; somebody tried at the first link of each. */
const probesOn = (runs: readonly FlowRun[], probes: readonly ProbeRun[], link: string): readonly ProbeRun[] => {
  const firsts = new Set(legsOver(runs, link).flatMap(({ links }) => links[0]?.id ?? []));
  return probes.filter((probe) => firsts.has(probe.link));
};

const legsOver = (runs: readonly FlowRun[], link: string): readonly Leg[] =>
  runs.flatMap(({ verdict }) => verdict.legs).filter(({ links }) => links.some(({ id }) => id === link));

/** What the probes say of it; null where they do not say all: a client certificate is hidden from them. */
function authenticationOn(runs: readonly FlowRun[], probes: readonly ProbeRun[], link: string): Authentication | null {
  const tried = probesOn(runs, probes, link);
  const accepted = (attempt: ProbeRun['attempt']) => tried.some((each) => each.attempt === attempt && each.observed);
  if (!accepted('genuine')) return null;
  if (accepted('self-signed')) return 'none';
  if (accepted('sibling')) return 'ca';
  return legsOver(runs, link).some(({ answer }) => answer.clientCertificate === 'required') ? null : 'server';
}
