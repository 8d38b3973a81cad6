import { isAddress } from '../model/names.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import { type KubernetesObject, metadataOf, namespaceOf, objectName, podLabels, sharesCluster } from './kubernetes.ts';

/** A Service by which a route reaches a node: one for each link, for TLS towards a Service is set per Service. */
export interface Backend {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly objects: readonly KubernetesObject[];
  readonly notices: readonly Notice[];
}

/** A link may lead on what one listener ends and what another passes through: two Services, for TLS is set at one of them. */
export const backendKey = ({ link, forwarded }: Upstream): string => (forwarded ? `${link} passed on` : link);

/** Each once. */
export const distinctBackends = (upstreams: readonly Upstream[]): readonly Upstream[] => [
  ...new Map(upstreams.map((upstream) => [backendKey(upstream), upstream])).values(),
];

/**
 * How a controller reaches Services of other namespaces, and names outside the cluster: by a Service of type
 * ExternalName beside its routes, or not at all (then the Service lies in the namespace of its Pods).
 */
export type Reach = 'external-name' | 'own-namespace';

export function backendOf(plan: Plan, upstream: Upstream, reach: Reach): Backend {
  const { link, node, host, port, title, zones, protocol, tls, forwarded } = upstream;
  const home = namespaceOf(plan.node.zones);
  const name = objectName(plan.node.id, link, forwarded ? 'passed-on' : 'to');
  // gRPC in plaintext is HTTP/2 without the handshake that agrees on it: https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
  const h2c = protocol === 'grpc' && tls === 'plaintext' && !forwarded;
  const ports = [
    { name: 'in', port, targetPort: port, protocol: 'TCP', ...(h2c ? { appProtocol: 'kubernetes.io/h2c' } : {}) },
  ];
  const service = (metadata: KubernetesObject['metadata'], spec: KubernetesObject['spec']): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec,
  });
  const here = metadataOf(plan, name);
  const backend = (
    objects: readonly KubernetesObject[],
    notices: readonly Notice[] = [],
    namespace = home,
  ): Backend => ({
    name,
    namespace,
    port,
    objects,
    notices,
  });

  if (isAddress(host)) return backend([service(here, { ports }), endpoints(here, name, host, port)]);

  if (sharesCluster(plan.node.zones, zones)) {
    const namespace = namespaceOf(zones);
    const selecting = service({ ...here, namespace }, { selector: podLabels(node), ports });
    const found: Notice = {
      kind: 'by-hand',
      about: link,
      message: `The Service ${name} finds ${title} by the label app.kubernetes.io/name=${objectName(node)}: its Pods in the namespace ${namespace} must bear it.`,
    };
    if (namespace === home || reach === 'own-namespace') return backend([selecting], [found], namespace);
    return backend(
      [
        selecting,
        service(here, { type: 'ExternalName', externalName: `${name}.${namespace}.svc.cluster.local`, ports }),
      ],
      [found],
    );
  }

  if (reach === 'external-name' && isDnsName(host))
    return backend([service(here, { type: 'ExternalName', externalName: host.toLowerCase(), ports })]);
  return backend(
    [service(here, { ports })],
    [
      {
        kind: 'by-hand',
        about: link,
        message: `${title} lies outside the cluster and is drawn by the name ${host}, which a route cannot lead to: give the Service ${name} an EndpointSlice with its addresses.`,
      },
    ],
  );
}

/** The addresses of a Service without a selector: https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors */
const endpoints = (
  metadata: KubernetesObject['metadata'],
  name: string,
  address: string,
  port: number,
): KubernetesObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/service-name': name } },
  addressType: address.includes(':') ? 'IPv6' : 'IPv4',
  endpoints: [{ addresses: [address] }],
  ports: [{ name: 'in', port, protocol: 'TCP' }],
});

/** RFC 1123, as Kubernetes has it: no underscore, no wildcard, at most 253 characters. */
export const isDnsName = (host: string): boolean =>
  host.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/i.test(host);

/** The same, or one wildcard label in front. An address is no host name. */
export const isRoutableName = (host: string): boolean =>
  !isAddress(host) && isDnsName(host.startsWith('*.') ? host.slice(2) : host);

/**
 * Whether a route can be found by a name that is drawn; what leads nowhere is said.
 * @param taker what takes names, as the controller calls it
 * @param first the first upstream behind the name
 */
export function isNamable(notices: Notice[], taker: string, name: string, first: Upstream | undefined): boolean {
  const fits = isRoutableName(name);
  if (!fits && first)
    notices.push({
      kind: 'lost',
      about: first.link,
      message: `"${name}" is no host name that a ${taker} takes: nothing leads to ${first.title} by it.`,
    });
  return fits;
}

/** The same where a wildcard stands for more than one label. */
export function isNamableWidely(notices: Notice[], taker: string, name: string, first: Upstream | undefined): boolean {
  const fits = isNamable(notices, taker, name, first);
  if (fits && first && name.startsWith('*'))
    notices.push({
      kind: 'weakened',
      about: first.link,
      message: `A ${taker} takes any number of labels for the wildcard of ${name}, not one.`,
    });
  return fits;
}
