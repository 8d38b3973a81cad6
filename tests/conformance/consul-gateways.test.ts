import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan as api } from '../../src/core/products/consul-api-gateway/export.ts';
import { exportPlan as mesh } from '../../src/core/products/consul-mesh-gateway/export.ts';
import { exportPlan as terminating } from '../../src/core/products/consul-terminating-gateway/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import { exportedFiles, recast } from '../support/exported.ts';
import { checkManifest, readManifest } from '../support/kubernetes.ts';
import { proxies } from '../support/proxies.ts';
import { checkMeshGatewayValues } from '../support/schemas/consul.ts';

const exporters = {
  'consul-api-gateway': api,
  'consul-terminating-gateway': terminating,
  'consul-mesh-gateway': mesh,
} as const;
type Gateway = keyof typeof exporters;
const gateways = Object.keys(exporters) as Gateway[];

/** What is read of a listener below. */
interface Listener {
  readonly name: string;
  readonly protocol: string;
  readonly tls?: {
    readonly mode?: string;
    readonly certificateRefs?: unknown;
    readonly options?: Readonly<Record<string, unknown>>;
  };
}

/** What the controller of the API gateway refuses: https://github.com/hashicorp/consul-k8s/blob/main/control-plane/api-gateway/binding/validation.go */
function refused(text: string): readonly string[] {
  const objects = readManifest(text);
  const listeners = objects.flatMap(({ kind, spec }) => (kind === 'Gateway' ? spec.listeners : []));
  return objects.flatMap(({ kind, spec, metadata }): readonly string[] => {
    if (kind === 'Gateway')
      return spec.listeners.flatMap(({ name, protocol, tls }: Listener) => [
        ...(['HTTP', 'HTTPS', 'TCP'].includes(protocol) ? [] : [`${name}: no protocol ${protocol}`]),
        ...(tls === undefined || tls.mode === 'Terminate' ? [] : [`${name}: passes nothing through`]),
        ...(protocol !== 'HTTPS' || tls?.certificateRefs ? [] : [`${name}: no certificate`]),
        ...Object.values(tls?.options ?? {}).flatMap((each) =>
          /^TLSv1_[0-3]$/.test(String(each)) ? [] : [`${name}: no version ${each}`],
        ),
      ]);
    if (kind !== 'HTTPRoute' && kind !== 'TCPRoute') return /Route$/.test(kind) ? [`no ${kind}`] : [];
    return spec.parentRefs.flatMap(({ sectionName }: { sectionName: string }) =>
      listeners.some(
        (each: Listener) => each.name === sectionName && (each.protocol === 'TCP') === (kind === 'TCPRoute'),
      )
        ? []
        : [`${metadata.name}: no listener ${sectionName} for ${kind}`],
    );
  });
}

const problemsIn = (gateway: Gateway, text: string): readonly string[] =>
  gateway === 'consul-mesh-gateway'
    ? readManifest(text).flatMap(checkMeshGatewayValues)
    : [...checkManifest(text), ...refused(text)];

function validate(gateway: Gateway, topology: Topology): number {
  const files = exportedFiles(gateway, exporters[gateway], topology);
  for (const { text } of files) {
    const problems = problemsIn(gateway, text);
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${text}`);
  }
  return files.length;
}

describe.each(gateways)('%s', (gateway) => {
  it('fits the schemas for random gateways', () => {
    fc.assert(
      fc.property(proxies(gateway), (topology) => {
        expect(validate(gateway, topology)).toBe(1);
      }),
      { numRuns: 80 },
    );
  });

  it('fits them in random designs', () => {
    let files = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        files += validate(gateway, recast(topology, gateway, ['load-balancer', 'gateway']));
      }),
      { numRuns: 50 },
    );
    expect(files).toBeGreaterThan(20);
  });
});

describe('the check', () => {
  it.each([
    ['consul-api-gateway', 'protocol: HTTPS', 'protocol: TLS'],
    ['consul-api-gateway', 'mode: Terminate', 'mode: Passthrough'],
    ['consul-api-gateway', 'controllerName:', 'controller:'],
    ['consul-api-gateway', 'TLSv1_2', 'TLS1.2'],
    ['consul-api-gateway', 'sectionName: in', 'sectionName: out'],
    ['consul-terminating-gateway', 'caFile:', 'CAFile:'],
    ['consul-terminating-gateway', 'keyFile:', 'key:'],
    ['consul-terminating-gateway', 'action: allow', 'action: accept'],
    ['consul-terminating-gateway', 'address:', 'host:'],
    ['consul-terminating-gateway', 'kind: Registration', 'kind: Service'],
    ['consul-mesh-gateway', 'containerPort:', 'port:'],
    ['consul-mesh-gateway', 'source: Static', 'source: Fixed'],
  ] as const)('refuses %s with %s as %s', (gateway, from, to) => {
    const listener = {
      'consul-api-gateway': 'terminate',
      'consul-terminating-gateway': 'plaintext',
      'consul-mesh-gateway': 'sni',
    };
    const arrow = gateway === 'consul-terminating-gateway' ? '=mutual=>' : '-->';
    const topology = draw(`web@shop --> edge(${gateway})[${listener[gateway]}]@shop ${arrow} app[mutual]`, {
      zones: [{ id: 'shop', kind: 'mesh', title: 'Shop', mesh: { product: 'consul', mode: 'strict' } }],
    });
    const text = exportedFiles(gateway, exporters[gateway], topology)[0]?.text ?? '';
    expect(text).toContain(from);
    expect(problemsIn(gateway, text)).toEqual([]);
    expect(problemsIn(gateway, text.replace(from, to))).not.toEqual([]);
  });
});
