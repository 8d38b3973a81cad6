import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { merged, setDial, strongestCheck } from './fixes.ts';
import { type CarryingLeg, sharedLegs } from './legs.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { secureLeg } from './securing.ts';
import { substitutes } from './substitutes.ts';
import { keepsWorking } from './trying-out.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const peerNotVerified = {
  id: 'peer-not-verified',
  title: 'Encrypted to an unknown peer',
  rationale:
    'TLS without checking the certificate keeps a passive listener out and lets an active one in: whoever can redirect the connection shows a certificate of their own and reads everything.',
  source: 'https://www.rfc-editor.org/rfc/rfc9525',
  about: 'impersonation',
  clauses: ['pci-dss-4.0.1/4.2.1', 'asvs-5/12.3.2', 'nist-800-53/SC-23', 'nist-800-53/IA-5(2)(b)'],
  misconceptions: ['M02', 'M05', 'M09'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const open = ({ outcome }: Leg) =>
      outcome.kind === 'session' && outcome.authentication === 'none' && !outcome.downgradable;
    return sharedLegs(context, 'active', open).map(({ leg, assets, severity, worst }) => {
      const { call, answer } = leg;
      const hop = hopOf(topology, { from: call.node.id, to: answer.node.id });
      const relays = leg.links.slice(0, -1).map(({ to }) => topology.nodes.get(to)?.title ?? to);
      const also = relays.length > 0 ? ` ${relays.join(' and ')}, which only relays, could do it too.` : '';
      const shows = call.tls === 'mutual' ? ' It proves who it is itself, to whoever answers.' : '';
      return {
        severity,
        where: { link: worst.id },
        assets,
        message: `An impostor ${placeOf(topology, worst)} could read ${listAssets(topology, assets)}: on ${hop}, ${call.node.title} accepts any certificate.${shows}${also}`,
        fixes: () => verifyFixes(context, { leg, assets }),
      };
    });
  },
} as const satisfies Rule;

function verifyFixes(context: Context, { leg, assets }: CarryingLeg): readonly Fix[] {
  const { call, answer } = leg;
  const check = strongestCheck(call.product, call.node);
  const sni = expectedName(call, answer);
  const title = `Verify ${answer.node.title}'s certificate`;
  if (check === 'none') {
    // The product has no such switch: only another product closes it.
    for (const { edits, context: scene, product, title: swap, note } of substitutes(context, call.node, [
      'verify:full',
      'dial:tls',
    ])) {
      const fix: Fix = {
        title: swap,
        note: note ?? `${product.title} can verify its upstream.`,
        edits: [...edits, setDial(scene.topology.links.get(call.link.id) ?? call.link, { verify: 'full', sni })],
      };
      const whole = merged(fix);
      if (keepsWorking(context, whole)) return [whole];
    }
    return secureLeg(context, { leg, assets }, `${title}, and issue one that passes`, 'ca');
  }
  const candidates: readonly Fix[] = [
    { title: `${title} on ${call.node.title}`, edits: [setDial(call.link, { verify: check, sni })] },
    {
      title: `${title}, and trust its issuer`,
      edits: [setDial(call.link, { verify: check, sni, trusts: [answer.certificate.issuer] })],
    },
  ];
  const works = candidates.find((fix) => keepsWorking(context, fix));
  return works ? [works] : secureLeg(context, { leg, assets }, `${title}, and issue one that passes`, 'ca');
}
