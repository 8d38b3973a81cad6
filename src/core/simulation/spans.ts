import type { Flow, Link } from '../model/schema.ts';
import { type Answer, answerFrom, productOf } from './bounds.ts';
import { callFrom } from './dials.ts';
import { type Ground, memberAt } from './ground.ts';
import { type LegMarks, linksIn, markLeg } from './leg-marks.ts';
import { originates } from './mesh.ts';
import type { Register } from './register.ts';
import { type Ending, endings, legOver, whyNotFrom } from './walk.ts';
import type { Course } from './ways.ts';

/** What courses are worked out on, and add to. */
export interface Building {
  readonly ground: Ground;
  readonly register: Register;
  /** Every leg that has been followed, by index; only added to, so that an index stays what it was. */
  readonly marks: LegMarks;
  /** By the number of the first link. */
  readonly spans: (Span | undefined)[];
}

/** What is known of a chain of links: the leg over it for each ending (-1: none has been followed), and longer chains. */
interface Span extends Record<Ending, number> {
  /** Whether the last listener passes bytes on, so that the chain may be longer. */
  readonly passes: boolean;
  /** By the number of the next link. */
  next: Map<number, Span> | null;
}

/** Room for the spans of so many links: an array that is filled out of order would turn into a table of hashes. */
export const noSpans = (links: number): (Span | undefined)[] => new Array<Span | undefined>(links).fill(undefined);

/** The way of a flow, leg by leg as far as it gets. */
export function courseOf(building: Building, flow: Flow): Course {
  const { marks } = building;
  const { path } = flow;
  const legs: number[] = [];
  let at = 0;
  let before = -1;
  while (at < path.length) {
    const leg = legAt(building, path, at, before);
    if (leg === -1) break;
    legs.push(leg);
    if (marks.failed[leg] === 1) return { flow, legs, works: false };
    at += linksIn(marks, leg);
    before = leg;
  }
  return { flow, legs, works: at === path.length };
}

/** Forgets the legs that touch any of these nodes, and every other that starts with the same link: marks each with 1. */
export function forget({ register, marks, spans }: Building, nodes: ReadonlySet<string>): Uint8Array {
  const { starts, dialer, link, end } = marks;
  const changed = new Uint8Array(register.nodes.size);
  for (const id of nodes) {
    const number = register.nodes.get(id);
    if (number !== undefined) changed[number] = 1;
  }
  const stale = new Uint8Array(marks.count);
  for (let leg = 0; leg < marks.count; leg++) {
    const begin = starts[leg] ?? 0;
    const stop = starts[leg + 1] ?? 0;
    let touched = changed[dialer[leg] ?? 0] === 1;
    for (let i = begin; i < stop && !touched; i++)
      touched = changed[end[i] ?? 0] === 1 || (i > begin && changed[register.from[link[i] ?? 0] ?? 0] === 1);
    if (!touched) continue;
    const first = link[begin] ?? 0;
    const span = spans[first];
    if (span) collect(span, stale);
    spans[first] = undefined;
  }
  return stale;
}

/** Marks every leg that starts as a span does. */
function collect(span: Span, stale: Uint8Array): void {
  for (const ending of endings) if (span[ending] !== -1) stale[span[ending]] = 1;
  for (const longer of span.next?.values() ?? []) collect(longer, stale);
}

/** The index of the leg that starts at a hop of a path, after the leg `before` (or -1); -1 when the path leads nowhere. */
function legAt(building: Building, path: readonly string[], start: number, before: number): number {
  const first = linkAt(building, path, start);
  if (first === -1) return -1;
  const chain = [first];
  const answers: Answer[] = [];
  let span = spanOver(building, null, first, answers);
  if (!span) return -1;
  while (span.passes && start + chain.length < path.length) {
    const next = linkAt(building, path, start + chain.length);
    if (next === -1 || wraps(building, next)) break;
    const longer: Span | null = spanOver(building, span, next, answers);
    if (!longer) break;
    span = longer;
    chain.push(next);
  }
  const goesOn = span.passes && start + chain.length < path.length;
  const ending = whyAstray(building, before, first) ?? (goesOn ? 'onward' : 'last');
  if (span[ending] === -1) span[ending] = follow(building, chain, answers, ending);
  return span[ending];
}

/** The number of a link of a path; -1 where it is not in the drawing. */
function linkAt({ register }: Building, path: readonly string[], at: number): number {
  const number = register.links.get(path[at] ?? '') ?? -1;
  return register.link[number] ? number : -1;
}

/** Whether the mesh proxy of the node that a link starts at makes the dial itself: then the stream is not passed on. */
const wraps = (building: Building, link: number): boolean => {
  const { ground, register } = building;
  const record = register.link[link];
  const node = register.node[register.from[link] ?? -1];
  return record !== undefined && node !== undefined && originates(record) && memberAt(ground, node) !== null;
};

/** The chain of a span (or none) and one link more. An answer that is worked out for it is left in `answers`. */
function spanOver(building: Building, span: Span | null, link: number, answers: Answer[]): Span | null {
  const known = span ? span.next?.get(link) : building.spans[link];
  if (known) return known;
  const answer = answerOn(building, link);
  if (!answer) return null;
  answers.push(answer);
  const passes = answer.mode === 'passthrough';
  const longer: Span = { last: -1, onward: -1, 'no-route': -1, 'redirect-answered': -1, passes, next: null };
  if (!span) building.spans[link] = longer;
  else {
    span.next ??= new Map();
    span.next.set(link, longer);
  }
  return longer;
}

function answerOn({ ground, register }: Building, number: number): Answer | null {
  const link = register.link[number];
  const node = register.node[register.to[number] ?? -1];
  return link && node ? answerFrom(node, productOf(node, ground.products), link) : null;
}

/** Why nothing that a leg brings goes out on a link, or null. */
function whyAstray(building: Building, before: number, link: number): Ending | null {
  const { marks, register } = building;
  const next = register.link[link];
  if (before === -1 || !next || (next.fromListener === undefined && marks.redirects[before] !== 1)) return null;
  const answer = answerOn(building, marks.link[(marks.starts[before + 1] ?? 0) - 1] ?? -1);
  return answer && whyNotFrom(answer, next);
}

/** Follows a leg: what it leaves behind is kept, and the leg itself made again when somebody asks for it. */
function follow(building: Building, chain: readonly number[], known: readonly Answer[], ending: Ending): number {
  const { ground, register, marks } = building;
  const links: Link[] = [];
  for (const number of chain) {
    const link = register.link[number];
    if (link) links.push(link);
  }
  const answers = known.length === chain.length ? known : chain.flatMap((number) => answerOn(building, number) ?? []);
  const first = links[0];
  const node = register.node[register.from[chain[0] ?? -1] ?? -1];
  if (!first || !node) return -1;
  const proxied = originates(first) && memberAt(ground, node) !== null;
  const call = callFrom(node, productOf(node, ground.products), first, proxied);
  return markLeg(marks, legOver(ground, call, links, answers, ending), ending, chain, register, ground);
}
