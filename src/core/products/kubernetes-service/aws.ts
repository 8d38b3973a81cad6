import { policyFor } from '../../config/elb-policy.ts';
import type { Notice, PlannedListener, Upstream } from '../../plan/plan.ts';
import { aks, annotations, gke } from './product.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';
/** To be replaced: an ARN is made when the certificate is. */
const certificateArn = 'arn:aws:acm:REGION:ACCOUNT:certificate/ID';

export interface Exposed {
  readonly listener: PlannedListener;
  readonly upstream: Upstream;
}

/** What the controllers of the clouds read on a Service; each ignores the others' annotations. */
export function annotationsOf(exposed: readonly Exposed[], notices: Notice[]): Readonly<Record<string, string>> {
  const ending = exposed.filter(({ listener }) => listener.mode === 'terminate');
  return {
    [`${prefix}type`]: 'external',
    [`${prefix}nlb-target-type`]: 'ip',
    [`${prefix}scheme`]: 'internal',
    ...proxyProtocol(exposed),
    ...(ending.length > 0 ? tlsOf(ending, notices) : {}),
    'networking.gke.io/load-balancer-type': 'Internal',
    'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
  };
}

function tlsOf(ending: readonly Exposed[], notices: Notice[]): Readonly<Record<string, string>> {
  const [first] = ending;
  if (!first) return {};
  const policy = policyFor(first.listener.versions);
  const encrypts = first.upstream.tls !== 'plaintext';
  for (const { listener, upstream } of ending) {
    const { id, versions, names } = listener;
    notices.push(
      {
        kind: 'lost',
        about: id,
        message: `The annotations end TLS on AWS alone: on GKE (${gke}) and AKS (${aks}) the listener "${id}" passes the bytes on as they come, and the Pods would have to end TLS.`,
      },
      {
        kind: 'by-hand',
        about: id,
        message: `Put a certificate for ${names.join(', ')} into AWS Certificate Manager and its ARN in the place of ${certificateArn}.`,
      },
    );
    if (policy.versions.join() !== versions.join())
      notices.push({
        kind: 'lost',
        about: id,
        message: `TLS ${versions.join(' to ')} is drawn at the listener "${id}"; all TLS listeners of one Service share the policy ${policy.name}, which accepts ${policy.versions.join(' to ')}.`,
      });
    if ((upstream.tls !== 'plaintext') !== encrypts)
      notices.push({
        kind: 'lost',
        about: upstream.link,
        message: `All TLS listeners of one Service share backend-protocol: ${upstream.title} is dialled with ${encrypts ? 'TLS' : 'plaintext'}, against the drawing (${annotations}).`,
      });
  }
  return {
    [`${prefix}ssl-cert`]: certificateArn,
    [`${prefix}ssl-ports`]: ending.map(({ listener }) => listener.port).join(','),
    [`${prefix}ssl-negotiation-policy`]: policy.name,
    [`${prefix}backend-protocol`]: encrypts ? 'ssl' : 'tcp',
    // gRPC clients speak HTTP/2, which is agreed on in the handshake.
    ...(ending.some(({ listener }) => listener.protocols.includes('grpc'))
      ? { [`${prefix}alpn-policy`]: 'HTTP2Preferred' }
      : {}),
  };
}

function proxyProtocol(exposed: readonly Exposed[]): Readonly<Record<string, string>> {
  const sending = exposed.filter(({ upstream }) => upstream.sendsProxyProtocol === 'v2');
  if (sending.length === 0) return {};
  if (sending.length === exposed.length) return { [`${prefix}proxy-protocol`]: '*' };
  return {
    [`${prefix}proxy-protocol-per-target-group`]: sending.map(({ listener }) => listener.port).join(','),
  };
}
