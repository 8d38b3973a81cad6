import { onAuthenticity, sessionName } from '../authenticity.ts';
import { applicationTls, hasMutual, hasSession, isInternal, isLoopback, isSealed } from '../hop.ts';
import { type Clause, ruling } from '../regime.ts';
import { fate } from '../say.ts';
import { fromLevel2, source } from './asvs-source.ts';
import { sealedRuling } from './transmission.ts';

export const serviceTls: readonly Clause[] = [
  {
    over: 'hop',
    id: '12.3.1',
    title: 'Everything in and out is encrypted',
    asks: 'Every connection into and out of the application is encrypted, to monitoring, management, middleware, databases and partners too, and none falls back to plaintext.',
    source,
    confidence: 'H',
    levels: fromLevel2,
    appliesTo: (hop) => !isLoopback(hop),
    none: 'Nothing here crosses a network.',
    judge: (hop, given) => {
      const said = fate(given.scene.topology, hop, hop.cargo);
      if (hasSession(hop)) return ruling('PASS', said);
      return isSealed(hop) ? sealedRuling(hop, given) : ruling('FAIL', said);
    },
  },
  {
    over: 'hop',
    id: '12.3.2',
    title: 'Clients validate certificates',
    asks: 'Whoever dials TLS validates the certificate of the server before sending anything.',
    source,
    confidence: 'H',
    levels: fromLevel2,
    appliesTo: (hop) => hop.opens && !isLoopback(hop),
    none: 'Nothing here crosses a network.',
    judge: (hop, { scene }) => onAuthenticity(scene.topology, hop, '12.3.1 speaks of it.'),
  },
  {
    over: 'hop',
    id: '12.3.3',
    title: 'Internal HTTP is encrypted',
    asks: 'HTTP between internal services is encrypted and does not fall back.',
    source,
    confidence: 'H',
    levels: fromLevel2,
    appliesTo: (hop) => hop.http && isInternal(hop),
    none: 'No HTTP crosses an internal network.',
    judge: (hop, { scene }) => ruling(hasSession(hop) ? 'PASS' : 'FAIL', fate(scene.topology, hop, hop.cargo)),
  },
  {
    over: 'hop',
    id: '12.3.4',
    title: 'Only the right CAs inside',
    asks: 'Internal services trust only the internal CAs, or the particular self-signed certificates, that they are meant to.',
    source,
    confidence: 'H',
    levels: fromLevel2,
    appliesTo: (hop) => hop.opens && isInternal(hop),
    none: 'Nothing crosses an internal network.',
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      const tls = applicationTls(hop);
      const trusts = hop.leg?.call.trusts;
      if (!tls || !trusts) return ruling('N/A', `${name} is not TLS of the applications: 12.3.1 speaks of it.`);
      if (tls.verify === 'none')
        return ruling('N/A', `${hop.caller.title} checks no certificate on ${name}: 12.3.2 speaks of it.`);
      return tls.verify === 'ca' && trusts.includes('public-ca')
        ? ruling(
            'GAP',
            `On ${name}, ${hop.caller.title} takes any certificate of any CA that the public trusts, and checks no name: anybody can buy one.`,
          )
        : ruling(
            'PASS',
            `On ${name}, ${hop.caller.title} takes ${tls.verify === 'ca' ? 'certificates of the internal CA only' : 'only a certificate with the right name'}.`,
          );
    },
  },
  {
    over: 'hop',
    id: '12.3.5',
    title: 'Services authenticate each other',
    asks: 'Both ends of a connection between services authenticate strongly; a service mesh is one way.',
    source,
    confidence: 'H',
    levels: ['l3'],
    appliesTo: (hop) => hop.opens && hop.kind === 'service' && !isLoopback(hop),
    none: 'No service calls another.',
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      return hasMutual(hop)
        ? ruling('PASS', `Both ends of ${name} prove who they are.`)
        : ruling('FAIL', `The two ends of ${name} do not both prove who they are.`);
    },
  },
];
