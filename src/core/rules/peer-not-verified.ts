import { can } from '../model/product.ts';
import type { Listener } from '../model/schema.ts';
import { boundListener, listenersOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { asBounded } from './design-fixes.ts';
import { encryptListener, keepsWorking, setDial, strongestCheck } from './fixes.ts';
import { sharedLegs } from './legs.ts';
import { type Context, type Finding, type Fix, finding, type Rule } from './rule.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const peerNotVerified = {
  id: 'peer-not-verified',
  title: 'Encrypted to an unknown peer',
  rationale:
    'TLS without checking the certificate keeps a passive listener out and lets an active one in: whoever can redirect the connection shows a certificate of their own and reads everything.',
  source: 'https://www.rfc-editor.org/rfc/rfc9525',
  check: (context): readonly Finding[] => {
    const { topology } = context;
    const open = (leg: Leg) =>
      leg.outcome.kind === 'session' && leg.outcome.authentication === 'none' && !leg.outcome.downgradable;
    return sharedLegs(context, 'active', open).map(({ leg, assets, severity, worst }) => {
      const hop = hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id });
      const relays = leg.links.slice(0, -1).map(({ to }) => topology.nodes.get(to)?.title ?? to);
      const also = relays.length > 0 ? ` ${relays.join(' and ')}, which only relays, could do it too.` : '';
      return finding(
        {
          rule: 'peer-not-verified',
          severity,
          where: { link: worst.id },
          assets,
          message: `An impostor ${placeOf(topology, worst)} could read ${listAssets(topology, assets)}: on ${hop}, ${leg.call.node.title} accepts any certificate.${also}`,
        },
        () => verifyFixes(context, leg),
      );
    });
  },
} as const satisfies Rule;

function verifyFixes(context: Context, { call, answer }: Leg): readonly Fix[] {
  const check = strongestCheck(call.product, call.node);
  const sni = expectedName(call, answer);
  if (check !== 'none') {
    const fix: Fix = {
      title: `Verify ${answer.node.title}'s certificate on ${call.node.title}`,
      edits: [setDial(call.link, { verify: check, sni })],
    };
    if (keepsWorking(context, fix)) return [fix];
    const trusted: Fix = {
      title: `Verify ${answer.node.title}'s certificate, and trust its issuer`,
      edits: [setDial(call.link, { verify: check, sni, trusts: [answer.certificate.issuer] })],
    };
    if (keepsWorking(context, trusted)) return [trusted];
    return encryptListener(
      context,
      { call, answer },
      `Verify ${answer.node.title}'s certificate, and issue one that passes`,
    );
  }
  // The product has no such switch: only another product closes it.
  const substitute = [...context.products.values()].find(
    (product) =>
      product.kind === call.product.kind &&
      product.operator === null &&
      can(product, 'verify:full') &&
      can(product, 'listen:terminate'),
  );
  if (!substitute) return [];
  const fix: Fix = {
    title: `Run ${substitute.title} in place of ${call.product.title}`,
    note: `${call.product.title} cannot verify its upstream at all; ${substitute.title} can, and you run it yourself.`,
    edits: [
      { table: 'nodes', id: call.node.id, set: { product: substitute.id, listeners: asRun(call) } },
      setDial(call.link, { verify: 'full', sni }),
    ],
  };
  return keepsWorking(context, fix) ? [fix] : [];
}

/** Its listeners written out: what one product can't do, or does by default, another may. */
function asRun({ node, product }: Leg['call']): Listener[] {
  return listenersOf(node, product).map((listener) => {
    const answer = boundListener(node, product, listener);
    const drawn = asBounded(answer);
    if (drawn.tls.mode !== 'terminate' && drawn.tls.mode !== 'permissive') return drawn;
    const certificate = { ...drawn.tls.certificate, issuer: answer.certificate.issuer };
    return { ...drawn, tls: { ...drawn.tls, certificate } };
  });
}
