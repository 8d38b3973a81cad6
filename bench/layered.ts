import { readDocument } from '../src/core/model/read.ts';
import type { Topology } from '../src/core/model/topology.ts';

/** Browser, CDN, balancer, gateway, service, store: what a hop of each tier dials, and what answers. */
const tiers = [
  { product: 'browser', tls: 'tls', mode: null },
  { product: 'aws-cloudfront', tls: 'tls', mode: 'terminate' },
  { product: 'aws-alb', tls: 'tls', mode: 'terminate' },
  { product: 'nginx', tls: 'plaintext', mode: 'terminate' },
  { product: 'generic-service', tls: 'opportunistic', mode: 'plaintext' },
  { product: 'postgresql', tls: 'plaintext', mode: 'permissive' },
] as const;

export interface Shape {
  readonly topology: Topology;
  readonly hops: number;
  /** For the plain pass: each flow's links in one row, and where each leads. */
  readonly path: Int32Array;
  readonly starts: Int32Array;
  readonly to: Int32Array;
}

/** A layered drawing of about `hops` hops of flows over about as many links, 1.3 links for each node. */
export function layered(hops: number): Shape {
  const width = Math.max(2, Math.round(hops / (tiers.length - 1) / 1.3));
  const id = (tier: number, i: number) => `n${tier}-${i % width}`;
  const nodes = tiers.flatMap(({ product, mode }, tier) =>
    Array.from({ length: width }, (_, i) => ({
      id: id(tier, i),
      title: `${product} ${i}`,
      product,
      ...(mode === null
        ? {}
        : {
            listeners: [
              {
                id: 'in',
                port: 443,
                tls:
                  mode === 'plaintext' ? { mode } : { mode, minVersion: '1.2', certificate: { issuer: 'public-ca' } },
              },
            ],
          }),
    })),
  );
  const links: object[] = [];
  for (let tier = 0; tier + 1 < tiers.length; tier++)
    for (let i = 0; i < width; i++)
      for (const shift of i % 10 < 3 ? [0, 1] : [0])
        links.push({
          id: `l${tier}-${i}-${shift}`,
          from: id(tier, i),
          to: id(tier + 1, i + shift),
          protocol: tier === tiers.length - 2 ? 'postgres' : 'https',
          dial: { tls: tiers[tier]?.tls },
        });
  // Every link lies on some flow: one flow straight on for each client, and one that steps aside where it can.
  const flows: { id: string; title: string; path: string[]; carries: string[] }[] = [];
  for (let i = 0; i < width; i++)
    for (const shift of i % 10 < 3 ? [0, 1] : [0]) {
      const path: string[] = [];
      let at = i;
      for (let tier = 0; tier + 1 < tiers.length; tier++) {
        const aside = shift === 1 && at % 10 < 3 ? 1 : 0;
        path.push(`l${tier}-${at}-${aside}`);
        at = (at + aside) % width;
      }
      flows.push({
        id: `f${i}-${shift}`,
        title: `Flow ${i}`,
        path,
        carries: i % 2 === 0 ? ['card', 'session'] : ['session'],
      });
    }
  const read = readDocument({
    format: 'plainsight/topology',
    version: 1,
    title: `${hops} hops`,
    nodes,
    links,
    data: [
      { id: 'card', title: 'Card number', classification: 'cardholder' },
      { id: 'session', title: 'Session', classification: 'credentials' },
    ],
    flows,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const topology = read.value;
  const linkNumber = new Map([...topology.links.keys()].map((link, i) => [link, i]));
  const nodeNumber = new Map([...topology.nodes.keys()].map((node, i) => [node, i]));
  const paths = flows.map(({ path }) => path.map((link) => linkNumber.get(link) ?? 0));
  const starts = new Int32Array(paths.length + 1);
  for (const [i, path] of paths.entries()) starts[i + 1] = (starts[i] ?? 0) + path.length;
  return {
    topology,
    hops: paths.reduce((sum, path) => sum + path.length, 0),
    path: Int32Array.from(paths.flat()),
    starts,
    to: Int32Array.from([...topology.links.values()], ({ to }) => nodeNumber.get(to) ?? 0),
  };
}

/** The least that any reader of a document pays before it can use numbers: each hop's link and both its ends, by id. */
export function lookUps({ flows, links, nodes }: Topology): number {
  let found = 0;
  for (const { path } of flows.values())
    for (const id of path) {
      const link = links.get(id);
      if (link && nodes.get(link.from) !== nodes.get(link.to)) found++;
    }
  return found;
}

/** What one walk over the hops costs when it decides nothing: sets joined along each flow, on links and on nodes. */
export function plainPass({ path, starts, to }: Shape, nodes: number): number {
  const onLink = new Uint32Array(to.length);
  const inMemory = new Uint32Array(nodes);
  let sum = 0;
  for (let flow = 0; flow + 1 < starts.length; flow++) {
    let set = 1 + (flow & 1);
    for (let i = starts[flow] ?? 0; i < (starts[flow + 1] ?? 0); i++) {
      const link = path[i] ?? 0;
      const node = to[link] ?? 0;
      onLink[link] = (onLink[link] ?? 0) | set;
      inMemory[node] = (inMemory[node] ?? 0) | set;
      set ^= onLink[link] ?? 0;
      sum += set;
    }
  }
  return sum;
}
