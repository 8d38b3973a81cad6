import {
  externalEntry,
  isService,
  istioObject,
  linkModes,
  originatedTls,
  registryHost,
  registryPorts,
  unknownHost,
} from '../../config/istio.ts';
import { type KubernetesObject, objectName, podLabels } from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import { type MeshPlan, notice } from '../../plan/mesh-plan.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';

export interface Desk {
  readonly plan: MeshPlan;
  readonly notices: Notice[];
}

export interface Entries {
  readonly objects: readonly KubernetesObject[];
  /** The entry by which a member is known, by its id. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The names that members dial, made known to the mesh: what it does not know it passes on as it comes, without mutual
 * TLS and without a rule. https://github.com/istio/api/blob/master/networking/v1alpha3/service_entry.proto
 */
export function entriesOf(desk: Desk): Entries {
  const { plan, notices } = desk;
  const objects: KubernetesObject[] = [];
  const names = new Map<string, string>();
  for (const member of plan.members) {
    const dials = plan.family.flatMap(({ links }) =>
      links.filter(({ to }) => to?.id === member.id).map(({ upstream }) => upstream),
    );
    const [first] = dials;
    const host = first && registryHost(first);
    if (!first || isService(first.host)) continue;
    if (host == null) {
      notices.push(unknownHost(first));
      continue;
    }
    const name = objectName(member.id, 'name');
    names.set(member.id, name);
    objects.push(
      istioObject('ServiceEntry', name, member.namespace, {
        hosts: [host],
        ...(isAddress(first.host) ? { addresses: [first.host] } : {}),
        location: 'MESH_INTERNAL',
        resolution: 'STATIC',
        ports: registryPorts(dials, isPlain),
        workloadSelector: { labels: podLabels(member.id) },
      }),
    );
  }
  const outside = new Map<string, { readonly namespace: string; readonly host: string; readonly dials: Upstream[] }>();
  for (const member of plan.members)
    for (const { upstream, to } of member.links) {
      if (to || member.proxy !== 'sidecar' || !(upstream.mesh && upstream.mesh in linkModes)) continue;
      // Nothing else would be sent to whoever has no proxy.
      if (upstream.mesh === 'disable' || isService(upstream.host)) continue;
      const host = registryHost(upstream);
      if (host === null) {
        notices.push(unknownHost(upstream));
        continue;
      }
      const key = `${member.namespace} ${host}`;
      const known = outside.get(key);
      if (known) known.dials.push(upstream);
      else outside.set(key, { namespace: member.namespace, host, dials: [upstream] });
    }
  for (const { namespace, host, dials } of outside.values())
    objects.push(externalEntry(objectName(plan.zone.id, host), namespace, host, dials, isPlain));
  if (objects.length > 0)
    notices.push(
      notice(
        'by-hand',
        plan.zone.id,
        'The drawn names stand in ServiceEntries: turn DNS proxying on (ISTIO_META_DNS_CAPTURE for sidecars), or let your DNS know them.',
      ),
    );
  return { objects, names };
}

/** What the application sends before anybody starts TLS around it. */
const isPlain = ({ forwarded, tls }: Upstream): boolean => !forwarded && tls === 'plaintext';

/**
 * What the sidecar of one member does towards one host, in place of what it would do by itself.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export function destinationsOf({ plan, notices }: Desk): readonly KubernetesObject[] {
  return plan.members.flatMap((member): readonly KubernetesObject[] => {
    const rules = new Map<string, Map<number, { readonly mode: string; readonly tls: YamlMap }>>();
    for (const { upstream } of member.links) {
      const { mesh, link, title, port } = upstream;
      if (member.proxy === 'self' || mesh === null || mesh === 'automatic' || mesh === 'skipped') continue;
      if (member.proxy === 'ztunnel') {
        notices.push(
          notice(
            'lost',
            link,
            `A ztunnel reads no DestinationRule: in ambient mode ${member.title} cannot be given a mode of its own (${mesh}) towards ${title}.`,
          ),
        );
        continue;
      }
      const host = isService(upstream.host) ? upstream.host.toLowerCase() : registryHost(upstream);
      if (host === null) continue;
      const ports = rules.get(host) ?? new Map();
      rules.set(host, ports);
      const mode = linkModes[mesh];
      const known = ports.get(port);
      if (known) {
        notices.push(
          notice(
            'lost',
            link,
            `A host and port have one mode for each sidecar: ${title} gets that of another link (${known.mode}).`,
          ),
        );
        continue;
      }
      const started = upstream.proxied && originatedTls(member.id, member.namespace, upstream.proxied);
      notices.push(...(started?.notices ?? []));
      ports.set(port, { mode, tls: started?.tls ?? { mode } });
    }
    return [...rules].map(([host, ports]) =>
      istioObject('DestinationRule', objectName(member.id, host), member.namespace, {
        host,
        exportTo: ['.'],
        workloadSelector: { matchLabels: podLabels(member.id) },
        trafficPolicy: { portLevelSettings: [...ports].map(([number, { tls }]) => ({ port: { number }, tls })) },
      }),
    );
  });
}
