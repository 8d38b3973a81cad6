import { lazyTable } from '../model/lazy-table.ts';
import type { Products } from '../model/product.ts';
import type { Flow, Node } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { assetsIn } from './assets.ts';
import { designErrors } from './design-errors.ts';
import { legOf } from './legs.ts';
import { meshNotes } from './mesh-notes.ts';
import { patternOf, traitsOf } from './pattern.ts';
import { legsByLink, readLink, readNode, readProxies, readSessions } from './reading.ts';
import { follow, type Run } from './run.ts';
import { type Building, courseOf } from './spans.ts';
import { type Kept, nothingKept, type Tally, tally } from './tally.ts';
import { unreadMatches } from './unread-matches.ts';
import type { FlowVerdict, Note, Simulation } from './verdict.ts';
import type { Leg } from './walk.ts';
import { type Course, coursesById } from './ways.ts';

/** What the next simulation of the same drawing, edited, goes on with. */
interface Memory {
  readonly run: Run;
  readonly kept: Kept;
  readonly counted: Tally;
  readonly courses: readonly Course[];
}

const remembered = new WeakMap<Simulation, Memory>();

/**
 * The verdict on a drawing. Pure: the same topology gives the same verdict, byte for byte. Linear in links, layers and
 * hops of flows. With the simulation of an earlier state of the drawing it follows again only what an edit touched; the
 * result is the same. What is asked of it is worked out when it is asked.
 */
export function simulate(topology: Topology, products: Products, before?: Simulation): Simulation {
  const earlier = (before && remembered.get(before)) ?? null;
  const run = follow(topology, products, earlier?.run ?? null);
  const { onward } = run;
  if (!onward) throw new Error('a run can be gone on from once');
  const goesOn = earlier !== null && earlier.run.marks === run.marks;
  const kept: Kept = goesOn ? earlier.kept : nothingKept();
  const first = tally(run, onward.ways, kept);
  const logged = loggedCourses(onward.building, first);
  const courses = logged.length > 0 ? [...run.courses, ...logged] : run.courses;
  const counted = logged.length > 0 ? tally(run, onward.ways, kept, logged) : first;
  const simulation = read(counted, courses);
  remembered.set(simulation, { run, kept, counted, courses });
  return simulation;
}

function read(counted: Tally, courses: readonly Course[]): Simulation {
  const { run } = counted;
  const { ground } = run;
  const { topology } = ground;
  const byId = once(() => coursesById(courses));
  const touching = once(() => legsByLink(counted));
  const flows = once(() =>
    lazyTable(byId(), (id) => judge(byId().get(id), run, topology.flows.size === 0 || !topology.flows.has(id))),
  );
  const sessions = once(() => readSessions(counted));
  const proxies = once(() => readProxies(counted));
  const errors = once(() => designErrors(ground, legsInUse(counted)));
  const notes = once(() => notesOf(counted, courses));
  return {
    links: lazyTable(topology.links, (id) => readLink(counted, touching(), id)),
    nodes: lazyTable(topology.nodes, (id) => readNode(counted, id)),
    get flows() {
      return flows();
    },
    get sessions() {
      return sessions();
    },
    get proxies() {
      return proxies();
    },
    get designErrors() {
      return errors();
    },
    get notes() {
      return notes();
    },
  };
}

/** Every leg that some flow uses, each once, with everything that flows carry over it. */
export interface UsedLeg {
  readonly leg: Leg;
  /** Assets of all flows over it that are not under application-layer protection there; in the order of the drawing. */
  readonly assets: readonly string[];
}

/** The distinct legs of a simulation, in the order in which its flows meet them. */
export function legsOf(simulation: Simulation): readonly UsedLeg[] {
  const memory = remembered.get(simulation);
  if (!memory) return [];
  const { run, carried, bits } = memory.counted;
  const met = new Set(memory.courses.flatMap(({ legs }) => legs));
  return [...met].map((index) => ({
    leg: legOf(run, index),
    assets: assetsIn(bits, carried, index * bits.words, bits.sealed),
  }));
}

/** The ground that a simulation was walked on. */
export const groundOf = (simulation: Simulation) => remembered.get(simulation)?.run.ground ?? null;

/**
 * The state of every link without a verdict for each: one number for a link, in the order of the topology's table.
 * For painting many at once.
 */
export function statesOf(simulation: Simulation): Uint8Array {
  const memory = remembered.get(simulation);
  const states = new Uint8Array(simulation.links.size);
  if (!memory) return states;
  const { state, register } = memory.counted;
  let at = 0;
  for (const id of simulation.links.keys()) states[at++] = state[register.links.get(id) ?? -1] ?? 0;
  return states;
}

const legsInUse = ({ run, used }: Tally): readonly Leg[] =>
  [...used].flatMap((isUsed, index) => (isUsed ? [legOf(run, index)] : []));

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

/** Whoever writes bodies to its log sends what it reads on to where the log goes. */
function loggedCourses(building: Building, { bits, register, inMemory }: Tally): readonly Course[] {
  const { ground } = building;
  const loggers: Node[] = [];
  for (const node of ground.topology.nodes.values()) if (node.logsBodies) loggers.push(node);
  return loggers.flatMap((node) => {
    const carries = assetsIn(bits, inMemory, (register.nodes.get(node.id) ?? 0) * bits.words);
    if (carries.length === 0) return [];
    return (ground.outgoing.get(node.id) ?? [])
      .filter(({ purpose }) => purpose === 'telemetry')
      .map((link) => {
        const flow: Flow = {
          id: `logged:${link.id}`,
          title: `Log of ${node.title}`,
          path: [link.id],
          carries: [...carries],
        };
        return courseOf(building, flow);
      });
  });
}

function notesOf({ run }: Tally, courses: readonly Course[]): readonly Note[] {
  const { ground, derived } = run;
  const cut: Note[] = derived?.cut
    ? [
        {
          code: 'flows-cut',
          message: `There are more ways through this drawing than are followed on their own (${derived.flows.length}): draw the flows that matter.`,
        },
      ]
    : [];
  return [...cut, ...meshNotes(ground), ...unreadMatches(ground), ...linksWithoutFlow(ground.topology, courses)];
}

/** Links that no drawn flow uses: nothing is known of them, which must not look like nothing is wrong. */
function linksWithoutFlow({ links, flows, nodes }: Topology, courses: readonly Course[]): readonly Note[] {
  if (flows.size === 0) return [];
  const used = new Set(courses.flatMap(({ flow }) => flow.path));
  const unused = [...links.values()].filter(({ id }) => !used.has(id));
  if (unused.length === 0) return [];
  const title = (id: string) => nodes.get(id)?.title ?? id;
  // Sorted by what a person reads, so that neither ids nor their order show.
  const hops = unused.map(({ from, to }) => `${title(from)} → ${title(to)}`).sort();
  const named = hops.slice(0, 3);
  const rest = unused.length > named.length ? ` and ${unused.length - named.length} more` : '';
  return [
    {
      code: 'links-without-flow',
      message: `No drawn flow uses ${named.join(', ')}${rest}: nothing is said of ${unused.length === 1 ? 'it' : 'them'}.`,
    },
  ];
}

function judge(course: Course | undefined, run: Run, derived: boolean): FlowVerdict {
  if (!course) throw new Error('a flow without a course');
  const { flow } = course;
  const legs = course.legs.map((index) => legOf(run, index));
  const last = legs.at(-1);
  const base = { flow, derived, legs, pattern: patternOf(legs), traits: traitsOf(run.ground.topology, legs) };
  if (course.works) return { ...base, outcome: 'works' };
  if (last?.outcome.kind === 'failed') {
    const failsAt = last.links[last.reached - 1]?.id ?? last.call.link.id;
    return { ...base, outcome: 'failed', failsAt, cause: last.outcome.cause };
  }
  const travelled = legs.reduce((sum, leg) => sum + leg.links.length, 0);
  return { ...base, outcome: 'failed', failsAt: flow.path[travelled] ?? flow.path.at(-1) ?? '' };
}
