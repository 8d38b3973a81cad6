import type { Topology } from '../model/topology.ts';
import type { Context } from '../rules/rule.ts';
import { bySensitivity } from '../rules/severity.ts';
import { hopOf, listAssets } from '../rules/words.ts';
import { assetTitle } from '../simulation/verdict.ts';

/** What a set of edits costs. */
export interface Price {
  readonly edits: number;
  /**
   * How often a component can no longer read an asset that it read before. A drawing does not say who needs what it
   * reads: a set that blinds nobody must not lose to one that does, only because the latter is shorter.
   */
  readonly blinded: number;
  /** The design's trade-off scores after the edits; higher is better. */
  readonly factors: Readonly<Record<string, number>>;
}

/** Components and assets, each pair once, that are readable there before and not after. */
export function blinded(before: Context, after: Context): readonly { readonly node: string; readonly asset: string }[] {
  return [...before.simulation.nodes].flatMap(([node, { plaintext }]) => {
    const left = new Set(after.simulation.nodes.get(node)?.plaintext);
    return plaintext.filter((asset) => !left.has(asset)).map((asset) => ({ node, asset }));
  });
}

/** Whether `a` is nowhere worse than `b` and better somewhere. */
export function dominates(a: Price, b: Price): boolean {
  const names = new Set([...Object.keys(a.factors), ...Object.keys(b.factors)]);
  const gains = [
    b.edits - a.edits,
    b.blinded - a.blinded,
    ...[...names].map((name) => (a.factors[name] ?? 0) - (b.factors[name] ?? 0)),
  ];
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
}

/** Those that no other one dominates. */
export const undominated = <T extends { readonly price: Price }>(choices: readonly T[]): readonly T[] =>
  choices.filter(({ price }) => !choices.some((other) => dominates(other.price, price)));

/** Who reads more after the edits than before, and where keys come to lie, in sentences. */
export function newlyExposed(before: Context, after: Context): readonly string[] {
  const { topology } = after;
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  const memory = [...after.simulation.nodes].flatMap(([id, { plaintext }]) => {
    const known = new Set(before.simulation.nodes.get(id)?.plaintext);
    const added = bySensitivity(
      topology,
      plaintext.filter((asset) => !known.has(asset)),
    );
    return added.length === 0 ? [] : [`${title(id)} comes to read ${listAssets(topology, added)}.`];
  });
  const proxies = [...after.simulation.proxies.values()].flatMap((proxy) => {
    const known = new Set(before.simulation.proxies.get(proxy.id)?.plaintext);
    const added = proxy.plaintext.filter((asset) => !known.has(asset));
    return added.length === 0
      ? []
      : [`${proxy.title} comes to read ${listAssets(topology, bySensitivity(topology, added))}.`];
  });
  const wires = [...after.simulation.links].flatMap(([id, { exposure }]) => {
    const drawn = topology.links.get(id);
    const known = before.simulation.links.get(id)?.exposure ?? {};
    const added = Object.keys(exposure).filter(
      (asset) => exposure[asset] === 'plaintext' && known[asset] !== 'plaintext',
    );
    return !drawn || added.length === 0
      ? []
      : [`${listed(topology, added)} can be read on the wire ${hopOf(topology, drawn)}.`];
  });
  const keys = [...after.simulation.nodes].flatMap(([id, { holdsKeys }]) =>
    holdsKeys && !before.simulation.nodes.get(id)?.holdsKeys ? [`${title(id)} comes to hold a private key.`] : [],
  );
  return [memory, proxies, wires, keys].flatMap((sentences) => [...sentences].sort());
}

/** Who can no longer read what it read before, in sentences. */
export function newlyBlind(before: Context, after: Context): readonly string[] {
  const { topology } = after;
  const byNode = new Map<string, string[]>();
  for (const { node, asset } of blinded(before, after)) byNode.set(node, [...(byNode.get(node) ?? []), asset]);
  return [...byNode]
    .map(([node, assets]) => {
      const title = topology.nodes.get(node)?.title ?? node;
      return `${title} can no longer read ${listAssets(topology, bySensitivity(topology, assets))}.`;
    })
    .sort();
}

const listed = (topology: Topology, assets: readonly string[]): string =>
  bySensitivity(topology, assets)
    .map((id) => assetTitle(topology, id))
    .join(', ');
