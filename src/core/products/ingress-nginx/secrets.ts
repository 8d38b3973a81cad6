import { namespaceOf, secrets } from '../../config/kubernetes.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import type { Front } from './ingresses.ts';

/** The Secrets that the Ingresses name, and what each must hold. */
export function secretNotices(plan: Plan, { secure, upstreams }: Front): readonly Notice[] {
  const namespace = namespaceOf(plan.node.zones);
  const wanted = (about: string, name: string, what: string): Notice => ({
    kind: 'by-hand',
    about,
    message: `Provide the Secret ${name} in the namespace ${namespace}: ${what}.`,
  });
  return [
    ...(secure
      ? [
          wanted(
            secure.id,
            secrets.server(plan.node.id, secure.id),
            `tls.crt with the certificate chain for ${secure.names.join(', ')}, tls.key with its key`,
          ),
        ]
      : []),
    ...(secure && secure.clientCertificate !== 'none'
      ? [
          wanted(
            secure.id,
            secrets.clientCa(plan.node.id, secure.id),
            `ca.crt with the CAs of client certificates (${secure.clientTrusts.join(', ') || 'none'})`,
          ),
        ]
      : []),
    ...upstreams
      .filter(
        ({ tls, verify, protocol }) =>
          protocol !== 'grpc' && (tls === 'mutual' || (tls !== 'plaintext' && verify !== 'none')),
      )
      .map(({ link, title, tls, issuer }) =>
        wanted(
          link,
          secrets.client(plan.node.id, link),
          `ca.crt with the CA that issued the certificate of ${title} (${issuer})${tls === 'mutual' ? ', tls.crt and tls.key with the client certificate' : ''}`,
        ),
      ),
  ];
}
