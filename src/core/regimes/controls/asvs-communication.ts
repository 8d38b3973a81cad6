import { sessionName } from '../authenticity.ts';
import { applicationTls, type Hop, hasSession, isLoopback, isPublic, olderThan } from '../hop.ts';
import { type Clause, type HopClause, ruling } from '../regime.ts';
import { fate } from '../say.ts';
import { fromLevel2, source } from './asvs-source.ts';

const perSession: Pick<HopClause, 'over' | 'appliesTo' | 'none'> = {
  over: 'hop',
  appliesTo: (hop) => hop.opens && !isLoopback(hop),
  none: 'Nothing here crosses a network.',
};

const inClear = (name: string) =>
  ruling('N/A', `${name} is not TLS of the applications: 12.2.1 and 12.3.1 speak of it.`);

/** The far side looks at who the certificate names. */
const usesIdentity = ({ terminator }: Hop): boolean =>
  terminator.allows !== undefined || terminator.trustsHeaders?.includes('client-certificate') === true;

export const communication: readonly Clause[] = [
  {
    ...perSession,
    id: '12.1.1',
    title: 'Only recommended versions of TLS',
    asks: 'Only the recommended versions of TLS, 1.2 and 1.3, are enabled; the newest is preferred.',
    source,
    confidence: 'H',
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      const tls = applicationTls(hop);
      const accepted = hop.leg?.answer.versions[0];
      if (!tls || !accepted) return inClear(name);
      return olderThan(accepted, '1.2')
        ? ruling('FAIL', `${hop.terminator.title} lets callers in with TLS ${accepted}: ${name}.`)
        : ruling('PASS', `${hop.terminator.title} accepts TLS ${accepted} and later: ${name}.`);
    },
  },
  {
    ...perSession,
    id: '12.1.2',
    title: 'Recommended cipher suites',
    asks: 'Only recommended cipher suites are enabled, the strongest preferred; at level 3 only those with forward secrecy.',
    source,
    confidence: 'H',
    levels: fromLevel2,
    judge: (hop, { scene: { topology }, level }) => {
      const name = sessionName(topology, hop);
      if (!applicationTls(hop) || !hop.session) return inClear(name);
      if (hop.session.keyExchange === 'rsa')
        return ruling(
          level === 'l3' ? 'FAIL' : 'GAP',
          `Whoever gets the key of ${hop.terminator.title} later can read what is recorded today: ${name} exchanges keys by RSA, without forward secrecy.`,
        );
      return hop.leg?.answer.versions[0] === '1.3'
        ? ruling('PASS', `${name} speaks TLS 1.3 only, whose suites are all recommended and forward secret.`)
        : ruling('EVIDENCE', `Which suites ${hop.terminator.title} accepts under TLS 1.2 is not drawn: ${name}.`);
    },
  },
  {
    ...perSession,
    id: '12.1.3',
    title: 'Client certificates are trusted before they are used',
    asks: 'The application validates that a client certificate is trusted before it uses the identity in it.',
    source,
    confidence: 'H',
    levels: fromLevel2,
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      const tls = applicationTls(hop);
      if (!tls) return inClear(name);
      switch (tls.clientAuth) {
        case 'none':
          return ruling('N/A', `${hop.terminator.title} asks for no client certificate: ${name}.`);
        case 'required':
          return ruling(
            'PASS',
            `${hop.terminator.title} lets in nobody without a certificate that it trusts: ${name}.`,
          );
        case 'optional':
          return usesIdentity(hop)
            ? ruling(
                'FAIL',
                `${hop.terminator.title} decides by client certificate and lets in whoever shows none: ${name}.`,
              )
            : ruling(
                'N/A',
                `${hop.terminator.title} asks for a client certificate and nothing drawn uses it: ${name}.`,
              );
      }
    },
  },
  {
    over: 'hop',
    id: '12.2.1',
    title: 'TLS for everything that clients reach',
    asks: 'All HTTP between clients and services that face outwards is TLS, with no fallback to plaintext.',
    source,
    confidence: 'H',
    appliesTo: (hop) => hop.http && (isPublic(hop) || hop.zone === 'undrawn'),
    none: 'No HTTP crosses a public network.',
    judge: (hop, { scene }) => {
      const said = fate(scene.topology, hop, hop.cargo);
      if (hasSession(hop)) return ruling('PASS', said);
      return hop.zone === 'undrawn'
        ? ruling('EVIDENCE', `${said} Nobody has drawn whether outsiders reach this: if they do, it fails.`)
        : ruling('FAIL', said);
    },
  },
  {
    over: 'hop',
    id: '12.2.2',
    title: 'Publicly trusted certificates towards clients',
    asks: 'Services that face outwards show certificates that the public trusts.',
    source,
    confidence: 'H',
    appliesTo: (hop) => hop.opens && hop.http && hop.kind === 'user' && isPublic(hop),
    none: 'No client reaches this design over a public network.',
    judge: (hop, { scene: { topology } }) => {
      const name = sessionName(topology, hop);
      if (!applicationTls(hop)) return inClear(name);
      const issuer = hop.leg?.answer.certificate.issuer;
      return issuer === 'public-ca'
        ? ruling('PASS', `${hop.terminator.title} shows a certificate of a public CA: ${name}.`)
        : ruling(
            'FAIL',
            `${hop.terminator.title} shows a ${issuer === 'self-signed' ? 'self-signed certificate' : 'certificate of a private CA'} to clients outside: ${name}.`,
          );
    },
  },
];
