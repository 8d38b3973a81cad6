import { carries, hasSession, isLoopback } from '../hop.ts';
import { type Pack, ruling } from '../regime.ts';
import { fate } from '../say.ts';

const publication = 'https://csrc.nist.gov/pubs/sp/800/171/r3/final';

export const pack: Pack = {
  id: 'nist-800-171-r3',
  title: 'NIST SP 800-171 revision 3',
  summary: 'Binds contractors that hold controlled unclassified information (CUI) of the United States.',
  status: 'in-force',
  source: publication,
  caveats: [
    'Give assets that are CUI the class “cui”. While none has it, everything but public data is taken for CUI: the drawing cannot say which is not.',
  ],
  levels: [],
  clauses: [
    {
      over: 'hop',
      id: '03.13.08',
      title: 'CUI in transmission',
      asks: 'Cryptography prevents the disclosure of CUI while it is transmitted, over internal networks and external ones.',
      source: publication,
      confidence: 'M',
      about: ['CUI', 'PAN', 'PHI', 'PII', 'credential', 'internal'],
      appliesTo: (hop, { scene }) => !isLoopback(hop) && controlled(hop, scene.topology.data).length > 0,
      none: 'No CUI crosses a network.',
      judge: (hop, { scene }) => {
        const cargo = controlled(hop, scene.topology.data);
        const open = cargo.some(({ clear }) => clear) && !hasSession(hop);
        return ruling(open ? 'FAIL' : 'PASS', fate(scene.topology, hop, cargo));
      },
    },
  ],
};

function controlled(
  hop: Parameters<typeof carries>[0],
  data: ReadonlyMap<string, { readonly classification: string }>,
): ReturnType<typeof carries> {
  const named = [...data.values()].some(({ classification }) => classification === 'cui');
  return named ? carries(hop, 'CUI') : hop.cargo.filter(({ classes }) => !classes.includes('public'));
}
