import { sessionName } from '../authenticity.ts';
import { everyHop, sealedRuling } from '../controls/transmission.ts';
import { type Hop, hasMutual, hasSession, isLoopback, isSealed } from '../hop.ts';
import { isAuthorised } from '../maturity.ts';
import { dataEncryption, trafficEncryption } from '../maturity-clauses.ts';
import { type Case, type Clause, type Pack, ruling } from '../regime.ts';
import { fate } from '../say.ts';

const architecture = 'https://csrc.nist.gov/pubs/sp/800/207/final';
const microservices = 'https://csrc.nist.gov/pubs/sp/800/204/a/final';
const authorisation = 'https://csrc.nist.gov/pubs/sp/800/204/b/final';
const memorandum = 'https://github.com/GSA/fedramp-automation';

const said = (hop: Hop, { scene }: Case): string => fate(scene.topology, hop, hop.cargo);

const clauses: readonly Clause[] = [
  {
    ...everyHop,
    id: '800-207-tenet-2',
    title: 'All communication is secured, wherever it is',
    asks: 'All communication is secured whatever the location of the network; being inside is no ground for trust.',
    source: architecture,
    confidence: 'H',
    judge: (hop, given) => {
      if (hasSession(hop)) return ruling('PASS', said(hop, given));
      if (isSealed(hop)) return sealedRuling(hop, given);
      return ruling('FAIL', `${said(hop, given)} The network that it lies in is its only protection.`);
    },
  },
  {
    over: 'hop',
    id: '800-204a',
    title: 'Services authenticate each other',
    asks: 'Services authenticate each other with mutual TLS; a service mesh is one way to have it.',
    source: microservices,
    confidence: 'M',
    appliesTo: (hop) => hop.opens && hop.kind === 'service' && hop.zone === 'cluster',
    none: 'No service calls another inside a cluster.',
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      return hasMutual(hop)
        ? ruling('PASS', `Both ends of ${name} prove who they are.`)
        : ruling('GAP', `The two ends of ${name} do not prove to each other who they are.`);
    },
  },
  {
    over: 'hop',
    id: '800-204b',
    title: 'Authenticated, and authorised',
    asks: 'Any pair of services authenticates mutually, and access is decided on the identity that this proves.',
    source: authorisation,
    confidence: 'H',
    appliesTo: (hop) => hop.opens && hop.kind === 'service' && !isLoopback(hop),
    none: 'No service calls another.',
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      if (!hasMutual(hop))
        return ruling(
          'N/A',
          `The two ends of ${name} are not mutually authenticated, so there is no identity to decide on.`,
        );
      return isAuthorised(topology, hop)
        ? ruling('PASS', `${hop.terminator.title} lets in named callers only: ${name}.`)
        : ruling(
            'GAP',
            `Authenticated, not authorised: whoever holds a valid identity may call ${hop.terminator.title}, not only ${hop.caller.title}.`,
          );
    },
  },
  {
    over: 'hop',
    id: 'm-22-09',
    title: 'HTTP is encrypted everywhere',
    asks: 'Agencies encrypt all DNS requests and all HTTP traffic inside their environment.',
    source: memorandum,
    confidence: 'H',
    appliesTo: (hop) => hop.http && !isLoopback(hop),
    none: 'No HTTP crosses a network. DNS is not drawn.',
    judge: (hop, given) => {
      if (hasSession(hop)) return ruling('PASS', said(hop, given));
      return ruling(
        'FAIL',
        isSealed(hop) ? `${said(hop, given)} The HTTP around it is not encrypted.` : said(hop, given),
      );
    },
  },
  trafficEncryption,
  dataEncryption,
];

export const pack: Pack = {
  id: 'zero-trust',
  title: 'Zero trust (NIST SP 800-207, 800-204, OMB M-22-09, CISA maturity model 2.0)',
  summary:
    'The architecture that United States agencies are told to reach, and the ladder that measures how far they are.',
  status: 'in-force',
  source: architecture,
  caveats: [
    'A zone, a subnet or a firewall is no protection here: a hop that has nothing else fails.',
    'The level is the maturity to be reached. Clear internal hops fail it from “advanced” on; for “initial” they are gaps.',
    'OMB M-22-09 was read as quoted in FedRAMP’s profile. DNS is not drawn, so nothing is said of it.',
  ],
  levels: [
    { id: 'initial', title: 'Maturity: Initial' },
    { id: 'advanced', title: 'Maturity: Advanced' },
    { id: 'optimal', title: 'Maturity: Optimal' },
  ],
  defaultLevel: 'advanced',
  clauses,
};
