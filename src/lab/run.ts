import type { FlowVerdict } from '../core/simulation/verdict.ts';
import { type Capture, type Difference, differencesOf } from './compare.ts';
import { type Lab, newMarks } from './lab.ts';
import { logDifferences } from './log.ts';
import { fallsBack } from './mysql-client.ts';

/** How a flow went. */
export interface FlowRun {
  readonly verdict: FlowVerdict;
  /** Null: it was tried. */
  readonly untried: string | null;
  readonly capture: Capture | null;
  readonly differences: readonly Difference[];
}

/** Requests that a balanced way is given to come by every upstream. */
const tries = 6;

/** Sends a marked request through every flow, one after the other. */
export async function runFlows(lab: Lab): Promise<readonly FlowRun[]> {
  const runs: FlowRun[] = [];
  for (const verdict of lab.simulation.flows.values()) {
    const untried = whyUntried(lab, verdict);
    if (untried !== null) {
      runs.push({ verdict, untried, capture: null, differences: [] });
      continue;
    }
    const run = await runFlow(lab, verdict);
    // A busy machine lets a request time out: what disagrees is tried once more.
    runs.push(run.differences.length > 0 ? await runFlow(lab, verdict) : run);
  }
  return runs;
}

async function runFlow(lab: Lab, verdict: FlowVerdict): Promise<FlowRun> {
  const before = new Map(lab.plans.map(({ node }) => [node.id, lab.log(node.id).length]));
  const capture = await trace(lab, verdict);
  const said = capture.answer.ok ? [] : await logDifferences(verdict, lab, before);
  return { verdict, untried: null, capture, differences: [...differencesOf(verdict, capture), ...said] };
}

/** Why nothing is claimed of a flow, or null. */
function whyUntried({ unsaid, topology, plans }: Lab, { flow, legs }: FlowVerdict): string | null {
  const start = topology.links.get(flow.path[0] ?? '')?.from;
  const plan = plans.find(({ node }) => node.id === start);
  if (!plan || !['client', 'service'].includes(plan.product.kind))
    return `${plan?.node.title ?? 'its start'} makes no request by itself`;
  for (const link of flow.path) {
    const why = unsaid.get(link);
    if (why !== undefined) return why;
  }
  // Its script says so: unless it checks the certificate, nothing but plaintext is plaintext to it.
  const careless = legs.some(
    ({ call, outcome }) => fallsBack(call) && outcome.kind === 'failed' && outcome.cause.code === 'tls-to-plaintext',
  );
  if (careless) return 'the client of MariaDB goes on in plaintext where it checks no certificate';
  // The release that Debian has is older than the one that is drawn where none is said.
  const direct = legs.find(
    ({ call, answer }) =>
      call.tls !== 'plaintext' &&
      call.negotiation === 'direct' &&
      call.protocol.negotiation === 'in-band' &&
      answer.product.directSince !== undefined,
  );
  if (direct)
    return `${direct.answer.product.title} takes TLS from the first byte since ${direct.answer.product.directSince}, and this machine has an older one`;
  const odd = legs.find(({ call }) => call.wraps);
  return odd ? 'a mesh proxy would dial' : null;
}

/** One request, and what every tap recorded of it. Where upstreams are balanced, the one that came by the drawn way. */
async function trace(lab: Lab, { flow, legs }: FlowVerdict): Promise<Capture> {
  const from = lab.topology.links.get(flow.path[0] ?? '')?.from ?? '';
  const expected = legs.flatMap(({ links, reached }) => links.slice(0, reached));
  const balanced = expected.some(({ id, from: node }) =>
    [...lab.topology.links.values()].some((other) => other.from === node && other.id !== id),
  );
  let best: Capture | null = null;
  let most = -1;
  for (let i = 0; i < (balanced ? tries : 1); i++) {
    for (const tap of lab.taps.values()) tap.forget();
    const marks = newMarks();
    const answer = await lab.send(from, flow.path, marks);
    // The far ends of what was cut short are on their way.
    await new Promise((resolve) => setTimeout(resolve, 15));
    const connections = new Map([...lab.taps].map(([link, tap]) => [link, tap.connections()]));
    const passed = expected.filter(({ id }) => (connections.get(id) ?? []).length > 0).length;
    if (passed > most) {
      most = passed;
      best = { answer, marks, connections };
    }
    if (passed === expected.length) break;
  }
  if (!best) throw new Error('nothing was sent');
  return best;
}
