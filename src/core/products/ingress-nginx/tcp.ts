import { type KubernetesObject, metadataOf, objectName } from '../../config/kubernetes.ts';
import { type Backend, backendKey, isRoutableName } from '../../config/kubernetes-backends.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { routesByName, type Service } from '../../plan/routes.ts';
import { prefix } from './dials.ts';

/** TLS passed on by server name: an Ingress for each upstream, which every other annotation would be lost on. */
export function passthroughsOf(
  plan: Plan,
  { listener, upstreams }: Service,
  backends: ReadonlyMap<string, Backend>,
  notices: Notice[],
): readonly KubernetesObject[] {
  const lost = (about: string, message: string) => notices.push({ kind: 'lost', about, message });
  const hosts = new Map<Upstream, string[]>();
  const taken = new Set<string>();
  for (const { names, upstreams: route } of routesByName(upstreams)) {
    const [upstream, ...others] = route;
    if (!upstream) continue;
    for (const { link, title } of others)
      lost(link, `A server name is passed on to one Service: ${title} gets nothing of the listener "${listener.id}".`);
    if (names.length === 0)
      notices.push({
        kind: 'weakened',
        about: upstream.link,
        message: `ssl-passthrough needs a server name: only ${upstream.serverName} is passed on to ${upstream.title}. Whoever sends another name or none meets the controller's own certificate.`,
      });
    for (const name of names.length > 0 ? names : [upstream.serverName.toLowerCase()]) {
      if (name.startsWith('*') || !isRoutableName(name))
        lost(upstream.link, `ssl-passthrough compares whole names: "${name}" is not passed on to ${upstream.title}.`);
      else if (!taken.has(name)) {
        taken.add(name);
        hosts.set(upstream, [...(hosts.get(upstream) ?? []), name]);
      }
    }
    if (upstream.sendsProxyProtocol !== null)
      lost(
        upstream.link,
        `ssl-passthrough sends no PROXY header: ${upstream.title} will not get the one that is drawn.`,
      );
  }
  return [...hosts].flatMap(([upstream, names]) => {
    const backend = backends.get(backendKey(upstream));
    if (!backend) return [];
    return [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: metadataOf(plan, objectName(plan.node.id, listener.id, upstream.link), {
          [`${prefix}ssl-passthrough`]: 'true',
        }),
        spec: {
          ingressClassName: objectName(plan.node.id),
          rules: names.map((host) => ({
            host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: backend.name, port: { number: backend.port } } },
                },
              ],
            },
          })),
        },
      },
    ];
  });
}

/** Ports whose bytes are relayed, by the ConfigMap of TCP services: `port: namespace/service:port:decode:encode`. */
export function tcpServicesOf(
  plan: Plan,
  services: readonly Service[],
  backends: ReadonlyMap<string, Backend>,
  notices: Notice[],
): KubernetesObject | null {
  const data: Record<string, string> = {};
  for (const { listener, upstreams } of services) {
    const [upstream, ...others] = upstreams;
    const problem = refusal(listener, upstream);
    if (problem !== null) notices.push({ kind: 'lost', about: listener.id, message: problem });
    const backend = upstream && backends.get(backendKey(upstream));
    if (problem !== null || !upstream || !backend) continue;
    for (const { link, title } of others)
      notices.push({
        kind: 'lost',
        about: link,
        message: `A TCP service leads to one Service: ${title} gets nothing of the listener "${listener.id}".`,
      });
    data[listener.port] = [
      `${backend.namespace}/${backend.name}`,
      backend.port,
      listener.acceptsProxyProtocol ? 'PROXY' : '',
      upstream.sendsProxyProtocol === null ? '' : 'PROXY',
    ]
      .join(':')
      .replace(/:+$/, '');
  }
  if (Object.keys(data).length === 0) return null;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(plan, tcpConfigMap(plan)), data };
}

export const tcpConfigMap = (plan: Plan): string => objectName(plan.node.id, 'tcp-services', 'controller');

function refusal({ id, mode }: PlannedListener, upstream: Upstream | undefined): string | null {
  if (mode === 'terminate')
    return `The controller ends TLS for HTTP alone: the listener "${id}" carries something else and is left out.`;
  if (!upstream) return `Nothing lies behind the listener "${id}": it is left out.`;
  if (upstream.tls !== 'plaintext' && !upstream.forwarded)
    return `A TCP service relays bytes and starts no TLS: ${upstream.title} would get plaintext where TLS is drawn, so the listener "${id}" is left out.`;
  return null;
}
