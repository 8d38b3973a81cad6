import { describe, expect, it } from 'vitest';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';
import { type KubernetesDocument, readManifest } from '../../support/kubernetes.ts';
import { meshExports, objectsOf } from '../../support/meshes.ts';

const shop = { id: 'shop', kind: 'mesh', title: 'Shop', mesh: { product: 'consul', mode: 'strict' } } as const;

function exported(line: string, details: Details = {}) {
  const topology = draw(line, { zones: [shop], ...details });
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'edge');
  const result = plan && exporters.get(plan.product.id)?.(plan);
  if (!result) throw new Error('nothing is exported');
  const objects = readManifest(result.files[0]?.text ?? '');
  return {
    topology,
    notices: result.notices.map(({ kind, message }) => `${kind}: ${message}`),
    first: objects[0],
    one: (kind: string): KubernetesDocument | undefined => objects.find((each) => each.kind === kind),
  };
}

describe('a terminating gateway of Consul', () => {
  const edge = 'web@shop --> edge(consul-terminating-gateway)[plaintext]@shop';

  it.each([
    ['-->', 'plaintext', { name: 'edge--edge-out' }],
    ['=ca=>', 'terminate', { name: 'edge--edge-out', caFile: expect.stringMatching(/\.crt$/) }],
    ['==>', 'terminate', { name: 'edge--edge-out', caFile: expect.stringMatching(/\.crt$/), sni: 'out.internal' }],
    [
      '=mutual=>',
      'mutual',
      {
        name: 'edge--edge-out',
        caFile: expect.stringMatching(/\.crt$/),
        sni: 'out.internal',
        certFile: expect.stringMatching(/edge-edge-out\+client\.crt$/),
        keyFile: expect.stringMatching(/edge-edge-out\+client\.key$/),
      },
    ],
  ])('dials %s %s', (arrow, listener, service) => {
    const { one } = exported(`${edge} ${arrow} out[${listener}]`, {
      links: { 'edge-out': { dial: arrow === '=mutual=>' ? { verify: 'full' } : {} } },
    });
    expect(one('TerminatingGateway')?.spec.services).toEqual([service]);
  });

  it('sends no name unless it checks one', () => {
    expect(exported(`${edge} =ca=> out[terminate]`).notices.join()).not.toContain('A name that is sent');
    const { notices } = exported(`${edge} =ca=> out[terminate]`, { links: { 'edge-out': { dial: { sni: 'out' } } } });
    expect(notices).toContainEqual(expect.stringContaining('A name that is sent is also checked'));
  });

  it('registers what lies outside, and lets in those who are named', () => {
    const { one } = exported(`${edge} ==> out[terminate]`, { nodes: { edge: { allows: ['web'] } } });
    expect(one('Registration')?.spec).toMatchObject({
      address: 'out.internal',
      service: { name: 'edge--edge-out', port: 8443 },
    });
    expect(one('ServiceIntentions')?.spec).toEqual({
      destination: { name: 'edge--edge-out' },
      sources: [
        { name: 'web', action: 'allow' },
        { name: '*', action: 'deny' },
      ],
    });
  });
});

describe('an API gateway of Consul', () => {
  it('ends TLS and leads to services of the mesh', () => {
    const { one } = exported('client ==> edge(consul-api-gateway)[terminate]@shop --> app[plaintext]@shop');
    expect(one('GatewayClass')?.spec.controllerName).toBe('consul.hashicorp.com/gateway-controller');
    expect(one('Gateway')?.spec.listeners[0]).toMatchObject({
      protocol: 'HTTPS',
      tls: { mode: 'Terminate', options: { 'api-gateway.consul.hashicorp.com/tls_min_version': 'TLSv1_2' } },
    });
    expect(one('HTTPRoute')?.spec.rules[0].backendRefs).toEqual([{ name: 'app', port: 8080 }]);
  });

  it('routes nothing where a redirect is drawn, and says so', () => {
    const { one, notices } = exported('client --> edge(consul-api-gateway)[plaintext]@shop --> app[plaintext]@shop', {
      nodes: { edge: { listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } }] } },
    });
    expect(one('HTTPRoute')).toBeUndefined();
    expect(notices).toContainEqual(expect.stringContaining('The redirect to https'));
  });
});

describe('a mesh gateway of Consul', () => {
  it('is told its address, and the senders the way through it', () => {
    const { first, topology } = exported('web@shop --> edge(consul-mesh-gateway)[sni]@shop --> app[plaintext]@shop');
    expect(first).toMatchObject({
      meshGateway: {
        enabled: true,
        containerPort: 8443,
        wanAddress: { source: 'Static', static: 'edge.internal', port: 8443 },
      },
    });
    const [zone] = meshExports(topology);
    const defaults = zone && objectsOf(zone).find(({ kind }) => kind === 'ProxyDefaults');
    expect(defaults?.spec.meshGateway).toEqual({ mode: 'local' });
  });
});
