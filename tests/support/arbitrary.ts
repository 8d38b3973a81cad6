import fc from 'fast-check';
import type { Feature } from '../../src/core/model/features.ts';
import { can, type Product } from '../../src/core/model/product.ts';
import { readDocument } from '../../src/core/model/read.ts';
import { describe } from '../../src/core/model/result.ts';
import {
  type Asset,
  type Certificate,
  classifications,
  type Dial,
  type Flow,
  type Issuer,
  type Link,
  type Listener,
  type ListenerTls,
  type Match,
  type Mesh,
  type Node,
  type TlsVersion,
  type Zone,
  zoneKinds,
} from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { products } from '../../src/core/products/index.ts';
import { type Answer, boundListener, hostOf, listenersOf, productOf } from '../../src/core/simulation/bounds.ts';

/** Text that the schema lets in and a careless writer lets out. */
export const titles: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,15}$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"; return 200 "pwned"; #',
      "'; DROP TABLE users; --",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of an interpolation is the attack
      '${file("/etc/passwd")}',
      '%{ for x in y }',
      '$request_uri',
      '</script><script>alert(1)</script>',
      'back\\slash\\',
      '{ } ; # // /* */',
      'it\'s "quoted" `twice`',
      '[section]',
      '<<EOT',
      'key = value',
      'ünïcödé 数据库 🔒',
      'right\u202eto left',
      '- - -',
      '__proto__',
      '   ',
      '',
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 40 })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the schema refuses
      .map((text) => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/gu, '')),
  },
);

function read(json: unknown): Topology {
  const result = readDocument(json);
  if (!result.ok)
    throw new Error(`the generator made an invalid document: ${result.problems.map(describe).join('\n')}`);
  return result.value;
}

// Genes ----------------------------------------------------------------------------------------------------------

const index = fc.nat(1_000_000);
const rarely = chance(1, 12);
const sometimes = chance(1, 4);
const mostly = chance(5, 6);

/** True `part` times in `whole`; shrinks to false. */
function chance(part: number, whole: number): fc.Arbitrary<boolean> {
  return fc.nat(whole - 1).map((n) => n >= whole - part);
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight, arbitrary });

const issuers: fc.Arbitrary<Issuer> = fc.constantFrom(
  'public-ca',
  'public-ca',
  'private-ca',
  'private-ca',
  'self-signed',
);
const versionRange: fc.Arbitrary<readonly [TlsVersion, TlsVersion]> = fc.constantFrom(
  ['1.2', '1.3'],
  ['1.2', '1.3'],
  ['1.2', '1.2'],
  ['1.3', '1.3'],
  ['1.0', '1.3'],
  ['1.0', '1.1'],
);
const hostNames = fc.constantFrom(
  'shop.example.com',
  'api.example.com',
  '*.example.com',
  'db.internal',
  '10.0.0.7',
  '2001:db8::7',
);
/** A certificate names its node (`own`), nobody in particular (`any`), or somebody else. */
const namings = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('any' as const, 'own' as const) },
  { weight: 1, arbitrary: hostNames.map((name) => ({ name })) },
);

const listenerGenes = () =>
  fc.record({
    able: mostly,
    mode: fc.constantFrom(
      'plaintext',
      'plaintext',
      'terminate',
      'terminate',
      'terminate',
      'permissive',
      'sni',
      'sni',
      'tcp',
      'tcp',
    ),
    port: fc.oneof(fc.constantFrom(80, 443, 5432, 6379, 8080, 8443), fc.integer({ min: 1, max: 65535 })),
    issuer: issuers,
    naming: namings,
    expired: rarely,
    stated: mostly,
    clientCertificate: fc.constantFrom('none', 'none', 'none', undefined, 'optional', 'required'),
    clientTrusts: maybe(fc.uniqueArray(issuers, { minLength: 1, maxLength: 2 })),
    versions: maybe(versionRange),
    keyExchange: maybe(fc.constantFrom('rsa', 'ecdhe', 'hybrid')),
    mesh: fc.oneof(
      { weight: 24, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('permissive', 'strict', 'disabled', 'skipped') },
    ),
    redirects: chance(1, 40),
    proxy: rarely,
  });

const nodeGenes = () =>
  fc.record({
    product: index,
    unknownProduct: chance(1, 40),
    title: titles,
    zone: maybe(index, 9),
    host: maybe(hostNames),
    version: maybe(fc.constantFrom('1.5', '9.6', '14', '17', '1.22.1', '3.2', '7')),
    defaults: sometimes,
    listeners: fc.array(listenerGenes(), { minLength: 1, maxLength: 3 }),
    deaf: chance(1, 40),
    stores: fc.array(index, { maxLength: 2 }),
    outside: rarely,
    logs: rarely,
    allows: fc.oneof(
      { weight: 24, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.array(index, { maxLength: 3 }) },
    ),
    unable: fc.oneof(
      { weight: 24, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('listen:terminate', 'dial:tls', 'verify:full') },
    ),
  });

const linkGenes = () =>
  fc.record({
    from: index,
    to: index,
    back: chance(1, 15),
    listener: maybe(index, 2),
    fromListener: maybe(index),
    protocol: maybe(
      fc.constantFrom('http', 'https', 'grpc', 'websocket', 'postgres', 'mysql', 'smtp', 'redis', 'tcp', 'amqp'),
    ),
    fitted: mostly,
    able: mostly,
    tls: fc.constantFrom('plaintext', 'tls', 'mutual', 'opportunistic'),
    verify: fc.constantFrom(undefined, 'none', 'ca', 'full'),
    versions: maybe(versionRange),
    sni: maybe(fc.oneof(fc.constant(null), hostNames)),
    bent: rarely,
    trusts: maybe(fc.uniqueArray(issuers, { minLength: 1, maxLength: 2 })),
    clientCertificate: maybe(fc.record({ issuer: issuers, expired: rarely })),
    negotiation: maybe(fc.constantFrom('direct', 'in-band')),
    proxy: fc.constantFrom(undefined, undefined, undefined, false, true, 'v1', 'v2'),
    match: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'own', 'own', 'sni', 'host', 'path', 'all'),
    matchName: hostNames,
    keyExchange: maybe(fc.constantFrom('rsa', 'ecdhe', 'hybrid')),
    mesh: fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('automatic', 'disable', 'simple', 'mutual', 'mesh-mutual', 'skipped'),
      },
    ),
    telemetry: rarely,
    path: fc.constantFrom('/', '/api', '/a/b;c', '/"quoted"', '/{id}', '/$x', '/%7Euser'),
    title: maybe(titles),
  });

const genes = () =>
  fc.record({
    title: titles,
    zones: fc.array(
      fc.record({
        kind: fc.constantFrom(...zoneKinds),
        title: titles,
        parent: maybe(index, 2),
        encryption: maybe(fc.constantFrom('none', 'wireguard', 'ipsec', 'macsec', 'provider')),
        mesh: maybe(
          fc.record({
            product: fc.constantFrom('istio', 'istio', 'linkerd', 'consul'),
            mode: fc.constantFrom('permissive', 'permissive', 'strict', 'disabled'),
            dataPlane: maybe(fc.constantFrom('sidecar', 'ambient'), 2),
            authorization: maybe(fc.constantFrom('allow', 'deny')),
            transparentProxy: maybe(fc.boolean()),
            waypoint: maybe(fc.boolean()),
          }),
        ),
      }),
      { maxLength: 5 },
    ),
    clients: fc.array(nodeGenes(), { minLength: 1, maxLength: 3 }),
    nodes: fc.array(nodeGenes(), { minLength: 1, maxLength: 8 }),
    oddIds: sometimes,
    /** Most components in the first zone, with a mesh there: scattered over zones, few would meet in one. */
    huddled: chance(2, 5),
    /** One link for each node, from an earlier one, so that most of the drawing hangs together; then some more. */
    tree: fc.array(linkGenes(), { minLength: 8, maxLength: 8 }),
    more: fc.array(linkGenes(), { maxLength: 6 }),
    assets: fc.array(
      fc.record({
        title: titles,
        classification: fc.constantFrom(...classifications, 'trade-secret'),
        protection: maybe(fc.record({ by: index, readableBy: fc.array(index, { maxLength: 2 }) })),
      }),
      { maxLength: 4 },
    ),
    flows: maybe(
      fc.array(
        fc.record({
          title: titles,
          start: index,
          turns: fc.array(index, { minLength: 1, maxLength: 6 }),
          carries: fc.array(index, { maxLength: 3 }),
          returns: maybe(fc.array(index, { maxLength: 2 })),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      6,
    ),
    positions: mostly,
  });

type Genes = ReturnType<typeof genes> extends fc.Arbitrary<infer T> ? T : never;
type NodeGenes = Genes['nodes'][number];
type ListenerGenes = NodeGenes['listeners'][number];
type LinkGenes = Genes['more'][number];

// Growth ---------------------------------------------------------------------------------------------------------

const all = [...products.values()];
const clientProducts = all.filter(({ kind }) => kind === 'client');
/** What can do most, drawn about as often as all others together: where each can do one thing, few sessions come about. */
const versatile = ['nginx', 'haproxy', 'envoy', 'generic-service', 'postgresql', 'redis', 'aws-alb', 'aws-nlb'];
const serverProducts = all
  .filter(({ kind }) => kind !== 'client')
  .flatMap((product) => Array.from({ length: versatile.includes(product.id) ? 12 : 1 }, () => product));

const defined = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** The element that a gene points at. */
function at<T>(list: readonly T[], gene: number): T {
  const found = list[gene % list.length];
  if (found === undefined) throw new Error('a gene points into an empty list');
  return found;
}

/** A mesh of the kind that most drawings have; now and then with proxies that workloads share. */
const anyMesh = (shared: boolean): Mesh => ({
  product: 'istio',
  mode: 'permissive',
  ...(shared ? { dataPlane: 'ambient', waypoint: true } : {}),
});

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];
const oddIds = ['constructor', 'toString', '10', '2', 'a.b', 'A-b_c', 'hasOwnProperty', '0', 'x'.repeat(64), 'N', 'n'];

function grow(from: Genes): Record<string, unknown> {
  const zones = from.zones.map(
    (gene, i): Zone => ({
      id: `zone${i}`,
      kind: gene.kind,
      title: gene.title,
      ...(gene.parent !== undefined && i > 0 ? { parent: `zone${gene.parent % i}` } : {}),
      ...(gene.encryption === undefined ? {} : { networkEncryption: gene.encryption as 'none' }),
      ...(gene.mesh ? { mesh: defined(gene.mesh) as { product: 'istio'; mode: 'strict' } } : {}),
      ...(from.huddled && i === 0 && !gene.mesh ? { mesh: anyMesh(from.oddIds) } : {}),
    }),
  );
  const assetIds = from.assets.map((_, i) => `asset${i}`);
  const nodeGenes = [...from.clients, ...from.nodes];
  const idOf = (i: number) => (from.oddIds ? (oddIds[i] ?? `node${i}`) : `node${i}`);
  const drawn = nodeGenes.map((gene, i) =>
    growNode(gene, idOf(i), i < from.clients.length, from.huddled ? zones.slice(0, 1) : zones, assetIds),
  );

  const ends = [...from.tree.slice(0, from.nodes.length), ...from.more].map((gene, i) => endsOf(gene, i, from, drawn));
  const nodes = drawn.map((node, i) => withCallers(settle(node, ends), at(nodeGenes, i), ends));
  const plain = ends.map((each, i): Link => growLink(each, `link${i}`, nodes));
  const links = plain.map((link, i) => growDial(link, at(ends, i).gene, plain, nodes));

  const data = from.assets.map(
    (gene, i): Asset => ({
      id: `asset${i}`,
      title: gene.title,
      classification: gene.classification,
      ...(gene.protection
        ? {
            protection: {
              by: at(nodes, gene.protection.by).id,
              readableBy: unique(gene.protection.readableBy.map((n) => at(nodes, n).id)),
            },
          }
        : {}),
    }),
  );
  const flows = (from.flows ?? []).map(
    (gene, i): Flow => ({
      id: `flow${i}`,
      title: gene.title,
      path: walkOf(
        gene.start,
        gene.turns,
        links,
        from.clients.map((_, client) => idOf(client)),
      ),
      carries: data.length === 0 ? [] : unique(gene.carries.map((n) => at(assetIds, n))),
      ...(gene.returns ? { returns: data.length === 0 ? [] : unique(gene.returns.map((n) => at(assetIds, n))) } : {}),
    }),
  );
  return {
    format: 'plainsight/topology',
    version: 1,
    // A field that this version does not know.
    ...(from.oddIds ? { sources: [{ claim: from.title }] } : {}),
    title: from.title,
    zones,
    nodes: nodes.map((node, i) => (from.positions ? { ...node, position: { x: 260 * i, y: (i % 3) * 120 } } : node)),
    links,
    data,
    flows,
  };
}

function growNode(
  gene: NodeGenes,
  id: string,
  isClient: boolean,
  zones: readonly Zone[],
  assets: readonly string[],
): Node {
  const product = at(isClient ? clientProducts : serverProducts, gene.product);
  const base = {
    id,
    product: gene.unknownProduct ? 'some-appliance' : product.id,
    title: gene.title,
    ...(gene.zone !== undefined && zones.length > 0 ? { zone: at(zones, gene.zone).id } : {}),
    ...(gene.version === undefined ? {} : { version: gene.version }),
    ...(gene.host === undefined || gene.host.startsWith('*') ? {} : { host: gene.host }),
    ...(gene.outside ? { mesh: 'outside' as const } : {}),
    ...(gene.logs ? { logsBodies: true } : {}),
    ...(gene.unable === undefined ? {} : { cannot: [gene.unable as Feature] }),
    ...(gene.stores.length > 0 && assets.length > 0 ? { stores: unique(gene.stores.map((n) => at(assets, n))) } : {}),
  };
  if (gene.deaf) return { ...base, listeners: [] };
  if (isClient || gene.defaults) return base;
  const ports = new Set<number>();
  const listeners = gene.listeners.flatMap((each, i): Listener[] => {
    // Two listeners on one port are no configuration of anything.
    if (ports.has(each.port)) return [];
    ports.add(each.port);
    return [growListener(each, `in${i}`, base, product)];
  });
  return { ...base, listeners };
}

/** Takes back most of what cannot work: relays that lead nowhere, headers expected from those who send none. */
function settle(node: Node, ends: readonly Ends[]): Node {
  if (!node.listeners) return node;
  const leadsOn = ends.some(({ from }) => from.id === node.id);
  const headed = ends.every(
    ({ from, to }) => to.id !== node.id || can(productOf(from, products), 'proxy-protocol:send-v1', from),
  );
  const listeners = node.listeners.map((listener): Listener => {
    const stubborn = listener.port % 10 === 1;
    const { acceptsProxyProtocol, ...rest } = listener;
    const kept = headed || stubborn ? listener : rest;
    return listener.tls.mode === 'passthrough' && !leadsOn && !stubborn
      ? { ...kept, tls: { mode: 'terminate' } }
      : kept;
  });
  return { ...node, listeners };
}

/** A list of callers: most of those who do call, and some who do not. */
function withCallers(node: Node, { allows }: NodeGenes, ends: readonly Ends[]): Node {
  if (!allows) return node;
  const callers = ends.filter(({ to, gene }) => to.id === node.id && gene.path !== '/').map(({ from }) => from.id);
  const others = allows.map((n) => at(ends, n).from.id);
  return { ...node, allows: unique([...callers, ...others]) };
}

function growListener(gene: ListenerGenes, id: string, node: Node, product: Product): Listener {
  const wanted: Readonly<Record<string, Feature>> = {
    plaintext: 'listen:plaintext',
    terminate: 'listen:terminate',
    permissive: 'listen:permissive',
    sni: 'listen:passthrough-sni',
    tcp: 'listen:passthrough-tcp',
  };
  const able = Object.keys(wanted).filter((mode) => can(product, wanted[mode] ?? 'listen:plaintext', node));
  const mode = gene.able && able.length > 0 && !able.includes(gene.mode) ? at(able, gene.port) : gene.mode;
  const proxy = gene.proxy ? { acceptsProxyProtocol: true } : {};
  const mesh = gene.mesh === undefined ? {} : { mesh: gene.mesh as 'strict' };
  return { id, port: gene.port, tls: tlsOf(gene, mode, node), ...proxy, ...mesh };
}

function tlsOf(gene: ListenerGenes, mode: string, node: Node): ListenerTls {
  if (mode === 'plaintext') return gene.redirects ? { mode, redirectsToTls: true } : { mode };
  if (mode === 'sni' || mode === 'tcp') return { mode: 'passthrough', by: mode };
  const names = gene.naming === 'any' ? undefined : gene.naming === 'own' ? [hostOf(node)] : [gene.naming.name];
  const certificate: Certificate = {
    issuer: gene.issuer,
    ...(names ? { names } : {}),
    ...(gene.expired ? { expired: true } : {}),
  };
  return {
    mode: mode === 'permissive' ? 'permissive' : 'terminate',
    ...(gene.stated ? { certificate } : {}),
    ...(gene.clientCertificate ? { clientCertificate: gene.clientCertificate as 'none' } : {}),
    ...(gene.keyExchange ? { keyExchange: gene.keyExchange as 'rsa' } : {}),
    ...(gene.clientTrusts ? { clientTrusts: gene.clientTrusts } : {}),
    ...(gene.versions ? { minVersion: gene.versions[0], maxVersion: gene.versions[1] } : {}),
  };
}

interface Ends {
  readonly gene: LinkGenes;
  readonly from: Node;
  readonly to: Node;
}

/** The first links lead to one node each, from an earlier one; the others anywhere, now and then backwards. */
function endsOf(gene: LinkGenes, i: number, { clients, nodes: servers, tree }: Genes, nodes: readonly Node[]): Ends {
  const planted = i < Math.min(tree.length, servers.length);
  const to = planted ? clients.length + i : clients.length + (gene.to % servers.length);
  // A drawing is a chain more often than a star: half of the links leave the node just before.
  const before = planted && i > 0 && gene.from % 2 === 0 ? to - 1 : gene.from % to;
  const from = gene.back && !planted && to < nodes.length - 1 ? to + 1 + (gene.from % (nodes.length - 1 - to)) : before;
  const able = (n: number) => {
    const node = at(nodes, n);
    const product = productOf(node, products);
    return n !== to && (can(product, 'dial:plaintext', node) || can(product, 'dial:tls', node));
  };
  // A store dials nobody: another node before it does, but for the odd mistake in a drawing.
  const dialer = gene.able ? ([from, from - 1, from - 2].find((n) => n >= 0 && able(n)) ?? 0) : from;
  return { gene, from: at(nodes, dialer), to: at(nodes, to) };
}

function growLink({ gene, from: { id: start }, to: { id: end } }: Ends, id: string, nodes: readonly Node[]): Link {
  const from = at(
    nodes,
    nodes.findIndex((node) => node.id === start),
  );
  const to = at(
    nodes,
    nodes.findIndex((node) => node.id === end),
  );
  const product = productOf(to, products);
  const listeners = listenersOf(to, product);
  const own = listenersOf(from, productOf(from, products));
  return {
    id,
    from: from.id,
    to: to.id,
    ...(gene.title === undefined ? {} : { title: gene.title }),
    ...(gene.mesh === undefined ? {} : { mesh: gene.mesh as 'automatic' }),
    ...(gene.telemetry ? { purpose: 'telemetry' as const } : {}),
    ...(gene.listener !== undefined && listeners.length > 0 ? { listener: at(listeners, gene.listener).id } : {}),
    ...(gene.fromListener !== undefined && own.length > 0 && gene.bent
      ? { fromListener: at(own, gene.fromListener).id }
      : {}),
    protocol: gene.protocol !== undefined && !gene.fitted ? gene.protocol : protocolFor(to),
    dial: { tls: 'plaintext' },
  };
}

const protocolFor = (to: Node): string => productOf(to, products).defaults.protocol;

/** Who answers in the end what is dialled on this link, following the first link onward out of what passes it on. */
function answerTo(link: Link, links: readonly Link[], nodes: readonly Node[]): { answer: Answer; last: Link } | null {
  const seen = new Set<string>();
  for (let current: Link | undefined = link; current && !seen.has(current.id); ) {
    seen.add(current.id);
    const { to, listener }: Link = current;
    const node = nodes.find(({ id }) => id === to);
    if (!node) return null;
    const product = productOf(node, products);
    const listeners = listenersOf(node, product);
    const reached = listeners.find(({ id }) => id === listener) ?? listeners[0];
    if (!reached) return null;
    const answer = boundListener(node, product, reached);
    if (answer.mode !== 'passthrough') return { answer, last: current };
    current = links.find(({ from }) => from === to);
  }
  return null;
}

function growDial(link: Link, gene: LinkGenes, links: readonly Link[], nodes: readonly Node[]): Link {
  const node = nodes.find(({ id }) => id === link.from);
  if (!node) throw new Error('a link leaves no node');
  const product = productOf(node, products);
  const found = answerTo(link, links, nodes);
  const reached = nodes.find(({ id }) => id === link.to);
  const dial = gene.fitted && found ? fittedDial(gene, node, product, found.answer) : freeDial(gene, node, product);
  const own = reached && listenersOf(reached, productOf(reached, products));
  const wantsHeader = (own?.find(({ id }) => id === link.listener) ?? own?.[0])?.acceptsProxyProtocol === true;
  const header = gene.fitted ? (wantsHeader ? true : undefined) : gene.proxy;
  const match = matchOf(gene, found?.answer);
  // What a passthrough listener forwards is spoken as its terminator speaks it.
  const protocol =
    gene.fitted && found && found.last.id !== link.id ? { protocol: protocolFor(found.answer.node) } : {};
  return {
    ...link,
    ...protocol,
    dial: {
      ...dial,
      ...(gene.keyExchange === undefined || dial.tls === 'plaintext' ? {} : { keyExchange: gene.keyExchange as 'rsa' }),
      ...(header === undefined ? {} : { sendsProxyProtocol: header as boolean }),
    },
    ...(match ? { match } : {}),
  };
}

/** A dial that its listener is likely to take. */
function fittedDial(gene: LinkGenes, node: Node, product: Product, answer: Answer): Dial {
  const able = (feature: Feature) => can(product, feature, node);
  if (answer.mode === 'plaintext' || answer.mode === 'closed')
    return { tls: gene.tls === 'opportunistic' && able('dial:opportunistic') ? 'opportunistic' : 'plaintext' };
  if (answer.mode === 'permissive' && gene.tls === 'plaintext' && able('dial:plaintext')) return { tls: 'plaintext' };
  const required = answer.clientCertificate === 'required';
  const tls =
    (required || gene.tls === 'mutual') && able('dial:mutual')
      ? 'mutual'
      : gene.tls === 'opportunistic' && able('dial:opportunistic')
        ? 'opportunistic'
        : 'tls';
  const verify = (['full', gene.verify, 'ca', 'none'] as const).filter(
    (each) => each !== undefined && able(`verify:${each}`),
  );
  const strength = gene.verify !== undefined && able(`verify:${gene.verify}`) ? gene.verify : verify[0];
  return {
    tls,
    ...(strength ? { verify: strength } : {}),
    ...(able('trust:private-ca') && answer.certificate.issuer !== 'self-signed'
      ? {}
      : { trusts: [answer.certificate.issuer] }),
    ...(tls === 'mutual' && answer.clientTrusts[0] !== undefined && !answer.clientTrusts.includes('private-ca')
      ? { clientCertificate: { issuer: answer.clientTrusts[0] } }
      : {}),
    ...(gene.bent && gene.sni !== undefined ? { sni: gene.sni } : {}),
    ...(gene.bent && gene.versions ? { minVersion: gene.versions[0], maxVersion: gene.versions[1] } : {}),
  };
}

/** Any dial that the schema lets in, mostly one that the product can make. */
function freeDial(gene: LinkGenes, node: Node, product: Product): Dial {
  const modes = (['plaintext', 'tls', 'mutual', 'opportunistic'] as const).filter((mode) =>
    can(product, `dial:${mode}`, node),
  );
  const wanted = gene.tls as Dial['tls'];
  const tls = gene.able && modes.length > 0 && !modes.includes(wanted) ? at(modes, gene.from) : wanted;
  return {
    tls,
    ...(gene.verify === undefined ? {} : { verify: gene.verify as 'none' }),
    ...(gene.sni === undefined ? {} : { sni: gene.sni }),
    ...(gene.versions ? { minVersion: gene.versions[0], maxVersion: gene.versions[1] } : {}),
    ...(gene.trusts ? { trusts: gene.trusts } : {}),
    ...(gene.clientCertificate ? { clientCertificate: gene.clientCertificate } : {}),
    ...(gene.negotiation ? { negotiation: gene.negotiation as 'direct' } : {}),
  };
}

function matchOf(gene: LinkGenes, answer: Answer | undefined): Match | null {
  const name = gene.matchName;
  const host = /^[\d:]/.test(name) ? 'shop.example.com' : name;
  switch (gene.match) {
    case 'own':
      return answer ? { sni: [...(answer.certificate.names ?? [hostOf(answer.node)])] } : null;
    case 'sni':
      return gene.bent ? { sni: [name] } : null;
    case 'host':
      return { host: [host] };
    case 'path':
      return { path: gene.path };
    case 'all':
      return gene.bent ? { sni: [name], host: [host], path: gene.path } : { host: [host], path: gene.path };
    default:
      return null;
  }
}

/** A way along the links from a client (or, seldom, from anywhere) as the turns say; a turn may also be the last. */
function walkOf(start: number, turns: readonly number[], links: readonly Link[], clients: readonly string[]): string[] {
  const starts = links.filter(({ from }) => clients.includes(from));
  const first = start % 10 === 0 || starts.length === 0 ? at(links, start) : at(starts, start);
  const path = [first.id];
  let here = first.to;
  for (const turn of turns) {
    const onward = links.filter(({ from }) => from === here);
    if (onward.length === 0 || turn % 11 === 0) break;
    const next = at(onward, turn);
    path.push(next.id);
    here = next.to;
  }
  return path;
}

/**
 * Random documents for the laws and the conformance tests. Each is drawn from genes (records of small numbers and
 * flags, which shrink well) and read through the real reader, so it is valid by construction. Left to chance almost
 * no two ends agree; most dials are therefore fitted to the listener that will answer them, and then bent a little.
 */
export const documents: fc.Arbitrary<Record<string, unknown>> = genes().map(grow);

/** The same, as the application has them in memory. */
export const topologies: fc.Arbitrary<Topology> = documents.map(read);
