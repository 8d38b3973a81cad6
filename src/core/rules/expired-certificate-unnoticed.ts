import type { Certificate, ListenerTls } from '../model/schema.ts';
import { setListener } from './fixes.ts';
import { carriedBy, certificateOf, portsOf } from './ports.ts';
import type { Fix, Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listed, titlesOf } from './words.ts';

export const expiredCertificateUnnoticed = {
  id: 'expired-certificate-unnoticed',
  title: 'Expired, and nobody noticed',
  rationale:
    'An expired certificate that breaks nothing is a sign that nobody looks at it. The day that one caller starts to check, its connections stop; until then an impostor’s certificate is as good as this one.',
  source: 'https://www.rfc-editor.org/rfc/rfc5280#section-6.1',
  about: 'impersonation',
  clauses: ['pci-dss-4.0.1/4.2.1', 'asvs-5/12.3.2', 'nist-800-53/IA-5(2)(b)'],
  misconceptions: ['M24'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return [...portsOf(context).values()].flat().flatMap((port): readonly Observation[] => {
      const { node, product, listener, certificate } = port.answer;
      const callers = port.legs.filter(({ leg }) => leg.outcome.kind === 'session');
      if (!certificate.expired || callers.length === 0) return [];
      const { expired: _, ...drawn } = certificateOf(listener) ?? { issuer: certificate.issuer };
      const who = titlesOf(
        topology,
        callers.map(({ leg }) => leg.call.node.id),
      );
      return [
        {
          severity: byHarm(topology, carriedBy(port), 'low'),
          where: { node: node.id, listener: listener.id },
          assets: bySensitivity(topology, carriedBy(port)),
          message: `The certificate of ${node.title} on port ${listener.port} has expired and everything goes on: ${listed(who)} ${who.length === 1 ? 'does' : 'do'} not look at it.`,
          fixes: () => {
            const renewed: Certificate = drawn;
            const fix: Fix = {
              title: `Renew the certificate of ${node.title}`,
              edits: [
                setListener(node, product, {
                  ...listener,
                  tls: { ...listener.tls, certificate: renewed } as ListenerTls,
                }),
              ],
            };
            return keepsWorking(context, fix) ? [fix] : [];
          },
        },
      ];
    });
  },
} as const satisfies Rule;
