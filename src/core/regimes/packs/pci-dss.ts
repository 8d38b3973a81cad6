import { productOf } from '../../simulation/bounds.ts';
import { assetTitle } from '../../simulation/verdict.ts';
import { endpointsOf, nameOf } from '../endpoints.ts';
import {
  applicationTls,
  carries,
  type Hop,
  hasLink,
  hasSession,
  hasStrong,
  inClear,
  isLoopback,
  isPublic,
  olderThan,
} from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Case, type Clause, type Pack, type Ruling, ruling } from '../regime.ts';
import { assetsOf, counted, fate, hopName, nameSome } from '../say.ts';
import { holdsClass, readersOf, scopeOf } from '../scope.ts';

/** Republished text of the requirements, read in place of the one behind a form. */
const requirement4 = 'https://service.securitm.ru/docs/pci-dss-v4-0/requirement-4-2';
const goodPractice = 'https://sammy.codific.com/browse/pci-dss-401/protect-account-data/';
const faq1045 = 'https://pciwatch.org/pcisscfaqs/1045/2009-03-13T00:00:00Z';
const requirement2 = 'https://withpci.com/requirements/2/2.2/2.2.7';
const requirement8 = 'https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/08/03';

const pan = (hop: Hop) => carries(hop, 'PAN');
const fateOfPan = (hop: Hop, { scene }: Case): string => fate(scene.topology, hop, pan(hop));

/** The carrier's network, unless the document says why it counts as private (SSC FAQ 1045). */
const openNetwork = (hop: Hop, given: Case): boolean =>
  hop.zone === 'carrier-unassessed' ? given.reasonFor('faq-1045', hop)?.missing.length !== 0 : isPublic(hop);

const inPlain = (hop: Hop): boolean => inClear(hop, 'PAN').length > 0;

function onOpenNetwork(hop: Hop, given: Case): Ruling {
  const { topology } = given.scene;
  const said = fateOfPan(hop, given);
  if (hop.zone === 'undrawn')
    return hasStrong(hop) || !inPlain(hop)
      ? ruling('PASS', said)
      : ruling('EVIDENCE', `${said} Nobody has drawn which network this is: if it is open or public, this fails.`);
  if (!inPlain(hop)) return ruling('PASS', said);
  if (!hasStrong(hop)) return ruling('FAIL', said);
  const min = hop.leg?.answer.versions[0];
  if (applicationTls(hop) && min && olderThan(min, '1.2'))
    return ruling(
      'FAIL',
      `${hop.terminator.title} still lets callers in with TLS ${min}, a version with known weaknesses: ${assetsOf(topology, pan(hop))} on ${hopName(topology, hop)}.`,
    );
  return ruling('PASS', `${said} Whether certificates are revoked in time is not drawn.`);
}

const clauses: readonly Clause[] = [
  {
    over: 'hop',
    id: '4.2.1',
    title: 'Card data on open, public networks',
    asks: 'Card numbers that cross an open, public network are protected by strong cryptography: only trusted keys and certificates, confirmed as valid, no insecure version and no way to fall back to one.',
    source: requirement4,
    confidence: 'H',
    about: ['PAN'],
    appliesTo: (hop, given) => openNetwork(hop, given) || hop.zone === 'undrawn',
    none: 'No card data crosses an open, public network.',
    judge: onOpenNetwork,
  },
  {
    over: 'hop',
    id: '4.2.1-guidance',
    title: 'Card data on internal networks (good practice)',
    asks: 'Encrypting card numbers on internal networks as well is called good practice. It is not required.',
    source: goodPractice,
    confidence: 'H',
    about: ['PAN'],
    appliesTo: (hop, given) => !openNetwork(hop, given) && hop.zone !== 'undrawn' && !isLoopback(hop),
    none: 'No card data crosses an internal network.',
    judge: (hop, given) => {
      const said = fateOfPan(hop, given);
      if (!inPlain(hop) || hasSession(hop)) return ruling('PASS', said);
      const below = hasLink(hop) ? ' Encryption of the wire alone is not what the good practice means.' : '';
      return ruling(
        'GAP',
        `${said}${below} Requirement 4.2.1 does not ask for more inside, yet everything that sees the number stays in scope.`,
      );
    },
  },
  {
    over: 'hop',
    id: 'faq-1045',
    title: "Is a carrier's or provider's network private?",
    asks: "A carrier's network counts as private only after somebody has assessed it; if the internet reaches it or others share it, it is public. The assessor decides the same of a cloud's virtual network.",
    source: faq1045,
    confidence: 'H',
    about: ['PAN'],
    appliesTo: ({ zone }) => zone === 'carrier-unassessed' || zone === 'wan-private' || zone === 'vpc',
    none: "No card data crosses a carrier's network or a virtual network of a cloud.",
    judge: (hop, given) => {
      const { topology } = given.scene;
      const name = hopName(topology, hop);
      const assets = assetsOf(topology, pan(hop));
      if (!inPlain(hop) || hasStrong(hop))
        return ruling('N/A', `${fateOfPan(hop, given)} Whether the network is private does not matter.`);
      if (hop.zone === 'wan-private')
        return {
          verdict: 'EVIDENCE',
          message: `The drawing says that the carrier's network under ${name} was assessed and counts as private: keep the assessment at hand.`,
          answered: true,
        };
      if (hop.zone === 'vpc')
        return ruling(
          'EVIDENCE',
          `${assets} crosses ${name} without encryption of its own. A virtual network is not private by its name: write down why the assessor may take it so.`,
        );
      return ruling(
        'EVIDENCE',
        `${assets} crosses a carrier's network on ${name}. It counts as public, and requirement 4.2.1 applies, until an assessment says otherwise.`,
      );
    },
  },
  {
    over: 'design',
    id: '4.2.1.1',
    title: 'Inventory of trusted keys and certificates',
    asks: 'An inventory is kept of the trusted keys and certificates that protect card numbers in transit.',
    source: requirement4,
    confidence: 'H',
    judge: (given) => {
      const ends = new Set(
        travelling(given)
          .filter((hop) => openNetwork(hop, given) && pan(hop).length > 0 && hop.session !== null)
          .map(({ leg }) => leg?.answer)
          .flatMap((answer) => (answer ? [`${answer.node.id}/${answer.listener.id}`] : [])),
      );
      const used = endpointsOf(given.scene).filter(({ node, answer }) => ends.has(`${node.id}/${answer.listener.id}`));
      if (used.length === 0)
        return [ruling('N/A', 'No certificate of this drawing protects card data on an open, public network.')];
      const bare = used.filter(({ drawn }) => drawn.certificate?.lifetimeDays === undefined);
      const unknown = bare.length > 0 ? ` No lifetime is drawn for ${nameSome(bare.map(nameOf))}.` : '';
      return [
        ruling(
          'EVIDENCE',
          `${counted(used.length, 'certificate')} ${used.length === 1 ? 'protects' : 'protect'} card data on public networks: ${nameSome(used.map(nameOf))}. The inventory names the issuer, owner and expiry of each.${unknown}`,
        ),
      ];
    },
  },
  {
    over: 'hop',
    id: '4.2.1.2',
    title: 'Wireless networks',
    asks: 'A wireless network that carries card numbers or is connected to the cardholder data environment uses the best practices of the industry for authentication and encryption.',
    source: requirement4,
    confidence: 'H',
    appliesTo: (hop, given) =>
      hop.zone === 'wireless' &&
      (pan(hop).length > 0 || [hop.link.from, hop.link.to].some((id) => readersOf(given.scene, 'cardholder').has(id))),
    none: 'No wireless network carries card data or touches a component that reads it.',
    judge: (hop, given) =>
      ruling(
        hasStrong(hop) ? 'PASS' : 'FAIL',
        fate(given.scene.topology, hop, pan(hop).length > 0 ? pan(hop) : hop.cargo),
      ),
  },
  {
    over: 'hop',
    id: '2.2.7',
    title: 'Administrative access',
    asks: 'Every administrative access that is not at the console itself is encrypted, inside as well as outside; web interfaces and programming interfaces count.',
    source: requirement2,
    confidence: 'H',
    appliesTo: (hop, given) =>
      hop.kind === 'admin' && !isLoopback(hop) && scopeOf(given.scene, 'cardholder').has(hop.terminator.id),
    none: 'No administrative access to a component in scope is drawn. How they are administered has to be shown otherwise.',
    alwaysExists: true,
    judge: (hop, { scene }) => ruling(hasSession(hop) ? 'PASS' : 'FAIL', fate(scene.topology, hop, hop.cargo)),
  },
  {
    over: 'hop',
    id: '8.3.2',
    title: 'Passwords and other authentication factors',
    asks: 'Authentication factors are unreadable while they are sent and stored, on every system component, inside as well as outside. The accounts of consumers are not meant.',
    source: requirement8,
    confidence: 'H',
    about: ['credential'],
    appliesTo: (hop, given) => !isLoopback(hop) && holdsClass(given.scene.topology, 'cardholder'),
    none: 'No credentials cross a network in a design that handles card data.',
    judge: (hop, given) => {
      const { topology } = given.scene;
      const credentials = carries(hop, 'credential');
      const said = fate(topology, hop, credentials);
      if (inClear(hop, 'credential').length === 0 || hasSession(hop)) return ruling('PASS', said);
      // Whoever sits at the client may be a customer, whose account requirement 8 leaves out. Secondary text: M.
      if (hop.kind === 'user' && credentials.every(({ fromClient }) => fromClient))
        return ruling(
          'EVIDENCE',
          `${said} If these are customers' own accounts, requirement 8 does not speak of them: say whose they are. For staff this fails.`,
        );
      const excuse = given.reasonFor('8.3.2', hop);
      if (excuse?.missing.length === 0) return { verdict: 'EVIDENCE', message: said };
      return ruling('FAIL', `${said} Only customers' own accounts are left out of requirement 8.`);
    },
  },
  {
    over: 'design',
    id: '1.2.3',
    title: 'Network and data-flow diagrams',
    asks: 'A current network diagram and a current diagram of the flows of account data are kept (1.2.3 and 1.2.4).',
    source: 'https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/04',
    confidence: 'M',
    judge: ({ scene: { topology, simulation } }) => {
      if (!holdsClass(topology, 'cardholder')) return [ruling('N/A', 'No card data is drawn.')];
      const flows = [...simulation.flows.values()].filter(({ flow }) =>
        [...flow.carries, ...(flow.returns ?? [])].some((id) => topology.data.get(id)?.classification === 'cardholder'),
      );
      return [
        ruling(
          'EVIDENCE',
          `This drawing shows ${counted(flows.length, 'flow')} of card data: exported and dated it serves as the diagram, once somebody confirms that it is what runs.`,
        ),
      ];
    },
  },
  {
    over: 'design',
    id: '12.3.3',
    title: 'Inventory of protocols and cipher suites',
    asks: 'The cipher suites and protocols in use are listed and reviewed at least once a year (in force since 31 March 2025).',
    source: 'https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/04',
    confidence: 'M',
    judge: ({ scene }) => {
      const ends = endpointsOf(scene);
      if (ends.length === 0) return [ruling('N/A', 'Nothing here ends TLS.')];
      const silent = ends.filter(({ drawn }) => !drawn.minVersion);
      return [
        ruling(
          'EVIDENCE',
          silent.length > 0
            ? `No oldest version is drawn for ${nameSome(silent.map(nameOf))}: whatever the product does by default is in use. The list and its yearly review have to be shown.`
            : `The oldest version of all ${counted(ends.length, 'TLS listener')} is drawn. The list of suites and its yearly review have to be shown.`,
        ),
      ];
    },
  },
  {
    over: 'design',
    id: '12.8',
    title: 'Third parties that read card data',
    asks: 'Service providers that could affect the security of account data are managed: listed, under agreement, reviewed, with their duties written down.',
    source: 'https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/04',
    confidence: 'M',
    judge: (given) => {
      const { topology, products, simulation } = given.scene;
      const readers = readersOf(given.scene, 'cardholder');
      const run = [...topology.nodes.values()].flatMap((node) => {
        const { operator } = productOf(node, products);
        if (operator === null || !readers.has(node.id)) return [];
        const assets = [...(simulation.nodes.get(node.id)?.plaintext ?? []), ...(node.stores ?? [])]
          .filter((id) => topology.data.get(id)?.classification === 'cardholder')
          .map((id) => assetTitle(topology, id));
        const what = assets.length > 0 ? nameSome(assets) : 'card data';
        return [
          {
            ...ruling(
              'EVIDENCE',
              `${operator} runs ${node.title}, which reads ${what}: it is a service provider of this design.`,
            ),
            place: { node: node.id },
          },
        ];
      });
      return run.length > 0 ? run : [ruling('N/A', 'No component that others run for you reads card data, as drawn.')];
    },
  },
];

export const pack: Pack = {
  id: 'pci-dss-4.0.1',
  title: 'PCI DSS 4.0.1',
  summary: 'Binds by contract whoever stores, processes or transmits card data; here its words on data in transit.',
  status: 'in-force',
  source: requirement4,
  caveats: [
    'It does not demand TLS on every internal hop. Card numbers in clear behind the load balancer are no breach of 4.2.1: they are good practice missed, and they keep everything that sees them in scope.',
    'The login form on the same hop may still break 8.3.2, which holds inside as well.',
    'Whether a private or virtual network is private is the assessor’s decision.',
  ],
  levels: [],
  clauses,
};
