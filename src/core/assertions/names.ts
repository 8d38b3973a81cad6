import { classifications, zoneKinds } from '../model/schema.ts';
import type { Table } from '../model/table.ts';
import type { Scene } from '../observers/observer.ts';
import { anyTraffic } from '../simulation/flows.ts';
import { assetTitle, type FlowVerdict, type ProxyVerdict } from '../simulation/verdict.ts';
import type { Name } from './grammar.ts';

/** What a name stands for in this drawing, and how a sentence for people calls it; or why it stands for nothing. */
export type Found<T> =
  | { readonly ok: true; readonly all: readonly T[]; readonly said: string }
  | { readonly ok: false; readonly message: string };

interface Candidate<T> {
  readonly id: string;
  readonly title: string;
  readonly record: T;
}

/** A bare name is an id first, then a group (a kind of zone, a class of data), then a title; a quoted one a title, then an id. */
function lookUp<T>(
  name: Name,
  noun: string,
  candidates: readonly Candidate<T>[],
  group: (text: string) => Found<T> | null = () => null,
): Found<T> {
  const { text, quoted } = name;
  const byId = () => candidates.filter(({ id }) => id === text);
  const exactly = () => candidates.filter(({ title }) => title === text);
  const loosely = () => candidates.filter(({ title }) => folded(title) === folded(text));
  const first = quoted ? exactly() : byId();
  const grouped = first.length === 0 && !quoted ? group(text) : null;
  if (grouped) return grouped;
  const found = [() => first, ...(quoted ? [loosely, byId] : [exactly, loosely])]
    .map((each) => each())
    .find((each) => each.length > 0);
  if (!found)
    return { ok: false, message: `There is no ${noun} called "${text}" in this drawing.${nearest(text, candidates)}` };
  const [one, other] = found;
  if (one && !other) return { ok: true, all: [one.record], said: one.title };
  return {
    ok: false,
    message: `${found.length} of the drawing's ${noun}s are called "${text}": say which by its id (${found
      .map(({ id }) => id)
      .sort()
      .join(', ')}).`,
  };
}

const folded = (text: string): string => text.trim().toLowerCase();

/** What was probably meant: a name that is at most two letters away, or the same in other letters' case. */
function nearest<T>(text: string, candidates: readonly Candidate<T>[]): string {
  if (text.length > 40) return '';
  const near = candidates
    .flatMap(({ id, title }) => (id === title ? [id] : [id, title]))
    .filter((each) => each !== '' && Math.abs(each.length - text.length) <= 2)
    .map((each) => ({ each, distance: distanceOf(folded(each), folded(text)) }))
    .filter(({ each, distance }) => distance <= 2 && distance < each.length)
    .sort(
      (a, b) =>
        a.distance - b.distance || distanceOf(a.each, text) - distanceOf(b.each, text) || (a.each < b.each ? -1 : 1),
    );
  return near[0] ? ` Did you mean "${near[0].each}"?` : '';
}

/** Levenshtein's distance, row by row. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

const titled = <T extends { readonly id: string; readonly title: string }>(
  table: Table<T>,
): readonly Candidate<string>[] => [...table.values()].map(({ id, title }) => ({ id, title, record: id }));

/** A drawn component, by its id. */
export const nodeNamed = ({ topology }: Scene, name: Name): Found<string> =>
  lookUp(name, 'component', titled(topology.nodes));

/** Who may read: a drawn component, or a mesh proxy that is not drawn. */
export function readersNamed({ topology, simulation }: Scene, names: readonly Name[]): Found<Reader> {
  const candidates: readonly Candidate<Reader>[] = [
    ...[...topology.nodes.values()].map(({ id, title }) => ({ id, title, record: { node: id } })),
    ...[...simulation.proxies.values()].map((proxy) => ({
      id: proxy.id,
      title: proxy.title,
      record: { proxy: proxy.id },
    })),
  ];
  return joined(names, (name) => lookUp(name, 'component', candidates));
}
export type Reader = { readonly node: string } | { readonly proxy: ProxyVerdict['id'] };

export const nodesNamed = (scene: Scene, names: readonly Name[]): Found<string> =>
  joined(names, (name) => nodeNamed(scene, name));

function joined<T>(names: readonly Name[], find: (name: Name) => Found<T>): Found<T> {
  const all: T[] = [];
  const said: string[] = [];
  for (const name of names) {
    const found = find(name);
    if (!found.ok) return found;
    all.push(...found.all);
    said.push(found.said);
  }
  return { ok: true, all, said: listed(said) };
}

/** One zone, or all zones of a kind. */
export function zonesNamed({ topology }: Scene, name: Name): Found<string> {
  return lookUp(name, 'zone', titled(topology.zones), (text) => {
    const kind = zoneKinds.find((each) => each === text.toLowerCase());
    if (kind === undefined) return null;
    const all = [...topology.zones.values()].filter((zone) => zone.kind === kind);
    const [only, more] = all;
    if (!only) return { ok: false, message: `No zone of the kind "${kind}" is drawn.` };
    return { ok: true, all: all.map(({ id }) => id), said: more ? `a zone of the kind ${kind}` : only.title };
  });
}

/** One asset, or all assets of a class; in a drawing without data, `traffic` is whatever is sent. */
export function assetsNamed({ topology }: Scene, name: Name): Found<string> {
  if (topology.data.size === 0 && name.text === anyTraffic)
    return { ok: true, all: [anyTraffic], said: assetTitle(topology, anyTraffic) };
  return lookUp(name, 'data asset', titled(topology.data), (text) => {
    const wanted = text.toLowerCase();
    const all = [...topology.data.values()].filter(({ classification }) => classification === wanted);
    if (all.length > 0) return { ok: true, all: all.map(({ id }) => id), said: `${wanted} data` };
    const known = classifications.find((each) => each === wanted);
    return known === undefined || [...topology.data.values()].some(({ title }) => folded(title) === wanted)
      ? null
      : { ok: false, message: `No data of the class "${known}" is drawn.` };
  });
}

/** A flow, drawn or derived. */
export function flowNamed({ simulation }: Scene, name: Name): Found<FlowVerdict> {
  const candidates = [...simulation.flows.values()].map((verdict) => ({
    id: verdict.flow.id,
    title: verdict.flow.title,
    record: verdict,
  }));
  return lookUp(name, 'flow', candidates);
}

/** "A, B and C". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? 'nobody') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
