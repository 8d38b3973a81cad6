import { readDocument } from '../../src/core/model/read.ts';
import { describe } from '../../src/core/model/result.ts';
import type { Asset, Dial, Flow, Link, Listener, ListenerTls, Node, Zone } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';

/**
 * A topology from a line of text per flow, for tests:
 *
 *   draw('browser(browser) ==> edge(nginx)[terminate] --> app')
 *
 * A node is `id(product)[listener]@zone`; all but the id may be left out, and said at any one mention of the node.
 * Without a product it is a `generic-service`; without a listener it gets its product's default.
 * A listener is one of `plaintext terminate permissive sni tcp mutual optional`: `sni` and `tcp` pass through,
 * `mutual` and `optional` terminate and ask for a client certificate. Its id is `in`, its issuer a public CA.
 *
 *   -->  plaintext      ==>  tls, verify full      =none=>  =ca=>  tls, checked less      =mutual=>      ~~>  opportunistic
 *
 * A link's id is `from-to`. Every line is a flow (`flow1`, `flow2` …) that carries every asset; without `data` there
 * is one, `card`. What the notation does not say goes into `details`, laid over what it made.
 */
export function draw(lines: string | readonly string[], details: Details = {}): Topology {
  const nodes = new Map<string, Node>();
  const links = new Map<string, Link>();
  const paths: string[][] = [];
  for (const line of typeof lines === 'string' ? [lines] : lines) {
    const words = line.trim().split(/\s+/);
    const path: string[] = [];
    words.forEach((word, position) => {
      if (position % 2 === 0) {
        const node = readNode(word);
        nodes.set(node.id, { ...nodes.get(node.id), ...node, product: productIn(word, nodes.get(node.id)) });
        return;
      }
      const [from, to] = [words[position - 1], words[position + 1]].map((end) => (end ? readNode(end).id : ''));
      if (!from || !to) throw new Error(`an arrow leads nowhere: ${line}`);
      const id = `${from}-${to}`;
      links.set(id, links.get(id) ?? { id, from, to, protocol: 'http', dial: readArrow(word) });
      path.push(id);
    });
    paths.push(path);
  }

  for (const [id, change] of Object.entries(details.nodes ?? {}))
    nodes.set(id, { ...known(nodes, id), ...change } as Node);
  for (const [id, { dial, ...change }] of Object.entries(details.links ?? {})) {
    const link = known(links, id);
    links.set(id, { ...link, ...change, dial: defined({ ...link.dial, ...dial }) } as Link);
  }
  for (const [id, change] of Object.entries(details.listeners ?? {})) {
    const node = known(nodes, id);
    const listeners = node.listeners?.map((listener, position) =>
      position === 0 ? { ...listener, ...change, tls: { ...listener.tls, ...change.tls } as ListenerTls } : listener,
    );
    nodes.set(id, { ...node, listeners: listeners ?? [] });
  }

  const data = details.data ?? [{ id: 'card', title: 'Card number', classification: 'cardholder' }];
  const zones = new Map((details.zones ?? []).map((zone) => [zone.id, zone]));
  for (const { zone } of nodes.values())
    if (zone !== undefined && !zones.has(zone)) zones.set(zone, { id: zone, kind: 'private-network', title: zone });
  const read = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title: 'Drawn for a test',
    zones: [...zones.values()],
    nodes: [...nodes.values()],
    links: [...links.values()],
    data,
    flows:
      details.flows ??
      paths
        .filter((path) => path.length > 0)
        .map((path, position) => ({
          id: `flow${position + 1}`,
          title: `Flow ${position + 1}`,
          path,
          carries: data.map(({ id }) => id),
        })),
  });
  if (!read.ok) throw new Error(read.problems.map(describe).join('\n'));
  return read.value;
}

export interface Details {
  readonly zones?: readonly Zone[];
  readonly nodes?: Readonly<Record<string, Partial<Node>>>;
  readonly links?: Readonly<Record<string, Partial<Omit<Link, 'dial'>> & { readonly dial?: Partial<Dial> }>>;
  /** By node: laid over its first listener. */
  readonly listeners?: Readonly<
    Record<string, Partial<Omit<Listener, 'tls'>> & { readonly tls?: Partial<Terminating> }>
  >;
  readonly data?: readonly Asset[];
  /** In place of one for each line; `[]` leaves them to be derived. */
  readonly flows?: readonly Flow[];
}

type Terminating = Omit<Extract<ListenerTls, { mode: 'terminate' }>, 'mode'>;

const nodeShape = /^([A-Za-z0-9_.-]+?)(?:\(([a-z0-9-]+)\))?(?:\[([a-z]+)\])?(?:@([A-Za-z0-9_.-]+))?$/;

function readNode(word: string): Omit<Node, 'product'> {
  const [, id, , listener, zone] = nodeShape.exec(word) ?? [];
  if (id === undefined) throw new Error(`not a node: ${word}`);
  return {
    id,
    title: id,
    ...(listener === undefined ? {} : { listeners: [readListener(listener)] }),
    ...(zone === undefined ? {} : { zone }),
  };
}

const productIn = (word: string, before: Node | undefined): string =>
  nodeShape.exec(word)?.[2] ?? before?.product ?? 'generic-service';

function readListener(word: string): Listener {
  const certificate = { issuer: 'public-ca' } as const;
  const modes: Readonly<Record<string, ListenerTls>> = {
    plaintext: { mode: 'plaintext' },
    terminate: { mode: 'terminate', certificate },
    permissive: { mode: 'permissive', certificate },
    mutual: { mode: 'terminate', certificate, clientCertificate: 'required' },
    optional: { mode: 'terminate', certificate, clientCertificate: 'optional' },
    sni: { mode: 'passthrough', by: 'sni' },
    tcp: { mode: 'passthrough', by: 'tcp' },
  };
  const tls = modes[word];
  if (!tls) throw new Error(`not a listener: ${word}`);
  return { id: 'in', port: tls.mode === 'plaintext' ? 8080 : 8443, tls };
}

function readArrow(word: string): Dial {
  const dials: Readonly<Record<string, Dial>> = {
    '-->': { tls: 'plaintext' },
    '==>': { tls: 'tls', verify: 'full' },
    '=none=>': { tls: 'tls', verify: 'none' },
    '=ca=>': { tls: 'tls', verify: 'ca' },
    '=mutual=>': { tls: 'mutual', verify: 'full' },
    '~~>': { tls: 'opportunistic' },
  };
  const dial = dials[word];
  if (!dial) throw new Error(`not an arrow: ${word}`);
  return dial;
}

/** A detail of `undefined` takes a field away. */
const defined = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

function known<T>(table: ReadonlyMap<string, T>, id: string): T {
  const record = table.get(id);
  if (!record) throw new Error(`nothing is drawn by the name ${id}`);
  return record;
}
