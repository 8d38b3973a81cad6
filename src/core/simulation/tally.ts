import type { Topology } from '../model/topology.ts';
import { type AssetBits, assetBits, cargoOf, setBit } from './assets.ts';
import { type LegMarks, marksOf, type Numbers, numberOf, seen } from './leg-marks.ts';
import type { Course, Run } from './run.ts';

/**
 * What all flows together leave on links and nodes, in typed arrays: sets of assets by link and node number. Verdicts are
 * read from here when somebody asks for them.
 */
export interface Tally {
  readonly run: Run;
  readonly bits: AssetBits;
  readonly numbers: Numbers;
  /** Of each leg that a flow uses; by the leg's index. */
  readonly marks: readonly (LegMarks | undefined)[];
  /** What working flows carry over each leg, and what any flow does. */
  readonly working: Uint32Array;
  readonly carried: Uint32Array;
  readonly used: Uint8Array;
  /** For each link how well its weakest working leg covers it, plus one; 0 where none does. */
  readonly rank: Uint8Array;
  /** For each link what a tap learns of what: one set for each of `seen`. */
  readonly onWire: readonly Uint32Array[];
  /** All that came as far as the link. */
  readonly onLink: Uint32Array;
  readonly inMemory: Uint32Array;
  readonly relayed: Uint32Array;
  readonly beforeFailure: Uint32Array;
  readonly presents: Uint8Array;
}

/** Marks and numbers that the next tally of the same run of edits goes on with. */
export interface Kept {
  readonly numbers: Numbers;
  readonly marks: (LegMarks | undefined)[];
}

/** Lays the legs of all flows onto links and nodes. Linear in legs of flows, then in links of distinct legs. */
export function tally(run: Run, courses: readonly Course[], kept: Kept): Tally {
  const { legs, ground } = run;
  const { numbers, marks } = kept;
  const bits = assetBits(
    ground.topology,
    courses.map(({ flow }) => flow),
  );
  const { words } = bits;
  const working = new Uint32Array(legs.length * words);
  const carried = new Uint32Array(legs.length * words);
  const used = new Uint8Array(legs.length);
  for (const course of courses) {
    const { common, byLeg } = cargoOf(bits, course, run);
    for (let i = 0; i < course.legs.length; i++) {
      const leg = course.legs[i] ?? 0;
      used[leg] = 1;
      for (let word = 0; word < words; word++) {
        const set = (byLeg ? byLeg[i * words + word] : common[word]) ?? 0;
        const at = leg * words + word;
        carried[at] = (carried[at] ?? 0) | set;
        if (course.works) working[at] = (working[at] ?? 0) | set;
      }
    }
  }
  for (let leg = 0; leg < legs.length; leg++) {
    const walked = legs[leg];
    if (used[leg] && walked && !marks[leg]) marks[leg] = marksOf(walked, ground, numbers);
  }
  for (const id of ground.topology.nodes.keys()) numberOf(numbers.nodes, id);
  for (const id of ground.topology.links.keys()) numberOf(numbers.links, id);

  const [nodes, links] = [numbers.nodes.size * words, numbers.links.size * words];
  const spread: Tally = {
    run,
    bits,
    numbers,
    marks,
    working,
    carried,
    used,
    rank: new Uint8Array(numbers.links.size),
    onWire: Object.values(seen).map(() => new Uint32Array(links)),
    onLink: new Uint32Array(links),
    inMemory: new Uint32Array(nodes),
    relayed: new Uint32Array(nodes),
    beforeFailure: new Uint32Array(nodes),
    presents: new Uint8Array(numbers.nodes.size),
  };
  const holders = holdersOf(bits, numbers);
  for (let leg = 0; leg < legs.length; leg++) {
    const mark = marks[leg];
    if (used[leg] && mark) lay(spread, leg, mark, holders);
  }
  return spread;
}

/** For each node that can open sealed assets: which. */
function holdersOf({ bitOf, openBitOf, words, topology }: AssetBits, { nodes }: Numbers): Map<number, Uint32Array> {
  const holders = new Map<number, Uint32Array>();
  for (const id of openBitOf.keys()) {
    const protection = topology.data.get(id)?.protection;
    for (const holder of protection ? [protection.by, ...protection.readableBy] : []) {
      const node = numberOf(nodes, holder);
      const set = holders.get(node) ?? new Uint32Array(words);
      setBit(set, 0, bitOf.get(id) ?? 0);
      holders.set(node, set);
    }
  }
  return holders;
}

function lay(to: Tally, leg: number, mark: LegMarks, holders: ReadonlyMap<number, Uint32Array>): void {
  const { words, sealed } = to.bits;
  for (let word = 0; word < words; word++) {
    const all = to.carried[leg * words + word] ?? 0;
    const live = to.working[leg * words + word] ?? 0;
    const shut = sealed[word] ?? 0;
    const read = (node: number): void => {
      const can = ~shut | (holders.get(node)?.[word] ?? 0);
      const at = node * words + word;
      to.inMemory[at] = (to.inMemory[at] ?? 0) | (live & can);
      to.beforeFailure[at] = (to.beforeFailure[at] ?? 0) | (all & ~live & can);
    };
    read(mark.dialer);
    if (mark.kind === 'failed') continue;
    read(mark.answer);
    for (let i = 0; i < mark.relays.length; i++) {
      const relay = mark.relays[i] ?? 0;
      if (mark.kind === 'plaintext') read(relay);
      else if (mark.open) to.relayed[relay * words + word] = (to.relayed[relay * words + word] ?? 0) | (live & ~shut);
    }
    for (let i = 0; i < mark.links.length; i++) {
      const at = (mark.links[i] ?? 0) * words + word;
      const sight = mark.seen[i] ?? 0;
      to.onLink[at] = (to.onLink[at] ?? 0) | all;
      const [wire, hidden] = [to.onWire[sight], to.onWire[seen.hidden]];
      if (wire) wire[at] = (wire[at] ?? 0) | (sight === seen.hidden ? live : live & ~shut);
      if (hidden) hidden[at] = (hidden[at] ?? 0) | (live & shut);
    }
  }
  if (mark.presents) to.presents[mark.dialer] = 1;
  if (mark.kind === 'failed') return;
  for (let i = 0; i < mark.links.length; i++) {
    const link = mark.links[i] ?? 0;
    const rank = (mark.rank[i] ?? 0) + 1;
    const known = to.rank[link] ?? 0;
    if (known === 0 || rank < known) to.rank[link] = rank;
  }
}

/** Whether a node can open an asset under application-layer protection; everybody can read one without. */
export function holdsReadable(topology: Topology, asset: string, node: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  return !protection || protection.by === node || protection.readableBy.includes(node);
}
