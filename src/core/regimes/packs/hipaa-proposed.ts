import { carries, hasSession, inClear, isLoopback } from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Pack, ruling } from '../regime.ts';
import { counted, fate } from '../say.ts';

/** Where the proposal stands: not law as of mid-2026. */
const status = 'https://medcurity.com/hipaa-security-rule-2026/';

export const pack: Pack = {
  id: 'hipaa-proposed-2025',
  title: 'HIPAA (proposed 2025)',
  summary:
    'What the Security Rule would ask if the proposal of 6 January 2025 (90 FR 898, RIN 0945-AA22) became law. It has not.',
  status: 'proposed',
  source: status,
  caveats: [
    'A proposal: the date on the agenda, May 2026, has passed without a final rule. Today’s rule is the pack “hipaa”.',
  ],
  levels: [],
  clauses: [
    {
      over: 'hop',
      id: 'encryption-in-transit',
      title: 'Encryption in transit (proposed)',
      asks: 'All health data in transit would be encrypted, on every network, with narrow exceptions and no longer “addressable”.',
      source: status,
      confidence: 'M',
      about: ['PHI'],
      appliesTo: (hop) => !isLoopback(hop),
      none: 'No health data crosses a network.',
      judge: (hop, { scene }) =>
        ruling(
          inClear(hop, 'PHI').length > 0 && !hasSession(hop) ? 'FAIL' : 'PASS',
          fate(scene.topology, hop, carries(hop, 'PHI')),
        ),
    },
    {
      over: 'design',
      id: 'network-map',
      about: ['PHI'],
      title: 'Map of the movement of health data (proposed)',
      asks: 'A map of the network would show how health data moves through the systems, and be kept up to date.',
      source: status,
      confidence: 'M',
      judge: (given) => {
        const links = new Set(
          travelling(given)
            .filter((hop) => carries(hop, 'PHI').length > 0)
            .map(({ link }) => link.id),
        );
        return [
          links.size === 0
            ? ruling('N/A', 'No health data crosses a network.')
            : ruling(
                'EVIDENCE',
                `This drawing maps ${counted(links.size, 'hop')} of health data: exported and dated it serves as the map, once somebody confirms that it is what runs.`,
              ),
        ];
      },
    },
  ],
};
