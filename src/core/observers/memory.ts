import { compare } from '../model/order.ts';
import type { Fact } from '../model/product.ts';
import { productOf } from '../simulation/bounds.ts';
import { type Clue, type Evidence, evidenceFrom, type Told } from './clue.ts';
import { canOpen, isOpen, type Terrain, type Transit } from './terrain.ts';
import { whyOpen } from './wires.ts';
import { factsOnce, listed, nameOf, nodeTitle } from './words.ts';

/** What lies in the memory of a node, or on the disk that it stores to; ciphertext that it handles is metadata. */
export function fromMemory(terrain: Terrain, node: string): Evidence {
  const { scene } = terrain;
  const { topology, simulation } = scene;
  const verdict = simulation.nodes.get(node);
  const record = topology.nodes.get(node);
  const transits = terrain.byNode.get(node) ?? [];
  if (!verdict || !record) return evidenceFrom([]);
  const clues: Clue[] = [];
  const place = { node };
  const title = record.title;
  const seen = new Set<string>();
  const clue = (asset: string, sight: Clue['sight'], tell: () => Omit<Told, 'transits'>) => {
    if (seen.has(asset)) return;
    seen.add(asset);
    // What is stored is there whoever comes, also where no flow brings it.
    const here = () => {
      const bringing = carrying(transits, asset);
      return bringing.length > 0 ? bringing : transits;
    };
    clues.push({ asset, sight, place, tell: () => ({ transits: here(), ...tell() }) });
  };

  const product = productOf(record, scene.products);
  const run =
    product.operator === null
      ? []
      : [{ text: `${product.title}: run by ${product.operator}.`, source: product.keyLocation.source }];
  for (const asset of verdict.plaintext)
    clue(asset, 'reads', () => ({
      text: `${title} has ${nameOf(topology, asset)} readable in memory: ${whyInMemory(terrain, node, asset)}`,
      facts: run,
    }));
  // What a store keeps counts as soon as any working flow reaches it, the one that brought it there drawn or not.
  const stored = transits.length > 0 ? (record.stores ?? []) : [];
  for (const asset of stored)
    if (canOpen(scene, asset, node))
      clue(asset, 'reads', () => ({ text: `${title} stores ${nameOf(topology, asset)}.`, facts: run }));
  for (const asset of verdict.active)
    clue(asset, 'active', () => ({
      text: `${title} only passes on the session that carries ${nameOf(topology, asset)}, but could end it itself: whoever dialled does not check whom it reached.`,
      facts: [...run, ...whyUnchecked(transits, asset)],
    }));
  for (const asset of stored)
    clue(asset, 'metadata', () => ({
      text: `${title} stores ${nameOf(topology, asset)} encrypted and does not hold the key.`,
      facts: run,
    }));
  for (const transit of transits)
    for (const asset of transit.assets)
      clue(asset, 'metadata', () => ({ text: whySealed(terrain, node, asset), facts: run }));
  return evidenceFrom(clues);
}

/** What the products and the protocol say of sessions that could be ended on the way. */
function whyUnchecked(transits: readonly Transit[], asset: string): readonly Fact[] {
  return factsOnce(
    transits
      .filter((transit) => transit.open.has(asset) && transit.session !== null && isOpen(transit.leg))
      .flatMap((transit) => whyOpen(transit).facts),
  );
}

/** What a proxy of a mesh, which nobody draws, has in memory. */
export function fromProxy(terrain: Terrain, id: string): Evidence {
  const { topology, simulation } = terrain.scene;
  const proxy = simulation.proxies.get(id);
  if (!proxy) return evidenceFrom([]);
  const through = new Set(
    proxy.serves
      .flatMap((node) => terrain.byNode.get(node) ?? [])
      .filter(({ leg }) => leg.carriers.some((carrier) => carrier?.proxies.some((seat) => seat.id === id))),
  );
  const serves = listed(proxy.serves.map((node) => nodeTitle(topology, node)).sort(compare));
  const clue = (asset: string, reads: boolean): Clue => ({
    asset,
    sight: reads ? 'reads' : 'metadata',
    place: { proxy: id },
    tell: () => {
      const transits = [...through].filter(({ leg, open, assets }) =>
        reads ? open.has(asset) && leg.outcome.kind === 'plaintext' : assets.has(asset),
      );
      const held = reads
        ? `has ${nameOf(topology, asset)} readable in memory: the mesh's session ends there.`
        : `sees where ${nameOf(topology, asset)} goes, how much and when: the applications encrypt it themselves.`;
      return {
        text: `${proxy.title}, the mesh's proxy for ${serves}, ${held}`,
        facts: [],
        transits,
        sessions: transits.flatMap(({ leg }) => leg.carriers.flatMap((carrier) => carrier?.session.id ?? [])),
      };
    },
  });
  const passing = new Set([...through].flatMap(({ assets }) => [...assets]));
  const sealed = [...passing].filter((asset) => !proxy.plaintext.includes(asset));
  return evidenceFrom([
    ...proxy.plaintext.map((asset) => clue(asset, true)),
    ...sealed.map((asset) => clue(asset, false)),
  ]);
}

const carrying = (transits: readonly Transit[], asset: string): readonly Transit[] =>
  transits.filter(({ assets }) => assets.has(asset));

function whyInMemory({ scene, byNode }: Terrain, node: string, asset: string): string {
  const protection = scene.topology.data.get(asset)?.protection;
  if (protection?.by === node) return 'it encrypts it.';
  if (protection?.readableBy.includes(node)) return 'it holds the key that opens it.';
  if (protection) return `it comes by before ${nodeTitle(scene.topology, protection.by)} encrypts it.`;
  const transits = carrying(byNode.get(node) ?? [], asset);
  const ends = transits.filter(({ leg }) => leg.answer.node.id === node);
  const starts = transits.some(({ leg }) => leg.call.node.id === node);
  if (ends.some(({ leg }) => leg.outcome.kind === 'session'))
    return starts ? 'TLS ends here, and what goes on is sent anew.' : 'TLS ends here.';
  if (ends.length > 0) return 'it is called in plaintext.';
  return starts ? 'it sends it.' : 'it passes it on in plaintext.';
}

function whySealed({ scene }: Terrain, node: string, asset: string): string {
  const { topology } = scene;
  const [title, what] = [nodeTitle(topology, node), nameOf(topology, asset)];
  const protection = topology.data.get(asset)?.protection;
  return protection
    ? `${title} handles ${what} encrypted by ${nodeTitle(topology, protection.by)} and does not hold the key.`
    : `${title} passes ${what} on inside a session that it does not end: addresses, sizes and timing show.`;
}
