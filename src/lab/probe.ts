import { readFileSync } from 'node:fs';
import { certificatesOf, type NeededCertificate } from '../core/plan/certificates.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { FlowVerdict } from '../core/simulation/verdict.ts';
import type { Leg } from '../core/simulation/walk.ts';
import { impostorOf } from './impostors.ts';
import { type Lab, type Marks, newMarks } from './lab.ts';
import { checksName, fallsBack } from './mysql-client.ts';
import type { Certificate, Interference } from './probes/interference.ts';
import type { FlowRun } from './run.ts';
import { findCanaries } from './wire/canary.ts';
import { judgeAll } from './wire/judge.ts';

/**
 * What somebody on a link tries: to show the genuine certificate (which has to work, or the probe itself is broken), one of
 * his own making, another one of the same CA; to talk the dialler out of TLS.
 */
export const attempts = ['genuine', 'self-signed', 'sibling', 'downgrade'] as const;
export type Attempt = (typeof attempts)[number];

export interface ProbeRun {
  readonly flow: string;
  /** The first link of the session. */
  readonly link: string;
  readonly attempt: Attempt;
  /** Whether the payload came into his hands, as it is said and as it was. */
  readonly predicted: boolean;
  readonly observed: boolean;
  readonly said: string;
}

/** Tries every kind of interference on every session of the flows that ran as predicted. */
export async function runProbes(lab: Lab, flows: readonly FlowRun[]): Promise<readonly ProbeRun[]> {
  const needed = new Map(certificatesOf(lab.plans).map((each) => [each.id, each]));
  const runs: ProbeRun[] = [];
  const tried = new Set<string>();
  for (const { verdict, capture, differences } of flows) {
    if (!capture || differences.length > 0 || verdict.outcome !== 'works') continue;
    for (const leg of verdict.legs) {
      const shown = needed.get(`${leg.answer.node.id}:server:${leg.answer.listener.id}`);
      const key = leg.links.map(({ id }) => id).join('>');
      if (leg.outcome.kind !== 'session' || !shown || tried.has(key)) continue;
      tried.add(key);
      for (const attempt of attempts) {
        const run = await probe(lab, verdict, leg, shown, attempt);
        // A busy machine lets a request time out: who disagrees is asked once more.
        const sure = run && run.predicted !== run.observed ? await probe(lab, verdict, leg, shown, attempt) : run;
        if (sure) runs.push(sure);
      }
    }
  }
  return runs;
}

async function probe(
  lab: Lab,
  { flow }: FlowVerdict,
  leg: Leg,
  shown: NeededCertificate,
  attempt: Attempt,
): Promise<ProbeRun | null> {
  // Without the dialler's key nobody gets further with the server than its login, where nothing of ours is said yet.
  if (attempt === 'downgrade' && fallsBack(leg.call) && leg.call.tls === 'mutual') return null;
  const [first] = leg.links;
  const tap = first && lab.taps.get(first.id);
  const interference = interferenceFor(lab, leg, shown, attempt);
  if (!tap || !interference) return null;
  const marks = newMarks();
  for (const each of lab.taps.values()) each.forget();
  tap.interfere(interference);
  try {
    const from = lab.topology.links.get(flow.path[0] ?? '')?.from ?? '';
    const { said } = await lab.send(from, flow.path, marks);
    const observed =
      attempt === 'downgrade' ? inClear(tap.connections(), marks) : tap.intercepted().some((got) => holds(got, marks));
    return { flow: flow.id, link: first.id, attempt, predicted: predictedFor(leg, attempt), observed, said };
  } finally {
    tap.interfere(null);
  }
}

/** Accepted where nobody looks at the certificate, or at the name on it. */
function predictedFor({ call, outcome }: Leg, attempt: Attempt): boolean {
  if (outcome.kind !== 'session') return false;
  switch (attempt) {
    case 'genuine':
      return true;
    case 'self-signed':
      return outcome.authentication === 'none';
    case 'sibling':
      return outcome.authentication === 'none' || (outcome.authentication === 'ca' && !checksName(call));
    case 'downgrade':
      return outcome.downgradable || fallsBack(call);
  }
}

function interferenceFor(
  { layout, plans }: Lab,
  { call }: Leg,
  shown: NeededCertificate,
  attempt: Attempt,
): Interference | null {
  if (attempt === 'downgrade') return { kind: 'strip' };
  const certificate = attempt === 'genuine' ? genuine(shown, layout.folder) : impostorOf(attempt, shown, layout);
  // What the impostor shows the server is not what is tried here: with the dialler's own certificate the request gets through.
  const dialled = call.tls === 'mutual' ? upstreamOf(plans, call.link.id) : undefined;
  const client = dialled && genuine({ node: call.node.id, files: dialled.files }, layout.folder);
  return certificate && { kind: 'impostor', ...certificate, ...(client ? { clientCertificate: client } : {}) };
}

const upstreamOf = (plans: readonly Plan[], link: string) =>
  plans.flatMap(({ upstreams }) => upstreams).find((each) => each.link === link);

/** A certificate as it was placed for whoever it is taken from. */
function genuine({ node, files }: Pick<NeededCertificate, 'node' | 'files'>, folder: string): Certificate | null {
  const read = (file: string) => {
    try {
      return readFileSync(`${folder}/pki/nodes/${node}${file}`, 'utf8');
    } catch {
      return null;
    }
  };
  const both = read(files.bundle);
  const [certificate, key] = both === null ? [read(files.certificate), read(files.key)] : [both, both];
  if (certificate === null || key === null) return null;
  return { certificate: pem(certificate, 'CERTIFICATE'), key: pem(key, '(?:EC |RSA )?PRIVATE KEY') };
}

const pem = (text: string, kind: string): string =>
  text.match(new RegExp(`-----BEGIN ${kind}-----[\\s\\S]*?-----END ${kind}-----\\n?`, 'g'))?.join('') ?? '';

const holds = (bytes: Buffer, { canary, body }: Marks): boolean => findCanaries(bytes, [canary, body]).length > 0;

const inClear = (connections: Parameters<typeof judgeAll>[0], { canary, body }: Marks): boolean =>
  judgeAll(connections, [canary, body]).canaries.length > 0;
