import type { Products } from '../model/product.ts';
import type { Link, Node } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { type Changes, changesIn } from './changes.ts';
import { type DerivedFlows, deriveFlows, sameWays, withTitles } from './flows.ts';
import { type Ground, survey } from './ground.ts';
import { type LegMarks, noMarks } from './leg-marks.ts';
import { enter, type Register, registerOf } from './register.ts';
import { type Building, courseOf, forget, noSpans } from './spans.ts';
import type { Leg } from './walk.ts';
import { type Course, coursesOver, layOut, legsIn, putCourse, type Ways } from './ways.ts';

/**
 * All flows of a topology as lists of legs, each distinct leg followed once. The next run of an edited topology takes
 * over what the edit does not touch, so that its work is that of the edit.
 */
export interface Run {
  readonly ground: Ground;
  readonly register: Register;
  /** By index of a leg; grows from run to run, so that an index stays what it was. */
  readonly marks: LegMarks;
  /** The legs that somebody has asked for, by index. */
  readonly made: Map<number, Leg>;
  readonly courses: readonly Course[];
  readonly derived: DerivedFlows | null;
  /** Whether nodes or links came or went since the run before. */
  readonly grown: boolean;
  /** The courses that are not those of the run before, by index; null where any may be another. */
  readonly renewed: readonly number[] | null;
  /** What the next run goes on with, and changes; null once one has taken it over. */
  onward: Onward | null;
}

interface Onward {
  readonly building: Building;
  readonly ways: Ways;
}

/** Follows every flow. With the run before, follows again only what differs: the outcome is the same. */
export function follow(topology: Topology, products: Products, before: Run | null): Run {
  const change = before && changeSince(before, topology, products);
  return before?.onward && change ? continued(before, before.onward, topology, change) : fresh(topology, products);
}

function fresh(topology: Topology, products: Products): Run {
  const ground = survey(topology, products);
  const derived = topology.flows.size > 0 ? null : deriveFlows(ground);
  const register = registerOf(topology);
  const building: Building = {
    ground,
    register,
    marks: noMarks(topology.links.size),
    spans: noSpans(topology.links.size),
  };
  const flows = derived ? derived.flows : [...topology.flows.values()];
  const courses = flows.map((flow) => courseOf(building, flow));
  const onward = { building, ways: layOut(courses) };
  const { marks } = building;
  return { ground, register, marks, made: new Map(), courses, derived, grown: true, renewed: null, onward };
}

interface Change {
  readonly records: readonly [Changes<Node>, Changes<Link>];
  /** Nodes that differ, and the ends of links that differ. */
  readonly nodes: ReadonlySet<string>;
  /** Whether records came or went. */
  readonly grown: boolean;
}

/** What differs from an earlier run's topology; null when it is cheaper, or safer, to begin anew. */
function changeSince({ ground, onward, marks }: Run, topology: Topology, products: Products): Change | null {
  const { topology: before } = ground;
  if (!onward || ground.products !== products || before.zones !== topology.zones) return null;
  // Legs that nothing uses any more are swept by starting over.
  if (marks.count > 2 * legsIn(onward.ways) + 1_000) return null;
  const ofNodes = changesIn(before.nodes, topology.nodes);
  const ofLinks = changesIn(before.links, topology.links);
  const nodes = new Set<string>();
  for (const { from, to } of ofNodes.pairs) nodes.add((to ?? from)?.id ?? '');
  for (const { from, to } of ofLinks.pairs) for (const link of [from, to]) if (link) nodes.add(link.from).add(link.to);
  return nodes.size * 4 > topology.nodes.size + 16
    ? null
    : { records: [ofNodes, ofLinks], nodes, grown: ofNodes.grown || ofLinks.grown };
}

function continued(before: Run, onward: Onward, topology: Topology, { records, nodes, grown }: Change): Run {
  const { products, topology: earlier } = before.ground;
  const ground = survey(topology, products);
  before.onward = null;
  const building: Building = { ...onward.building, ground };
  const { register, marks } = building;
  const { made } = before;
  const stale = forget(building, nodes);
  enter(register, ...records);

  const again = topology.flows.size > 0 ? null : derivedAgain(before, ground, nodes, grown);
  const derived = again?.derived ?? null;
  const sameFlows = again ? again.renamed !== null : topology.flows === earlier.flows;
  if (grown || !sameFlows) {
    const courses = coursesAnew(before, building, derived, grown, stale);
    const laid = { building, ways: layOut(courses) };
    return { ground, register, marks, made, courses, derived, grown, renewed: null, onward: laid };
  }

  const { ways } = onward;
  const renewed = [...new Set([...coursesOver(ways, stale), ...(again?.renamed ?? [])])];
  const courses = renewed.length > 0 ? before.courses.slice() : before.courses;
  for (const at of renewed) {
    const flow = derived ? derived.flows[at] : courses[at]?.flow;
    if (!flow) continue;
    const course = courseOf(building, flow);
    (courses as Course[])[at] = course;
    putCourse(ways, at, course);
  }
  return { ground, register, marks, made, courses, derived, grown, renewed, onward: { building, ways } };
}

/** The courses of flows that are not all those of the run before. */
function coursesAnew(
  { courses }: Run,
  building: Building,
  derived: DerivedFlows | null,
  grown: boolean,
  stale: Uint8Array,
): readonly Course[] {
  const known = new Map(courses.map((course) => [course.flow, course]));
  const flows = derived ? derived.flows : [...building.ground.topology.flows.values()];
  return flows.map((flow) => {
    const course = known.get(flow);
    // A flow that failed for want of a link may find it now.
    const stays =
      course && course.legs.length > 0 && (course.works || !grown) && !course.legs.some((leg) => stale[leg] === 1);
    return stays ? course : courseOf(building, flow);
  });
}

/** Derived flows stay as long as no edit changes where anything can go; `renamed` is null where they do not. */
function derivedAgain(
  { derived, ground: earlier }: Run,
  ground: Ground,
  nodes: ReadonlySet<string>,
  grown: boolean,
): { readonly derived: DerivedFlows; readonly renamed: readonly number[] | null } {
  return derived && !grown && sameWays(earlier, ground, nodes, derived)
    ? withTitles(derived, ground, nodes)
    : { derived: deriveFlows(ground), renamed: null };
}
