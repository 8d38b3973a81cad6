import type { Node } from '../../model/schema.ts';
import { bySensitivity } from '../../rules/severity.ts';
import { hopOf, listAssets } from '../../rules/words.ts';
import { productOf } from '../../simulation/bounds.ts';
import type { FlowVerdict } from '../../simulation/verdict.ts';
import { hostility, zonesAround } from '../../simulation/zones.ts';
import { type Case, type Clause, type Ruling, ruling } from '../regime.ts';
import { nameSome } from '../say.ts';
import type { ClauseVerdict } from '../verdict.ts';
import { oscal } from './transmission.ts';

type Placed = Ruling & { readonly place?: ClauseVerdict['place'] };

export const ac4: Clause = {
  over: 'design',
  id: 'AC-4(4)',
  title: 'Encrypted flows past content checks',
  asks: 'Encrypted information does not slip past the mechanisms that check the content of flows.',
  source: oscal,
  confidence: 'H',
  levels: ['high'],
  judge: (given) => {
    const inspecting = [...given.scene.topology.nodes.values()].filter(({ inspects }) => inspects === true);
    if (inspecting.length === 0) return [ruling('N/A', 'No component here is marked as one that inspects.')];
    return inspecting.flatMap((node) => [inside(given, node), ...around(given, node)]);
  },
};

/** What the inspecting component makes of what passes through it. */
function inside({ scene: { topology, simulation } }: Case, node: Node): Placed {
  const place = { node: node.id };
  const blind = [...simulation.sessions.values()].filter(
    ({ kind, relays }) => kind === 'tls' && relays.includes(node.id),
  );
  if (blind.length > 0)
    return {
      ...ruling(
        'GAP',
        `${node.title} is there to inspect and only relays ciphertext of ${nameSome(blind.map((each) => hopOf(topology, each)))}. SC-8 pulls the other way: letting it read makes it one more place where the data lies open.`,
      ),
      place,
    };
  const reads = bySensitivity(topology, simulation.nodes.get(node.id)?.plaintext ?? []);
  return {
    ...(reads.length > 0
      ? ruling(
          'PASS',
          `${node.title} can inspect what passes. SC-8 pulls the other way: it reads ${listAssets(topology, reads)} and has to be guarded for it.`,
        )
      : ({ verdict: 'N/A', message: `Not judged: no working flow passes ${node.title}.`, undecided: true } as const)),
    place,
  };
}

/** Encrypted ways in from outside that reach what stands behind the inspecting component without passing it. */
function around({ scene: { topology, simulation, products } }: Case, node: Node): readonly Placed[] {
  const flows = [...simulation.flows.values()];
  const behind = new Set<string>();
  for (const verdict of flows) for (const id of after(verdict, node.id)) behind.add(id);
  const found = new Map<string, Placed>();
  for (const verdict of flows) {
    const links = verdict.legs.flatMap((leg) => leg.links);
    const [first] = links;
    const start = topology.nodes.get(first?.from ?? '');
    if (!start || links.some(({ from, to }) => from === node.id || to === node.id)) continue;
    const hostile = zonesAround(topology, start.zone)[0];
    if (productOf(start, products).kind !== 'client' && (!hostile || hostility[hostile.kind] < 3)) continue;
    const entry = verdict.legs.find(
      ({ outcome, links: span }) => outcome.kind === 'session' && behind.has(span.at(-1)?.to ?? ''),
    );
    const link = entry?.links.at(-1);
    if (!entry || !link) continue;
    const said = ruling(
      'GAP',
      `${hopOf(topology, { from: entry.call.node.id, to: entry.answer.node.id })} goes around ${node.title}, encrypted, to what it is there to inspect.`,
    );
    // Several callers may come by one link: the first by name speaks for them.
    const known = found.get(link.id);
    if (!known || said.message < known.message) found.set(link.id, { ...said, place: { link: link.id } });
  }
  return [...found.values()];
}

function after({ legs }: FlowVerdict, node: string): readonly string[] {
  const links = legs.flatMap((leg) => leg.links);
  const at = links.findIndex(({ to }) => to === node);
  return at === -1 ? [] : links.slice(at + 1).map(({ to }) => to);
}
