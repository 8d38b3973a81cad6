import {
  externalEntry,
  isService,
  istioObject,
  linkModes,
  originatedTls,
  registryHost,
  unknownHost,
} from '../../config/istio.ts';
import { type KubernetesObject, namespaceOf, objectName, podLabels } from '../../config/kubernetes.ts';
import { backendKey } from '../../config/kubernetes-backends.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import type { Hosts } from './routes.ts';

export interface Backends {
  readonly objects: readonly KubernetesObject[];
  readonly hosts: Hosts;
}

/** What the gateway dials: known by a name, and told what TLS there is. Members of its mesh are known by their zone. */
export function backendsOf(plan: Plan, upstreams: readonly Upstream[], notices: Notice[]): Backends {
  const namespace = namespaceOf(plan.node.zones);
  const hosts = new Map<string, string>();
  const dialled = new Map<string, Map<string, Upstream>>();
  for (const upstream of upstreams) {
    const host = isService(upstream.host) ? upstream.host.toLowerCase() : registryHost(upstream);
    if (host === null) {
      notices.push({ ...unknownHost(upstream), message: `${unknownHost(upstream).message} Nothing leads there.` });
      continue;
    }
    hosts.set(backendKey(upstream), host);
    const known = dialled.get(host) ?? new Map<string, Upstream>();
    dialled.set(host, known.set(backendKey(upstream), upstream));
  }
  const objects = [...dialled].flatMap(([host, byKey]) => {
    const dials = [...byKey.values()];
    const known = isService(host) || dials.every(({ reaches }) => reaches !== null && reaches === plan.node.mesh?.root);
    const entry = known
      ? []
      : [externalEntry(objectName(plan.node.id, host, 'name'), namespace, host, dials, ({ forwarded }) => !forwarded)];
    return [...entry, ...ruleOf(plan, namespace, host, dials, notices)];
  });
  return { objects, hosts };
}

function ruleOf(
  plan: Plan,
  namespace: string,
  host: string,
  dials: readonly Upstream[],
  notices: Notice[],
): readonly KubernetesObject[] {
  const ports = new Map<number, { readonly said: string; readonly tls: YamlMap | null }>();
  for (const upstream of dials) {
    const { link, title, port } = upstream;
    const tls = tlsTowards(plan, namespace, upstream, notices);
    const said = JSON.stringify(tls);
    const known = ports.get(port);
    if (known && known.said !== said)
      notices.push({
        kind: 'lost',
        about: link,
        message: `A gateway has one way to dial port ${port} of ${host}: ${title} is dialled by this link as by another (${known.tls?.mode ?? 'as it comes'}).`,
      });
    if (!known) ports.set(port, { said, tls });
  }
  const headers = new Set(dials.map(({ sendsProxyProtocol }) => sendsProxyProtocol));
  const [version] = headers;
  const [first] = dials;
  if (headers.size > 1 && first)
    notices.push({
      kind: 'lost',
      about: first.link,
      message: `A DestinationRule sends one PROXY header to all ports of ${host}, or none: this is said for some of its links alone, and none is sent.`,
    });
  const settings = [...ports].flatMap(([number, { tls }]) => (tls ? [{ port: { number }, tls }] : []));
  const proxyProtocol = headers.size === 1 && version ? { proxyProtocol: { version: version.toUpperCase() } } : {};
  if (settings.length === 0 && !('proxyProtocol' in proxyProtocol)) return [];
  return [
    istioObject('DestinationRule', objectName(plan.node.id, host), namespace, {
      host,
      exportTo: ['.'],
      workloadSelector: { matchLabels: podLabels(plan.node.id) },
      trafficPolicy: { ...(settings.length > 0 ? { portLevelSettings: settings } : {}), ...proxyProtocol },
    }),
  ];
}

/** TLS towards one port; null: whatever comes by itself, which is the mesh's mutual TLS towards members. */
function tlsTowards(plan: Plan, namespace: string, upstream: Upstream, notices: Notice[]): YamlMap | null {
  const { link, title, mesh, tls, forwarded, reaches } = upstream;
  const starts = mesh === 'simple' || mesh === 'mutual' || (tls !== 'plaintext' && !forwarded);
  const inMesh = reaches !== null && reaches === plan.node.mesh?.root;
  if (mesh === 'mesh-mutual') {
    if (starts)
      notices.push({
        kind: 'lost',
        about: link,
        message: `A gateway has one TLS setting towards ${title}: that of the mesh (mesh-mutual), so the TLS drawn inside it is not there.`,
      });
    return { mode: linkModes[mesh] };
  }
  if (mesh === 'disable' && !starts) return { mode: linkModes[mesh] };
  if (!starts) return null;
  if (inMesh && mesh !== 'disable')
    notices.push({
      kind: 'lost',
      about: link,
      message: `TLS that a gateway starts takes the place of the mesh's: ${title} gets one session and not two, and refuses it where its mode is strict.`,
    });
  const started = originatedTls(plan.node.id, namespace, upstream);
  notices.push(...started.notices);
  return started.tls;
}
