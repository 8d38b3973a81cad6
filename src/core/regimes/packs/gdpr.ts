import { carries, hasSession, inClear, isLoopback, isPublic } from '../hop.ts';
import { type Pack, ruling } from '../regime.ts';
import { fate } from '../say.ts';

const article32 = 'https://gdpr-info.eu/art-32-gdpr/';

export const pack: Pack = {
  id: 'gdpr',
  title: 'GDPR, Article 32',
  summary: 'Binds whoever processes personal data of people in the European Union; here its words on transmission.',
  status: 'in-force',
  source: article32,
  caveats: [
    'It asks for security appropriate to the risk and names encryption as one way: nothing is demanded hop by hop, everything has to be reasoned.',
    'Health data and card numbers are personal data too.',
    'The level “strict” is a profile of its own: it takes personal data in clear on a public network for a failure.',
  ],
  levels: [
    { id: 'risk-based', title: 'As the text says: by risk' },
    { id: 'strict', title: 'Strict profile: public networks must be encrypted' },
  ],
  defaultLevel: 'risk-based',
  clauses: [
    {
      over: 'hop',
      id: 'art-32',
      title: 'Security of processing, in transit',
      asks: 'Security is appropriate to the risk, with encryption as appropriate; the risks of disclosure while data is transmitted are named among those to weigh (Art. 32(1)(a), 32(2), 5(1)(f)).',
      source: article32,
      confidence: 'M',
      about: ['PII', 'PHI', 'PAN'],
      appliesTo: (hop) => !isLoopback(hop),
      none: 'No personal data crosses a network.',
      judge: (hop, { scene, level }) => {
        const said = fate(scene.topology, hop, carries(hop, 'PII', 'PHI', 'PAN'));
        if (inClear(hop, 'PII', 'PHI', 'PAN').length === 0 || hasSession(hop)) return ruling('PASS', said);
        if (level === 'strict' && isPublic(hop)) return ruling('FAIL', said);
        return ruling('EVIDENCE', `${said} Write down why that is appropriate to the risk.`);
      },
    },
  ],
};
