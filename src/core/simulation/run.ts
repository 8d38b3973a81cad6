import { diff } from '../model/diff.ts';
import type { Products } from '../model/product.ts';
import type { Flow } from '../model/schema.ts';
import type { Table } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import { type DerivedFlows, deriveFlows, sameWays, withTitles } from './flows.ts';
import { answerAt, type Ground, groupByStart, memberAt, survey } from './ground.ts';
import { originates } from './mesh.ts';
import { type Leg, legFrom, whyNotFrom } from './walk.ts';

/**
 * All flows of a topology as lists of legs, each distinct leg followed once. The next run of an edited topology takes
 * over what the edit does not touch, so that its work is that of the edit.
 */
export interface Run {
  readonly ground: Ground;
  /** By index; grows from run to run, so that an index stays what it was. */
  readonly legs: readonly Leg[];
  readonly courses: readonly Course[];
  readonly derived: DerivedFlows | null;
  /** Whether nodes or links came or went since the run before. */
  readonly grown: boolean;
  /** The legs that touch a node, by its id; also those that are no longer used. */
  readonly byNode: Map<string, number[]>;
  /** Legs by the links that they span; null once a later run has taken it over. */
  spans: Spans | null;
}

/** The way of one flow. */
export interface Course {
  readonly flow: Flow;
  readonly legs: readonly number[];
  readonly works: boolean;
}

type Spans = Map<string, Span>;

/** What is known of a chain of links: the leg that ends with it, by how it came about, and longer chains. */
interface Span {
  readonly ends: { usual: number; astray: number; wrapped: number };
  readonly passes: boolean;
  readonly next: Spans;
}

/** Follows every flow. With the run before, follows again only what differs: the outcome is the same. */
export function follow(topology: Topology, products: Products, before: Run | null): Run {
  const change = before && changeSince(before, topology, products);
  return before && change ? continued(before, topology, change) : fresh(topology, products);
}

function fresh(topology: Topology, products: Products): Run {
  const ground = survey(topology, products);
  const derived = topology.flows.size > 0 ? null : deriveFlows(ground);
  const building: Building = { ground, legs: [], spans: new Map(), byNode: new Map() };
  const flows = derived ? derived.flows : [...topology.flows.values()];
  return { ...building, derived, grown: true, courses: flows.map((flow) => courseOf(building, flow)) };
}

interface Change {
  /** Nodes that differ, and the ends of links that differ. */
  readonly nodes: ReadonlySet<string>;
  /** Whether records came or went. */
  readonly grown: boolean;
}

/** What differs from an earlier run's topology; null when it is cheaper, or safer, to begin anew. */
function changeSince({ ground, spans, legs, courses }: Run, topology: Topology, products: Products): Change | null {
  const { topology: before } = ground;
  if (!spans || ground.products !== products || before.zones !== topology.zones) return null;
  // Legs that nothing uses any more are swept by starting over.
  const used = courses.reduce((sum, course) => sum + course.legs.length, 0);
  if (legs.length > 2 * used + 1_000) return null;
  const nodes = new Set<string>();
  let grown = false;
  for (const [id, { from, to }] of diff(before.nodes, topology.nodes)) {
    nodes.add(id);
    grown ||= !from || !to;
  }
  for (const { from, to } of diff(before.links, topology.links).values()) {
    grown ||= !from || !to;
    for (const link of [from, to]) if (link) nodes.add(link.from).add(link.to);
  }
  return nodes.size * 4 > topology.nodes.size + 16 ? null : { nodes, grown };
}

function continued(before: Run, topology: Topology, { nodes, grown }: Change): Run {
  const { products, topology: earlier, outgoing } = before.ground;
  const ground = survey(topology, products, topology.links === earlier.links ? outgoing : groupByStart(topology.links));
  const spans = before.spans ?? new Map();
  before.spans = null;
  const legs = before.legs as Leg[];

  // A leg is followed again when it touches what changed, and so is every leg that starts with the same link.
  const stale = new Set<number>();
  for (const node of nodes)
    for (const index of before.byNode.get(node) ?? []) {
      const first = legs[index]?.links[0]?.id ?? '';
      const span = spans.get(first);
      if (!span) continue;
      collect(span, stale);
      spans.delete(first);
    }
  const isStale = new Uint8Array(legs.length);
  for (const index of stale) isStale[index] = 1;

  const building: Building = { ground, legs, spans, byNode: before.byNode };
  const derived = topology.flows.size > 0 ? null : derivedAgain(before, ground, nodes, grown);
  const again = (course: Course): Course =>
    course.legs.length > 0 && !course.legs.some((index) => isStale[index]) ? course : courseOf(building, course.flow);
  const same = !grown && (derived ? derived === before.derived : topology.flows === earlier.flows);
  const courses = same ? before.courses.map(again) : coursesAnew(before, building, derived, grown, again);
  return { ...building, derived, grown, courses };
}

/** The courses of flows that are not all those of the run before. */
function coursesAnew(
  { courses }: Run,
  building: Building,
  derived: DerivedFlows | null,
  grown: boolean,
  again: (course: Course) => Course,
): readonly Course[] {
  const known = new Map<Flow, Course>();
  for (const course of courses) known.set(course.flow, course);
  const flows = derived ? derived.flows : [...building.ground.topology.flows.values()];
  return flows.map((flow) => {
    const course = known.get(flow);
    // A flow that failed for want of a link may find it now.
    return course && (course.works || !grown) ? again(course) : courseOf(building, flow);
  });
}

/** Every leg that starts as a span does. */
function collect({ ends, next }: Span, into: Set<number>): void {
  for (const index of [ends.usual, ends.astray, ends.wrapped]) if (index >= 0) into.add(index);
  for (const longer of next?.values() ?? []) collect(longer, into);
}

/** Derived flows stay as long as no edit changes where anything can go. */
function derivedAgain(before: Run, ground: Ground, nodes: ReadonlySet<string>, grown: boolean): DerivedFlows {
  const { derived, ground: earlier } = before;
  if (!derived || grown || !sameWays(earlier, ground, nodes, derived)) return deriveFlows(ground);
  return withTitles(derived, ground, nodes);
}

/** The way of a flow, leg by leg as far as it gets. */
export function courseOf(run: Building, flow: Flow): Course {
  const { path } = flow;
  const legs: number[] = [];
  let at = 0;
  let before = -1;
  while (at < path.length) {
    const index = legAt(run, path, at, run.legs[before]);
    const leg = run.legs[index];
    if (!leg) break;
    legs.push(index);
    if (leg.outcome.kind === 'failed') return { flow, legs, works: false };
    at += leg.links.length;
    before = index;
  }
  return { flow, legs, works: at === path.length };
}

/** What courses are worked out on, and add to. */
export interface Building {
  readonly ground: Ground;
  readonly legs: Leg[];
  readonly spans: Spans;
  readonly byNode: Map<string, number[]>;
}

/** For flows that come on top of a run's own. */
export const onTopOf = ({ ground, legs, spans, byNode }: Run): Building => ({
  ground,
  legs: legs as Leg[],
  spans: spans ?? new Map(),
  byNode,
});

function note(byNode: Map<string, number[]>, node: string, leg: number): void {
  const known = byNode.get(node);
  if (known) known.push(leg);
  else byNode.set(node, [leg]);
}

/** The index of the leg that starts at a hop of a path; -1 when the path leads nowhere. */
function legAt(
  { ground, legs, spans, byNode }: Building,
  path: readonly string[],
  start: number,
  before?: Leg,
): number {
  const { links } = ground.topology;
  let span = spanOf(ground, spans, path[start]);
  let wrapped = false;
  for (let i = start + 1; span?.passes && i < path.length; i++) {
    const next = links.get(path[i] ?? '');
    if (next && originates(next)) {
      const relay = ground.topology.nodes.get(next.from);
      wrapped = relay !== undefined && memberAt(ground, relay) !== null;
      if (wrapped) break;
    }
    const longer = spanOf(ground, span.next, path[i]);
    if (!longer) break;
    span = longer;
  }
  const first = links.get(path[start] ?? '');
  if (!span || !first) return -1;
  const end = before && whyNotFrom(before.answer, first) ? 'astray' : wrapped ? 'wrapped' : 'usual';
  if (span.ends[end] === -1) {
    const leg = legFrom(ground, path, start, before);
    if (!leg) return -1;
    span.ends[end] = legs.length;
    for (const { from } of leg.links) note(byNode, from, legs.length);
    note(byNode, leg.answer.node.id, legs.length);
    legs.push(leg);
  }
  return span.ends[end];
}

function spanOf(ground: Ground, spans: Spans, id: string | undefined): Span | undefined {
  if (id === undefined) return undefined;
  const known = spans.get(id);
  if (known) return known;
  const link = ground.topology.links.get(id);
  const answer = link && answerAt(ground, link);
  if (!answer) return undefined;
  const span = { ends: { usual: -1, astray: -1, wrapped: -1 }, passes: answer.mode === 'passthrough', next: new Map() };
  spans.set(id, span);
  return span;
}

/** The courses as a table, in the order of the flows. */
export const coursesById = (courses: readonly Course[]): Table<Course> =>
  new Map(courses.map((course) => [course.flow.id, course]));
