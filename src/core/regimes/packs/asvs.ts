import { sessionName } from '../authenticity.ts';
import { communication } from '../controls/asvs-communication.ts';
import { serviceTls } from '../controls/asvs-service.ts';
import { source } from '../controls/asvs-source.ts';
import { hasMutual, isLoopback, isPublic } from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Clause, type Pack, ruling } from '../regime.ts';
import { nameSome } from '../say.ts';

const backendAccounts: Clause = {
  over: 'design',
  id: '13.2.1',
  title: 'Components authenticate with accounts of their own',
  asks: 'Components behind the application authenticate with individual service accounts, short-lived tokens or certificates, not with shared secrets that never change.',
  source,
  confidence: 'H',
  levels: ['l2', 'l3'],
  judge: (given) => {
    const { topology } = given.scene;
    const hops = travelling(given).filter((hop) => hop.opens && (hop.kind === 'service' || hop.kind === 'db'));
    if (hops.length === 0) return [ruling('N/A', 'No component here calls another.')];
    const bare = hops.filter((hop) => !hasMutual(hop)).map((hop) => sessionName(topology, hop));
    return [
      bare.length === 0
        ? ruling('PASS', 'Every component proves who it is by a certificate or workload identity of its own.')
        : ruling(
            'EVIDENCE',
            `Nothing drawn proves who calls on ${nameSome(bare)}: show that it is no shared secret that never changes.`,
          ),
    ];
  },
};

/** Level 3 asks it; below that its absence is a gap at most, for stapling is on the wane and this is hardly deployed. */
const beyond = (id: string, title: string, asks: string, undrawn: string): Clause => ({
  over: 'design',
  id,
  title,
  asks,
  source,
  confidence: 'H',
  judge: (given) => {
    const outward = travelling(given).filter((hop) => isPublic(hop) && !isLoopback(hop) && hop.session !== null);
    if (outward.length === 0) return [ruling('N/A', 'No TLS is spoken over a public network here.')];
    return [
      given.level === 'l3'
        ? ruling('EVIDENCE', `${undrawn} Show it.`)
        : ruling('GAP', `${undrawn} Level 3 asks for it.`),
    ];
  },
});

export const pack: Pack = {
  id: 'asvs-5',
  title: 'OWASP ASVS 5.0',
  summary: 'What a secure application is verified against; its chapter V12 on secure communication, and 13.2.1.',
  status: 'voluntary',
  source,
  caveats: [
    'Level 2 asks for encryption on every hop, inside as well, to databases, monitoring and management included.',
    'Encryption that falls back, such as sslmode=prefer, does not count.',
  ],
  levels: [
    { id: 'l1', title: 'Level 1' },
    { id: 'l2', title: 'Level 2' },
    { id: 'l3', title: 'Level 3' },
  ],
  defaultLevel: 'l2',
  clauses: [
    ...communication,
    beyond(
      '12.1.4',
      'Revocation',
      'Revocation of certificates works, by stapling for instance.',
      'Whether revocation is checked is not drawn.',
    ),
    beyond(
      '12.1.5',
      'Encrypted Client Hello',
      'The name of the server is hidden from the network (ECH).',
      'Whether the server name is hidden is not drawn.',
    ),
    ...serviceTls,
    backendAccounts,
  ],
};
