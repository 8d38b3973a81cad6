import type { Edit } from '../model/edits.ts';
import { can } from '../model/product.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';
import { isOpen } from '../simulation/leg-marks.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { setDial, strongestCheck } from './fixes.ts';
import { issuable } from './internal-names.ts';
import { allLegs } from './legs.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listed, titlesOf } from './words.ts';

export const blindInspection = {
  id: 'blind-inspection',
  title: 'The filter cannot see',
  rationale:
    'A firewall or filter that only relays TLS sees addresses, sizes, times and mostly the server name, and nothing of requests: an attack passes it as easily as an order. What is to be inspected has to be opened before.',
  source: 'https://www.rfc-editor.org/rfc/rfc8404',
  about: 'operation',
  clauses: ['nist-800-53/AC-4(4)'],
  misconceptions: ['M03'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const past = new Map<string, { legs: Leg[]; assets: Set<string> }>();
    for (const { leg, assets } of allLegs(context)) {
      if (leg.outcome.kind !== 'session') continue;
      for (const { to } of leg.links.slice(0, -1)) {
        if (!topology.nodes.get(to)?.inspects) continue;
        const known = past.get(to) ?? { legs: [], assets: new Set() };
        known.legs.push(leg);
        for (const asset of assets) known.assets.add(asset);
        past.set(to, known);
      }
    }
    return [...past].map(([id, { legs, assets }]) => {
      const title = topology.nodes.get(id)?.title ?? id;
      const to = listed(
        titlesOf(
          topology,
          legs.map(({ answer }) => answer.node.id),
        ),
      );
      return {
        severity: byHarm(topology, assets, 'low'),
        where: { node: id },
        assets: bySensitivity(topology, assets),
        message: `${title} stops no attack on ${to}: it is there to inspect, and TLS passes through it unopened. It sees addresses, sizes and names.`,
        fixes: () => [...opened(context, id, legs), unmarked(id, title)],
      };
    });
  },
} as const satisfies Rule;

const unmarked = (id: string, title: string): Fix => ({
  title: `Count on no inspection at ${title}`,
  note: 'What has to be filtered is then filtered where TLS ends.',
  edits: [{ table: 'nodes', id, set: { inspects: undefined } }],
});

/** TLS ends at the filter, with the certificate that was shown behind it, and starts anew from there, verified. */
function opened(context: Context, id: string, legs: readonly Leg[]): readonly Fix[] {
  const { topology, products } = context;
  const node = topology.nodes.get(id);
  // What it reads it would log.
  if (!node || node.logsBodies) return [];
  const product = productOf(node, products);
  if (!can(product, 'listen:terminate', node) || strongestCheck(product, node) !== 'full') return [];
  let listeners = listenersOf(node, product);
  const dials = new Map<string, Edit>();
  for (const { links, call, answer, outcome } of legs) {
    // What can be recorded, posed as or talked down to plaintext would only move: that has a repair of its own, first.
    if ([call, answer].some(({ keyExchange }) => keyExchange === 'rsa') || call.tls === 'opportunistic') return [];
    if (outcome.kind === 'session' && isOpen(outcome)) return [];
    const at = links.findIndex(({ to }) => to === id);
    const [into, onward] = [links[at], links[at + 1]];
    const reached = listeners.find((each, i) => (into?.listener === undefined ? i === 0 : each.id === into.listener));
    if (!into || !onward || !reached) return [];
    const { issuer, names } = answer.certificate;
    const called = [...new Set([...(names ?? []), expectedName(call, answer)])];
    // Names that only stand in for undrawn ones are on no certificate of a public CA.
    const shown = called.filter((name) => issuer !== 'public-ca' || issuable(name));
    const { negotiation } = call;
    const tls = {
      mode: 'terminate' as const,
      minVersion: '1.2' as const,
      certificate: { issuer, ...(shown.length > 0 ? { names: shown } : {}) },
    };
    listeners = listeners.map((each) => (each.id === reached.id ? { ...reached, tls } : each));
    const mutual = answer.clientCertificate === 'required';
    const { match, ...rest } = onward;
    const { sni: _, ...kept } = match ?? {};
    // What was drawn of a dial that only forwarded had no effect until now.
    const dial = {
      tls: mutual ? ('mutual' as const) : ('tls' as const),
      verify: 'full' as const,
      negotiation,
      minVersion: undefined,
      maxVersion: undefined,
      keyExchange: undefined,
      earlyData: undefined,
    };
    const edit = setDial(rest, { ...dial, sni: expectedName({ sni: undefined }, answer), trusts: [issuer] });
    // Early data that the two ends had none of until now would be new, and replayable.
    if (call.link.dial.earlyData) dials.set(call.link.id, setDial(call.link, { earlyData: undefined }));
    dials.set(onward.id, {
      ...edit,
      set: { ...edit.set, match: Object.keys(kept).length > 0 ? kept : undefined },
    } as Edit);
  }
  const fix: Fix = {
    title: `End TLS at ${node.title}, and start it anew from there`,
    note: `${node.title} then reads what passes, and holds a private key.`,
    edits: [{ table: 'nodes', id, set: { listeners: [...listeners] } }, ...dials.values()],
  };
  return keepsWorking(context, fix) ? [fix] : [];
}
