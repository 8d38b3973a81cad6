import { hasSession, isInternal, isLoopback, isPublic } from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Pack, ruling } from '../regime.ts';
import { counted, fate } from '../say.ts';

const article6 = 'https://judict.eu/en/sla/32022R2554/32024R1774-X/article-6';

export const pack: Pack = {
  id: 'dora',
  title: 'DORA, Regulation 2024/1774, Article 6',
  summary: 'Binds financial entities in the European Union.',
  status: 'in-force',
  source: article6,
  caveats: [
    'The policy must contain a rule for internal connections as well: whatever that rule says, having none is the breach.',
  ],
  levels: [],
  clauses: [
    {
      over: 'hop',
      id: 'art-6-2',
      title: 'A rule for every connection',
      asks: 'The policy on cryptography follows from classification and risk, and contains rules for data in transit, for internal network connections and for traffic with the outside.',
      source: article6,
      confidence: 'H',
      appliesTo: (hop) => !isLoopback(hop),
      none: 'Nothing here crosses a network.',
      judge: (hop, { scene }) => {
        const said = fate(scene.topology, hop, hop.cargo);
        const which = isInternal(hop)
          ? 'internal connections'
          : isPublic(hop)
            ? 'traffic with the outside'
            : 'this connection';
        return hasSession(hop)
          ? ruling('PASS', said)
          : ruling('EVIDENCE', `${said} Name the rule of your policy for ${which} that allows it.`);
      },
    },
    {
      over: 'design',
      id: 'art-6-2-policy',
      title: 'The policy itself',
      asks: 'The policy holds rules for data at rest, in transit and, where needed, in use.',
      source: article6,
      confidence: 'H',
      judge: (given) => {
        const links = new Set(travelling(given).map(({ link }) => link.id));
        return [
          ruling(
            'EVIDENCE',
            `${counted(links.size, 'connection')} ${links.size === 1 ? 'leaves' : 'leave'} a host here: show the policy that has a rule for each.`,
          ),
        ];
      },
    },
  ],
};
