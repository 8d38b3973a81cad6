import type { FlowVerdict } from '../core/simulation/verdict.ts';
import type { Leg } from '../core/simulation/walk.ts';
import type { Answer, Marks } from './lab.ts';
import { sendsNoName } from './mysql-client.ts';
import type { Connection } from './tap.ts';
import { judgeAll, type Seen, sameStream } from './wire/judge.ts';

/** What a request left behind: what its sender was told, and what each tap recorded. */
export interface Capture {
  readonly answer: Answer;
  readonly marks: Marks;
  readonly connections: ReadonlyMap<string, readonly Connection[]>;
}

/** One thing that is not as the simulation says. */
export interface Difference {
  readonly flow: string;
  readonly link: string;
  readonly about:
    | 'outcome'
    | 'state'
    | 'version'
    | 'server-name'
    | 'upgrade'
    | 'key-exchange'
    | 'client-certificate'
    | 'session'
    | 'readable'
    | 'log';
  readonly predicted: string;
  readonly observed: string;
}

/** What a tap saw of one request. */
export function seenOn(capture: Capture, link: string): Seen {
  const { canary, body } = capture.marks;
  return judgeAll(capture.connections.get(link) ?? [], [canary, body]);
}

/** Every difference between what a flow is said to do and what it did. */
export function differencesOf(verdict: FlowVerdict, capture: Capture): readonly Difference[] {
  const { flow, outcome, legs, failsAt } = verdict;
  const found: Difference[] = [];
  const say = (link: string, about: Difference['about'], predicted: string, observed: string) => {
    if (predicted !== observed) found.push({ flow: flow.id, link, about, predicted, observed });
  };
  const { ok, said } = capture.answer;
  const last = flow.path.at(-1) ?? '';
  say(failsAt ?? last, 'outcome', outcome, ok ? 'works' : outcome === 'works' ? `failed: ${said}` : 'failed');

  for (const leg of legs)
    for (const difference of legDifferences(leg, capture, outcome === 'failed')) say(...difference);
  const travelled = new Set(legs.flatMap(({ links, reached }) => links.slice(0, reached).map(({ id }) => id)));
  for (const link of flow.path) if (!travelled.has(link)) say(link, 'state', 'nothing', seenOn(capture, link).state);
  return found;
}

type Said = readonly [link: string, about: Difference['about'], predicted: string, observed: string];

function* legDifferences({ call, links, outcome, reached }: Leg, capture: Capture, fails: boolean): Generator<Said> {
  for (const { id } of links.slice(0, reached)) {
    const seen = seenOn(capture, id);
    // Where the server is to speak first and is never reached, the client has said nothing yet.
    if (fails && call.protocol.serverSpeaksFirst && seen.state === 'nothing') continue;
    switch (outcome.kind) {
      case 'plaintext':
        yield [id, 'state', 'plaintext', seen.state];
        yield [id, 'readable', 'all of it', readable(seen, capture)];
        break;
      case 'session':
        yield [id, 'state', 'tls', seen.state];
        yield [id, 'readable', 'nothing', readable(seen, capture)];
        if (seen.state !== 'tls') break;
        yield [id, 'version', outcome.version, seen.version ?? 'not seen'];
        yield [
          id,
          'server-name',
          sendsNoName(call) ? 'none' : (outcome.serverName?.toLowerCase() ?? 'none'),
          seen.serverName?.toLowerCase() ?? 'none',
        ];
        yield [id, 'upgrade', call.negotiation === 'in-band' ? call.protocol.id : 'none', seen.upgrade ?? 'none'];
        if (seen.keyExchange) yield [id, 'key-exchange', outcome.keyExchange, seen.keyExchange];
        if (seen.clientCertificate !== 'hidden' && outcome.version === '1.2')
          yield [
            id,
            'client-certificate',
            shownOr(outcome.clientCertificate),
            shownOr(seen.clientCertificate === 'shown'),
          ];
        break;
      case 'failed':
        // Who dials in plaintext has spoken before anybody could refuse.
        if (call.tls !== 'plaintext' && call.tls !== 'opportunistic')
          yield [id, 'readable', 'nothing', readable(seen, capture)];
    }
  }
  if (outcome.kind !== 'session') return;
  const [first, ...others] = links;
  for (const each of others)
    if (first)
      yield [each.id, 'session', 'the same', sessionsMeet(first.id, each.id, capture) ? 'the same' : 'another'];
}

const shownOr = (shown: boolean): string => (shown ? 'shown' : 'not shown');

function readable({ canaries }: Seen, { marks }: Capture): string {
  const found = [marks.canary, marks.body].filter((each) => canaries.includes(each)).length;
  return found === 0 ? 'nothing' : found === 2 ? 'all of it' : 'a part';
}

/** Whether the bytes of a session on one link are those on the other. */
export function sessionsMeet(a: string, b: string, { connections }: Capture): boolean {
  const [near, far] = [connections.get(a) ?? [], connections.get(b) ?? []];
  return near.some((one) => far.some((other) => sameStream(one, other)));
}
