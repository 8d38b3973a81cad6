import { protocolOf } from '../model/protocols.ts';
import type { Flow, Link } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import type { Context } from '../rules/rule.ts';
import { hopOf } from '../rules/words.ts';
import { isSealedOn } from '../simulation/assets.ts';
import { answerOf, productOf } from '../simulation/bounds.ts';
import type { Authentication } from '../simulation/meet.ts';
import type { Layer, LinkVerdict, Session, Simulation } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import { zonesAround } from '../simulation/zones.ts';
import { type Cargo, type DataClass, type Hop, type HopKind, olderThan, type Wrap } from './hop.ts';
import { wireZoneOf } from './wire-zone.ts';

const remembered = new WeakMap<Simulation, { readonly topology: Topology; readonly hops: readonly Hop[] }>();

/**
 * Every hop of a design with the facts that clauses ask about, computed once per simulation. What a network is to an
 * auditor changes no simulation, so the drawing has to be the same too.
 */
export function hopsOf(scene: Context): readonly Hop[] {
  const known = remembered.get(scene.simulation);
  if (known && sameDrawing(known.topology, scene.topology)) return known.hops;
  const hops = derive(scene);
  remembered.set(scene.simulation, { topology: scene.topology, hops });
  return hops;
}

/** Whether two documents draw the same, written answers and layout aside. */
export const sameDrawing = (a: Topology, b: Topology): boolean =>
  a.zones === b.zones && a.nodes === b.nodes && a.links === b.links && a.data === b.data && a.flows === b.flows;

interface Crossing {
  readonly link: Link;
  readonly leg: Leg;
  readonly position: number;
  readonly assets: Map<string, Carried>;
}

/** How flows bring an asset to a hop. */
interface Carried {
  /** Every flow that brings it starts at a person's own client. */
  readonly person: boolean;
  /** Every flow that brings it has it sealed by the application before. */
  readonly sealed: boolean;
}

function derive(scene: Context): readonly Hop[] {
  const { topology, simulation, products } = scene;
  const crossings = new Map<string, Crossing>();
  const wanted = new Map<string, Map<string, Carried>>();

  for (const verdict of simulation.flows.values()) {
    const { flow, legs } = verdict;
    const person = startsAtPerson(scene, flow);
    const brought = [...flow.carries, ...(flow.returns ?? [])];
    for (const id of flow.path) {
      const assets = wanted.get(id) ?? new Map<string, Carried>();
      wanted.set(id, assets);
      for (const asset of brought) note(assets, asset, { person, sealed: false });
    }
    for (const [index, leg] of legs.entries()) {
      // What was sent before a flow fails further on has been sent: it is judged like the rest.
      if (leg.outcome.kind === 'failed') continue;
      const span = leg.links.map(({ id }) => id).join('>');
      for (const [position, link] of leg.links.entries()) {
        const key = `${link.id} ${leg.outcome.kind} ${span}`;
        const crossing = crossings.get(key) ?? { link, leg, position, assets: new Map<string, Carried>() };
        crossings.set(key, crossing);
        for (const asset of brought)
          note(crossing.assets, asset, { person, sealed: isSealedOn(topology, verdict, index, asset) });
      }
    }
  }

  const reached = new Set([...crossings.values()].map(({ link }) => link.id));
  const everything = new Map(
    [...topology.data.keys()].map((id): [string, Carried] => [id, { person: false, sealed: false }]),
  );
  const hops: Hop[] = [];
  for (const crossing of crossings.values()) hops.push(crossed(scene, crossing));
  for (const link of topology.links.values()) {
    if (reached.has(link.id)) continue;
    const [caller, terminator] = [topology.nodes.get(link.from), topology.nodes.get(link.to)];
    if (!caller || !terminator) continue;
    hops.push({
      link,
      caller,
      terminator,
      opens: true,
      unjudged: whyUnjudged(topology, link, simulation.links.get(link.id), wanted.has(link.id)),
      zone: wireZoneOf(topology, link),
      kind: kindOf(link, productOf(caller, products).kind, productOf(terminator, products).kind),
      http: protocolOf(link.protocol).http,
      wraps: [],
      cargo: cargoOf(topology, wanted.get(link.id) ?? everything),
      leg: null,
      session: null,
    });
  }
  return hops;
}

/** Of several flows the one that shows more counts. */
function note(assets: Map<string, Carried>, asset: string, { person, sealed }: Carried): void {
  const known = assets.get(asset);
  assets.set(asset, { person: person && (known?.person ?? true), sealed: sealed && (known?.sealed ?? true) });
}

function startsAtPerson({ topology, products }: Context, { path: [first = ''] }: Flow): boolean {
  const node = topology.nodes.get(topology.links.get(first)?.from ?? '');
  return node !== undefined && productOf(node, products).kind === 'client';
}

function whyUnjudged(topology: Topology, link: Link, verdict: LinkVerdict | undefined, used: boolean): string {
  const hop = hopOf(topology, link);
  if (!used) return `Not judged: no drawn flow uses ${hop}, so nothing is known of what it carries.`;
  if (verdict?.cause)
    return `Not judged: ${hop} does not connect (${verdict.cause.message}). Until it does, it is not safe but unknown.`;
  return `Not judged: nothing reaches ${hop}, because a hop before it fails. What it would do is unknown.`;
}

function crossed(scene: Context, { link, leg, position, assets }: Crossing): Hop {
  const { topology, simulation, products } = scene;
  const caller = leg.call.node;
  const terminator = leg.answer.node;
  const session = leg.outcome.kind === 'session' ? sessionOf(simulation, link.id, leg) : null;
  return {
    link,
    caller,
    terminator,
    opens: position === 0,
    zone: wireZoneOf(topology, link),
    kind: kindOf(leg.call.link, productOf(caller, products).kind, leg.answer.product.kind),
    http: leg.call.protocol.http,
    wraps: wrapsOf(scene, link, leg, position),
    cargo: cargoOf(topology, assets),
    leg,
    session,
  };
}

function kindOf({ purpose }: Link, from: string, to: string): HopKind {
  if (purpose === undefined) return from === 'client' ? 'user' : to === 'data-store' ? 'db' : 'service';
  switch (purpose) {
    case 'database':
      return 'db';
    case 'administration':
      return 'admin';
    case 'user':
    case 'service':
    case 'health':
    case 'telemetry':
    case 'backup':
      return purpose;
  }
}

function cargoOf(topology: Topology, assets: ReadonlyMap<string, Carried>): readonly Cargo[] {
  return [...assets].map(([id, { person, sealed }]) => ({
    id,
    classes: classesOf(topology.data.get(id)?.classification ?? 'internal'),
    clear: !sealed,
    fromClient: person,
  }));
}

/** The document's classes in the words of the rules. `cui` is a class of one's own that NIST SP 800-171 speaks about. */
function classesOf(classification: string): readonly DataClass[] {
  switch (classification) {
    case 'cardholder':
      return ['PAN'];
    case 'health':
      return ['PHI'];
    case 'personal':
      return ['PII'];
    case 'credentials':
      return ['credential'];
    case 'public':
      return ['public'];
    case 'cui':
      return ['CUI', 'internal'];
    default:
      return ['internal'];
  }
}

/** The session of the applications that a leg is, as the simulation lists it. */
function sessionOf({ links, sessions }: Simulation, link: string, leg: Leg): Session | null {
  const span = leg.links.map(({ id }) => id).join('>');
  for (const id of links.get(link)?.sessions ?? []) {
    const session = sessions.get(id);
    if (session?.kind === 'tls' && session.links.join('>') === span) return session;
  }
  return null;
}

/** What encrypts a leg on one of its links: the network, a session between mesh proxies, and the leg's own session. */
function wrapsOf(scene: Context, link: Link, leg: Leg, position: number): readonly Wrap[] {
  const layers = scene.simulation.links.get(link.id)?.layers ?? [];
  const network = layers.flatMap((layer) => (layer.kind === 'network' ? networkWrap(layer) : []));
  const carrier = leg.carriers[position];
  return [
    ...network,
    ...(carrier ? [meshWrap(scene, carrier.session)] : []),
    ...(leg.outcome.kind === 'session' ? [ownWrap(leg)] : []),
  ];
}

function networkWrap({ technology }: Extract<Layer, { kind: 'network' }>): readonly Wrap[] {
  const enc =
    technology === 'provider'
      ? 'provider-link'
      : technology === 'ipsec' || technology === 'wireguard' || technology === 'macsec'
        ? technology
        : null;
  // Between hosts, by keys that the hosts hold: no workload is known to any other.
  return enc ? [{ enc, mesh: false, tlsMin: null, verify: 'network', clientAuth: 'none', enforced: true }] : [];
}

function meshWrap(scene: Context, session: Session): Wrap {
  const identified = session.authentication === 'server' || session.authentication === 'mutual';
  return {
    enc: 'tls',
    mesh: true,
    tlsMin: session.version,
    verify: identified ? 'spiffe' : session.authentication === 'ca' ? 'ca' : 'none',
    clientAuth: session.authentication === 'mutual' ? 'required' : 'none',
    enforced: demandsMesh(scene, session) && !session.downgradable,
  };
}

/** Whether the proxy at the far end refuses whoever comes without an identity of the mesh. */
function demandsMesh({ topology, products }: Context, { to, links }: Session): boolean {
  const node = topology.nodes.get(to);
  const last = topology.links.get(links.at(-1) ?? '');
  if (!node || !last) return false;
  if (productOf(node, products).meshProxy?.inbound === 'mesh') return true;
  const mesh = zonesAround(topology, node.zone).find((zone) => zone.mesh)?.mesh;
  // Without redirection the application can be dialled around its proxy.
  if (mesh?.product === 'consul' && mesh.transparentProxy === false) return false;
  return (answerOf(topology, last, products)?.listener.mesh ?? mesh?.mode) === 'strict';
}

const verifyOf: Readonly<Record<Authentication, Wrap['verify']>> = {
  none: 'none',
  ca: 'ca',
  server: 'full',
  mutual: 'full',
};

function ownWrap({ call, answer, outcome }: Leg): Wrap {
  const [callMin] = call.versions;
  const [answerMin] = answer.versions;
  const session = outcome.kind === 'session' ? outcome : null;
  return {
    enc: 'tls',
    mesh: false,
    tlsMin: olderThan(callMin, answerMin) ? answerMin : callMin,
    verify: verifyOf[session?.authentication ?? 'none'],
    clientAuth: answer.clientCertificate,
    enforced: answer.mode === 'terminate' && !(session?.downgradable ?? true),
  };
}
