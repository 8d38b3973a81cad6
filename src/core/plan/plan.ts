import type { Product, Products } from '../model/product.ts';
import type {
  DialMode,
  Issuer,
  KeyExchange,
  Link,
  LinkMesh,
  Listener,
  Match,
  Node,
  TlsVersion,
  Verify,
  Zone,
} from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { type Answer, boundListener, hostOf, listenersOf, productOf } from '../simulation/bounds.ts';
import { proxyHeaderOf } from '../simulation/dials.ts';
import { answerAt, survey } from '../simulation/ground.ts';
import { withKeyExchange } from '../simulation/meet.ts';
import type { Simulation } from '../simulation/verdict.ts';
import { zonesAround } from '../simulation/zones.ts';
import {
  type ClientCertificate,
  certificatesOf,
  type NeededCertificate,
  type PlannedCertificate,
  plannedCertificate,
} from './certificates.ts';
import { type BroughtBy, dialledByMesh, judgedByMesh, type Membership, membershipOf } from './membership.ts';
import { callsTo, clientNames, namesOf, reachedIn, serverNamesOf } from './reached.ts';
import { type Office, plain, planUpstream } from './upstream.ts';

/**
 * What one node must be configured to do: an exporter's whole input. Both ends of a hop are planned from the same
 * simulation, so names, ports, SNI, CA, verification, client certificate and PROXY protocol agree.
 */
export interface Plan {
  readonly node: {
    readonly id: string;
    readonly title: string;
    readonly host: string;
    readonly version: string | null;
    /** Nodes that alone may call it, by the title and host they are known under; null: no such list is drawn. */
    readonly allows: readonly { readonly id: string; readonly title: string; readonly host: string }[] | null;
    readonly logsBodies: boolean;
    readonly trustsHeaders: NonNullable<Node['trustsHeaders']>;
    /** The zones it lies in, innermost first. */
    readonly zones: readonly Zone[];
    /** Its part in the mesh around it; null: no mesh is, or none that could take it in. */
    readonly mesh: Membership | null;
  };
  readonly product: Product;
  /** The design's title, for headers. */
  readonly design: string;
  /** A link that reopens the design; null when whoever exports gave none. */
  readonly reopen: string | null;
  readonly listeners: readonly PlannedListener[];
  /** Every dial out of this node, whichever listener's traffic it carries. */
  readonly upstreams: readonly Upstream[];
  /** For a certificate authority: every certificate that the drawing has it issue. */
  readonly issues: readonly NeededCertificate[];
  readonly notices: readonly Notice[];
}

export interface PlannedListener {
  readonly id: string;
  /** Address to bind, or null for all. */
  readonly address: string | null;
  readonly port: number;
  readonly mode: Answer['mode'];
  readonly by: 'sni' | 'tcp';
  /** Application protocols of the links that arrive here: `http`, `grpc`, `postgres`, `tcp` … (`https` is `http`). */
  readonly protocols: readonly string[];
  /** Names that are dialled here or stand on the certificate; the certificate must hold them all. */
  readonly names: readonly string[];
  /** Server names that the drawn dials send here; null when one of them sends none, so that no name may be refused. */
  readonly serverNames: readonly string[] | null;
  readonly issuer: Issuer;
  readonly certificate: PlannedCertificate;
  readonly clientCertificate: 'none' | 'optional' | 'required';
  readonly clientTrusts: readonly Issuer[];
  readonly versions: readonly [min: TlsVersion, max: TlsVersion];
  readonly acceptsProxyProtocol: boolean;
  /** Hosts that send a PROXY header here: the only ones from which it is to be believed. */
  readonly dialledBy: readonly string[];
  readonly upstreams: readonly Upstream[];
  /** Common names in the client certificates of those that the node lets call; null: whoever holds one may. */
  readonly allowedClients: readonly string[] | null;
  /** Answers every request with a redirect to https and forwards none. */
  readonly redirectsToTls: boolean;
  readonly strictTransport: 'off' | 'sent' | 'preloaded';
  /** The best key exchange to offer; null: as the product and the guideline have it. */
  readonly keyExchange: KeyExchange | null;
  /** Somebody who dials here knows no other key exchange than by RSA: it is to be offered as well. */
  readonly dialledByRsa: boolean;
  /** ALPN ids to offer; null: whatever suits what arrives here. */
  readonly alpn: readonly string[] | null;
  /** What the mesh asks of this port, where it differs from the zone. */
  readonly mesh: Listener['mesh'] | null;
  /** Whether those who dial here are told to bring the mesh's mutual TLS and nothing else. */
  readonly dialledByMesh: BroughtBy;
  /** Where its key material lies; only what `mode` and `clientCertificate` call for is to be provided. */
  readonly files: ServerFiles;
}

/** PEM files. `bundle` is certificate chain and key in one file, as HAProxy and Hitch want it. */
export interface ServerFiles {
  readonly certificate: string;
  readonly key: string;
  readonly bundle: string;
  /** CAs that client certificates must come from. */
  readonly clientCa: string;
}

export interface Upstream {
  readonly link: string;
  /** Title of the node reached. */
  readonly title: string;
  readonly node: string;
  /** The zones that the node reached lies in, innermost first. */
  readonly zones: readonly Zone[];
  /** Address to dial. */
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  /** Behind a passthrough listener: the bytes are relayed as they come, `tls` and what follows is somebody else's. */
  readonly forwarded: boolean;
  /** The session that the mesh proxy beside the node starts in its place; null where the node makes the dial. */
  readonly proxied: Upstream | null;
  readonly tls: DialMode;
  readonly verify: Verify;
  /** The name to check, whether or not it is sent. */
  readonly serverName: string;
  readonly sendsServerName: boolean;
  readonly negotiation: 'direct' | 'in-band';
  readonly versions: readonly [min: TlsVersion, max: TlsVersion];
  /** The CA to trust: the one that issued the terminator's certificate, unless the dial does not trust it. */
  readonly issuer: Issuer;
  /** Every kind of issuer that the dial would accept. */
  readonly trusts: readonly Issuer[];
  /** Who ends the sessions that start here, whatever passes them on. */
  readonly terminators: readonly { readonly node: string; readonly listener: string }[];
  /** What a mutual dial presents; null for every other. */
  readonly clientCertificate: ClientCertificate | null;
  readonly sendsProxyProtocol: 'v1' | 'v2' | null;
  /** The best key exchange to offer; null: as the product has it. */
  readonly keyExchange: KeyExchange | null;
  /** ALPN ids to offer; null: whatever suits the protocol. */
  readonly alpn: readonly string[] | null;
  /** TLS 1.3 0-RTT. */
  readonly earlyData: boolean;
  /** How the sender's mesh proxy treats the link, where that is drawn. */
  readonly mesh: LinkMesh | null;
  /** The mesh that the node reached is a member of, by its outermost zone. */
  readonly reaches: string | null;
  readonly match: Match | null;
  readonly files: {
    /** CAs to trust: the system's store for public ones, else the design's. */
    readonly trust: string;
    readonly certificate: string;
    readonly key: string;
    readonly bundle: string;
  };
  /** What the simulation says will break here; to be marked loudly. */
  readonly failure: string | null;
}

/** What an export could not say, had to weaken, needs done by hand, or knows to fail. */
export interface Notice {
  readonly kind: 'lost' | 'weakened' | 'by-hand' | 'fails';
  /** The listener or link that it is about, or the node itself. */
  readonly about: string;
  readonly message: string;
}

/** Where the exported files find things. The default is the drawing itself; a lab binds its own ports and folders. */
export interface Binding {
  readonly listen: (
    node: Node,
    listener: { readonly id: string; readonly port: number },
  ) => { address: string | null; port: number };
  readonly dial: (link: Link, target: Node, port: number) => { host: string; port: number };
  /** The host that a node's own connections come from; absent: the one under which it is dialled. */
  readonly source?: (node: Node) => string;
  /** Folder for certificates and keys of a node, without a trailing slash. */
  readonly directory: (node: Node, product: Product) => string;
  /** The system's bundle of public CAs. */
  readonly publicCas: string;
}

export const asDrawn: Binding = {
  listen: (_node, { port }) => ({ address: null, port }),
  dial: (_link, target, port) => ({ host: hostOf(target), port }),
  directory: (_node, product) => product.tlsDirectory ?? '/etc/plainsight/tls',
  publicCas: '/etc/ssl/certs/ca-certificates.crt',
};

/** The plans of all nodes, in the order of the drawing. */
export function planDesign(
  topology: Topology,
  simulation: Simulation,
  products: Products,
  binding: Binding = asDrawn,
  reopen: string | null = null,
): readonly Plan[] {
  const ground = survey(topology, products);
  const incoming = new Map<string, Link[]>();
  for (const link of topology.links.values()) {
    const siblings = incoming.get(link.to);
    if (siblings) siblings.push(link);
    else incoming.set(link.to, [link]);
  }
  const office: Office = { ground, simulation, binding, incoming, reopen, reached: reachedIn(simulation) };
  const plans = [...topology.nodes.values()].map((node) => planNode(office, node));
  if (!plans.some(({ product }) => product.kind === 'certificate-authority')) return plans;
  const certificates = certificatesOf(plans);
  return plans.map((plan) =>
    plan.product.kind === 'certificate-authority'
      ? { ...plan, issues: certificates.filter(({ issuedBy }) => issuedBy === plan.node.id) }
      : plan,
  );
}

function planNode(office: Office, node: Node): Plan {
  const { ground, simulation, binding, incoming, reached } = office;
  const { topology, products } = ground;
  const product = productOf(node, products);
  const answers = listenersOf(node, product).map((listener) => boundListener(node, product, listener));
  const passesThrough = (listener: string | undefined) =>
    answers.length > 0 &&
    answers.every(
      ({ mode, listener: { id } }) => (listener !== undefined && id !== listener) || mode === 'passthrough',
    );
  const upstreams = (ground.outgoing.get(node.id) ?? []).flatMap((link) => {
    const upstream = planUpstream(office, node, product, link, passesThrough(link.fromListener));
    return upstream ? [{ link, upstream }] : [];
  });

  const mesh = membershipOf(ground, node);
  const listeners = answers.map((answer): PlannedListener => {
    const arriving = (incoming.get(node.id) ?? []).filter(
      (link) => answerAt(ground, link)?.listener.id === answer.listener.id,
    );
    const { address, port } = binding.listen(node, answer.listener);
    const directory = binding.directory(node, product);
    const file = (name: string) => `${directory}/${node.id}-${answer.listener.id}${name}`;
    const { tls } = answer.listener;
    const terminating = tls.mode === 'terminate' || tls.mode === 'permissive' ? tls : null;
    return {
      id: answer.listener.id,
      address,
      port,
      mode: answer.mode,
      by: answer.by,
      protocols: [...new Set(arriving.map((link) => plain(link.protocol)))].sort(),
      names: namesOf(reached, answer),
      serverNames: serverNamesOf(reached, answer, arriving),
      issuer: answer.certificate.issuer,
      certificate: plannedCertificate(terminating?.certificate, topology),
      clientCertificate: answer.clientCertificate,
      clientTrusts: answer.clientTrusts,
      versions: withKeyExchange(answer),
      acceptsProxyProtocol: answer.acceptsProxyProtocol,
      dialledBy: [
        ...new Set(
          arriving
            .filter((link) => proxyHeaderOf(topology, link, products) !== null)
            .flatMap(({ from }) => topology.nodes.get(from) ?? [])
            .map(binding.source ?? hostOf),
        ),
      ],
      allowedClients: node.allows && !judgedByMesh(mesh) ? clientNames(callsTo(reached, answer), node.allows) : null,
      redirectsToTls: tls.mode === 'plaintext' && tls.redirectsToTls === true,
      strictTransport: terminating?.strictTransport ?? 'off',
      keyExchange: terminating?.keyExchange === undefined ? null : answer.keyExchange,
      dialledByRsa: callsTo(reached, answer).some(({ keyExchange }) => keyExchange === 'rsa'),
      alpn: answer.listener.alpn ?? null,
      mesh: answer.listener.mesh ?? null,
      dialledByMesh: dialledByMesh(ground, arriving),
      upstreams: upstreams
        .filter(({ link }) => link.fromListener === undefined || link.fromListener === answer.listener.id)
        .map(({ upstream }) => ({ ...upstream, forwarded: answer.mode === 'passthrough' })),
      files: { certificate: file('.crt'), key: file('.key'), bundle: file('.pem'), clientCa: file('+clients-ca.crt') },
    };
  });

  const notices: Notice[] = simulation.designErrors
    .filter(({ where }) => where.node === node.id)
    .map(({ where, message, alternative }) => ({
      kind: 'weakened',
      about: where.link ?? where.listener ?? node.id,
      message: `${message} ${alternative}`,
    }));
  for (const { upstream } of upstreams)
    if (upstream.failure) notices.push({ kind: 'fails', about: upstream.link, message: upstream.failure });
  return {
    node: {
      id: node.id,
      title: node.title,
      host: hostOf(node),
      version: node.version ?? null,
      allows:
        node.allows
          ?.flatMap((id) => topology.nodes.get(id) ?? [])
          .map((caller) => ({ id: caller.id, title: caller.title, host: hostOf(caller) })) ?? null,
      logsBodies: node.logsBodies ?? false,
      trustsHeaders: node.trustsHeaders ?? [],
      zones: zonesAround(topology, node.zone),
      mesh,
    },
    product,
    design: topology.title,
    reopen: office.reopen,
    listeners,
    upstreams: upstreams.map(({ upstream }) => upstream),
    issues: [],
    notices,
  };
}
