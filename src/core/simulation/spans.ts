import type { Flow } from '../model/schema.ts';
import { answerAt, type Ground, memberAt } from './ground.ts';
import { originates } from './mesh.ts';
import { type Leg, legFrom, whyNotFrom } from './walk.ts';
import type { Course } from './ways.ts';

/** What courses are worked out on, and add to. */
export interface Building {
  readonly ground: Ground;
  /** By index; only added to, so that an index stays what it was. */
  readonly legs: Leg[];
  readonly spans: Spans;
  /** The legs that touch a node, by its id; also those that are no longer used. */
  readonly byNode: Map<string, number[]>;
}

export type Spans = Map<string, Span>;

/** What is known of a chain of links: the leg that ends with it, by how it came about, and longer chains. */
interface Span {
  /** Indices of legs; -1 where none has been followed. */
  readonly ends: { usual: number; astray: number; wrapped: number };
  readonly passes: boolean;
  next: Spans | null;
}

/** The way of a flow, leg by leg as far as it gets. */
export function courseOf(building: Building, flow: Flow): Course {
  const { path } = flow;
  const legs: number[] = [];
  let at = 0;
  let before: Leg | undefined;
  while (at < path.length) {
    const index = legAt(building, path, at, before);
    const leg = building.legs[index];
    if (!leg) break;
    legs.push(index);
    if (leg.outcome.kind === 'failed') return { flow, legs, works: false };
    at += leg.links.length;
    before = leg;
  }
  return { flow, legs, works: at === path.length };
}

/**
 * Forgets the legs that touch a node, and every other leg that starts with the same link; returns their indices.
 */
export function forget({ legs, spans, byNode }: Building, node: string): readonly number[] {
  const stale: number[] = [];
  for (const index of byNode.get(node) ?? []) {
    const first = legs[index]?.links[0]?.id ?? '';
    const span = spans.get(first);
    if (!span) continue;
    collect(span, stale);
    spans.delete(first);
  }
  byNode.delete(node);
  return stale;
}

/** Every leg that starts as a span does. */
function collect({ ends, next }: Span, into: number[]): void {
  for (const index of [ends.usual, ends.astray, ends.wrapped]) if (index >= 0) into.push(index);
  for (const longer of next?.values() ?? []) collect(longer, into);
}

/** The index of the leg that starts at a hop of a path; -1 when the path leads nowhere. */
function legAt(building: Building, path: readonly string[], start: number, before?: Leg): number {
  const { ground, legs, spans, byNode } = building;
  const { links, nodes } = ground.topology;
  let span = spanOf(ground, spans, path[start]);
  let wrapped = false;
  for (let i = start + 1; span?.passes && i < path.length; i++) {
    const next = links.get(path[i] ?? '');
    if (next && originates(next)) {
      const relay = nodes.get(next.from);
      wrapped = relay !== undefined && memberAt(ground, relay) !== null;
      if (wrapped) break;
    }
    span.next ??= new Map();
    const longer = spanOf(ground, span.next, path[i]);
    if (!longer) break;
    span = longer;
  }
  if (!span) return -1;
  const first = before && links.get(path[start] ?? '');
  const end = first && whyNotFrom(before.answer, first) ? 'astray' : wrapped ? 'wrapped' : 'usual';
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

function note(byNode: Map<string, number[]>, node: string, leg: number): void {
  const known = byNode.get(node);
  if (known) known.push(leg);
  else byNode.set(node, [leg]);
}

function spanOf(ground: Ground, spans: Spans, id: string | undefined): Span | undefined {
  if (id === undefined) return undefined;
  const known = spans.get(id);
  if (known) return known;
  const link = ground.topology.links.get(id);
  const answer = link && answerAt(ground, link);
  if (!answer) return undefined;
  const span: Span = {
    ends: { usual: -1, astray: -1, wrapped: -1 },
    passes: answer.mode === 'passthrough',
    next: null,
  };
  spans.set(id, span);
  return span;
}
