import { describe, expect, it } from 'vitest';
import { check } from '../../../src/core/index.ts';
import { applyEdits } from '../../../src/core/model/edits.ts';
import { hasHybridGroup, hybridGroups } from '../../../src/core/model/hybrid-group.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { designFixes } from '../../../src/core/rules/design-fixes.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

const hybrid = { tls: { keyExchange: 'hybrid' } } as const;
type Drawn = 'hybrid' | 'ecdhe' | undefined;

/** A browser's dial, which offers the hybrid group by itself, and the node that answers it. */
function meet(product: string, version: string | undefined, drawn: Drawn) {
  const topology = draw(`client(browser) ==> edge(${product})[terminate]`, {
    nodes: { edge: version === undefined ? {} : { version } },
    listeners: { edge: drawn ? { tls: { keyExchange: drawn } } : {} },
    links: { 'client-edge': { protocol: product === 'postgresql' ? 'postgres' : 'https' } },
  });
  const simulation = simulate(topology, products);
  const plan = planDesign(topology, simulation, products).find(({ node }) => node.id === 'edge');
  const exported = plan && exporters.get(product)?.(plan);
  if (!exported) throw new Error(`nothing exports ${product}`);
  const [flow] = simulation.flows.values();
  const outcome = flow?.legs[0]?.outcome;
  // Explanations for people stand beside the code of a service.
  const text = exported.files
    .flatMap((file) => (file.path.endsWith('.md') || file.path.endsWith('README.txt') ? [] : [file.text]))
    .join('\n');
  return {
    agreed: outcome?.kind === 'session' ? outcome.keyExchange : undefined,
    errors: simulation.designErrors.map(({ code }) => code).filter((code) => code === 'hybrid-group'),
    /** What the server reads: no comment. */
    said: text
      .split('\n')
      .filter((line) => !/^\s*(#|\/\/|;)/.test(line))
      .join('\n'),
    notices: exported.notices.filter(({ message }) => message.includes('X25519MLKEM768')).map(({ kind }) => kind),
  };
}

describe('the table of who has the hybrid group', () => {
  it.each(Object.entries(hybridGroups))(
    'names a product, and the release its exports are checked against: %s',
    (id, { checked }) => {
      const product = products.get(id);
      expect(product).toBeDefined();
      if (checked !== null) expect(product?.checkedAgainst).toContain(checked);
    },
  );

  it.each([
    ['caddy', '2.9.1', false],
    ['caddy', '2.10', true],
    ['caddy', undefined, false],
    ['envoy', '1.33.2', false],
    ['envoy', '1.34', true],
    ['node-service', '22.19', false],
    ['node-service', '22.20', true],
    ['node-service', '24.4', false],
    ['node-service', '24.5', true],
    ['traefik', '2.11.25', false],
    ['traefik', '2.11.26', true],
    ['traefik', '3.4.1', false],
    ['traefik', '3.5', true],
    ['traefik', undefined, true],
    ['postgresql', '17', false],
    ['postgresql', '18', true],
    ['nginx', '1.22.1', true],
    ['generic-service', undefined, true],
  ] as const)('%s %s: %s', (id, version, has) => {
    const product = products.get(id);
    if (!product) throw new Error(id);
    expect(hasHybridGroup(product, version === undefined ? {} : { version })).toBe(has);
  });
});

describe('a release that lacks the hybrid group', () => {
  it.each([
    ['caddy', '2.9.1'],
    ['caddy', undefined],
    ['envoy', '1.33'],
    ['envoy', undefined],
    ['node-service', '20'],
    ['postgresql', '17'],
    ['postgresql', undefined],
    ['traefik', '3.3'],
  ])('%s %s is told so, loudly, and gets classical groups', (product, version) => {
    const { agreed, errors, said, notices } = meet(product, version, 'hybrid');
    expect(errors).toEqual(['hybrid-group']);
    expect(notices).toContain('weakened');
    expect(said.toUpperCase()).not.toContain('MLKEM');
    expect(agreed).toBe('ecdhe');
  });
});

describe('a release that has it', () => {
  it.each([
    ['envoy', '1.34'],
    ['node-service', '24.5'],
    ['caddy', '2.10'],
  ])('%s %s names it where it is drawn', (product, version) => {
    const { agreed, errors, said } = meet(product, version, 'hybrid');
    expect([agreed, errors]).toEqual(['hybrid', []]);
    expect(said.toUpperCase()).toContain('X25519MLKEM768');
  });

  it.each([
    ['envoy', '1.34', /X25519MLKEM768/],
    ['node-service', '24.5', /^(?![\s\S]*ecdhCurve)/],
    ['caddy', '2.10', /^(?![\s\S]*curves)/],
    ['traefik', '3.5', /^(?![\s\S]*curvePreferences)/],
  ])('%s %s offers it where nothing is drawn, as the simulation has it', (product, version, written) => {
    const { agreed, said } = meet(product, version, undefined);
    expect(agreed).toBe('hybrid');
    expect(said).toMatch(written);
  });

  it.each([
    ['envoy', '1.34', /X25519/],
    ['node-service', '24.5', /ecdhCurve: "X25519:prime256v1:secp384r1"/],
    ['caddy', '2.10', /curves x25519 secp256r1 secp384r1/],
    ['traefik', '3.5', /curvePreferences:/],
  ])('%s %s keeps to classical groups where those are drawn', (product, version, written) => {
    const { agreed, said } = meet(product, version, 'ecdhe');
    expect(agreed).toBe('ecdhe');
    expect(said).toMatch(written);
    expect(said.toUpperCase()).not.toContain('MLKEM');
  });
});

describe("a server on the system's library", () => {
  it.each([
    ['nginx', /ssl_ecdh_curve auto;/, /ssl_ecdh_curve X25519:prime256v1:secp384r1;/],
    ['haproxy', /^(?![\s\S]*curves)/, /ssl-default-bind-curves X25519:prime256v1:secp384r1/],
    ['apache', /^(?![\s\S]*SSLOpenSSLConfCmd)/, /SSLOpenSSLConfCmd Groups X25519:prime256v1:secp384r1/],
    ['hitch', /ecdh-curve = "?auto"?/, /ecdh-curve = "?X25519:prime256v1:secp384r1"?/],
    ['stunnel', /curves = X25519:prime256v1:secp384r1/, /curves = X25519:prime256v1:secp384r1/],
    ['ingress-nginx', /ssl-ecdh-curve: "?auto"?/, /ssl-ecdh-curve: "?X25519:prime256v1:secp384r1"?/],
  ])('%s never names the group, which an older library refuses', (product, drawn, undrawn) => {
    const { said, notices, errors } = meet(product, undefined, 'hybrid');
    expect(said).toMatch(drawn);
    expect(said).not.toContain('MLKEM');
    expect([notices, errors]).toEqual([['by-hand'], []]);
    const other = meet(product, undefined, undefined);
    expect(other.said).toMatch(undrawn);
    expect([other.notices, other.agreed]).toEqual([[], 'ecdhe']);
  });

  it('HAProxy: a listener beside it keeps its own groups', () => {
    const topology = draw('client ==> edge(haproxy)[terminate] ==> app[terminate]', { listeners: { edge: hybrid } });
    const edge = topology.nodes.get('edge');
    const [first] = edge?.listeners ?? [];
    if (!edge || !first) throw new Error('no listener');
    const other = {
      ...first,
      id: 'other',
      port: 9443,
      tls: { ...first.tls, keyExchange: 'ecdhe' } as typeof first.tls,
    };
    const nodes = new Map(topology.nodes).set('edge', { ...edge, listeners: [first, other] });
    const both = { ...topology, nodes };
    const plan = planDesign(both, simulate(both, products), products).find(({ node }) => node.id === 'edge');
    const text = (plan && exporters.get('haproxy')?.(plan).files[0]?.text) ?? '';
    expect(text.match(/^.* curves X25519.*$/gm)).toEqual([
      expect.stringMatching(/bind .*9443 .* curves X25519:prime256v1:secp384r1/),
    ]);
  });
});

describe('the fix', () => {
  it('is a release that has the group', () => {
    const topology = draw('client(browser) ==> edge(envoy)[terminate]', {
      nodes: { edge: { version: '1.30' } },
      listeners: { edge: hybrid },
    });
    const before = simulate(topology, products);
    const [error] = before.designErrors;
    if (!error) throw new Error('no error');
    const [fix] = designFixes({ topology, simulation: before, products }, error);
    expect(fix?.title).toBe('Upgrade edge to version 1.34');
    const after = applyEdits(topology, fix?.edits ?? []);
    if (!after.ok) throw new Error('refused');
    const simulation = simulate(after.value, products);
    expect(simulation.designErrors).toEqual([]);
    expect([...simulation.flows.values()][0]?.legs[0]?.outcome).toMatchObject({ keyExchange: 'hybrid' });
  });
});

describe('the fix of a classical hop behind a hybrid one', () => {
  it('upgrades whoever lacks the group', () => {
    const topology = draw('a ==> b[terminate] ==> c(envoy)[terminate]', {
      data: [{ id: 'record', title: 'record', classification: 'health' }],
      listeners: { b: hybrid },
      links: { 'a-b': { dial: { keyExchange: 'hybrid' } } },
    });
    const finding = check(topology).findings.find(({ rule }) => rule === 'recordable-for-later');
    const after = applyEdits(topology, finding?.fixes[0]?.edits ?? []);
    if (!after.ok) throw new Error('refused');
    expect(after.value.nodes.get('c')?.version).toBe('1.34');
    expect(check(after.value).findings.map(({ rule }) => rule)).not.toContain('recordable-for-later');
  });
});

describe('PostgreSQL', () => {
  it.each([
    ['17', undefined, /^(?![\s\S]*ssl_(ecdh_curve|groups))/],
    ['17', 'ecdhe', /^ssl_ecdh_curve = 'prime256v1'$/m],
    ['18', undefined, /^ssl_groups = 'X25519:prime256v1:secp384r1'$/m],
    ['18', 'hybrid', /^ssl_groups = 'X25519MLKEM768:X25519:prime256v1:secp384r1'$/m],
  ] as const)('%s, %s', (version, drawn, written) => {
    expect(meet('postgresql', version, drawn).said).toMatch(written);
  });

  it('says that a list with the group takes OpenSSL 3.5', () => {
    expect(meet('postgresql', '18', 'hybrid').notices).toEqual(['by-hand']);
  });
});
