import { meshExporters } from '../../src/core/meshes/exporters.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import type { Exported } from '../../src/core/plan/exporter.ts';
import { type MeshPlan, planMeshes } from '../../src/core/plan/mesh-plan.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { checkManifest, type KubernetesDocument, readManifest } from './kubernetes.ts';
import { accessPolicies } from './schemas/linkerd.ts';

export interface MeshExport extends Exported {
  readonly plan: MeshPlan;
}

/** What every mesh zone of a design exports to. */
export function meshExports(topology: Topology): readonly MeshExport[] {
  const plans = planDesign(topology, simulate(topology, products), products);
  return planMeshes(plans).map((plan) => {
    const exporter = meshExporters.get(plan.mesh.product);
    if (!exporter) throw new Error(`${plan.mesh.product} has no exporter`);
    return { plan, ...exporter(plan) };
  });
}

/** The objects of a zone's own file. */
export const objectsOf = ({ files }: Exported): readonly KubernetesDocument[] => readManifest(files[0]?.text ?? '');

/** The names that the zones of a design make known to their mesh. */
export const hostsIn = (exports: readonly Exported[]): ReadonlySet<string> =>
  new Set(
    exports
      .flatMap(objectsOf)
      .flatMap(({ kind, spec }) => (kind === 'ServiceEntry' ? (spec.hosts as readonly string[]) : [])),
  );

/** Everything wrong with a file of a zone, or with a patch once it is applied. */
export function checkMeshFile(path: string, text: string, hosts: ReadonlySet<string>): readonly string[] {
  if (!path.includes('/pods/')) return [...checkManifest(text), ...brokenMeshRules(readManifest(text), hosts)];
  const [patch, ...more] = readManifest(text);
  if (!patch || more.length > 0) return ['a patch is one document'];
  return [...checkManifest(JSON.stringify(patched(patch))), ...patchProblems(patch)];
}

/** A Deployment with the patch applied to it. */
function patched(patch: object): unknown {
  const base = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'any' },
    spec: {
      selector: { matchLabels: { app: 'any' } },
      template: { metadata: { labels: { app: 'any' } }, spec: { containers: [{ name: 'any', image: 'any' }] } },
    },
  };
  return merge(base, patch);
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const merge = (base: unknown, patch: unknown): unknown =>
  isMap(base) && isMap(patch)
    ? { ...base, ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, merge(base[key], value)])) }
    : patch;

const ports = /^[0-9]+(,[0-9]+)*$/;
const truth = /^(true|false)$/;
/** What Pods and namespaces may bear, as each mesh reads it. */
const known: Readonly<Record<string, RegExp>> = {
  'app.kubernetes.io/name': /./,
  'istio-injection': /^enabled$/,
  'istio.io/dataplane-mode': /^(ambient|none)$/,
  'istio.io/use-waypoint': /^[a-z0-9-]+$/,
  'istio.io/waypoint-for': /^(all|service|workload|none)$/,
  'sidecar.istio.io/inject': truth,
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'linkerd.io/inject': /^(enabled|disabled)$/,
  'config.linkerd.io/default-inbound-policy': new RegExp(`^(${accessPolicies.join('|')})$`),
  'config.linkerd.io/opaque-ports': ports,
  'config.linkerd.io/skip-inbound-ports': ports,
  'config.linkerd.io/skip-outbound-ports': ports,
  'consul.hashicorp.com/connect-inject': truth,
  'consul.hashicorp.com/connect-service-port': /^[0-9]+$/,
  'consul.hashicorp.com/transparent-proxy': truth,
  'consul.hashicorp.com/transparent-proxy-exclude-inbound-ports': ports,
  'consul.hashicorp.com/transparent-proxy-exclude-outbound-ports': ports,
};

const borne = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).flatMap(([key, value]) =>
    known[key]?.test(value) ? [] : [`not to be borne: ${key}=${value}`],
  );

function patchProblems({ spec }: KubernetesDocument): readonly string[] {
  const { labels = {}, annotations = {} } = spec.template.metadata;
  return borne({ ...labels, ...annotations });
}

/** References that lead nowhere and fields that need each other, which no schema sees. */
function brokenMeshRules(objects: readonly KubernetesDocument[], hosts: ReadonlySet<string>): readonly string[] {
  const named = (kind: string, namespace: unknown, name: unknown): boolean =>
    objects.some((each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === namespace);
  return objects.flatMap(({ kind, apiVersion, metadata, spec }): readonly string[] => {
    const say = (holds: boolean, problem: string) => (holds ? [] : [`${kind} ${metadata.name}: ${problem}`]);
    const { namespace } = metadata;
    const bearing = borne({ ...metadata.labels, ...metadata.annotations });
    switch (kind) {
      case 'PeerAuthentication':
        return [...bearing, ...say(!spec.portLevelMtls || spec.selector !== undefined, 'ports need a selector')];
      case 'ServiceEntry':
        return [
          ...bearing,
          ...say(
            spec.workloadSelector === undefined || spec.resolution === 'STATIC',
            'workloads are selected by resolution STATIC alone',
          ),
          ...say(
            new Set(spec.ports.map(({ name }: { name: string }) => name)).size === spec.ports.length,
            'the name of a port stands there twice',
          ),
          ...say(spec.resolution !== 'DNS' || spec.endpoints === undefined, 'DNS has no endpoints here'),
        ];
      case 'DestinationRule':
        return [
          ...bearing,
          ...say(hosts.has(spec.host) || /\.svc(\.cluster\.local)?$/.test(spec.host), `unknown host ${spec.host}`),
          ...spec.trafficPolicy.portLevelSettings.flatMap(({ tls }: { tls: Record<string, unknown> }) => [
            ...say(tls.mode !== 'MUTUAL' || tls.credentialName !== undefined, 'MUTUAL needs a certificate'),
            ...say(
              tls.credentialName === undefined || spec.workloadSelector !== undefined,
              'a credential needs a selector',
            ),
            ...say(
              ['SIMPLE', 'MUTUAL'].includes(tls.mode as string) || Object.keys(tls).length === 1,
              `${tls.mode} takes nothing else`,
            ),
          ]),
        ];
      case 'AuthorizationPolicy':
        if (apiVersion.startsWith('policy.linkerd.io'))
          return [
            ...bearing,
            ...say(named(spec.targetRef.kind, namespace, spec.targetRef.name), 'no such target'),
            ...spec.requiredAuthenticationRefs.flatMap((each: { kind: string; name: string }) =>
              say(named(each.kind, namespace, each.name), 'no such authentication'),
            ),
          ];
        return [
          ...bearing,
          ...say((spec.selector === undefined) !== (spec.targetRefs === undefined), 'one of selector and targetRefs'),
          ...(spec.targetRefs ?? []).flatMap((each: { kind: string; name: string }) =>
            say(named(each.kind, namespace, each.name), 'no such target'),
          ),
          ...(spec.rules ?? []).flatMap((rule: { from: readonly { source: { principals?: readonly string[] } }[] }) =>
            rule.from.flatMap(({ source }) =>
              (source.principals ?? []).flatMap((each) =>
                say(/^cluster\.local\/ns\/[a-z0-9-]+\/sa\/[a-z0-9-]+$/.test(each), `no principal: ${each}`),
              ),
            ),
          ),
        ];
      case 'ServiceIntentions':
        return [
          ...bearing,
          ...say(
            new Set(spec.sources.map(({ name }: { name: string }) => name)).size === spec.sources.length,
            'a source stands there twice',
          ),
        ];
      default:
        return bearing;
    }
  });
}
