import { describe, expect, it } from 'vitest';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan } from '../../../src/core/products/istio-gateway/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';
import { type KubernetesDocument, readManifest } from '../../support/kubernetes.ts';

const shop = { id: 'shop', kind: 'mesh', title: 'Shop', mesh: { product: 'istio', mode: 'strict' } } as const;

function exported(lines: string | readonly string[], details: Details = {}) {
  const topology = draw(lines, { zones: [shop], ...details });
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'edge');
  if (!plan) throw new Error('there is no edge');
  const { files, notices } = exportPlan(plan);
  const objects = readManifest(files[0]?.text ?? '');
  return {
    notices: notices.map(({ kind, message }) => `${kind}: ${message}`),
    all: (kind: string): readonly KubernetesDocument[] => objects.filter((each) => each.kind === kind),
  };
}

const edge = 'edge(istio-gateway)';

it.each([
  ['istio-gateway'],
  ['istio-egress-gateway'],
  ['consul-api-gateway'],
  ['consul-terminating-gateway'],
  ['consul-mesh-gateway'],
])('%s offers no group that nobody writes for it', (id) => {
  expect(products.get(id)).toBeDefined();
  expect(products.get(id)?.hybridKeyExchange).toBeUndefined();
});

describe('a listener of an Istio gateway', () => {
  it.each([
    ['plaintext', { port: { number: 8080, name: 'http-8080', protocol: 'HTTP' } }],
    ['tcp', { port: { number: 8443, name: 'tcp-8443', protocol: 'TCP' } }],
    ['sni', { port: { number: 8443, name: 'tls-8443', protocol: 'TLS' }, tls: { mode: 'PASSTHROUGH' } }],
    ['terminate', { port: { protocol: 'HTTPS' }, tls: { mode: 'SIMPLE', credentialName: 'edge--in--tls' } }],
    ['optional', { tls: { mode: 'OPTIONAL_MUTUAL', minProtocolVersion: 'TLSV1_2', maxProtocolVersion: 'TLSV1_3' } }],
    ['mutual', { tls: { mode: 'MUTUAL' } }],
  ])('is %s', (drawn, server) => {
    const { all } = exported(`client ==> ${edge}[${drawn}]@shop --> app[plaintext]@shop`);
    expect(all('Gateway')[0]).toMatchObject({
      metadata: { name: 'edge--in', namespace: 'shop' },
      spec: { selector: { 'app.kubernetes.io/name': 'edge' }, servers: [{ hosts: ['*'], ...server }] },
    });
  });

  it('takes the mutual TLS of the mesh where every link brings it', () => {
    const { all } = exported(`web@shop --> ${edge}[plaintext]@shop --> app[plaintext]@shop`, {
      links: { 'web-edge': { mesh: 'mesh-mutual' } },
    });
    expect(all('Gateway')[0]?.spec.servers[0]).toMatchObject({
      port: { protocol: 'HTTPS' },
      tls: { mode: 'ISTIO_MUTUAL' },
    });
  });

  it('names those that may call by what their certificate shows, and nobody where nobody may', () => {
    const names = (allows: string[]) =>
      exported(`client =mutual=> ${edge}[mutual]@shop --> app[plaintext]@shop`, { nodes: { edge: { allows } } }).all(
        'Gateway',
      )[0]?.spec.servers[0].tls.subjectAltNames;
    expect(names(['client'])).toEqual(['client.internal']);
    expect(names([])).toEqual(['nobody.invalid']);
  });
});

describe('what an Istio gateway dials', () => {
  it('is left to the mesh where it is a member', () => {
    const { all } = exported(`client ==> ${edge}[terminate]@shop --> app[plaintext]@shop`);
    expect(all('DestinationRule')).toEqual([]);
    expect(all('ServiceEntry')).toEqual([]);
    expect(all('VirtualService')[0]?.spec).toEqual({
      hosts: ['*'],
      gateways: ['edge--in'],
      http: [
        {
          match: [{ uri: { prefix: '/' } }],
          route: [{ destination: { host: 'app.internal', port: { number: 8080 } } }],
        },
      ],
    });
  });

  it.each([
    ['disable', '-->', 'plaintext', { mode: 'DISABLE' }],
    ['mesh-mutual', '-->', 'plaintext', { mode: 'ISTIO_MUTUAL' }],
    ['simple', '-->', 'terminate', { mode: 'SIMPLE', sni: 'app.internal', subjectAltNames: ['app.internal'] }],
    ['disable', '==>', 'terminate', { mode: 'SIMPLE', sni: 'app.internal', subjectAltNames: ['app.internal'] }],
  ] as const)('has the mode of its link: %s %s', (mesh, arrow, listener, tls) => {
    const { all } = exported(`client ==> ${edge}[terminate]@shop ${arrow} app[${listener}]@shop`, {
      links: { 'edge-app': { mesh } },
    });
    expect(all('DestinationRule')[0]?.spec.trafficPolicy.portLevelSettings[0].tls).toEqual(tls);
  });

  it('is given TLS and a name outside', () => {
    const { all, notices } = exported(`client ==> ${edge}[terminate]@shop =mutual=> api[mutual]`, {
      listeners: { api: { tls: { certificate: { issuer: 'private-ca' } } } },
    });
    expect(all('ServiceEntry')[0]?.spec).toMatchObject({
      hosts: ['api.internal'],
      resolution: 'DNS',
      location: 'MESH_EXTERNAL',
    });
    expect(all('DestinationRule')[0]?.spec).toMatchObject({
      host: 'api.internal',
      trafficPolicy: {
        portLevelSettings: [
          {
            port: { number: 8443 },
            tls: { mode: 'MUTUAL', sni: 'api.internal', credentialName: 'edge--edge-api--client' },
          },
        ],
      },
    });
    expect(notices).toContainEqual(expect.stringContaining('Provide the Secret edge--edge-api--client'));
  });

  it('loses the session of the mesh where the gateway starts TLS, which is said', () => {
    const { notices } = exported(`client ==> ${edge}[terminate]@shop ==> app[terminate]@shop`);
    expect(notices).toContainEqual(
      expect.stringMatching(/^lost: TLS that a gateway starts takes the place of the mesh's/),
    );
  });
});
