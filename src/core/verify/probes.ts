import type { Topology } from '../model/topology.ts';
import type { Plan } from '../plan/plan.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { type Hop, workingHops } from './hop.ts';
import type { Asked, ProbedLink, Unseen } from './probe.ts';
import { encryptedProbes } from './probes-encrypted.ts';
import { headedProbes } from './probes-headed.ts';
import { plaintextProbes } from './probes-plaintext.ts';

/** How a team checks each link of a deployed design: commands with their expected results, and what none can show. */
export function probesOf(plans: readonly Plan[], simulation: Simulation, topology: Topology): readonly ProbedLink[] {
  const hops = new Map(workingHops(plans, simulation, topology).map((hop) => [hop.link, hop]));
  return plans.flatMap(({ node, upstreams }) =>
    upstreams.map((upstream): ProbedLink => {
      const hop = hops.get(upstream.link);
      return {
        link: upstream.link,
        from: { node: node.id, title: node.title },
        to: { node: upstream.node, title: upstream.title },
        ...(hop ? asked(hop) : { probes: [], unseen: [whyNothing(simulation, upstream.link)] }),
      };
    }),
  );
}

function asked(hop: Hop): Asked {
  if (hop.mesh) return { probes: [], unseen: [ofTheMesh] };
  if (hop.reached.acceptsProxyProtocol) return headedProbes(hop);
  return hop.outcome.kind === 'session' ? encryptedProbes(hop) : plaintextProbes(hop);
}

const ofTheMesh: Unseen = {
  what: 'The proxies of the mesh make this session; a command beside the application sees its own connection only',
  instead: "ask the mesh's own tools what they report of the link",
};

function whyNothing(simulation: Simulation, link: string): Unseen {
  const verdict = simulation.links.get(link);
  return verdict?.state === 'failed'
    ? {
        what: `The design itself says that this link fails (${verdict.cause?.code ?? 'the two ends disagree'}), so no probe of it means anything`,
        instead: 'mend the design first',
      }
    : {
        what: 'No working flow comes to this link, so the design predicts nothing of it',
        instead: 'draw the flow that uses it',
      };
}
