import { openOf, sensitive, withReason } from '../controls/sensitive.ts';
import { isPublic } from '../hop.ts';
import { type Pack, ruling } from '../regime.ts';
import { counted } from '../say.ts';

const criteria = 'https://kirkpatrickprice.com/tag/soc-2-academy/page/6/';
const transmission = withReason('Show that this is what your own commitments say.');

export const pack: Pack = {
  id: 'soc2',
  title: 'SOC 2',
  summary:
    'An auditor’s report on whether a service keeps its own commitments; here the criteria that speak of data in transit.',
  status: 'voluntary',
  source: criteria,
  caveats: ['Your own commitments decide. The points of focus guide the auditor, they bind nobody.'],
  levels: [],
  clauses: [
    {
      over: 'design',
      id: 'CC6.1',
      about: sensitive,
      title: 'Protection of information assets',
      asks: 'Access to protected information is restricted by architecture and measures, encryption among them, to meet the entity’s objectives.',
      source: criteria,
      confidence: 'M',
      judge: (given) => {
        const { open, all } = openOf(given);
        if (all === 0) return [ruling('N/A', 'Nothing more sensitive than internal data crosses a network.')];
        return [
          open === 0
            ? ruling(
                'PASS',
                `Sensitive data is encrypted on ${all === 1 ? 'the one hop' : `all ${counted(all, 'hop')}`} that it crosses.`,
              )
            : ruling(
                'EVIDENCE',
                `Sensitive data crosses ${counted(open, 'hop')} of ${all} without a session of its own: show which objective allows it.`,
              ),
        ];
      },
    },
    {
      ...transmission,
      id: 'CC6.6',
      title: 'Threats from outside the boundaries',
      asks: 'Measures protect against threats from outside the boundaries of the system, on the way in and out too.',
      source: criteria,
      confidence: 'M',
      appliesTo: (hop) => isPublic(hop) || hop.zone === 'undrawn',
      none: 'Nothing more sensitive than internal data crosses a public network.',
    },
    {
      ...transmission,
      id: 'CC6.7',
      title: 'Transmission of information',
      asks: 'Information is restricted and protected while it is transmitted or moved, to meet the entity’s objectives.',
      source: criteria,
      confidence: 'M',
    },
  ],
};
