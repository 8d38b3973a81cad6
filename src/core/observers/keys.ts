import type { Issuer } from '../model/schema.ts';
import { fromAsking } from './asks.ts';
import { type Clue, type Evidence, evidenceFrom } from './clue.ts';
import { isUnchecked, keyIndexOf } from './key-index.ts';
import { posing } from './posing.ts';
import { sources } from './sources.ts';
import { type Asking, carrierOn, sharedHost, type Terrain, type Transit } from './terrain.ts';
import { legTitle, nameOf, nodeTitle } from './words.ts';

/** What the thief of all private keys of a node can do: pose as it, as whoever its certificates pass for, ask in its name. */
export function fromKeys(terrain: Terrain, node: string): readonly Evidence[] {
  const { topology, simulation } = terrain.scene;
  if (!simulation.nodes.get(node)?.holdsKeys) return [];
  const index = keyIndexOf(terrain);
  const held = index.held.get(node) ?? [];
  const evidence: Evidence[] = [];

  const own = index.endingAt.get(node) ?? [];
  const shared = new Set<Transit>();
  for (const key of index.keysOf.get(node) ?? [])
    for (const transit of index.byKey.get(key) ?? []) if (!own.includes(transit)) shared.add(transit);
  // Where nobody checks the certificate it takes no key to pose as the node: those stand in the list of the unchecked.
  const checked = own.filter(({ leg }) => !isUnchecked(leg));
  evidence.push(posing(terrain, node, checked, 'own'), posing(terrain, node, [...shared], 'shared-key'));
  evidence.push(recorded(terrain, node, [...own, ...shared]));

  // Whoever checks nothing takes any certificate; the list is the same for every thief, and is made once.
  evidence.push(shareable(terrain, 'any'));
  const done = new Set([...own, ...shared]);
  for (const { issuer, names, expired } of held) {
    // A self-signed certificate vouches for itself alone: trusting one says nothing of another.
    if (expired || issuer === 'self-signed') continue;
    evidence.push(shareable(terrain, issuer));
    const covered = names.flatMap((name) => index.byName.get(name.toLowerCase()) ?? []);
    const passes = covered.filter((transit) => transit.leg.call.trusts.includes(issuer) && !done.has(transit));
    for (const transit of passes) done.add(transit);
    if (passes.length > 0) evidence.push(posing(terrain, node, passes, 'same-name'));
  }

  const title = nodeTitle(topology, node);
  const asClient = (terrain.byNode.get(node) ?? []).filter(
    ({ leg }) => leg.call.node.id === node && leg.outcome.kind === 'session' && leg.outcome.clientCertificate,
  );
  evidence.push(
    fromAsking(terrain, node, askingsOf(asClient), {
      text: `With the key of its client certificate, somebody else passes for ${title} and`,
      opensSealed: false,
      facts: [sources.clientCertificate],
    }),
  );
  evidence.push(...fromWorkload(terrain, node, title));
  return evidence;
}

const remembered = new WeakMap<Terrain, Map<Issuer | 'any', Evidence>>();

/** What any certificate, or any of an issuer, is enough for: the same for everyone who has one, so made once. */
function shareable(terrain: Terrain, issuer: Issuer | 'any'): Evidence {
  const made = remembered.get(terrain) ?? new Map<Issuer | 'any', Evidence>();
  remembered.set(terrain, made);
  let evidence = made.get(issuer);
  if (!evidence) {
    const { unchecked, issuerChecked } = keyIndexOf(terrain);
    evidence =
      issuer === 'any'
        ? posing(terrain, null, unchecked, 'any-certificate')
        : posing(
            terrain,
            null,
            issuerChecked.filter(({ leg }) => leg.call.trusts.includes(issuer)),
            'any-of-issuer',
          );
    made.set(issuer, evidence);
  }
  return evidence;
}

/** Recorded sessions that the key itself opens: RSA key transport, on a wire that nothing else wraps. */
function recorded(terrain: Terrain, node: string, transits: readonly Transit[]): Evidence {
  const { scene } = terrain;
  const clues: Clue[] = [];
  for (const transit of transits) {
    const { outcome, links } = transit.leg;
    if (outcome.kind !== 'session' || outcome.keyExchange !== 'rsa') continue;
    const bare = links.find(
      ({ id, from, to }) =>
        !sharedHost(terrain.zonesOf(from), terrain.zonesOf(to)) &&
        !carrierOn(transit.leg, id) &&
        !scene.simulation.links.get(id)?.layers.some(({ kind }) => kind === 'network'),
    );
    if (!bare) continue;
    for (const asset of transit.open)
      clues.push({
        asset,
        sight: 'reads',
        place: { link: bare.id },
        tell: () => ({
          text: `Whoever recorded ${legTitle(scene.topology, transit.leg)} reads ${nameOf(scene.topology, asset)} with the key of ${nodeTitle(scene.topology, node)}, however long ago: the session has no forward secrecy (RSA key transport).`,
          facts: [sources.noForwardSecrecy],
          transits: [transit],
        }),
      });
  }
  return evidenceFrom(clues);
}

/** A workload's identity in a mesh is a key as well: with it the sessions of its wires end at somebody else. */
function fromWorkload(terrain: Terrain, node: string, title: string): readonly Evidence[] {
  const { scene } = terrain;
  const clues: Clue[] = [];
  const asked = new Set<Transit>();
  for (const transit of terrain.byNode.get(node) ?? [])
    for (const link of transit.leg.links) {
      const session = carrierOn(transit.leg, link.id);
      if (session?.from === node && transit.leg.call.node.id === node && session.caller === 'workload')
        asked.add(transit);
      // Inside, an application's own session still stands.
      if (session?.to !== node || transit.session !== null) continue;
      for (const asset of transit.open)
        clues.push({
          asset,
          sight: 'active',
          place: { link: link.id },
          tell: () => ({
            text: `Whoever has the workload key of ${title} and gets in between can read ${nameOf(scene.topology, asset)} on ${legTitle(scene.topology, transit.leg)}: the mesh takes it for ${title}.`,
            facts: [sources.workload],
            transits: [transit],
            sessions: [session.id],
          }),
        });
    }
  return [
    evidenceFrom(clues),
    fromAsking(terrain, node, askingsOf([...asked]), {
      text: `With its workload key, somebody else passes for ${title} in the mesh and`,
      opensSealed: false,
      facts: [sources.workload],
    }),
  ];
}

/** Where in their flows these legs stand. */
const askingsOf = (transits: readonly Transit[]): readonly Asking[] =>
  transits.flatMap(({ leg, flows }) =>
    [...flows].flatMap((flow) =>
      flow.legs.flatMap((each, position) => (each.call.link.id === leg.call.link.id ? [{ flow, leg: position }] : [])),
    ),
  );
