import type { Topology } from '../core/model/topology.ts';
import type { FlowVerdict, Simulation } from '../core/simulation/verdict.ts';
import type { Leg } from '../core/simulation/walk.ts';
import { type Capture, seenOn, sessionsMeet } from './compare.ts';
import { sendsNoName } from './mysql-client.ts';
import type { ProbeRun } from './probe.ts';
import type { FlowRun } from './run.ts';

/** What ran, beside what was said: plain data, in the order of the drawing. */
export interface LabReport {
  readonly title: string;
  readonly flows: readonly FlowReport[];
  readonly probes: readonly ProbeReport[];
  /** Everything that is not as predicted, of flows and of probes. */
  readonly differences: readonly Told[];
  readonly summary: {
    readonly flows: number;
    /** Flows of which nothing is claimed. */
    readonly untried: number;
    readonly links: number;
    readonly probes: number;
    readonly differences: number;
  };
}

export interface FlowReport {
  readonly id: string;
  readonly title: string;
  readonly predicted: FlowVerdict['outcome'];
  /** Null: it was not tried, and `untried` says why. */
  readonly observed: FlowVerdict['outcome'] | null;
  readonly untried: string | null;
  /** Where it is to fail, and what is to stand in whose log. */
  readonly failure: {
    readonly link: string;
    readonly message: string;
    readonly log: { readonly node: string; readonly line: string };
  } | null;
  /** What the program at its start was told, where it was refused. */
  readonly said: string | null;
  readonly links: readonly LinkReport[];
}

export interface LinkReport {
  readonly link: string;
  readonly predicted: Shown;
  readonly observed: Shown;
}

/** What a link shows to whoever taps it. Null: nothing of the kind is there, or nothing is said of it. */
export interface Shown {
  readonly state: 'nothing' | 'plaintext' | 'tls' | 'fails';
  readonly version: string | null;
  readonly serverName: string | null;
  readonly upgrade: string | null;
  readonly keyExchange: string | null;
  readonly clientCertificate: 'shown' | 'not shown' | 'hidden' | null;
  /** Links on which the same session travels, this one among them. */
  readonly session: readonly string[];
  readonly readable: boolean;
}

export interface ProbeReport extends Omit<ProbeRun, 'predicted' | 'observed'> {
  readonly predicted: 'accepted' | 'refused';
  readonly observed: 'accepted' | 'refused';
}

export interface Told {
  readonly flow: string;
  readonly link: string;
  readonly about: string;
  readonly predicted: string;
  readonly observed: string;
}

export function reportOf(
  { topology }: { readonly topology: Topology; readonly simulation: Simulation },
  runs: readonly FlowRun[],
  tried: readonly ProbeRun[],
): LabReport {
  const flows = runs.map(flowReport);
  const probes = tried.map(
    (run): ProbeReport => ({ ...run, predicted: taken(run.predicted), observed: taken(run.observed) }),
  );
  const differences: readonly Told[] = [
    ...runs.flatMap((run) => run.differences),
    ...probes
      .filter(({ predicted, observed }) => predicted !== observed)
      .map(({ flow, link, attempt, predicted, observed }) => ({ flow, link, about: attempt, predicted, observed })),
  ];
  const links = new Set(flows.flatMap((flow) => flow.links.map(({ link }) => link)));
  return {
    title: topology.title,
    flows,
    probes,
    differences,
    summary: {
      flows: flows.length,
      untried: flows.filter(({ untried }) => untried !== null).length,
      links: links.size,
      probes: probes.length,
      differences: differences.length,
    },
  };
}

const taken = (accepted: boolean) => (accepted ? 'accepted' : 'refused');

function flowReport({ verdict, untried, capture }: FlowRun): FlowReport {
  const { flow, outcome, failsAt, cause } = verdict;
  const legs = new Map(
    verdict.legs.flatMap((leg) => leg.links.slice(0, leg.reached).map(({ id }) => [id, leg] as const)),
  );
  return {
    id: flow.id,
    title: flow.title,
    predicted: outcome,
    observed: capture && (capture.answer.ok ? 'works' : 'failed'),
    untried,
    failure: failsAt !== undefined && cause ? { link: failsAt, message: cause.message, log: cause.log } : null,
    said: capture && !capture.answer.ok ? capture.answer.said : null,
    links: capture
      ? flow.path.map((link) => ({
          link,
          predicted: predictedOn(legs.get(link)),
          observed: observedOn(capture, link, flow.path),
        }))
      : [],
  };
}

const silent = {
  version: null,
  serverName: null,
  upgrade: null,
  keyExchange: null,
  clientCertificate: null,
  session: [],
  readable: false,
} as const;

function predictedOn(leg: Leg | undefined): Shown {
  if (!leg) return { ...silent, state: 'nothing' };
  const { call, outcome, links } = leg;
  switch (outcome.kind) {
    case 'failed':
      return { ...silent, state: 'fails' };
    case 'plaintext':
      return { ...silent, state: 'plaintext', readable: true };
    case 'session':
      return {
        state: 'tls',
        version: outcome.version,
        // The lab's own client of a database stands in for one that would send it.
        serverName: sendsNoName(call) ? null : outcome.serverName,
        upgrade: call.negotiation === 'in-band' ? call.protocol.id : null,
        keyExchange: outcome.keyExchange,
        clientCertificate: outcome.version === '1.3' ? 'hidden' : outcome.clientCertificate ? 'shown' : 'not shown',
        session: links.map(({ id }) => id),
        readable: false,
      };
  }
}

function observedOn(capture: Capture, link: string, path: readonly string[]): Shown {
  const { state, version, serverName, upgrade, keyExchange, clientCertificate, canaries } = seenOn(capture, link);
  const encrypted = state === 'tls';
  const shown = clientCertificate === 'shown' || clientCertificate === 'hidden' ? clientCertificate : 'not shown';
  return {
    state,
    version,
    serverName,
    upgrade,
    keyExchange,
    clientCertificate: encrypted ? shown : null,
    session: encrypted ? path.filter((other) => other === link || sessionsMeet(link, other, capture)) : [],
    readable: canaries.length > 0,
  };
}
