import { authenticityOf, onAuthenticity, sessionName } from '../authenticity.ts';
import { carries, hasMutual, hasSession, inClear, isLoopback, isPublic } from '../hop.ts';
import { type Clause, ruling } from '../regime.ts';
import { fate } from '../say.ts';
import { fromModerate, oscal } from './transmission.ts';

export const sc23: Clause = {
  over: 'hop',
  id: 'SC-23',
  title: 'Session authenticity',
  asks: 'Communication sessions are authentic: nobody can step in between and pose as one of the ends.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  appliesTo: (hop) => hop.opens && !isLoopback(hop),
  none: 'Nothing here crosses a network.',
  judge: (hop, { scene }) => onAuthenticity(scene.topology, hop, 'SC-8 speaks of it.'),
};

export const ia3: Clause = {
  over: 'hop',
  id: 'IA-3',
  title: 'Device identification and authentication',
  asks: 'Devices are identified and authenticated before a connection to them is made.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  appliesTo: (hop) => hop.opens && !isLoopback(hop) && (hop.kind === 'service' || hop.kind === 'db'),
  none: 'No component here calls another.',
  judge: (hop, { scene: { topology } }) => {
    const name = sessionName(topology, hop);
    return hasMutual(hop)
      ? ruling('PASS', `${hop.caller.title} and ${hop.terminator.title} prove to each other who they are: ${name}.`)
      : ruling(
          'GAP',
          `${hop.terminator.title} does not know which machine or workload calls on ${name}: no client certificate, no workload identity.`,
        );
  },
};

export const ia5Passwords: Clause = {
  over: 'hop',
  id: 'IA-5(1)(c)',
  title: 'Passwords only over protected channels',
  asks: 'Passwords are sent only over channels that cryptography protects.',
  source: oscal,
  confidence: 'H',
  about: ['credential'],
  appliesTo: (hop) => !isLoopback(hop),
  none: 'No credentials cross a network.',
  judge: (hop, { scene }) =>
    ruling(
      inClear(hop, 'credential').length > 0 && !hasSession(hop) ? 'FAIL' : 'PASS',
      fate(scene.topology, hop, carries(hop, 'credential')),
    ),
};

export const ia5Certificates: Clause = {
  over: 'hop',
  id: 'IA-5(2)(b)',
  title: 'Certificates are validated',
  asks: 'Whoever relies on a certificate validates its path to a trust anchor, and its status.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  appliesTo: (hop) => hop.opens && !isLoopback(hop),
  none: 'Nothing here crosses a network.',
  judge: (hop, { scene: { topology } }) => {
    const name = sessionName(topology, hop);
    switch (authenticityOf(hop)) {
      case 'clear':
        return ruling('N/A', `No certificate is shown on ${name}.`);
      case 'unchecked':
        return ruling(
          'FAIL',
          `${hop.caller.title} takes any certificate on ${name}: self-signed, expired, somebody else's.`,
        );
      case 'issuer-only':
      case 'checked':
        return ruling(
          'PASS',
          `${hop.caller.title} validates the path of the certificate on ${name}. Whether it asks for its status is not drawn.`,
        );
    }
  },
};

export const ac17: Clause = {
  over: 'hop',
  id: 'AC-17(2)',
  title: 'Remote access is encrypted',
  asks: 'Cryptography protects the confidentiality and integrity of remote access sessions.',
  source: oscal,
  confidence: 'H',
  levels: fromModerate,
  appliesTo: (hop) => hop.kind === 'admin' && (isPublic(hop) || hop.zone === 'undrawn'),
  none: 'No administrative access over a public network is drawn. Remote access has to be shown otherwise.',
  alwaysExists: true,
  judge: (hop, { scene }) => {
    const said = fate(scene.topology, hop, hop.cargo);
    if (hasSession(hop)) return ruling('PASS', said);
    return hop.zone === 'undrawn'
      ? ruling('EVIDENCE', `${said} Nobody has drawn whether this network is public: if it is, this fails.`)
      : ruling('FAIL', said);
  },
};
