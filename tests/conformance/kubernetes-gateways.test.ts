import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Certificate, Listener, Node } from '../../src/core/model/schema.ts';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { checkManifest } from '../support/kubernetes.ts';
import { kubernetesExporters } from '../support/kubernetes-exports.ts';
import { brokenRules } from '../support/kubernetes-rules.ts';
import { proxies } from '../support/proxies.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';

/** Every manifest that a design's nodes export to, checked; returns their number. */
function validate(topology: Topology): number {
  const plans = planDesign(topology, simulate(topology, products), products);
  const files = plans.flatMap((plan) => kubernetesExporters.get(plan.product.id)?.(plan).files ?? []);
  for (const { text } of files) {
    const problems = [...checkManifest(text), ...brokenRules(text)];
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${text}`);
  }
  return files.length;
}

/** The same design with every certificate issued by a cert-manager, now and then by way of a Vault. */
const issued = fc
  .record({
    topology: topologies,
    days: fc.constantFrom(null, 1, 90, 3_650),
    key: fc.constantFrom(null, 'shared'),
    renewal: fc.constantFrom('automated', 'manual'),
    vault: fc.constantFrom(null, 'plaintext', 'tls', 'mutual'),
    zoned: fc.boolean(),
  })
  .map(({ topology, days, key, renewal, vault, zoned }): Topology => {
    const certificate = (drawn: Certificate | undefined): Certificate => ({
      issuer: 'private-ca',
      ...drawn,
      issuedBy: 'the-issuer',
      renewal: renewal as 'manual',
      ...(days === null ? {} : { lifetimeDays: days }),
      ...(key === null ? {} : { key }),
    });
    const listening = (listener: Listener): Listener =>
      listener.tls.mode === 'terminate' || listener.tls.mode === 'permissive'
        ? { ...listener, tls: { ...listener.tls, certificate: certificate(listener.tls.certificate) } }
        : listener;
    const [zone] = topology.zones.keys();
    const own: Node = {
      id: 'the-issuer',
      product: 'cert-manager',
      title: 'Issuer',
      ...(zoned && zone !== undefined ? { zone } : {}),
    };
    const reached: Node = {
      id: 'the-vault',
      product: 'generic-service',
      title: 'Vault',
      listeners: [{ id: 'api', port: 8200, tls: { mode: 'terminate', clientCertificate: 'optional' } }],
    };
    return {
      ...topology,
      nodes: new Map([
        ...mapTable(topology.nodes, (node) => ({
          ...node,
          ...(node.listeners ? { listeners: node.listeners.map(listening) } : {}),
        })),
        [own.id, own],
        [reached.id, reached],
      ]),
      links: new Map([
        ...mapTable(topology.links, (link) =>
          link.dial.tls === 'mutual'
            ? { ...link, dial: { ...link.dial, clientCertificate: certificate(link.dial.clientCertificate) } }
            : link,
        ),
        ...(vault === null
          ? []
          : [
              [
                'the-link',
                { id: 'the-link', from: own.id, to: reached.id, protocol: 'http', dial: { tls: vault as 'tls' } },
              ] as const,
            ]),
      ]),
    };
  });

describe.each([...kubernetesExporters.keys()].filter((product) => product !== 'cert-manager'))(
  'what is exported for %s',
  (product) => {
    it('from 150 proxies with everything at random is valid', () => {
      fc.assert(
        fc.property(proxies(product), (topology) => {
          expect(validate(topology)).toBe(1);
        }),
        { numRuns: 150 },
      );
    });
  },
);

describe('what is exported for cert-manager', () => {
  it('from 150 designs at random, whose certificates it issues, is valid', () => {
    let certificates = 0;
    fc.assert(
      fc.property(issued, (topology) => {
        validate(topology);
        for (const plan of planDesign(topology, simulate(topology, products), products))
          certificates += plan.issues.length;
      }),
      { numRuns: 150 },
    );
    expect(certificates).toBeGreaterThan(200);
  });
});

describe('what is exported for Kubernetes', () => {
  it.each(templateFiles)('from the template %s is valid', (file) => {
    validate(readTemplate(file));
  });

  it('from 150 whole designs at random is valid', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, fc.constantFrom(...kubernetesExporters.keys()), (topology, product) => {
        exported += validate(recast(topology, product, ['load-balancer', 'gateway']));
      }),
      { numRuns: 150 },
    );
    expect(exported).toBeGreaterThan(50);
  });
});

describe('the rules that no schema holds', () => {
  const zones = [
    { id: 'shop', kind: 'cluster', title: 'shop' },
    { id: 'inner', kind: 'mesh', title: 'inner', parent: 'shop' },
  ] as const;
  const whole = (product: string): string => {
    const topology = draw(
      [
        `client =mutual=> edge(${product})[mutual]@shop ==> app[terminate]@inner`,
        'client =mutual=> edge --> api[plaintext]@shop',
        `client =mutual=> edge --> far[plaintext]@shop`,
        ...(product === 'cert-manager' ? ['ca(cert-manager)@shop'] : []),
      ].map((line) => line.replace('edge(cert-manager)', 'edge(gateway-api)')),
      {
        zones: [...zones],
        nodes: { far: { host: '10.0.0.7' } },
        links: {
          'edge-api': { match: { host: ['api.example.com'], path: '/api' } },
          'edge-far': { match: { path: '/far' } },
        },
        listeners:
          product === 'cert-manager'
            ? { edge: { tls: { certificate: { issuer: 'private-ca', issuedBy: 'ca' } } } }
            : {},
      },
    );
    const plan = planDesign(topology, simulate(topology, products), products).find(
      (each) => each.product.id === product,
    );
    const text = plan && kubernetesExporters.get(product)?.(plan).files[0]?.text;
    if (text === undefined) throw new Error(`nothing is exported for ${product}`);
    return text;
  };

  it.each([...kubernetesExporters.keys()])('hold in what is exported for %s', (product) => {
    expect([...checkManifest(whole(product)), ...brokenRules(whole(product))]).toEqual([]);
  });

  it.each([
    ['kubernetes-service', 'name: port-8443', 'name: Port_8443', 'not a port name'],
    ['ingress-nginx', 'name: edge--edge-api--to\n', 'name: edge--edge-apu--to\n', 'leads to no Service'],
    ['ingress-nginx', '    - host: api.example.com', '    - host: api_.example.com', 'no host'],
    ['ingress-nginx', 'path: /api', 'path: /a/../b', 'no path'],
    ['ingress-nginx', 'backend-protocol: HTTPS', 'backend-protocol: TLS', 'is not to be TLS'],
    ['ingress-nginx', 'proxy-ssl-verify:', 'proxy-ssl-verifies:', 'unknown annotation'],
    ['ingress-nginx', 'ingressClassName: edge', 'ingressClassName: edgy', 'no class'],
    ['ingress-nginx', 'externalName: ', 'externalName: under_', 'no DNS name'],
    ['ingress-nginx', 'addressType: IPv4', 'addressType: IPv6', 'not IPv6'],
    ['gateway-api', 'protocol: HTTPS', 'protocol: HTTP', 'tls is not for HTTP'],
    ['gateway-api', 'mode: Terminate', 'mode: Passthrough', 'HTTPS terminates'],
    ['gateway-api', '        certificateRefs:\n          - name: edge--in--tls\n', '', 'no certificate'],
    ['gateway-api', 'sectionName: in', 'sectionName: out', 'no listener'],
    ['gateway-api', '    wellKnownCACertificates: System\n', '', 'exactly one of'],
    ['gateway-api', 'hostname: app.internal', 'hostname: 10.0.0.7', 'no hostname'],
    ['gateway-api', 'kind: HTTPRoute\n      namespace', 'kind: TLSRoute\n      namespace', 'nothing grants'],
    ['gateway-api', 'value: /api', 'value: /a//b', 'no path'],
    ['gateway-api', '- api.example.com', '- API.example.com', 'no host name'],
    ['traefik-ingress', 'match: Host(`api.example.com`)', 'match: Host(`api.example.com`', 'no rule'],
    ['traefik-ingress', 'serversTransport: edge--edge-app', 'serversTransport: edge--edge-apu', 'no transport'],
    ['traefik-ingress', '- name: edge--in--client-certificate', '- name: edge--in--certificate', 'no middleware'],
    ['cert-manager', 'name: ca--ca\n    kind', 'name: ca--cb\n    kind', 'in reach'],
    ['cert-manager', '    secretName: ca--root', '    secretName: ca--boot', 'no root'],
    ['cert-manager', '  selfSigned: {}', '  selfSigned: {}\n  ca: { secretName: ca--root }', 'exactly one signer'],
    ['cert-manager', '  dnsNames:\n', '  ipAddresses:\n', 'no address'],
  ])('are broken for %s by %s → %s', (product, from, to, problem) => {
    const text = whole(product);
    expect(text).toContain(from);
    expect(brokenRules(text.replace(from, () => to)).join('\n')).toContain(problem);
  });
});
