import type { Product } from '../model/product.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Link, Node } from '../model/schema.ts';
import { hostOf } from '../simulation/bounds.ts';
import { type Call, callFrom, proxyHeaderOf } from '../simulation/dials.ts';
import { answerAt, callAt, type Ground, memberAt } from '../simulation/ground.ts';
import { expectedName, withKeyExchange } from '../simulation/meet.ts';
import { originates } from '../simulation/mesh.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { zonesAround } from '../simulation/zones.ts';
import { plannedCertificate } from './certificates.ts';
import type { Binding, Upstream } from './plan.ts';
import { type Reached, terminatorsOf } from './reached.ts';

/** What every plan of a design is drawn from. */
export interface Office {
  readonly ground: Ground;
  readonly simulation: Simulation;
  readonly binding: Binding;
  readonly incoming: ReadonlyMap<string, readonly Link[]>;
  readonly reopen: string | null;
  readonly reached: Reached;
}

/** What one link has its start dial; null where the drawing leads nowhere. */
export function planUpstream(
  office: Office,
  node: Node,
  product: Product,
  link: Link,
  forwarded: boolean,
): Upstream | null {
  const { ground } = office;
  const call = callAt(ground, link);
  if (!call) return null;
  const member = originates(link) ? memberAt(ground, node) : null;
  if (member === null || member.proxy === 'self') return upstreamOf(office, product, link, call, forwarded);
  // A proxy beside the node starts TLS: the node itself dials as it would without.
  const own = upstreamOf(office, product, link, callFrom(node, product, link, false), forwarded);
  return own && { ...own, proxied: upstreamOf(office, product, link, call, false) };
}

function upstreamOf(office: Office, product: Product, link: Link, call: Call, forwarded: boolean): Upstream | null {
  const { ground, simulation, binding } = office;
  const { topology, products } = ground;
  const { node } = call;
  const target = topology.nodes.get(link.to);
  const reached = answerAt(ground, link);
  if (!target || !reached) return null;
  const terminators = terminatorsOf(ground, office.reached, link);
  const terminator = terminators[0] ?? reached;
  const directory = binding.directory(node, product);
  const file = (name: string) => `${directory}/${node.id}-${link.id}${name}`;
  const cause = simulation.links.get(link.id)?.cause;
  const shown = terminator.certificate.issuer;
  const issuer = call.trusts.includes(shown) ? shown : (call.trusts[0] ?? shown);
  return {
    link: link.id,
    title: target.title,
    node: target.id,
    mesh: link.mesh ?? null,
    reaches: memberAt(ground, target)?.root ?? null,
    zones: zonesAround(topology, target.zone),
    ...binding.dial(link, target, reached.listener.port),
    protocol: plain(link.protocol),
    forwarded,
    proxied: null,
    tls: call.tls,
    verify: call.verify,
    serverName: expectedName(call, terminator),
    sendsServerName: call.sni !== null,
    negotiation: call.negotiation,
    versions: withKeyExchange(call),
    issuer,
    trusts: call.trusts,
    terminators: terminators.map(({ node, listener }) => ({ node: node.id, listener: listener.id })),
    clientCertificate:
      call.tls === 'mutual'
        ? {
            ...plannedCertificate(link.dial.clientCertificate, ground.topology),
            issuer: call.clientCertificate.issuer,
            names: link.dial.clientCertificate?.names ?? [hostOf(node)],
          }
        : null,
    sendsProxyProtocol: proxyHeaderOf(topology, link, products),
    keyExchange: link.dial.keyExchange === undefined ? null : call.keyExchange,
    alpn: link.dial.alpn ?? null,
    earlyData: link.dial.earlyData ?? false,
    match: link.match ?? null,
    files: {
      trust: issuer === 'public-ca' ? binding.publicCas : file('+ca.crt'),
      certificate: file('+client.crt'),
      key: file('+client.key'),
      bundle: file('+client.pem'),
    },
    failure: cause
      ? `The simulation says that ${node.title} → ${target.title} will not work: ${cause.message}. Expect in the log of ${topology.nodes.get(cause.log.node)?.title ?? cause.log.node}: ${cause.log.line}`
      : null,
  };
}

/** `https` on a link is HTTP; whether it is encrypted is the dial's to say. */
export const plain = (protocol: string): string => (protocolOf(protocol).id === 'https' ? 'http' : protocol);
