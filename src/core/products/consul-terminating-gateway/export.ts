import { type KubernetesObject, manifest, namespaceOf, objectName } from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { dialsTls } from '../../plan/sessions.ts';
import { unwritten } from '../../plan/unwritten.ts';

// Kinds and their rules: https://github.com/hashicorp/consul-k8s/tree/main/control-plane/api/v1alpha1

/** The services outside with the TLS towards them, how each is known to Consul, and who may call it. */
export const exportPlan: Exporter = (plan) => {
  const notices: Notice[] = [...plan.notices, ...unwritten(plan, ['allows']), ...unsaid(plan)];
  const namespace = namespaceOf(plan.node.zones);
  const objects: readonly KubernetesObject[] = [
    entry('TerminatingGateway', objectName(plan.node.id), namespace, {
      services: plan.upstreams.map((upstream) => linked(plan, upstream)),
    }),
    ...plan.upstreams.flatMap((upstream) => serviceOf(plan, upstream, namespace)),
  ];
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, objects, 'consul.yaml')], notices: known };
};

const entry = (kind: string, name: string, namespace: string | null, spec: YamlMap): KubernetesObject => ({
  apiVersion: 'consul.hashicorp.com/v1alpha1',
  kind,
  metadata: { name, ...(namespace === null ? {} : { namespace }) },
  spec,
});

const nameOf = ({ node }: Plan, { link }: Upstream): string => objectName(node.id, link);

/** Without caFile it dials plaintext; without sni it takes any certificate of that CA. */
function linked(plan: Plan, upstream: Upstream): YamlMap {
  const { tls, forwarded, verify, serverName, files } = upstream;
  const name = nameOf(plan, upstream);
  if (forwarded || tls === 'plaintext') return { name };
  return {
    name,
    caFile: files.trust,
    ...(verify === 'full' ? { sni: serverName } : {}),
    ...(tls === 'mutual' ? { certFile: files.certificate, keyFile: files.key } : {}),
  };
}

function serviceOf(plan: Plan, upstream: Upstream, namespace: string): readonly KubernetesObject[] {
  const { host, port, protocol, forwarded } = upstream;
  const name = nameOf(plan, upstream);
  const plain = !forwarded && ['http', 'grpc'].includes(protocol);
  return [
    entry('Registration', name, null, {
      node: name,
      address: host,
      service: { name, port, address: host },
    }),
    entry('ServiceDefaults', name, namespace, { protocol: plain ? protocol : 'tcp' }),
    entry('ServiceIntentions', name, namespace, { destination: { name }, sources: sourcesOf(plan) }),
  ];
}

/** Who may call is asked for each service behind the gateway. */
function sourcesOf({ node: { allows, mesh, zones } }: Plan): readonly YamlMap[] {
  const denies = zones.find(({ id }) => id === mesh?.zone)?.mesh?.authorization === 'deny';
  const named = (allows ?? []).map(({ id }) => ({ name: objectName(id), action: 'allow' }));
  return [...named, { name: '*', action: allows !== null || denies ? 'deny' : 'allow' }];
}

function unsaid(plan: Plan): readonly Notice[] {
  const { node, upstreams, product } = plan;
  const by = (kind: Notice['kind'], about: string, message: string): Notice => ({ kind, about, message });
  const dialled = upstreams.filter(dialsTls);
  return [
    by(
      'by-hand',
      node.id,
      `Run the gateway by the Helm chart: terminatingGateways.enabled, with a gateway named ${objectName(node.id)}, and with ACLs a policy that lets it write the services below.`,
    ),
    ...upstreams.map((upstream) =>
      by(
        'by-hand',
        upstream.link,
        `Members dial ${upstream.title} as ${nameOf(plan, upstream)}.virtual.consul, through the gateway.`,
      ),
    ),
    ...dialled.flatMap(({ link, title, verify, sendsServerName, serverName, versions, files, tls }) => [
      by(
        'by-hand',
        link,
        `Mount into the gateway's Pods what ${title} is dialled with: ${[files.trust, ...(tls === 'mutual' ? [files.certificate, files.key] : [])].join(', ')}.`,
      ),
      ...(verify === 'full' && !sendsServerName
        ? [by('lost', link, `The name that is checked is also sent: ${title} gets ${serverName}, where none is drawn.`)]
        : []),
      ...(verify === 'ca' && sendsServerName
        ? [by('lost', link, `A name that is sent is also checked: ${title} gets none, where ${serverName} is drawn.`)]
        : []),
      ...(verify === 'none'
        ? [by('lost', link, `Its TLS always checks the issuer: ${title} has to show a certificate of ${files.trust}.`)]
        : []),
      ...(versions[0] !== product.versions.dial[0] || versions[1] !== product.versions.dial[1]
        ? [by('lost', link, `A service has no TLS versions: ${versions.join(' to ')} is drawn towards ${title}.`)]
        : []),
    ]),
  ];
}
