import { encryptListener } from './fixes.ts';
import { sharedLegs } from './legs.ts';
import { type Finding, finding, type Rule } from './rule.ts';
import { hopOf, listAssets, placeOf } from './words.ts';

export const downgradable = {
  id: 'downgradable',
  title: 'Encrypted unless somebody objects',
  rationale:
    'Opportunistic TLS falls back to plaintext when the other side declines, and whoever sits in between can decline in its name. One changed byte, and everything is readable.',
  source: 'https://www.postgresql.org/docs/current/libpq-ssl.html',
  check: (context): readonly Finding[] => {
    const { topology } = context;
    return sharedLegs(context, 'active', ({ outcome }) => outcome.kind === 'session' && outcome.downgradable).map(
      ({ leg, assets, severity, worst }) =>
        finding(
          {
            rule: 'downgradable',
            severity,
            where: { link: worst.id },
            assets,
            message: `Someone ${placeOf(topology, worst)} who can alter packets switches encryption off and reads ${listAssets(topology, assets)}: on ${hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id })}, ${leg.call.node.title} encrypts only if offered.`,
          },
          () => encryptListener(context, leg, `Insist on TLS to ${leg.answer.node.title} and verify its certificate`),
        ),
    );
  },
} as const satisfies Rule;
