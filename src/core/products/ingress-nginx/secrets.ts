import { namespaceOf, provide, secrets } from '../../config/kubernetes.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import type { Front } from './ingresses.ts';

/** The Secrets that the Ingresses name, and what each must hold. */
export function secretNotices(plan: Plan, { secure, upstreams }: Front): readonly Notice[] {
  const secret = (name: string) => ({ kind: 'Secret', name, namespace: namespaceOf(plan.node.zones) }) as const;
  return [
    ...(secure
      ? [
          provide(
            secure.id,
            secret(secrets.server(plan.node.id, secure.id)),
            `tls.crt with the certificate chain for ${secure.names.join(', ')}, tls.key with its key`,
            secure.certificate.issuedBy,
          ),
        ]
      : []),
    ...(secure && secure.clientCertificate !== 'none'
      ? [
          provide(
            secure.id,
            secret(secrets.clientCa(plan.node.id, secure.id)),
            `ca.crt with the CAs of client certificates (${secure.clientTrusts.join(', ') || 'none'})`,
          ),
        ]
      : []),
    ...upstreams
      .filter(needsSecret)
      .map(({ link, title, tls, issuer, clientCertificate }) =>
        provide(
          link,
          secret(secrets.client(plan.node.id, link)),
          `ca.crt with the CA that issued the certificate of ${title} (${issuer})${tls === 'mutual' ? ', tls.crt and tls.key with the client certificate' : ''}`,
          clientCertificate?.issuedBy ?? null,
        ),
      ),
  ];
}

const needsSecret = ({ tls, verify, protocol }: Upstream): boolean =>
  protocol !== 'grpc' && (tls === 'mutual' || (tls !== 'plaintext' && verify !== 'none'));
