import { carries, hasSession, inClear, isLoopback } from '../hop.ts';
import { type Clause, ruling } from '../regime.ts';
import { fate } from '../say.ts';
import { holdsClass, scopeOf } from '../scope.ts';

const requirement2 = 'https://withpci.com/requirements/2/2.2/2.2.7';
const requirement8 = 'https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/08/03';

export const access: readonly Clause[] = [
  {
    over: 'hop',
    id: '2.2.7',
    about: ['PAN'],
    alsoWithout: true,
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
];
