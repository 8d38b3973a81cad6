import { productOf } from '../../simulation/bounds.ts';
import { assetTitle } from '../../simulation/verdict.ts';
import { endpointsOf, nameOf } from '../endpoints.ts';
import { travelling } from '../judge.ts';
import { type Clause, ruling } from '../regime.ts';
import { counted, nameSome } from '../say.ts';
import { holdsClass, readersOf } from '../scope.ts';
import { openNetwork, pan, requirement4 } from './pci-networks.ts';

/** Where the standard itself is to be had. */
const library = 'https://www.pcisecuritystandards.org/document_library/';

export const records: readonly Clause[] = [
  {
    over: 'design',
    id: '4.2.1.1',
    about: ['PAN'],
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
    over: 'design',
    id: '1.2.3',
    about: ['PAN'],
    title: 'Network and data-flow diagrams',
    asks: 'A current network diagram and a current diagram of the flows of account data are kept (1.2.3 and 1.2.4).',
    source: library,
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
    source: library,
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
            : `The oldest version of ${ends.length === 1 ? 'the one TLS listener' : `all ${ends.length} TLS listeners`} is drawn. The list of suites and its yearly review have to be shown.`,
        ),
      ];
    },
  },
  {
    over: 'design',
    id: '12.8',
    about: ['PAN'],
    title: 'Third parties that read card data',
    asks: 'Service providers that could affect the security of account data are managed: listed, under agreement, reviewed, with their duties written down.',
    source: library,
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
