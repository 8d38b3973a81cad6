import type { Topology } from '../model/topology.ts';
import { type AssetBits, assetBits, layCargo, setBit } from './assets.ts';
import { access, type LegMarks, seen } from './leg-marks.ts';
import { numberOf, type Register } from './register.ts';
import type { Run } from './run.ts';
import { type Course, layOut, type Ways } from './ways.ts';

/**
 * What all flows together leave on links and nodes, in typed arrays: sets of assets by link and node number. Verdicts are
 * read from here when somebody asks for them.
 */
export interface Tally {
  readonly run: Run;
  readonly bits: AssetBits;
  readonly register: Register;
  readonly marks: LegMarks;
  /** What working flows carry over each leg, and what any flow does. */
  readonly working: Uint32Array;
  readonly carried: Uint32Array;
  readonly used: Uint8Array;
  /** For each link its state as one of `linkStates`. */
  readonly state: Uint8Array;
  /** For each link what a tap learns of what: one set for each of `seen`, side by side. */
  readonly onWire: Uint32Array;
  /** All that came as far as the link. */
  readonly onLink: Uint32Array;
  readonly inMemory: Uint32Array;
  readonly relayed: Uint32Array;
  readonly beforeFailure: Uint32Array;
  readonly presents: Uint8Array;
}

/** How many sets a link has in `onWire`. */
export const sights = Object.keys(seen).length;

/** What the next tally of the same run of edits goes on with, and changes. */
export interface Kept {
  /** What each leg of each course carries: a set for each place of the run's ways. */
  cargo: { readonly bits: AssetBits; readonly sets: Uint32Array } | null;
}

export const nothingKept = (): Kept => ({ cargo: null });

/**
 * Lays the legs of all flows onto links and nodes. Linear in legs of flows, then in links of distinct legs. `more` are
 * courses on top of the run's own.
 */
export function tally(run: Run, ways: Ways, kept: Kept, more: readonly Course[] = []): Tally {
  const { register, marks } = run;
  const { bits, sets } = cargoOf(run, ways, kept);
  const { words } = bits;
  const [nodes, links, legs] = [register.nodes.size, register.links.size, marks.count];
  const counted: Tally = {
    run,
    bits,
    register,
    marks,
    working: new Uint32Array(legs * words),
    carried: new Uint32Array(legs * words),
    used: new Uint8Array(legs),
    onWire: new Uint32Array(links * sights * words),
    onLink: new Uint32Array(links * words),
    state: new Uint8Array(links),
    inMemory: new Uint32Array(nodes * words),
    relayed: new Uint32Array(nodes * words),
    beforeFailure: new Uint32Array(nodes * words),
    presents: new Uint8Array(nodes),
  };
  count(counted, ways, sets);
  if (more.length > 0) {
    const extra = layOut(more);
    count(counted, extra, cargoes(bits, extra, more, run));
  }
  const holders = holdersOf(bits, register);
  for (let word = 0; word < words; word++) lay(counted, word, holders);
  rate(counted);
  return counted;
}

/** The cargo of the run's courses: that of the run before, but for the courses that are others now. */
function cargoOf(
  { ground: { topology }, courses, renewed, ...run }: Run,
  ways: Ways,
  kept: Kept,
): NonNullable<Kept['cargo']> {
  const known = kept.cargo;
  if (known && renewed && known.bits.topology.data === topology.data) {
    for (const at of renewed) {
      const course = courses[at];
      if (course) layCargo(known.bits, course, run, known.sets, ways.starts[at] ?? 0);
    }
    return known;
  }
  const bits = assetBits(
    topology,
    courses.map(({ flow }) => flow),
  );
  kept.cargo = { bits, sets: cargoes(bits, ways, courses, run) };
  return kept.cargo;
}

function cargoes(
  bits: AssetBits,
  { legs, starts }: Ways,
  courses: readonly Course[],
  run: Pick<Run, 'register' | 'marks'>,
): Uint32Array {
  const sets = new Uint32Array(legs.length * bits.words);
  for (const [at, course] of courses.entries()) layCargo(bits, course, run, sets, starts[at] ?? 0);
  return sets;
}

/** Joins what flows carry over each leg. */
function count({ bits: { words }, used, carried, working }: Tally, ways: Ways, cargo: Uint32Array): void {
  const { starts, counts, legs, works } = ways;
  for (let course = 0; course < counts.length; course++) {
    const live = works[course] === 1;
    const begin = starts[course] ?? 0;
    const end = begin + (counts[course] ?? 0);
    for (let place = begin; place < end; place++) {
      const leg = legs[place] ?? 0;
      used[leg] = 1;
      for (let word = 0; word < words; word++) {
        const set = cargo[place * words + word] ?? 0;
        const at = leg * words + word;
        carried[at] = (carried[at] ?? 0) | set;
        if (live) working[at] = (working[at] ?? 0) | set;
      }
    }
  }
}

/** For each node that can open sealed assets: which. */
function holdersOf({ bitOf, openBitOf, words, topology }: AssetBits, { nodes }: Register): Holders {
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

/** Lays one word of what legs carry onto the nodes and links that they touch. */
function lay(to: Tally, word: number, holders: Holders): void {
  const { used, carried, working, marks, onLink, onWire, relayed } = to;
  const { words } = to.bits;
  const shut = to.bits.sealed[word] ?? 0;
  for (let leg = 0; leg < used.length; leg++) {
    if (used[leg] !== 1) continue;
    const all = carried[leg * words + word] ?? 0;
    const live = working[leg * words + word] ?? 0;
    read(to, marks.dialer[leg] ?? 0, all, live, shut, word, holders);
    if (marks.failed[leg] === 1) continue;
    const end = marks.starts[leg + 1] ?? 0;
    for (let i = marks.starts[leg] ?? 0; i < end; i++) {
      const node = marks.end[i] ?? 0;
      const gets = marks.access[i];
      if (gets === access.reads) read(to, node, all, live, shut, word, holders);
      else if (gets === access.active) {
        const at = node * words + word;
        relayed[at] = (relayed[at] ?? 0) | (live & ~shut);
      }
      const link = marks.link[i] ?? 0;
      const at = link * words + word;
      onLink[at] = (onLink[at] ?? 0) | all;
      const tapped = (link * sights + (marks.sight[i] ?? 0)) * words + word;
      onWire[tapped] = (onWire[tapped] ?? 0) | (live & ~shut);
      if (shut === 0) continue;
      const hidden = (link * sights + seen.hidden) * words + word;
      onWire[hidden] = (onWire[hidden] ?? 0) | (live & shut);
    }
  }
}

/** A process has what it is sent in memory: all that is not sealed, and what it holds the keys of. */
function read(to: Tally, node: number, all: number, live: number, shut: number, word: number, holders: Holders): void {
  const opens = shut === 0 ? -1 : ~shut | (holders.get(node)?.[word] ?? 0);
  const at = node * to.bits.words + word;
  to.inMemory[at] = (to.inMemory[at] ?? 0) | (live & opens);
  if (all !== live) to.beforeFailure[at] = (to.beforeFailure[at] ?? 0) | (all & ~live & opens);
}

/** The weakest that each link is seen in, and who shows a certificate. */
function rate({ used, marks, presents, state }: Tally): void {
  for (let leg = 0; leg < used.length; leg++) {
    if (used[leg] !== 1) continue;
    if (marks.presents[leg] === 1) presents[marks.dialer[leg] ?? 0] = 1;
    const end = marks.starts[leg + 1] ?? 0;
    for (let i = marks.starts[leg] ?? 0; i < end; i++) {
      const link = marks.link[i] ?? 0;
      const here = marks.state[i] ?? 0;
      if (here > (state[link] ?? 0)) state[link] = here;
    }
  }
}

/** Whether a node can open an asset under application-layer protection; everybody can read one without. */
export function holdsReadable(topology: Topology, asset: string, node: string): boolean {
  const protection = topology.data.get(asset)?.protection;
  return !protection || protection.by === node || protection.readableBy.includes(node);
}
