import { readDocument } from '../../src/core/model/read.ts';
import { describe } from '../../src/core/model/result.ts';
import type {
  Certificate,
  Dial,
  Flow,
  Issuer,
  Link,
  Listener,
  ListenerTls,
  Node,
} from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportDesign } from '../../src/core/plan/bundle.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { unsaidOf } from '../../src/lab/fit.ts';

/** A design for the wire lab, and what its hops have that the lab is to see in pairs. */
export interface LabDesign {
  readonly topology: Topology;
  /** What would print it again. */
  readonly seed: number;
  readonly pairs: ReadonlySet<string>;
}

/** Numbers of one seed, all alike wherever they are drawn (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const clients = ['api-client', 'browser', 'generic-service', 'node-service'] as const;
const fronts = ['nginx', 'haproxy', 'apache', 'caddy', 'stunnel', 'hitch', 'varnish'] as const;
const services = ['generic-service', 'node-service'] as const;
const stores = { postgresql: 'postgres', mariadb: 'mysql', redis: 'redis' } as const;
const relays = ['nginx', 'haproxy', 'stunnel'] as const;

/** Drawn so that most hops work: of every choice the usual one, and now and then another. */
class Draw {
  readonly #next: () => number;
  /** How many oddities this design still gets: what fails at the first hop shows nothing of those behind. */
  #odd: number;
  constructor(seed: number) {
    this.#next = randomOf(seed);
    this.#odd = this.below(3);
  }
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }
  one<T>(all: readonly [T, ...T[]] | readonly T[]): T {
    const found = all[this.below(all.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
  chance(share: number): boolean {
    return this.#next() < share;
  }
  /** The usual, or one of the others where this design has an oddity left. */
  odd<T>(usual: T, others: readonly T[], share = 0.15): T {
    if (this.#odd === 0 || !this.chance(share)) return usual;
    this.#odd--;
    return this.one(others);
  }
}

/** The least and the most of a range; null: the product's own. */
type Versions = readonly [min: string | null, max: string | null];
const anyVersion: Versions = [null, null];
const otherVersions: readonly Versions[] = [
  [null, '1.2'],
  ['1.3', null],
];

const issuers: readonly Issuer[] = ['private-ca', 'public-ca', 'self-signed'];

interface Hop {
  readonly link: Link;
  readonly listener: Listener;
}

/** Both ends of a hop, fitting but for the oddities. */
function hop(draw: Draw, from: Node, to: string, product: string, protocol: string): Hop {
  const store = product in stores;
  const relay = !store && (relays as readonly string[]).includes(product) && draw.chance(0.25);
  const mode = relay
    ? draw.one(['tcp', 'sni'] as const)
    : draw.one(['plaintext', 'terminate', 'terminate', 'optional', 'required', 'permissive'] as const);
  const issuer = draw.one(issuers);
  const names = draw.odd<readonly string[] | undefined>(undefined, [['other.internal']]);
  const expired = draw.odd<boolean | undefined>(undefined, [true], 0.1);
  const certificate: Certificate = { issuer, ...(names ? { names: [...names] } : {}), ...(expired ? { expired } : {}) };
  const versions = draw.odd(anyVersion, otherVersions, 0.3);
  const tls = listenerOf(draw, mode, certificate, versions);
  const encrypted = mode !== 'plaintext';
  const asks = mode === 'required' || mode === 'optional';
  const dialTls: Dial['tls'] = draw.odd(
    encrypted
      ? asks && (mode === 'required' || draw.chance(0.5))
        ? 'mutual'
        : draw.one(['tls', 'tls', 'opportunistic'])
      : 'plaintext',
    ['plaintext', 'tls', 'mutual', 'opportunistic'],
  );
  const verify = draw.one(['none', 'ca', 'full', 'full'] as const);
  const trusts = draw.odd<readonly Issuer[]>([issuer], [['public-ca'], ['private-ca'], ['private-ca', 'public-ca']]);
  const shown = draw.odd<Issuer>('private-ca', ['public-ca']);
  const shownExpired = draw.odd(false, [true], 0.08);
  const dialVersions = draw.odd(anyVersion, otherVersions, 0.3);
  const sni = draw.odd<string | null | undefined>(undefined, [null, 'other.internal'], 0.12);
  const header = draw.odd<'v1' | 'v2' | undefined>(undefined, ['v1', 'v2'], 0.35);
  const accepts = draw.odd(header !== undefined, [header === undefined], 0.08);
  const dial = {
    tls: dialTls,
    ...(dialTls === 'plaintext'
      ? {}
      : {
          verify,
          trusts: [...trusts],
          ...(dialTls === 'mutual'
            ? { clientCertificate: { issuer: shown, ...(shownExpired ? { expired: true } : {}) } }
            : {}),
          ...(dialVersions[0] ? { minVersion: dialVersions[0] } : {}),
          ...(dialVersions[1] ? { maxVersion: dialVersions[1] } : {}),
          ...(sni === undefined ? {} : { sni }),
        }),
    ...(header ? { sendsProxyProtocol: header } : {}),
  } as Dial;
  return {
    link: { id: `${from.id}-${to}`, from: from.id, to, protocol, dial },
    listener: {
      id: 'in',
      port: (store ? { postgres: 5432, mysql: 3306, redis: 6379 }[protocol] : undefined) ?? (encrypted ? 8443 : 8080),
      tls,
      ...(accepts ? { acceptsProxyProtocol: true } : {}),
    },
  };
}

type Mode = 'plaintext' | 'terminate' | 'optional' | 'required' | 'permissive' | 'tcp' | 'sni';

function listenerOf(draw: Draw, mode: Mode, certificate: Certificate, [min, max]: Versions): ListenerTls {
  if (mode === 'plaintext') return { mode };
  if (mode === 'tcp' || mode === 'sni') return { mode: 'passthrough', by: mode };
  const asks = mode === 'optional' || mode === 'required';
  return {
    mode: mode === 'permissive' ? 'permissive' : 'terminate',
    certificate,
    ...(asks ? { clientCertificate: mode, clientTrusts: [draw.odd<Issuer>('private-ca', ['public-ca'])] } : {}),
    ...(min ? { minVersion: min } : {}),
    ...(max ? { maxVersion: max } : {}),
  } as ListenerTls;
}

/** The design of a seed: a client, up to three proxies, a service, up to two stores, relays in between. */
export function labDesign(seed: number): LabDesign {
  const draw = new Draw(seed);
  const nodes: Node[] = [];
  const links: Link[] = [];
  const flows: Flow[] = [];
  const add = (id: string, product: string): Node => {
    const node: Node = { id, product, title: id, listeners: [] };
    nodes.push(node);
    return node;
  };
  const join = (from: Node, id: string, product: string, protocol: string): Node => {
    const { link, listener } = hop(draw, from, id, product, protocol);
    const node = add(id, product);
    nodes[nodes.length - 1] = { ...node, listeners: [listener] };
    links.push(link);
    return nodes[nodes.length - 1] ?? node;
  };

  let here = add('client', draw.one(clients));
  const path = () => links.map(({ id }) => id);
  for (let i = draw.below(4); i > 0; i--) here = join(here, `front${i}`, draw.one(fronts), 'http');
  here = join(here, 'app', draw.one(services), 'http');
  const toApp = path();
  const count = draw.below(3);
  if (count === 0) flows.push({ id: 'flow', title: 'flow', path: toApp, carries: ['card'] });
  for (let i = 0; i < count; i++) {
    const [product, protocol] = draw.one(Object.entries(stores));
    const before = links.length;
    const through = draw.chance(0.25) ? join(here, `relay${i}`, draw.one(relays), protocol) : here;
    join(through, `db${i}`, product, protocol);
    const added = links.slice(before).map(({ id }) => id);
    flows.push({ id: `flow${i}`, title: `flow${i}`, path: [...toApp, ...added], carries: ['card'] });
  }
  const read = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title: `Lab design ${seed}`,
    nodes,
    links,
    data: [{ id: 'card', title: 'Card number', classification: 'cardholder' }],
    flows,
  });
  if (!read.ok) throw new Error(`seed ${seed}: ${read.problems.map(describe).join('\n')}`);
  return { topology: read.value, seed, pairs: pairsOf(read.value) };
}

/** Every two choices that meet at a hop to which a flow comes, and of which the exported files hold what is drawn. */
function pairsOf(topology: Topology): ReadonlySet<string> {
  const simulation = simulate(topology, products);
  const plans = planDesign(topology, simulation, products);
  const unsaid = unsaidOf(topology, plans, exportDesign(plans, exporters).nodes);
  const pairs = new Set<string>();
  for (const { legs, flow } of simulation.flows.values()) {
    if (flow.path.some((link) => unsaid.has(link))) continue;
    for (const { links, reached } of legs)
      for (const link of links.slice(0, reached)) {
        const choices = choicesOf(topology, link);
        for (let i = 0; i < choices.length; i++)
          for (let j = i + 1; j < choices.length; j++) pairs.add(`${choices[i]} & ${choices[j]}`);
      }
  }
  return pairs;
}

function choicesOf(topology: Topology, { from, to, dial, protocol }: Link): readonly string[] {
  const [near, far] = [topology.nodes.get(from), topology.nodes.get(to)];
  const [listener] = far?.listeners ?? [];
  const tls = listener?.tls;
  const ends = tls?.mode === 'terminate' || tls?.mode === 'permissive' ? tls : null;
  const encrypted = dial.tls !== 'plaintext';
  return [
    `from ${near?.product}`,
    `to ${far?.product}`,
    `protocol ${protocol}`,
    `listener ${tls?.mode === 'passthrough' ? tls.by : tls?.mode} ${ends?.clientCertificate ?? ''}`,
    `dial ${dial.tls}`,
    ...(encrypted ? [`verify ${dial.verify}`] : []),
    ...(ends ? [`issuer ${ends.certificate?.issuer}`] : []),
    ...(ends ? [`offers ${ends.minVersion ?? ''}-${ends.maxVersion ?? ''}`] : []),
    ...(encrypted ? [`dials ${dial.minVersion ?? ''}-${dial.maxVersion ?? ''}`] : []),
    `proxy ${dial.sendsProxyProtocol ?? 'none'} ${listener?.acceptsProxyProtocol ?? false}`,
    ...(encrypted ? [`sni ${dial.sni === undefined ? 'own' : dial.sni === null ? 'none' : 'other'}`] : []),
    ...(ends?.certificate?.expired ? ['expired'] : []),
    ...(ends?.certificate?.names ? ['another name'] : []),
  ];
}

/**
 * So many designs that together show as many pairs as can be: of some drawn at random always the one with the most that
 * none before it had.
 */
export function labDesigns(count: number, seed: number, candidates = 12): readonly LabDesign[] {
  const seeds = randomOf(seed);
  const chosen: LabDesign[] = [];
  const covered = new Set<string>();
  const fresh = ({ pairs }: LabDesign) => [...pairs].filter((pair) => !covered.has(pair)).length;
  while (chosen.length < count) {
    const drawn = Array.from({ length: candidates }, () => labDesign(Math.floor(seeds() * 2 ** 31)));
    const best = drawn.reduce((most, each) => (fresh(each) > fresh(most) ? each : most));
    for (const pair of best.pairs) covered.add(pair);
    chosen.push(best);
  }
  return chosen;
}
