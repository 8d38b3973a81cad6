import { sharedLegs } from './legs.ts';
import type { Observation, Rule } from './rule.ts';
import { secureLeg } from './securing.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const downgradable = {
  id: 'downgradable',
  title: 'Encrypted unless somebody objects',
  rationale:
    'Opportunistic TLS falls back to plaintext when the other side declines, and whoever sits in between can decline in its name. One changed byte, and everything is readable.',
  source: 'https://www.postgresql.org/docs/current/libpq-ssl.html',
  about: 'impersonation',
  clauses: ['pci-dss-4.0.1/4.2.1', 'asvs-5/12.3.1', 'asvs-5/12.3.2', 'nist-800-53/SC-8', 'nist-800-53/SC-23'],
  misconceptions: ['M05'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return sharedLegs(context, 'active', ({ outcome }) => outcome.kind === 'session' && outcome.downgradable).map(
      ({ leg, assets, severity, worst }) => ({
        severity,
        where: { link: worst.id },
        assets,
        message: `Someone ${placeOf(topology, worst)} who can alter packets switches encryption off and reads ${listAssets(topology, assets)}: on ${hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id })}, ${leg.call.node.title} encrypts only if offered.`,
        fixes: () =>
          secureLeg(context, { leg, assets }, `Insist on TLS to ${leg.answer.node.title} and verify its certificate`),
      }),
    );
  },
} as const satisfies Rule;
