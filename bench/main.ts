import { cpus, loadavg } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { check } from '../src/core/index.ts';
import { applyEdits } from '../src/core/model/edits.ts';
import type { Topology } from '../src/core/model/topology.ts';
import { products } from '../src/core/products/index.ts';
import { simulate, statesOf } from '../src/core/simulation/simulate.ts';
import { layered, lookUps, plainPass } from './layered.ts';

/**
 * Nanoseconds that the work takes on what is made ready for it: the median of several runs, so that a collected heap
 * does not count as work.
 */
function time<T>(ready: () => T, work: (with_: T) => unknown, runs: number): number {
  const taken: number[] = [];
  for (let run = 0; run < runs; run++) {
    const given = ready();
    const begun = process.hrtime.bigint();
    kept = work(given);
    taken.push(Number(process.hrtime.bigint() - begun));
  }
  taken.sort((a, b) => a - b);
  return taken[taken.length >> 1] ?? 0;
}
/** Keeps results alive, so that no work is optimised away. */
export let kept: unknown;
const nothing = (): void => {};

const row = (cells: readonly (string | number)[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(10) : String(cell).padStart(16))).join(''));
const ns = (value: number) => value.toFixed(value < 100 ? 1 : 0);

/** What makes the machine collect its heap now, without a flag at the start. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const inUse = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Bytes that the simulation of a document never seen keeps, and what is in use when it ends, before a full collection. */
function memory(topology: Topology): readonly [kept: number, end: number] {
  const copy = structuredClone(topology);
  kept = undefined;
  collect();
  const before = inUse();
  const simulation = simulate(copy, products);
  const end = inUse() - before;
  collect();
  kept = simulation;
  return [inUse() - before, end];
}

/** A node's title changed: nothing about it stays, and everything that is told of it is told anew. */
function retitled(topology: Topology, id: string, title: string): Topology {
  const after = applyEdits(topology, [{ table: 'nodes', id, set: { title } }]);
  if (!after.ok) throw new Error('the edit was refused');
  return after.value;
}

const [model] = cpus();
const load = () => loadavg()[0]?.toFixed(1);
console.log(`Node ${process.version}, ${cpus().length} × ${model?.model.trim()}, load ${load()} at the start.\n`);
// Before the large drawings, whose garbage would be collected here.
console.log('One edit of one node in a drawing of 1,000 nodes, milliseconds: worst node of all, best of five passes.');
const shape = layered(Math.round((1_000 / 6) * 5 * 1.3));
for (const derived of [false, true]) {
  const topology = derived ? { ...shape.topology, flows: new Map() } : shape.topology;
  let before = simulate(topology, products);
  let current = topology;
  // Each node several times, in passes over all of them: what is slow is then the node, not the moment.
  const best = new Map<string, number>();
  let moment = 0;
  for (let pass = 0; pass < 6; pass++)
    for (const node of topology.nodes.values()) {
      current = retitled(current, node.id, `${node.title} ${pass}`);
      const begun = process.hrtime.bigint();
      before = simulate(current, products, before);
      const taken = Number(process.hrtime.bigint() - begun) / 1e6;
      // The first pass is for the compiler, which still thinks of the larger drawings above.
      if (pass === 0) continue;
      best.set(node.id, Math.min(best.get(node.id) ?? Number.POSITIVE_INFINITY, taken));
      moment = Math.max(moment, taken);
    }
  const all = [...best.values()];
  const [worst = ['', 0]] = [...best].sort(([, a], [, b]) => b - a);
  all.sort((a, b) => a - b);
  const full =
    time(
      () => structuredClone(topology),
      (copy) => simulate(copy, products),
      9,
    ) / 1e6;
  console.log(
    `${derived ? 'derived' : 'drawn'} flows (${before.flows.size}): median ${(all[all.length >> 1] ?? 0).toFixed(3)}, worst node ${worst[1].toFixed(3)} (${worst[0]}), worst moment ${moment.toFixed(1)}; from scratch ${full.toFixed(2)}`,
  );
}
console.log(
  `check with findings, 1,000 nodes, opened: ${(time(() => structuredClone(shape.topology), check, 9) / 1e6).toFixed(1)} ms`,
);

console.log('\nNanoseconds a hop, medians. "plain": a typed-array pass over the same hops, in the same run.');
console.log('"look-ups": only finding the link and both ends of each hop by id, in a document never seen.');
console.log('"opened": simulation of a document never seen. "again": after an edit, all hops counted anew.');
console.log('"states": reading the state of every link as well.');
console.log(
  '"kept": heap and typed arrays that one simulation holds, MB. "end": in use when it ends, garbage not yet collected included.\n',
);
const collect = collector();
row([
  'hops',
  'plain',
  'look-ups',
  'opened',
  'again',
  'again / plain',
  'states',
  'opened / 10^3',
  'again / 10^3',
  'kept MB',
  'end MB',
]);
const sizes = (process.argv[2] ?? '100,1000,10000,100000').split(',').map(Number);
const perHop = new Map<number, { opened: number; again: number }>();
for (const size of sizes) {
  const shape = layered(size);
  const runs = size > 10_000 ? 9 : 31;
  const { hops, topology } = shape;
  const first = simulate(topology, products);
  const failing = [...first.flows.values()].filter(({ outcome }) => outcome !== 'works').length;
  if (failing > 0) throw new Error(`${failing} flows of the drawing do not work: the numbers would mean nothing`);
  for (let i = 0; i < (size > 10_000 ? 3 : 200); i++) plainPass(shape, topology.nodes.size);
  const plain = time(nothing, () => plainPass(shape, topology.nodes.size), runs * 3) / hops;
  const opened =
    time(
      () => structuredClone(topology),
      (copy) => simulate(copy, products),
      runs,
    ) / hops;
  const found = time(() => structuredClone(topology), lookUps, runs) / hops;
  let [before, current, turn] = [simulate(topology, products), topology, 0];
  const again =
    time(
      () => {
        current = retitled(current, 'n3-1', `Gateway ${turn++}`);
      },
      () => {
        before = simulate(current, products, before);
        return before;
      },
      runs,
    ) / hops;
  const states =
    time(
      () => {
        current = retitled(current, 'n3-1', `Gateway ${turn++}`);
      },
      () => {
        before = simulate(current, products, before);
        return statesOf(before);
      },
      runs,
    ) / hops;
  perHop.set(size, { opened, again });
  const base = perHop.get(1_000);
  const ratio = (value: number, of: number | undefined) => (of ? (value / of).toFixed(2) : '');
  row([
    hops,
    ns(plain),
    ns(found),
    ns(opened),
    ns(again),
    (again / plain).toFixed(1),
    ns(states),
    ratio(opened, base?.opened),
    ratio(again, base?.again),
    // In a small drawing, what else the heap does outweighs it.
    ...(size >= 10_000 ? memory(topology).map((bytes) => (bytes / 2 ** 20).toFixed(1)) : []),
  ]);
}

console.log(`Load ${load()} at the end.`);
