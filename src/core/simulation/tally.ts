import type { Topology } from '../model/topology.ts';
import { type AssetBits, assetBits, type Cargo, cargoOf, setBit } from './assets.ts';
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
  /** For each link its state as one of `linkStates`. */
  readonly state: Uint8Array;
  /** For each link what a tap learns of what: one set for each of `seen`. */
  readonly onWire: readonly Uint32Array[];
  /** All that came as far as the link. */
  readonly onLink: Uint32Array;
  readonly inMemory: Uint32Array;
  readonly relayed: Uint32Array;
  readonly beforeFailure: Uint32Array;
  readonly presents: Uint8Array;
}

/** What the next tally of the same run of edits goes on with. */
export interface Kept {
  readonly numbers: Numbers;
  readonly marks: (LegMarks | undefined)[];
  bits: AssetBits | null;
  cargoes: WeakMap<Course, Cargo>;
}

export const nothingKept = (): Kept => ({
  numbers: { nodes: new Map(), links: new Map() },
  marks: [],
  bits: null,
  cargoes: new WeakMap(),
});

/** Lays the legs of all flows onto links and nodes. Linear in legs of flows, then in links of distinct legs. */
export function tally(run: Run, courses: readonly Course[], kept: Kept): Tally {
  const { legs, ground } = run;
  const { numbers, marks } = kept;
  const bits = bitsFor(run, courses, kept);
  const { words } = bits;
  const working = new Uint32Array(legs.length * words);
  const carried = new Uint32Array(legs.length * words);
  const used = new Uint8Array(legs.length);
  for (const course of courses) {
    const { common, byLeg } = cargoFor(bits, course, run, kept);
    const { works } = course;
    for (let i = 0; i < course.legs.length; i++) {
      const leg = course.legs[i] ?? 0;
      used[leg] = 1;
      for (let word = 0; word < words; word++) {
        const set = (byLeg ? byLeg[i * words + word] : common[word]) ?? 0;
        const at = leg * words + word;
        carried[at] = (carried[at] ?? 0) | set;
        if (works) working[at] = (working[at] ?? 0) | set;
      }
    }
  }
  for (let leg = 0; leg < legs.length; leg++) {
    const walked = legs[leg];
    if (used[leg] && walked && !marks[leg]) marks[leg] = marksOf(walked, ground, numbers);
  }
  if (run.grown) {
    for (const id of ground.topology.nodes.keys()) numberOf(numbers.nodes, id);
    for (const id of ground.topology.links.keys()) numberOf(numbers.links, id);
  }
  const [nodes, links] = [numbers.nodes.size * words, numbers.links.size * words];
  const spread: Tally = {
    run,
    bits,
    numbers,
    marks,
    working,
    carried,
    used,
    onWire: Object.values(seen).map(() => new Uint32Array(links)),
    onLink: new Uint32Array(links),
    state: new Uint8Array(numbers.links.size),
    inMemory: new Uint32Array(nodes),
    relayed: new Uint32Array(nodes),
    beforeFailure: new Uint32Array(nodes),
    presents: new Uint8Array(numbers.nodes.size),
  };
  const holders = holdersOf(bits, numbers);
  for (let leg = 0; leg < legs.length; leg++) {
    const mark = marks[leg];
    if (!used[leg] || !mark) continue;
    for (let word = 0; word < words; word++) lay(spread, leg * words + word, mark, word, holders);
    rate(spread, mark);
  }
  return spread;
}

/** The bits of the drawing's assets: the same as long as the drawing's data is. */
function bitsFor({ ground: { topology } }: Run, courses: readonly Course[], kept: Kept): AssetBits {
  if (kept.bits && topology.data.size > 0 && kept.bits.topology.data === topology.data) return kept.bits;
  kept.cargoes = new WeakMap();
  kept.bits = assetBits(
    topology,
    courses.map(({ flow }) => flow),
  );
  return kept.bits;
}

function cargoFor(bits: AssetBits, course: Course, run: Run, { cargoes }: Kept): Cargo {
  const known = cargoes.get(course);
  if (known) return known;
  const cargo = cargoOf(bits, course, run);
  cargoes.set(course, cargo);
  return cargo;
}

/** For each node that can open sealed assets: which. */
function holdersOf({ bitOf, openBitOf, words, topology }: AssetBits, { nodes }: Numbers): Holders {
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

type Holders = ReadonlyMap<number, Uint32Array>;

/** Lays one word of what a leg carries onto the nodes and links that it touches. */
function lay(to: Tally, leg: number, mark: LegMarks, word: number, holders: Holders): void {
  const { words } = to.bits;
  const shut = to.bits.sealed[word] ?? 0;
  const all = to.carried[leg] ?? 0;
  const live = to.working[leg] ?? 0;
  read(to, mark.dialer, all, live, shut, word, holders);
  if (mark.kind === 'failed') return;
  read(to, mark.answer, all, live, shut, word, holders);
  const { relays, links } = mark;
  for (let i = 0; i < relays.length; i++) {
    const relay = relays[i] ?? 0;
    const at = relay * words + word;
    if (mark.kind === 'plaintext') read(to, relay, all, live, shut, word, holders);
    else if (mark.open) to.relayed[at] = (to.relayed[at] ?? 0) | (live & ~shut);
  }
  const hidden = to.onWire[seen.hidden];
  for (let i = 0; i < links.length; i++) {
    const at = (links[i] ?? 0) * words + word;
    const sight = mark.seen[i] ?? 0;
    to.onLink[at] = (to.onLink[at] ?? 0) | all;
    const wire = to.onWire[sight];
    if (wire) wire[at] = (wire[at] ?? 0) | (live & ~shut);
    if (shut !== 0 && hidden) hidden[at] = (hidden[at] ?? 0) | (live & shut);
  }
}

/** A process has what it is sent in memory: all that is not sealed, and what it holds the keys of. */
function read(to: Tally, node: number, all: number, live: number, shut: number, word: number, holders: Holders): void {
  const opens = shut === 0 ? -1 : ~shut | (holders.get(node)?.[word] ?? 0);
  const at = node * to.bits.words + word;
  to.inMemory[at] = (to.inMemory[at] ?? 0) | (live & opens);
  if (all !== live) to.beforeFailure[at] = (to.beforeFailure[at] ?? 0) | (all & ~live & opens);
}

/** The weakest that a link is seen in, and who shows a certificate. */
function rate({ presents, state }: Tally, mark: LegMarks): void {
  if (mark.presents) presents[mark.dialer] = 1;
  const { links, rank } = mark;
  for (let i = 0; i < links.length; i++) {
    const link = links[i] ?? 0;
    const known = state[link] ?? 0;
    const here =
      mark.kind !== 'failed'
        ? (rank[i] ?? 0) === 0
          ? linkStates.plaintext
          : linkStates.encrypted
        : i < mark.reached
          ? linkStates.failed
          : linkStates.unreached;
    if (here > known) state[link] = here;
  }
}

/** States of a link as numbers; of several flows over it the highest counts. */
export const linkStates = { unreached: 0, failed: 1, encrypted: 2, plaintext: 3 } as const;

/** Whether a node can open an asset under application-layer protection; everybody can read one without. */
export function holdsReadable(topology: Topology, asset: string, node: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  return !protection || protection.by === node || protection.readableBy.includes(node);
}
