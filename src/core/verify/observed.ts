import type { TlsVersion } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Authentication } from '../simulation/meet.ts';
import type { LinkState, Simulation } from '../simulation/verdict.ts';
import type { Observation } from './results.ts';

/** What the design says of a link, as far as somebody could see it. */
export interface Predicted {
  readonly state: LinkState;
  readonly authentication: Authentication;
  /** Of all sessions that cover the link. */
  readonly versions: readonly TlsVersion[];
  readonly serverNames: readonly (string | null)[];
}

export interface LinkComparison {
  readonly link: string;
  readonly predicted: Predicted;
  readonly observed: readonly Observation[];
  readonly agreement: 'agrees' | 'differs' | 'unknown';
  readonly message: string;
}

export interface ObservedComparison {
  /** Every link of the design, as drawn. */
  readonly links: ReadonlyMap<string, LinkComparison>;
  /** Links that results speak of and the design does not have, each once. */
  readonly strangers: readonly string[];
}

/** What was seen beside what the design predicts now. */
export function compareObserved(
  topology: Topology,
  simulation: Simulation,
  observations: readonly Observation[],
): ObservedComparison {
  const byLink = new Map<string, Observation[]>();
  for (const each of observations) {
    const known = byLink.get(each.link);
    if (known) known.push(each);
    else byLink.set(each.link, [each]);
  }
  const links = new Map<string, LinkComparison>();
  for (const link of topology.links.keys()) {
    const predicted = predictedOf(simulation, link);
    if (predicted) links.set(link, { link, predicted, ...judge(predicted, byLink.get(link) ?? []) });
  }
  return { links, strangers: [...byLink.keys()].filter((link) => !topology.links.has(link)) };
}

function predictedOf(simulation: Simulation, link: string): Predicted | null {
  const verdict = simulation.links.get(link);
  if (!verdict) return null;
  const sessions = verdict.sessions.flatMap((id) => simulation.sessions.get(id) ?? []);
  return {
    state: verdict.state,
    authentication: verdict.authentication,
    versions: [...new Set(sessions.map(({ version }) => version))],
    serverNames: [...new Set(sessions.map(({ serverName }) => serverName))],
  };
}

type Judgement = Pick<LinkComparison, 'observed' | 'agreement' | 'message'>;

function judge(predicted: Predicted, observed: readonly Observation[]): Judgement {
  const differences = [...new Set(observed.flatMap((each) => differencesOf(predicted, each)))];
  if (differences.length > 0) return { observed, agreement: 'differs', message: differences.join(' ') };
  const telling = observed.filter((each) => !isSilent(predicted, each));
  if (telling.length === 0) return { observed, agreement: 'unknown', message: whyUnknown(predicted, observed) };
  return { observed, agreement: 'agrees', message: `Seen as predicted: ${stateWords[predicted.state]}.` };
}

/** A probe that reaches nobody may stand in the wrong place; and where no working flow comes, nothing is predicted of it. */
const isSilent = ({ state }: Predicted, { source, ...seen }: Observation): boolean =>
  source === 'probe' && (seen.state === 'unreached' || state === 'unreached');

function whyUnknown({ state }: Predicted, observed: readonly Observation[]): string {
  const [first] = observed;
  if (!first) return 'Nothing was observed here.';
  if (first.state === 'unreached') return `Nobody could be asked${first.detail ? `: ${first.detail}` : '.'}`;
  return `Seen: ${stateWords[first.state]}. The design has no working flow here, so it predicts ${stateWords[state]}.`;
}

export const stateWords: Readonly<Record<LinkState, string>> = {
  plaintext: 'plaintext',
  encrypted: 'encrypted',
  failed: 'does not connect',
  unreached: 'no traffic',
};

function differencesOf(predicted: Predicted, seen: Observation): readonly string[] {
  const checks = seen.checks
    .filter(({ result }) => result === 'fail')
    .map(
      ({ id, expected, seen: came }) =>
        `Probe ${id}: expected ${expected ?? 'something else'}, seen ${came ?? 'otherwise'}.`,
    );
  if (isSilent(predicted, seen)) return checks;
  if (seen.state !== predicted.state) {
    const detail = seen.detail ? ` (${seen.detail})` : '';
    return [`Predicted ${stateWords[predicted.state]}, seen ${stateWords[seen.state]}${detail}.`, ...checks];
  }
  const { version, serverName, authentication } = seen;
  const named = (name: string | null | undefined) => name ?? 'no name';
  return [
    ...(version !== undefined && predicted.versions.length > 0 && !predicted.versions.includes(version)
      ? [`Predicted TLS ${predicted.versions.join(' or ')}, seen TLS ${version}.`]
      : []),
    ...(serverName !== undefined && predicted.serverNames.length > 0 && !predicted.serverNames.includes(serverName)
      ? [`Predicted server name ${predicted.serverNames.map(named).join(' or ')}, seen ${named(serverName)}.`]
      : []),
    ...(authentication !== undefined && authentication !== predicted.authentication
      ? [`Predicted ${authenticationWords[predicted.authentication]}, seen ${authenticationWords[authentication]}.`]
      : []),
    ...checks,
  ];
}

const authenticationWords: Readonly<Record<Authentication, string>> = {
  none: 'that nobody is verified',
  ca: 'that any certificate of the CA is accepted',
  server: 'that the server is verified',
  mutual: 'that both ends verify each other',
};
