import type { Edit } from '../model/edits.ts';
import { type Feature, features } from '../model/features.ts';
import type { Topology } from '../model/topology.ts';

/** What one says of a component that is less able than its product, and the features that it then lacks. */
const inabilities: readonly (readonly [words: string, lacks: readonly Feature[]])[] = [
  ['terminate TLS', ['listen:terminate', 'listen:permissive']],
  ['dial TLS', ['dial:tls', 'dial:mutual', 'dial:opportunistic']],
  ['do TLS', ['listen:terminate', 'listen:permissive', 'dial:tls', 'dial:mutual', 'dial:opportunistic']],
  ['listen in plaintext', ['listen:plaintext', 'listen:permissive']],
  ['dial plaintext', ['dial:plaintext', 'dial:opportunistic']],
  ['pass TLS through', ['listen:passthrough-sni', 'listen:passthrough-tcp']],
  ['present a client certificate', ['dial:mutual']],
  ['ask for a client certificate', ['client-certificate:optional', 'client-certificate:required']],
  ['verify certificates', ['verify:ca', 'verify:full']],
  ['verify names', ['verify:full']],
];

export const inabilityWords: readonly string[] = inabilities.map(([words]) => words);

export type Premise = { readonly ok: true; readonly edit: Edit } | { readonly ok: false; readonly message: string };

/**
 * `legacy cannot terminate TLS` as an edit of the component's `cannot`, which no suggestion goes against. Null for a
 * sentence of another kind.
 */
export function premiseOf(topology: Topology, text: string): Premise | null {
  const [, name = '', said = ''] = /^\s*(.+?)\s+(?:cannot|can't|can not)\s+(.+?)\s*\.?\s*$/i.exec(text) ?? [];
  if (name === '') return null;
  const words = said.toLowerCase();
  const lacks =
    inabilities.find(([each]) => each.toLowerCase() === words)?.[1] ?? features.filter((feature) => feature === words);
  if (lacks.length === 0) return null;
  const wanted = name.replace(/^"(.*)"$/, '$1').toLowerCase();
  const node =
    topology.nodes.get(name) ??
    only([...topology.nodes.values()].filter(({ title }) => title.toLowerCase() === wanted)) ??
    only([...topology.nodes.values()].filter(({ id }) => id.toLowerCase() === wanted));
  if (!node) return { ok: false, message: `There is no component called "${name}" in this drawing.` };
  const cannot = [...new Set([...(node.cannot ?? []), ...lacks])];
  return { ok: true, edit: { table: 'nodes', id: node.id, set: { cannot } } };
}

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);
