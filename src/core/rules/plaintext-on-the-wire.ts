import type { Leg } from '../simulation/walk.ts';
import { sharedLegs, wireZone } from './legs.ts';
import { meshOf } from './mesh.ts';
import type { Context, Observation, Rule } from './rule.ts';
import { secureLeg } from './securing.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const plaintextOnTheWire = {
  id: 'plaintext-on-the-wire',
  title: 'Readable on the wire',
  rationale:
    'Without TLS, whoever can see packets on this network reads and alters what crosses it: a neighbour on the subnet, a mirrored port, a misrouted path, a compromised host. A private subnet keeps strangers out and does not change that for what is inside; encryption at rest is another place and another attacker.',
  source: 'https://www.rfc-editor.org/rfc/rfc7258',
  about: 'eavesdropping',
  clauses: [
    'pci-dss-4.0.1/4.2.1',
    'hipaa/164.312(e)(1)',
    'gdpr/art-32',
    'nist-800-53/SC-8',
    'nist-800-53/IA-5(1)(c)',
    'zero-trust/800-207-tenet-2',
    'asvs-5/12.3.1',
  ],
  misconceptions: ['M01', 'M10', 'M16', 'M27', 'M31'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return sharedLegs(context, 'plaintext', ({ outcome }) => outcome.kind === 'plaintext').map(
      ({ leg, assets, severity, worst }) => {
        const { call, answer, outcome } = leg;
        const hop = hopOf(topology, { from: call.node.id, to: answer.node.id });
        const why =
          outcome.kind === 'plaintext' && outcome.downgraded
            ? `${call.node.title} would encrypt if offered, ${answer.node.title} offers nothing, and it falls back without a word`
            : `plaintext ${call.protocol.title}`;
        const zone = wireZone(context, worst);
        const reader =
          zone?.kind === 'private-network' || zone?.kind === 'data-tier'
            ? `Anyone ${placeOf(topology, worst)}, private or not,`
            : `Anyone ${placeOf(topology, worst)}`;
        return {
          severity,
          where: { link: worst.id },
          assets,
          message: `${reader} can read ${listAssets(topology, assets)} between ${hop}: ${why}.${aside(context, leg)}`,
          fixes: () =>
            secureLeg(context, { leg, assets }, `Terminate TLS at ${answer.node.title} and verify its certificate`),
        };
      },
    );
  },
} as const satisfies Rule;

/** What makes people think that it is encrypted here. */
function aside(context: Context, { links, call, answer }: Leg): string {
  const { topology } = context;
  const by443 = links
    .slice(0, -1)
    .map(({ to, listener }) =>
      topology.nodes.get(to)?.listeners?.find(({ id }, i) => (listener ? id === listener : i === 0)),
    )
    .some((listener) => listener?.port === 443);
  if (by443) return ' Port 443 on the way encrypts nothing: a relay carries what it is given.';
  const [near, far] = [meshOf(context, call.node), meshOf(context, answer.node)];
  if (near && !far)
    return ` The mesh of ${near.zone.title} ends at ${call.node.title}: it covers what runs between its members.`;
  if (far && !near)
    return ` The mesh of ${far.zone.title} begins behind this hop: it covers what runs between its members.`;
  return '';
}
