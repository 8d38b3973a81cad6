import { describe, expect, it } from 'vitest';
import type { Mesh, Zone } from '../../../src/core/model/schema.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { unwritten } from '../../../src/core/plan/unwritten.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';
import { type KubernetesDocument, readManifest } from '../../support/kubernetes.ts';
import { meshExports, objectsOf } from '../../support/meshes.ts';

const line = 'web@shop --> app[plaintext]@shop --> db[plaintext]@shop';
const zone = (mesh: Mesh, kind: Zone['kind'] = 'mesh'): Zone => ({ id: 'shop', kind, title: 'Shop', mesh });

function exported(mesh: Mesh, details: Details = {}, lines: readonly string[] = [line], kind: Zone['kind'] = 'mesh') {
  const [found] = meshExports(draw(lines, { ...details, zones: [zone(mesh, kind), ...(details.zones ?? [])] }));
  if (!found) throw new Error('nothing is exported');
  const objects = objectsOf(found);
  return {
    objects,
    notices: found.notices.map(({ kind: said, about, message }) => `${said} ${about}: ${message}`),
    only: (kind: string, name?: string): KubernetesDocument => {
      const fitting = objects.filter(
        (each) => each.kind === kind && (name === undefined || each.metadata.name === name),
      );
      expect(fitting.map(({ metadata }) => metadata.name)).toHaveLength(1);
      return fitting[0] as KubernetesDocument;
    },
    kinds: (kind: string) => objects.filter((each) => each.kind === kind),
    pod: (id: string) => {
      const file = found.files.find(({ path }) => path === `meshes/shop/pods/${id}.yaml`);
      const [patch] = readManifest(file?.text ?? '');
      return patch?.spec.template;
    },
  };
}

const label = (id: string) => ({ 'app.kubernetes.io/name': id });

describe('a zone of Istio', () => {
  const istio = (mode: Mesh['mode'], more: Partial<Mesh> = {}): Mesh => ({ product: 'istio', mode, ...more });

  it.each([
    ['permissive', 'PERMISSIVE'],
    ['strict', 'STRICT'],
    ['disabled', 'DISABLE'],
  ] as const)('is %s', (mode, written) => {
    const { only } = exported(istio(mode));
    expect(only('PeerAuthentication')).toMatchObject({
      metadata: { name: 'default', namespace: 'shop' },
      spec: { mtls: { mode: written } },
    });
    expect(only('Namespace').metadata.labels).toEqual({ 'istio-injection': 'enabled' });
  });

  it('differs at a port', () => {
    const { only } = exported(istio('strict'), { listeners: { db: { mesh: 'permissive' } } });
    expect(only('PeerAuthentication', 'db').spec).toEqual({
      selector: { matchLabels: label('db') },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { '8080': { mode: 'PERMISSIVE' } },
    });
  });

  it('knows the names that its members dial', () => {
    expect(exported(istio('strict')).only('ServiceEntry', 'db--name').spec).toEqual({
      hosts: ['db.internal'],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: [{ name: 'http-8080', number: 8080, protocol: 'HTTP' }],
      workloadSelector: { labels: label('db') },
    });
  });

  it.each([
    ['disable', { mode: 'DISABLE' }],
    ['mesh-mutual', { mode: 'ISTIO_MUTUAL' }],
    [
      'simple',
      { mode: 'SIMPLE', sni: 'db.internal', subjectAltNames: ['db.internal'], credentialName: 'app--app-db--ca' },
    ],
    [
      'mutual',
      { mode: 'MUTUAL', sni: 'db.internal', subjectAltNames: ['db.internal'], credentialName: 'app--app-db--client' },
    ],
  ] as const)('gives one link the mode %s', (mesh, tls) => {
    const { only } = exported(istio('permissive'), { links: { 'app-db': { mesh, dial: { trusts: ['private-ca'] } } } });
    expect(only('DestinationRule').spec).toEqual({
      host: 'db.internal',
      exportTo: ['.'],
      workloadSelector: { matchLabels: label('app') },
      trafficPolicy: { portLevelSettings: [{ port: { number: 8080 }, tls }] },
    });
  });

  it('leaves a link alone that is automatic', () => {
    expect(exported(istio('strict')).kinds('DestinationRule')).toEqual([]);
  });

  it('starts TLS towards the outside, checked by the public CAs that the system knows', () => {
    const { objects, notices } = exported(istio('strict'), { links: { 'app-api': { mesh: 'simple' } } }, [
      'web@shop --> app[plaintext]@shop --> api[terminate]',
    ]);
    const find = (kind: string, host: string) =>
      objects.find((each) => each.kind === kind && JSON.stringify(each).includes(host));
    expect(find('ServiceEntry', '"api.internal"')?.spec).toEqual({
      hosts: ['api.internal'],
      resolution: 'DNS',
      location: 'MESH_EXTERNAL',
      ports: [{ name: 'http-8443', number: 8443, protocol: 'HTTP' }],
      exportTo: ['.'],
    });
    expect(find('DestinationRule', '"api.internal"')?.spec.trafficPolicy.portLevelSettings[0].tls).toEqual({
      mode: 'SIMPLE',
      sni: 'api.internal',
      subjectAltNames: ['api.internal'],
    });
    expect(notices.join('\n')).not.toContain('Secret');
  });

  it('checks nobody where nothing is to be checked', () => {
    const { only } = exported(istio('strict'), { links: { 'app-api': { mesh: 'simple', dial: { verify: 'none' } } } }, [
      'web@shop --> app[plaintext]@shop --> api[terminate]',
    ]);
    expect(only('DestinationRule').spec.trafficPolicy.portLevelSettings[0].tls).toEqual({
      mode: 'SIMPLE',
      sni: 'api.internal',
      insecureSkipVerify: true,
    });
  });

  it('lets in those who are named, and says of others that they are not', () => {
    const { only, notices } = exported(istio('strict'), { nodes: { app: { allows: ['web', 'stranger'] } } }, [
      line,
      'stranger --> app',
    ]);
    expect(only('AuthorizationPolicy').spec).toEqual({
      selector: { matchLabels: label('app') },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }],
    });
    expect(notices).toContainEqual(expect.stringContaining('stranger is allowed to call app and has no identity'));
  });

  it('lets nobody in where nobody is named and the zone denies', () => {
    const { kinds } = exported(istio('strict', { authorization: 'deny' }));
    expect(kinds('AuthorizationPolicy').map(({ metadata, spec }) => [metadata.name, spec])).toEqual(
      ['web', 'app', 'db'].map((id) => [id, { selector: { matchLabels: label(id) }, action: 'ALLOW' }]),
    );
  });

  it('keeps ports from the sidecar', () => {
    const { pod } = exported(istio('strict'), {
      listeners: { db: { mesh: 'skipped' } },
      links: { 'app-db': { mesh: 'skipped' } },
    });
    expect(pod('db').metadata.annotations).toEqual({ 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' });
    expect(pod('app')).toMatchObject({
      metadata: { annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': '8080' } },
      spec: { serviceAccountName: 'app' },
    });
  });

  it('leaves out whoever is drawn outside', () => {
    const { pod, objects } = exported(istio('strict'), { nodes: { db: { mesh: 'outside' } } });
    expect(pod('db').metadata.labels).toEqual({ ...label('db'), 'sidecar.istio.io/inject': 'false' });
    expect(JSON.stringify(objects)).not.toContain('"db"');
  });

  it('sets workloads up one by one where the namespace is not its own', () => {
    const { pod, kinds } = exported(istio('strict'), {}, [line], 'host');
    expect(kinds('Namespace')).toEqual([]);
    expect(pod('db').metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
    expect(kinds('PeerAuthentication').map(({ metadata, spec }) => [metadata.name, spec.selector, spec.mtls])).toEqual(
      ['web', 'app', 'db'].map((id) => [id, { matchLabels: label(id) }, { mode: 'STRICT' }]),
    );
  });

  it('leaves the namespace of a cluster around it alone', () => {
    const zones: Zone[] = [
      { id: 'wide', kind: 'cluster', title: 'Wide' },
      { ...zone(istio('strict'), 'host'), parent: 'wide' },
    ];
    const [found] = meshExports(draw(line, { zones }));
    const objects = found ? objectsOf(found) : [];
    expect(objects.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'PeerAuthentication').map(({ metadata }) => metadata)).toEqual(
      ['web', 'app', 'db'].map((name) => ({ name, namespace: 'wide' })),
    );
  });

  describe('in ambient mode', () => {
    const ambient = (more: Partial<Mesh> = {}) => istio('strict', { dataPlane: 'ambient', ...more });

    it('enrols the namespace, with a waypoint', () => {
      const { only } = exported(ambient({ waypoint: true }));
      expect(only('Namespace').metadata.labels).toEqual({
        'istio.io/dataplane-mode': 'ambient',
        'istio.io/use-waypoint': 'shop--waypoint',
      });
      expect(only('Gateway')).toMatchObject({
        metadata: { name: 'shop--waypoint', namespace: 'shop', labels: { 'istio.io/waypoint-for': 'all' } },
        spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15_008, protocol: 'HBONE' }] },
      });
    });

    it('names callers to the waypoint, and the waypoint to the ztunnel', () => {
      const { only } = exported(ambient({ waypoint: true }), { nodes: { db: { allows: ['app'] } } });
      expect(only('AuthorizationPolicy', 'db').spec.rules[0].from[0].source.principals).toEqual([
        'cluster.local/ns/shop/sa/shop--waypoint',
      ]);
      expect(only('AuthorizationPolicy', 'db--waypoint').spec).toMatchObject({
        targetRefs: [{ kind: 'ServiceEntry', name: 'db--name' }],
        rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/app'] } }] }],
      });
    });

    it('says what a ztunnel does not do', () => {
      const { notices, kinds } = exported(ambient(), {
        links: { 'app-db': { mesh: 'simple' }, 'web-app': { mesh: 'skipped' } },
        listeners: { db: { mesh: 'disabled' } },
      });
      expect(kinds('DestinationRule')).toEqual([]);
      for (const said of ['reads no DestinationRule', 'no port is left out (8080)', 'no mode DISABLE'])
        expect(notices.filter((each) => each.startsWith('lost'))).toContainEqual(expect.stringContaining(said));
    });
  });
});

describe('a zone of Linkerd', () => {
  const linkerd = (mode: Mesh['mode'], more: Partial<Mesh> = {}): Mesh => ({ product: 'linkerd', mode, ...more });

  it.each([
    [linkerd('permissive'), 'all-unauthenticated'],
    [linkerd('strict'), 'all-authenticated'],
    [linkerd('permissive', { authorization: 'deny' }), 'deny'],
  ] as const)('has a default policy: %j', (mesh, policy) => {
    expect(exported(mesh).only('Namespace').metadata.annotations).toEqual({
      'linkerd.io/inject': 'enabled',
      'config.linkerd.io/default-inbound-policy': policy,
    });
  });

  it('has opaque ports, which a Server repeats', () => {
    const { only } = exported(linkerd('strict', { opaquePorts: [8080, 9000] }), { nodes: { db: { allows: ['app'] } } });
    expect(only('Namespace').metadata.annotations?.['config.linkerd.io/opaque-ports']).toBe('8080,9000');
    expect(only('Server').spec.proxyProtocol).toBe('opaque');
  });

  it('lets in those who are named', () => {
    const { only } = exported(linkerd('strict'), { nodes: { db: { allows: ['app'] } } });
    expect(only('Server').spec).toEqual({
      podSelector: { matchLabels: label('db') },
      port: 8080,
      proxyProtocol: 'unknown',
      accessPolicy: 'deny',
    });
    expect(only('MeshTLSAuthentication').spec).toEqual({
      identityRefs: [{ kind: 'ServiceAccount', name: 'app', namespace: 'shop' }],
    });
    expect(only('AuthorizationPolicy').spec).toEqual({
      targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: 'db--8080' },
      requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name: 'db' }],
    });
  });

  it('lets nobody in where only strangers are named', () => {
    const { only, kinds } = exported(linkerd('strict'), { nodes: { db: { allows: ['stranger'] } } }, [
      line,
      'stranger --> db',
    ]);
    expect(only('Server').spec.accessPolicy).toBe('deny');
    expect(kinds('AuthorizationPolicy')).toEqual([]);
  });

  it.each([
    ['strict', 'all-authenticated'],
    ['permissive', 'all-unauthenticated'],
  ] as const)('is %s at one port', (mesh, policy) => {
    const { only } = exported(linkerd('permissive'), { listeners: { db: { mesh } } });
    expect(only('Server').spec.accessPolicy).toBe(policy);
  });

  it('keeps ports from the proxy', () => {
    const { pod } = exported(linkerd('strict'), {
      listeners: { db: { mesh: 'skipped' }, app: { mesh: 'disabled' } },
      links: { 'app-db': { mesh: 'skipped' } },
    });
    expect(pod('db').metadata.annotations).toEqual({ 'config.linkerd.io/skip-inbound-ports': '8080' });
    expect(pod('app').metadata.annotations).toEqual({
      'config.linkerd.io/skip-inbound-ports': '8080',
      'config.linkerd.io/skip-outbound-ports': '8080',
    });
  });

  it('says what only Istio has', () => {
    const { notices } = exported(linkerd('strict'), { links: { 'app-db': { mesh: 'disable' } } });
    expect(notices).toContainEqual(expect.stringMatching(/^lost app-db: Linkerd has no setting for one destination/));
  });
});

describe('a zone of Consul', () => {
  const consul = (mode: Mesh['mode'], more: Partial<Mesh> = {}): Mesh => ({ product: 'consul', mode, ...more });

  it.each([
    ['strict', false],
    ['permissive', true],
  ] as const)('is %s', (mode, allowed) => {
    const { only } = exported(consul(mode));
    expect(only('Mesh')).toMatchObject({
      metadata: { name: 'mesh' },
      spec: { allowEnablingPermissiveMutualTLS: allowed },
    });
    expect(only('ProxyDefaults').spec).toEqual({ mutualTLSMode: mode });
    expect(only('ServiceDefaults', 'db').spec).toEqual({ protocol: 'http', mutualTLSMode: mode });
  });

  it('allows permissive mode where one service has it', () => {
    const { only } = exported(consul('strict'), { listeners: { db: { mesh: 'permissive' } } });
    expect(only('Mesh').spec.allowEnablingPermissiveMutualTLS).toBe(true);
    expect(only('ServiceDefaults', 'db').spec.mutualTLSMode).toBe('permissive');
    expect(only('ServiceDefaults', 'app').spec.mutualTLSMode).toBe('strict');
  });

  it.each([
    [undefined, undefined, [{ name: '*', action: 'allow' }]],
    ['deny', undefined, [{ name: '*', action: 'deny' }]],
    [
      undefined,
      ['app'],
      [
        { name: 'app', action: 'allow' },
        { name: '*', action: 'deny' },
      ],
    ],
  ] as const)('has intentions: authorization %s, allowed %j', (authorization, allows, sources) => {
    const { only } = exported(consul('strict', authorization ? { authorization } : {}), {
      nodes: allows ? { db: { allows: [...allows] } } : {},
    });
    expect(only('ServiceIntentions', 'db').spec).toEqual({ destination: { name: 'db' }, sources });
  });

  it('says that intentions are not enforced without mutual TLS', () => {
    const { notices } = exported(consul('permissive'), { nodes: { db: { allows: ['app'] } } });
    expect(notices).toContainEqual(expect.stringMatching(/^weakened shop: Intentions are not enforced/));
  });

  it('tells Pods about their proxy', () => {
    const { pod } = exported(consul('strict'), {
      listeners: { db: { mesh: 'skipped' } },
      links: { 'app-db': { mesh: 'skipped' } },
    });
    expect(pod('db').metadata.annotations).toEqual({
      'consul.hashicorp.com/connect-inject': 'true',
      'consul.hashicorp.com/connect-service-port': '8080',
      'consul.hashicorp.com/transparent-proxy': 'true',
      'consul.hashicorp.com/transparent-proxy-exclude-inbound-ports': '8080',
    });
    expect(pod('app').metadata.annotations).toMatchObject({
      'consul.hashicorp.com/transparent-proxy-exclude-outbound-ports': '8080',
    });
  });

  it('goes without the transparent proxy, and says what follows', () => {
    const { pod, notices } = exported(consul('strict', { transparentProxy: false }));
    expect(pod('db').metadata.annotations).toMatchObject({ 'consul.hashicorp.com/transparent-proxy': 'false' });
    expect(notices).toContainEqual(expect.stringContaining('listen on loopback alone'));
  });

  it('writes what a datacentre has once for the first of its zones alone', () => {
    const mesh = consul('strict');
    const zones: Zone[] = [
      { id: 'all', kind: 'mesh', title: 'All', mesh },
      { id: 'a', kind: 'mesh', title: 'A', parent: 'all', mesh },
      { id: 'b', kind: 'mesh', title: 'B', parent: 'all', mesh },
    ];
    const exports = meshExports(draw('x[plaintext]@a --> y[plaintext]@b', { zones }));
    expect(exports.map((each) => objectsOf(each).filter(({ kind }) => kind === 'Mesh').length)).toEqual([1, 0]);
  });
});

describe('what a member exports itself', () => {
  const plans = (details: Details, lines = [line]) => {
    const topology = draw(lines, { ...details, zones: [zone({ product: 'istio', mode: 'permissive' })] });
    return planDesign(topology, simulate(topology, products), products);
  };
  const said = (details: Details) =>
    plans(details).flatMap((plan) => unwritten(plan).map(({ about, message }) => `${about}: ${message}`));

  it('does not ask for by hand what the zone writes', () => {
    const drawn = {
      nodes: { app: { allows: ['web'] } },
      links: { 'app-db': { mesh: 'disable' } },
      listeners: { db: { mesh: 'strict' } },
    } satisfies Details;
    expect(said(drawn)).toEqual([]);
    const nodes: Details['nodes'] = { app: { allows: ['web'], mesh: 'outside' }, db: { mesh: 'outside' } };
    const outside: Details = { ...drawn, nodes };
    expect(said(outside)).toHaveLength(3);
  });

  it('dials as the application does, where a sidecar starts TLS', () => {
    const app = plans({ links: { 'app-db': { mesh: 'simple' } } }).find(({ node }) => node.id === 'app');
    expect(app?.upstreams[0]).toMatchObject({ tls: 'plaintext', proxied: { tls: 'tls', verify: 'full' } });
  });
});
