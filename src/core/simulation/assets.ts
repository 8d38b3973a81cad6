import type { Flow } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { anyTraffic } from './flows.ts';
import type { Run } from './run.ts';
import type { Leg, Trace } from './walk.ts';
import type { Course } from './ways.ts';

/**
 * The assets of a drawing as bits, so that whole sets are joined in one operation. An asset under application-layer
 * protection has two: one for itself sealed, and one for itself on the way to whoever seals it.
 */
export interface AssetBits {
  /** The asset of each bit. */
  readonly ids: readonly string[];
  /** 32-bit words in a set. */
  readonly words: number;
  readonly bitOf: ReadonlyMap<string, number>;
  /** For a protected asset: the bit that stands for it before it is sealed. */
  readonly openBitOf: ReadonlyMap<string, number>;
  /** Bits that only key holders read. */
  readonly sealed: Uint32Array;
  readonly topology: Topology;
}

export function assetBits(topology: Topology, flows: Iterable<Flow>): AssetBits {
  const ids = [...topology.data.keys()];
  const bitOf = new Map(ids.map((id, bit) => [id, bit]));
  // Drawings without data carry one asset that stands for whatever is sent.
  for (const { carries } of topology.data.size === 0 ? flows : [])
    for (const id of carries) if (!bitOf.has(id)) bitOf.set(id, ids.push(id) - 1);
  if (ids.length === 0) bitOf.set(anyTraffic, ids.push(anyTraffic) - 1);
  const openBitOf = new Map<string, number>();
  const protectedOnes = [...topology.data.values()].filter(({ protection }) => protection);
  for (const { id } of protectedOnes) openBitOf.set(id, ids.push(id) - 1);
  const words = Math.ceil(ids.length / 32);
  const sealed = new Uint32Array(words);
  for (const { id } of protectedOnes) setBit(sealed, 0, bitOf.get(id) ?? 0);
  return { ids, words, bitOf, openBitOf, sealed, topology };
}

/** Sets a bit of the set that starts at word `at`. */
export function setBit(set: Uint32Array, at: number, bit: number): void {
  const word = at + (bit >>> 5);
  set[word] = (set[word] ?? 0) | (1 << (bit & 31));
}

/** The assets in the set that starts at word `at` and not in `without`, each once, in the order of the drawing. */
export function assetsIn(
  { ids, words }: AssetBits,
  set: Uint32Array,
  at: number,
  without?: Uint32Array,
): readonly string[] {
  const found: string[] = [];
  for (let word = 0; word < words; word++) {
    let rest = ((set[at + word] ?? 0) & ~(without?.[word] ?? 0)) >>> 0;
    while (rest !== 0) {
      const bit = 31 - Math.clz32(rest & -rest);
      const id = ids[word * 32 + bit];
      if (id !== undefined && !found.includes(id)) found.push(id);
      rest &= rest - 1;
    }
  }
  return found;
}

/**
 * Writes what each leg of a course carries: one set of bits for a leg, from place `start` of `into` on. An asset that is
 * sealed on the way travels open until the leg that its sealer dials; one that no node on the way seals was sealed
 * before, and what comes back is as it was stored.
 */
export function layCargo(
  { words, bitOf, openBitOf, topology }: AssetBits,
  { flow, legs }: Course,
  { register, marks }: Pick<Run, 'register' | 'marks'>,
  into: Uint32Array,
  start: number,
): void {
  into.fill(0, start * words, (start + legs.length) * words);
  for (const asset of flow.carries) {
    const bit = bitOf.get(asset) ?? 0;
    const openBit = openBitOf.get(asset);
    const by = openBit === undefined ? undefined : topology.data.get(asset)?.protection?.by;
    const sealedFrom =
      by === undefined
        ? 0
        : openUntil(
            legs.map((leg) => marks.dialer[leg]),
            marks.end[(marks.starts[(legs.at(-1) ?? 0) + 1] ?? 0) - 1],
            register.nodes.get(by),
          );
    for (let leg = 0; leg < legs.length; leg++)
      setBit(into, (start + leg) * words, leg < sealedFrom && openBit !== undefined ? openBit : bit);
  }
  for (const asset of flow.returns ?? []) {
    const bit = bitOf.get(asset) ?? 0;
    for (let leg = 0; leg < legs.length; leg++) setBit(into, (start + leg) * words, bit);
  }
}

/** How many legs an asset travels before the node that seals it sends it on: who dials each, and who answers the last. */
function openUntil<T>(dialers: readonly T[], end: T, by: T): number {
  const dialled = dialers.indexOf(by);
  if (dialled >= 0) return dialled;
  return end === by ? dialers.length : 0;
}

const openLegs = (legs: readonly Leg[], by: string): number =>
  openUntil(
    legs.map(({ call }) => call.node.id),
    legs.at(-1)?.answer.node.id ?? '',
    by,
  );

/** Whether a node can read an asset that a flow brings to one end of a leg, in a process that the leg reaches. */
export function readsOn(topology: Topology, { flow, legs }: Trace, leg: number, asset: string, node: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  if (!protection || protection.by === node || protection.readableBy.includes(node)) return true;
  return flow.carries.includes(asset) && leg < openLegs(legs, protection.by);
}

/** Whether an asset travels a leg of a flow under application-layer protection. */
export function isSealedOn(topology: Topology, { flow, legs }: Trace, leg: number, asset: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  return protection !== undefined && !(flow.carries.includes(asset) && leg < openLegs(legs, protection.by));
}
