import type { Products } from '../model/product.ts';
import type { Flow } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { designErrors } from './design-errors.ts';
import { deriveFlows } from './flows.ts';
import { patternOf, traitsOf } from './pattern.ts';
import { closeLink, closeNode, emptyLink, emptyNode, spread } from './tally.ts';
import { unreadMatches } from './unread-matches.ts';
import type { FlowVerdict, Note, Session, Simulation } from './verdict.ts';
import { type Ground, survey, type Trace, walk } from './walk.ts';

/** The verdict on a drawing. Pure: the same topology gives the same verdict, byte for byte. Linear in hops. */
export function simulate(topology: Topology, products: Products): Simulation {
  const ground = survey(topology, products);
  const notes: Note[] = [];
  const flows = flowsOf(topology, ground, notes);
  const traces = flows.map((flow) => walk(ground, flow));
  const sessions = new Map<string, Session>();
  const links = new Map([...topology.links.keys()].map((id) => [id, emptyLink(topology, id)]));
  const nodes = new Map([...topology.nodes.keys()].map((id) => [id, emptyNode()]));
  const verdicts = new Map<string, FlowVerdict>();

  for (const trace of traces) {
    const verdict = judge(trace, topology.flows.size === 0);
    verdicts.set(trace.flow.id, verdict);
    spread(topology, verdict, links, nodes, sessions);
  }
  for (const zone of topology.zones.values())
    if (zone.mesh && zone.mesh.mode !== 'disabled')
      notes.push({
        code: 'mesh-not-computed',
        where: { zone: zone.id },
        message: `Mesh mTLS in "${zone.title}" is not part of this verdict yet: its links are judged as drawn, which is their weakest.`,
      });

  notes.push(...unreadMatches(ground), ...linksWithoutFlow(topology));

  return {
    links: new Map([...links].map(([id, tally]) => [id, closeLink(tally)])),
    nodes: new Map([...nodes].map(([id, tally]) => [id, closeNode(tally, ground, id)])),
    flows: verdicts,
    sessions,
    proxies: new Map(),
    designErrors: designErrors(ground, traces),
    notes,
  };
}

function flowsOf(topology: Topology, ground: Ground, notes: Note[]): readonly Flow[] {
  if (topology.flows.size > 0) return [...topology.flows.values()];
  const { flows, cut } = deriveFlows(ground);
  if (cut)
    notes.push({
      code: 'flows-cut',
      message: `There are more ways through this drawing than are followed on their own (${flows.length}): draw the flows that matter.`,
    });
  return flows;
}

/** Links that no drawn flow uses: nothing is known of them, which must not look like nothing is wrong. */
function linksWithoutFlow({ links, flows, nodes }: Topology): readonly Note[] {
  if (flows.size === 0) return [];
  const used = new Set([...flows.values()].flatMap(({ path }) => path));
  const unused = [...links.values()].filter(({ id }) => !used.has(id));
  if (unused.length === 0) return [];
  const title = (id: string) => nodes.get(id)?.title ?? id;
  // Sorted by what a person reads, so that neither ids nor their order show.
  const hops = unused.map(({ from, to }) => `${title(from)} → ${title(to)}`).sort();
  const named = hops.slice(0, 3);
  const rest = unused.length > named.length ? ` and ${unused.length - named.length} more` : '';
  return [
    {
      code: 'links-without-flow',
      message: `No drawn flow uses ${named.join(', ')}${rest}: nothing is said of ${unused.length === 1 ? 'it' : 'them'}.`,
    },
  ];
}

function judge({ flow, legs }: Trace, derived: boolean): FlowVerdict {
  const last = legs.at(-1);
  const base = { flow, derived, legs, pattern: patternOf(legs), traits: traitsOf(legs) };
  const travelled = legs.reduce((sum, leg) => sum + leg.links.length, 0);
  if (last?.outcome.kind === 'failed') {
    const failsAt = last.links[last.reached - 1]?.id ?? last.call.link.id;
    return { ...base, outcome: 'failed', failsAt, cause: last.outcome.cause };
  }
  const missing = flow.path[travelled];
  return missing === undefined ? { ...base, outcome: 'works' } : { ...base, outcome: 'failed', failsAt: missing };
}
