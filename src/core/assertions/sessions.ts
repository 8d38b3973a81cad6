import type { Link } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import { hopOf } from '../rules/words.ts';
import { versionRank } from '../simulation/bounds.ts';
import type { FlowVerdict, Session } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import type { Quality, Relation } from './grammar.ts';
import { type Ground, groundOf, isIn } from './ground.ts';
import { broken, type Evaluation, holds, undecided, type Witness } from './outcome.ts';
import { few } from './wires.ts';

type Handshake = Pick<Session, 'authentication' | 'downgradable' | 'version' | 'keyExchange'>;

/** `every session RELATION ZONE is QUALITY`; without zones, every session of the design. */
export function everySession(scene: Scene, quality: Quality, where: Region | null): Evaluation {
  const { topology, simulation } = scene;
  const ground = groundOf(scene);
  const legs = new Map<string, Leg>();
  for (const { legs: walked } of simulation.flows.values())
    for (const leg of walked)
      if (!where || where.zones.some((zone) => runs(ground, leg, where.relation, zone)))
        legs.set(`${leg.outcome.kind} ${leg.links.map(({ id }) => id).join('>')}`, leg);
  const said = where ? ` ${where.relation} ${where.said}` : '';

  const witnesses: Witness[] = [];
  const failing: string[] = [];
  let judged = 0;
  for (const leg of legs.values()) {
    const hop = hopOf(topology, { from: leg.call.node.id, to: leg.answer.node.id });
    if (leg.outcome.kind === 'failed') {
      failing.push(hop);
      continue;
    }
    judged++;
    // The weakest wire of a span decides; a mesh around it may be as good as what is asked.
    const link = leg.links.find(({ id }) => meshAround(scene, id).every((each) => faultOf(each, quality, '') !== null));
    if (!link) continue;
    const [mesh] = meshAround(scene, link.id);
    const fault =
      leg.outcome.kind === 'session'
        ? faultOf(leg.outcome, quality, leg.call.node.title)
        : mesh
          ? `in its mesh ${faultOf(mesh, quality, `the proxy of ${leg.call.node.title}`)}`
          : 'plaintext, so there is no session at all';
    if (fault) witnesses.push({ place: { link: link.id }, why: `${hop}: ${fault}.` });
  }
  if (witnesses.length > 0) return broken(witnesses);
  const cut = cutShort(scene, where).map(({ flow }) => flow.title);
  const note = [
    ...(failing.length > 0 ? [`${few(failing.sort())}, where nothing connects`] : []),
    ...(cut.length > 0
      ? [`${few(cut.sort())}, which ${cut.length === 1 ? 'fails' : 'fail'} before it gets there`]
      : []),
  ].join('; ');
  if (judged === 0)
    return undecided(
      note === ''
        ? `No flow goes${said === '' ? ' anywhere' : said}, so there is no session to judge.`
        : `There is no session${said} to judge: ${note}.`,
    );
  const subject = judged === 1 ? 'The one session' : `All ${judged} sessions`;
  return holds(
    `${subject}${said} ${judged === 1 ? 'is' : 'are'} ${quality}.${note === '' ? '' : ` Not judged: ${note}.`}`,
  );
}

interface Region {
  readonly relation: Relation;
  readonly zones: readonly string[];
  readonly said: string;
}

/** Flows that fail before they come to a wire that they would have crossed there. */
function cutShort(scene: Scene, where: Region | null): readonly FlowVerdict[] {
  const ground = groundOf(scene);
  return ground.failing.filter(({ flow, legs }) => {
    const travelled = legs.reduce((sum, leg) => sum + leg.links.length, 0);
    return flow.path.slice(travelled).some((id) => {
      const link = scene.topology.links.get(id);
      return link && (!where || where.zones.some((zone) => wireRuns(ground, link, where.relation, zone)));
    });
  });
}

/** A session runs from the one who dials to the one who terminates; across a zone also where it only passes through. */
function runs(ground: Ground, { call, answer, links }: Leg, relation: Relation, zone: string): boolean {
  return relation === 'across'
    ? links.some((link) => wireRuns(ground, link, relation, zone))
    : wireRuns(ground, { from: call.node.id, to: answer.node.id }, relation, zone);
}

function wireRuns(ground: Ground, ends: Pick<Link, 'from' | 'to'>, relation: Relation, zone: string): boolean {
  const [from, to] = [isIn(ground, ends.from, zone), isIn(ground, ends.to, zone)];
  switch (relation) {
    case 'into':
      return !from && to;
    case 'out of':
      return from && !to;
    case 'inside':
      return from && to;
    case 'across':
      return from !== to;
  }
}

/** The sessions of a mesh around a wire. */
function meshAround({ simulation }: Scene, link: string): readonly Session[] {
  return (simulation.links.get(link)?.layers ?? []).flatMap((layer) => {
    const session = layer.kind === 'session' ? simulation.sessions.get(layer.session) : undefined;
    return session?.kind === 'mesh' ? [session] : [];
  });
}

/** What keeps a session from being so, in words; null when it is. */
function faultOf(
  { authentication, downgradable, version, keyExchange }: Handshake,
  quality: Quality,
  dialer: string,
): string | null {
  switch (quality) {
    case 'verified':
    case 'mutual':
      if (downgradable) return `whoever interferes can talk ${dialer} into plaintext (opportunistic TLS)`;
      if (authentication === 'none') return `${dialer} accepts any certificate`;
      if (authentication === 'ca') return `${dialer} accepts any certificate of the CA, whatever its name`;
      return quality === 'mutual' && authentication !== 'mutual' ? `nobody asks ${dialer} who it is` : null;
    case 'forward secret':
      return keyExchange === 'rsa'
        ? 'whoever gets the key later can read what was recorded today (RSA key exchange)'
        : null;
    case 'post-quantum':
      return keyExchange === 'hybrid'
        ? null
        : 'a quantum computer could later read what is recorded today (no hybrid key exchange)';
    case 'TLS 1.3':
      return version === '1.3' ? null : `TLS ${version} is agreed on`;
    case 'TLS 1.2 or later':
      return versionRank(version) >= versionRank('1.2') ? null : `TLS ${version} is agreed on`;
  }
}
