import type { Edit } from '../model/edits.ts';
import { can, type ProductKind } from '../model/product.ts';
import type { Issuer, Listener, ListenerTls } from '../model/schema.ts';
import { setListener } from '../rules/fixes.ts';
import type { Context } from '../rules/rule.ts';
import type { Answer } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Proposal } from './move.ts';

/**
 * Lets TLS through a component where it ends today: the caller's session goes on to whoever stands behind, who shows a
 * certificate that the caller takes. Only where all that the component does behind this listener leads one way: with
 * ciphertext it can no longer choose by path or host.
 */
export function relayMoves({ simulation }: Context): readonly Proposal[] {
  const passages = new Map<string, { readonly into: Leg[]; readonly out: Leg[] }>();
  for (const { legs } of simulation.flows.values())
    for (const [position, into] of legs.entries()) {
      const out = legs[position + 1];
      const key = `${into.answer.node.id}/${into.answer.listener.id}`;
      const known = passages.get(key) ?? { into: [], out: [] };
      known.into.push(into);
      if (out) known.out.push(out);
      passages.set(key, known);
    }
  return [...passages.values()].flatMap(passThrough);
}

function passThrough({
  into,
  out,
}: {
  readonly into: readonly Leg[];
  readonly out: readonly Leg[];
}): readonly Proposal[] {
  const [relay, next] = [into[0]?.answer, out[0]];
  // A flow that ends here, or several ways on: nobody behind could end the session.
  if (!relay || !next || out.length < into.length) return [];
  if (out.some(({ call }) => call.link.id !== next.call.link.id) || next.links.length > 1) return [];
  if (into.some(({ call }) => call.tls === 'plaintext' || call.tls === 'opportunistic')) return [];
  if (!relaying.has(relay.product.kind) || !speaksOn(into, next)) return [];
  const by = (['sni', 'tcp'] as const).find((each) => can(relay.product, `listen:passthrough-${each}`, relay.node));
  const end = next.answer;
  if (by === undefined || !can(end.product, 'listen:terminate', end.node)) return [];
  const { node, product, listener } = relay;
  const forwarded: Listener = { ...listener, tls: { mode: 'passthrough', by } };
  return [
    {
      title: `Pass TLS through ${node.title} to ${end.node.title}, which ends it`,
      note: `${node.title} then reads nothing: it can no longer inspect, cache, or route by path.`,
      edits: [setListener(node, product, forwarded), ...terminateFor(end, relay, into)],
    },
  ];
}

/** What passes on the requests of others. A service answers them, and what it sends on is its own. */
const relaying: ReadonlySet<ProductKind> = new Set(['edge', 'load-balancer', 'gateway']);

/** Whether what comes in is what goes out: a session of HTTP ends at no database. */
const speaksOn = (into: readonly Leg[], { call: { protocol } }: Leg): boolean =>
  into.every(({ call }) => call.protocol.id === protocol.id || (call.protocol.http && protocol.http));

/** The far listener, ending what the callers of the relay dial: with the relay's names, of an issuer that they take. */
function terminateFor(end: Answer, relay: Answer, into: readonly Leg[]): readonly Edit[] {
  const { tls } = end.listener;
  const kept = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : { minVersion: '1.2' as const };
  const names = new Set([...(end.certificate.names ?? []), ...into.map(({ call }) => expectedName(call, relay))]);
  const issuers: readonly Issuer[] = [relay.certificate.issuer, end.certificate.issuer, 'private-ca', 'public-ca'];
  const issuer =
    issuers.find((each) => into.every(({ call }) => call.verify === 'none' || call.trusts.includes(each))) ??
    relay.certificate.issuer;
  const next: ListenerTls = {
    ...kept,
    mode: 'terminate',
    certificate: { issuer, names: [...names].sort() },
  };
  const dials = into.flatMap(({ call }): readonly Edit[] =>
    call.link.dial.sni === undefined
      ? [{ table: 'links', id: call.link.id, set: { dial: { ...call.link.dial, sni: expectedName(call, relay) } } }]
      : [],
  );
  return [setListener(end.node, end.product, { ...end.listener, tls: next }), ...dials];
}
