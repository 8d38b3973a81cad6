import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan as egress } from '../../src/core/products/istio-egress-gateway/export.ts';
import { exportPlan as ingress } from '../../src/core/products/istio-gateway/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import { exportedFiles, recast } from '../support/exported.ts';
import { checkManifest, type KubernetesDocument, readManifest } from '../support/kubernetes.ts';
import { proxies } from '../support/proxies.ts';

const gateways = [
  ['istio-gateway', ingress],
  ['istio-egress-gateway', egress],
] as const;

/** What is read of a Gateway and of a VirtualService below. */
interface Server {
  readonly port: { readonly protocol: string };
  readonly tls?: { readonly mode?: string; readonly credentialName?: string };
}
interface TlsRoute {
  readonly match: readonly { readonly sniHosts?: readonly string[] }[];
}

/** References that lead nowhere and fields that need each other, which no schema sees. */
function brokenRules(objects: readonly KubernetesDocument[]): readonly string[] {
  const named = new Map(
    objects.filter(({ kind }) => kind === 'Gateway').map((each) => [each.metadata.name, each] as const),
  );
  return objects.flatMap(({ kind, metadata, spec }): readonly string[] => {
    const say = (holds: boolean, problem: string) => (holds ? [] : [`${kind} ${metadata.name}: ${problem}`]);
    if (kind === 'Gateway')
      return spec.servers.flatMap(({ port, tls }: Server) => [
        ...say(
          ['HTTPS', 'TLS'].includes(port.protocol) === (tls?.mode !== undefined),
          `tls and ${port.protocol} differ`,
        ),
        ...say(
          !['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(tls?.mode ?? '') || tls?.credentialName !== undefined,
          'no certificate',
        ),
      ]);
    if (kind === 'VirtualService')
      return spec.gateways.flatMap((each: string) => {
        const gateway = named.get(each);
        if (!gateway) return [`VirtualService ${metadata.name}: no gateway ${each}`];
        const [{ port, tls }] = gateway.spec.servers;
        return [
          ...say(!spec.tls || tls?.mode === 'PASSTHROUGH', 'a server name chooses where TLS is passed through'),
          ...say(!spec.http || ['HTTP', 'HTTPS'].includes(port.protocol), `no requests are read as ${port.protocol}`),
          ...(spec.tls ?? []).flatMap((route: TlsRoute) =>
            route.match.flatMap(({ sniHosts = [] }) =>
              say(
                sniHosts.length > 0 && sniHosts.every((name) => spec.hosts.includes(name)),
                'server names outside of its hosts',
              ),
            ),
          ),
        ];
      });
    return [];
  });
}

function validate(product: string, topology: Topology): number {
  const exporter = new Map(gateways).get(product as 'istio-gateway');
  if (!exporter) throw new Error(product);
  const files = exportedFiles(product, exporter, topology);
  for (const { text } of files) {
    const problems = [...checkManifest(text), ...brokenRules(readManifest(text))];
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${text}`);
  }
  return files.length;
}

describe.each(gateways)('%s', (product, exporter) => {
  it('fits the schemas for random gateways', () => {
    fc.assert(
      fc.property(proxies(product), (topology) => {
        expect(validate(product, topology)).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('fits them in random designs', () => {
    let files = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        files += validate(product, recast(topology, product, ['load-balancer', 'gateway']));
      }),
      { numRuns: 60 },
    );
    expect(files).toBeGreaterThan(20);
  });

  it.each([
    ['mode: MUTUAL', 'mode: BOTH'],
    ['credentialName:', 'credential:'],
    ['minProtocolVersion: TLSV1_2', 'minProtocolVersion: "1.2"'],
    ['prefix: /', 'prefixes: /'],
    ['sniHosts:', 'snis:'],
    ['resolution: DNS', 'resolution: MAYBE'],
    ['subjectAltNames:', 'subjectAltName:'],
    [`- edge--in`, '- nobody'],
  ])('is refused with %s as %s', (from, to) => {
    const topology = draw([`client =mutual=> edge(${product})[mutual] ==> app[terminate]`, 'client ==> edge ==> app'], {
      nodes: {
        edge: {
          listeners: [
            { id: 'in', port: 443, tls: { mode: 'terminate', clientCertificate: 'required' } },
            { id: 'by-name', port: 8443, tls: { mode: 'passthrough', by: 'sni' } },
          ],
        },
      },
      links: { 'edge-app': { match: { sni: ['app.internal'] } } },
    });
    const text = exportedFiles(product, exporter, topology)[0]?.text ?? '';
    const problems = (each: string) => [...checkManifest(each), ...brokenRules(readManifest(each))];
    expect(text).toContain(from);
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace(from, to))).not.toEqual([]);
  });
});
