import { type KubernetesObject, objectName, podLabels, provide, secrets } from '../../config/kubernetes.ts';
import { isDnsName } from '../../config/kubernetes-backends.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import { type MeshMember, type MeshPlan, notice } from '../../plan/mesh-plan.ts';
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
    const host = first && hostOf(first);
    if (!first || isService(first.host)) continue;
    if (host == null) {
      notices.push(unknown(first));
      continue;
    }
    const name = objectName(member.id, 'name');
    names.set(member.id, name);
    objects.push(
      entry(name, member.namespace, {
        hosts: [host],
        ...(isAddress(first.host) ? { addresses: [first.host] } : {}),
        location: 'MESH_INTERNAL',
        resolution: 'STATIC',
        ports: portsOf(dials),
        workloadSelector: { labels: podLabels(member.id) },
      }),
    );
  }
  const outside = new Map<string, { readonly namespace: string; readonly host: string; readonly dials: Upstream[] }>();
  for (const member of plan.members)
    for (const { upstream, to } of member.links) {
      if (to || member.proxy !== 'sidecar' || !(upstream.mesh && upstream.mesh in tlsModes)) continue;
      // Nothing else would be sent to whoever has no proxy.
      if (upstream.mesh === 'disable' || isService(upstream.host)) continue;
      const host = hostOf(upstream);
      if (host === null) {
        notices.push(unknown(upstream));
        continue;
      }
      const key = `${member.namespace} ${host}`;
      const known = outside.get(key);
      if (known) known.dials.push(upstream);
      else outside.set(key, { namespace: member.namespace, host, dials: [upstream] });
    }
  for (const { namespace, host, dials } of outside.values()) {
    const address = dials.map((each) => each.host).find(isAddress);
    objects.push(
      entry(objectName(plan.zone.id, host), namespace, {
        hosts: [host],
        ...(address === undefined
          ? { resolution: 'DNS' }
          : { addresses: [address], resolution: 'STATIC', endpoints: [{ address }] }),
        location: 'MESH_EXTERNAL',
        ports: portsOf(dials),
        exportTo: ['.'],
      }),
    );
  }
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

const entry = (name: string, namespace: string, spec: YamlMap): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name, namespace },
  spec,
});

/** What the application itself sends: plain requests are read, everything else is carried. */
function portsOf(dials: readonly Upstream[]): readonly YamlMap[] {
  const ports = new Map<number, string>();
  for (const { port, protocol, tls, forwarded } of dials) {
    const plain = !forwarded && tls === 'plaintext';
    const sends =
      plain && protocol === 'grpc' ? 'GRPC' : plain && ['http', 'websocket'].includes(protocol) ? 'HTTP' : 'TCP';
    ports.set(port, (ports.get(port) ?? sends) === sends ? sends : 'TCP');
  }
  return [...ports]
    .sort(([a], [b]) => a - b)
    .map(([number, protocol]) => ({ name: `${protocol.toLowerCase()}-${number}`, number, protocol }));
}

/** Kubernetes knows these by itself. */
const isService = (host: string): boolean => /\.svc(\.cluster\.local)?$/i.test(host);

/** The name in the mesh's registry; null: it takes none such. An address gets a name that nobody dials. */
const hostOf = ({ host, node }: Upstream): string | null => {
  if (isAddress(host)) return `${objectName(node)}.address.internal`;
  return isDnsName(host) ? host.toLowerCase() : null;
};

const unknown = ({ link, title, host }: Upstream): Notice =>
  notice(
    'lost',
    link,
    `"${host}" is no name that Istio takes: the mesh does not know ${title} by it and passes on what comes.`,
  );

const tlsModes = { disable: 'DISABLE', simple: 'SIMPLE', mutual: 'MUTUAL', 'mesh-mutual': 'ISTIO_MUTUAL' } as const;

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
      const host = isService(upstream.host) ? upstream.host.toLowerCase() : hostOf(upstream);
      if (host === null) continue;
      const ports = rules.get(host) ?? new Map();
      rules.set(host, ports);
      const mode = tlsModes[mesh];
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
      ports.set(port, { mode, tls: { mode, ...originated(member, upstream, notices) } });
    }
    return [...rules].map(([host, ports]) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: objectName(member.id, host), namespace: member.namespace },
      spec: {
        host,
        exportTo: ['.'],
        workloadSelector: { matchLabels: podLabels(member.id) },
        trafficPolicy: {
          portLevelSettings: [...ports].map(([number, { tls }]) => ({ port: { number }, tls })),
        },
      },
    }));
  });
}

/** TLS that the sidecar starts by itself: whom it takes for the right one, and what it shows. */
function originated(member: MeshMember, upstream: Upstream, notices: Notice[]): YamlMap {
  if (!upstream.proxied) return {};
  const { link, title, verify, serverName, sendsServerName, issuer, tls, versions, clientCertificate } =
    upstream.proxied;
  const mutual = tls === 'mutual';
  const said = (kind: Notice['kind'], message: string) => notices.push(notice(kind, link, message));
  const checks = verify !== 'none';
  if (verify === 'ca')
    said('lost', `A sidecar checks issuer and name together: that of ${title} has to show ${serverName}.`);
  if (!sendsServerName)
    said('lost', `A sidecar sends a server name, the host of the request where none is written: ${title} gets one.`);
  if (versions[0] !== '1.2' || versions[1] !== '1.3')
    said(
      'lost',
      `A DestinationRule has no TLS versions: ${versions.join(' to ')} is drawn towards ${title}, 1.2 to 1.3 is spoken.`,
    );
  const needsCa = checks && issuer !== 'public-ca';
  const named = mutual || needsCa;
  const name = mutual ? secrets.client(member.id, link) : secrets.trust(member.id, link);
  if (named)
    notices.push(
      provide(
        link,
        { kind: 'Secret', name, namespace: member.namespace },
        mutual
          ? `tls.crt and tls.key with the client certificate that ${title} is shown, ca.crt with the CAs to trust (${issuer})`
          : `ca.crt with the CA that issued the certificate of ${title} (${issuer})`,
        clientCertificate?.issuedBy ?? null,
      ),
    );
  return {
    ...(sendsServerName && !isAddress(serverName) ? { sni: serverName } : {}),
    ...(checks ? { subjectAltNames: [serverName] } : { insecureSkipVerify: true }),
    ...(named ? { credentialName: name } : {}),
  };
}
