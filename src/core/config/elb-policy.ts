import type { TlsVersion } from '../model/schema.ts';

/** A security policy of Elastic Load Balancing, with the versions that it really accepts. */
export interface SecurityPolicy {
  readonly name: string;
  readonly versions: readonly [min: TlsVersion, max: TlsVersion];
}

/**
 * One policy for each range that AWS has any for, the strictest ciphers and post-quantum key exchange first.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html, and the same for
 * Network Load Balancers; the protocols of the older ones by the archived guide of 2023.
 */
const policies: readonly SecurityPolicy[] = [
  { name: 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09', versions: ['1.3', '1.3'] },
  { name: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09', versions: ['1.2', '1.3'] },
  { name: 'ELBSecurityPolicy-TLS13-1-1-2021-06', versions: ['1.1', '1.3'] },
  { name: 'ELBSecurityPolicy-TLS13-1-0-PQ-2025-09', versions: ['1.0', '1.3'] },
  { name: 'ELBSecurityPolicy-FS-1-2-Res-2020-10', versions: ['1.2', '1.2'] },
  { name: 'ELBSecurityPolicy-FS-1-1-2019-08', versions: ['1.1', '1.2'] },
  { name: 'ELBSecurityPolicy-2016-08', versions: ['1.0', '1.2'] },
];

/** The policy for a range, and whether it says just that: no policy stops below TLS 1.2. */
export function policyFor([min, max]: readonly [TlsVersion, TlsVersion]): SecurityPolicy & { readonly exact: boolean } {
  const exact = policies.find(({ versions }) => versions[0] === min && versions[1] === max);
  if (exact) return { ...exact, exact: true };
  // Never older than drawn; where nothing as new as that was drawn, the least that AWS has beyond it.
  const nearest = policies.find(({ versions }) => versions[0] === min && versions[1] === '1.2') ?? policies[0];
  if (!nearest) throw new Error('no security policies');
  return { ...nearest, exact: false };
}

/**
 * The versions with which AWS dials HTTPS and TLS targets: fixed by whether any listener has a TLS 1.3 policy. For the
 * policies with post-quantum key exchange AWS's page says no more than that they are TLS 1.3 ones.
 */
export const versionsToTargets = (listeners: readonly SecurityPolicy[]): readonly [TlsVersion, TlsVersion] =>
  listeners.some(({ versions }) => versions[1] === '1.3') ? ['1.0', '1.3'] : ['1.0', '1.2'];
