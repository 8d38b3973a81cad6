import type { Topology } from '../core/model/topology.ts';
import type { NodeExport } from '../core/plan/bundle.ts';
import type { Plan } from '../core/plan/plan.ts';
import { isProgram, toolsOf, whyNoCall } from './program.ts';
import { missingOf, type Program } from './programs.ts';
import { servers } from './servers/index.ts';
import { whyNoView } from './view.ts';

/** Why a design, or a part of it, can't be run on this machine. */
export interface Unfit {
  readonly node: string | null;
  readonly message: string;
}

const always: readonly Program[] = [
  { name: 'openssl', debian: 'openssl' },
  { name: 'setpriv', debian: 'util-linux' },
];

/** Everything that stands against running a design here; empty: it can be run. */
export function whyUnfit(plans: readonly Plan[]): readonly Unfit[] {
  const view = whyNoView();
  const about = (node: string | null, message: string): Unfit => ({ node, message });
  const needs = plans.map((plan) => ({
    title: plan.node.title,
    programs: isProgram(plan) ? toolsOf(plan) : (servers.get(plan.product.id)?.needs ?? []),
  }));
  const missing = missingOf([...always, ...needs.flatMap(({ programs }) => programs)]);
  const forWhom = (name: string) => {
    const titles = needs
      .filter(({ programs }) => programs.some((each) => each.name === name))
      .map(({ title }) => title);
    return titles.length === 0 ? '' : `, which ${titles.join(', ')} ${titles.length === 1 ? 'needs' : 'need'}`;
  };
  return [
    ...(view === null ? [] : [about(null, view)]),
    ...missing.map(({ name, debian }) =>
      about(null, `${name} is not installed (Debian package ${debian})${forWhom(name)}`),
    ),
    ...plans.flatMap((plan): readonly Unfit[] => {
      const { node, product } = plan;
      if (node.mesh) return [about(node.id, `${node.title} is in a mesh, which needs a cluster`)];
      if (isProgram(plan)) return [];
      const server = servers.get(product.id);
      const old = server?.tooOldFor?.(plan) ?? null;
      if (server) return old === null ? [] : [about(node.id, old)];
      // Nobody dials a certificate authority here: its certificates are stood in for.
      if (product.kind === 'certificate-authority') return [];
      return [about(node.id, `${node.title}: ${product.title} does not run on one machine`)];
    }),
  ];
}

/** Parts of a design whose exported files say that they can't hold what is drawn: nothing is claimed of these. */
export function unsaidOf(
  topology: Topology,
  plans: readonly Plan[],
  exported: readonly NodeExport[],
): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const plan of plans) {
    const files = exported.find(({ node }) => node === plan.node.id);
    if (!files) continue;
    if (isProgram(plan)) {
      for (const upstream of plan.upstreams) {
        const why = whyNoCall(plan, files, upstream);
        if (why !== null) reasons.set(upstream.link, why);
      }
      for (const { id, mode } of plan.listeners)
        if (mode === 'passthrough')
          for (const link of linksTo(topology, plan, id))
            reasons.set(link, 'a program of the lab relays nothing unopened');
      continue;
    }
    // What fails in general is predicted; what the exporter alone knows to fail is beyond the simulation.
    const foretold = new Set(plan.notices.map(({ message }) => message));
    for (const { kind, about, message } of files.notices) {
      if (kind === 'by-hand' || (kind === 'fails' && foretold.has(message))) continue;
      if (topology.links.has(about)) reasons.set(about, message);
      else if (plan.listeners.some(({ id }) => id === about))
        for (const link of linksTo(topology, plan, about)) reasons.set(link, message);
      else if (about === plan.node.id)
        for (const link of topology.links.values())
          if (link.to === about || link.from === about) reasons.set(link.id, message);
    }
  }
  return reasons;
}

const linksTo = (topology: Topology, plan: Plan, listener: string): readonly string[] =>
  [...topology.links.values()]
    .filter(
      ({ to, listener: own }) => to === plan.node.id && (own === undefined ? plan.listeners[0]?.id : own) === listener,
    )
    .map(({ id }) => id);
