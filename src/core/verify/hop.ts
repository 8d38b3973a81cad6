import type { Topology } from '../model/topology.ts';
import { sessionOf } from '../plan/certificates.ts';
import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import type { LinkVerdict, Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Probe, Tells } from './probe.ts';

/** A link with everything that a probe of it has to know: who starts the session, who takes it, who answers it. */
export interface Hop {
  readonly link: string;
  readonly from: Plan;
  readonly to: Plan;
  /** The dial as a probe has to make it: the session of whoever starts it, to the address of this link. */
  readonly dial: Upstream;
  /** Whose certificates and trusted CAs it uses. */
  readonly dialler: Plan;
  /** The listener at the end of this link. */
  readonly reached: PlannedListener;
  /** The one that answers: `reached`, or whoever stands behind it where it passes bytes through. */
  readonly answers: PlannedListener;
  readonly answering: Plan;
  readonly outcome: Exclude<Leg['outcome'], { kind: 'failed' }>;
  /** Proxies of a mesh make a session of their own here. */
  readonly mesh: boolean;
}

/** Everything about the links on which something works. */
export function workingHops(plans: readonly Plan[], simulation: Simulation, topology: Topology): readonly Hop[] {
  const byId = new Map(plans.map((plan) => [plan.node.id, plan]));
  const legs = legsByLink(simulation);
  return plans.flatMap((from) =>
    from.upstreams.flatMap((upstream): readonly Hop[] => {
      const verdict = simulation.links.get(upstream.link);
      const working = (legs.get(upstream.link) ?? []).filter(({ outcome }) => outcome.kind !== 'failed');
      // Of several sessions over one link the weakest, as in the verdict.
      const found = working.find((leg) => stateOf(leg) === verdict?.state) ?? working[0];
      const drawn = topology.links.get(upstream.link);
      const to = byId.get(upstream.node);
      if (!verdict || !found || !drawn || !to || found.outcome.kind === 'failed') return [];
      const { call, answer, outcome } = found;
      const dialler = byId.get(call.node.id);
      const started = dialler?.upstreams.find(({ link }) => link === call.link.id);
      const answering = byId.get(answer.node.id);
      const answers = answering?.listeners.find(({ id }) => id === answer.listener.id);
      const reached =
        drawn.listener === undefined ? to.listeners[0] : to.listeners.find(({ id }) => id === drawn.listener);
      if (!dialler || !started || !answering || !answers || !reached) return [];
      const { host, port, sendsProxyProtocol } = upstream;
      const dial: Upstream = { ...sessionOf(started), host, port, sendsProxyProtocol };
      const mesh =
        started.proxied !== null || verdict.sessions.some((id) => simulation.sessions.get(id)?.kind === 'mesh');
      return [{ link: upstream.link, from, to, dial, dialler, reached, answers, answering, outcome, mesh }];
    }),
  );
}

const stateOf = ({ outcome }: Leg): LinkVerdict['state'] =>
  (({ session: 'encrypted', plaintext: 'plaintext', failed: 'failed' }) as const)[outcome.kind];

function legsByLink(simulation: Simulation): ReadonlyMap<string, readonly Leg[]> {
  const byLink = new Map<string, Leg[]>();
  for (const { legs } of simulation.flows.values())
    for (const leg of legs)
      for (const { id } of leg.links) {
        const known = byLink.get(id);
        if (known) known.push(leg);
        else byLink.set(id, [leg]);
      }
  return byLink;
}

/** A probe of a link; what is said of it is the caller's. */
export const probe = (
  { link, from, dialler }: Hop,
  said: Omit<Probe, 'link' | 'from' | 'files' | 'tells'> & { readonly tells?: Tells },
): Probe => ({ link, from: from.node.id, files: dialler.node.id, ...said, tells: said.tells ?? null });
