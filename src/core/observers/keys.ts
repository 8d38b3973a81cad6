import type { Fact } from '../model/product.ts';
import type { Issuer } from '../model/schema.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import type { Leg } from '../simulation/walk.ts';
import { fromAsking } from './asks.ts';
import { type Clue, type Evidence, evidenceFrom } from './clue.ts';
import { sources } from './sources.ts';
import { isProtected, isSturdy, sharedHost, type Terrain, type Transit } from './terrain.ts';
import { legTitle, nameOf, nodeTitle } from './words.ts';

/** A certificate whose private key a node holds, as it is drawn. */
interface Held {
  readonly issuer: Issuer;
  readonly names: readonly string[];
  readonly expired: boolean;
  readonly key: string | undefined;
}

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
  evidence.push(index.unchecked);
  const done = new Set([...own, ...shared]);
  for (const { issuer, names, expired } of held) {
    // A self-signed certificate vouches for itself alone: trusting one says nothing of another.
    if (expired || issuer === 'self-signed') continue;
    evidence.push(index.anyOfIssuer(issuer));
    const covered = names.flatMap((name) => index.byName.get(name.toLowerCase()) ?? []);
    const passes = covered.filter((transit) => transit.leg.call.trusts.includes(issuer) && !done.has(transit));
    for (const transit of passes) done.add(transit);
    if (passes.length > 0) evidence.push(posing(terrain, node, passes, 'same-name'));
  }

  const title = nodeTitle(topology, node);
  const asClient = (terrain.byNode.get(node) ?? []).filter(
    ({ leg }) => leg.call.node.id === node && leg.outcome.kind === 'session' && leg.outcome.clientCertificate,
  );
  const askings = asClient.flatMap(({ leg, flows }) =>
    [...flows].flatMap((flow) =>
      flow.legs.flatMap((each, position) => (each.call.link.id === leg.call.link.id ? [{ flow, leg: position }] : [])),
    ),
  );
  evidence.push(
    fromAsking(terrain, node, askings, {
      text: `With the key of its client certificate, somebody else passes for ${title} and`,
      facts: [sources.clientCertificate],
    }),
  );
  evidence.push(...fromWorkload(terrain, node, title));
  return evidence;
}

type Why = 'own' | 'shared-key' | 'same-name' | 'any-certificate' | 'any-of-issuer';

function posing(terrain: Terrain, node: string | null, transits: readonly Transit[], why: Why): Evidence {
  const { scene } = terrain;
  const clues: Clue[] = [];
  for (const transit of transits)
    for (const asset of transit.assets) {
      if (isProtected(scene, asset)) continue;
      clues.push({
        asset,
        sight: 'active',
        place: { node: transit.leg.answer.node.id },
        tell: () => ({
          text: `Whoever has the key and gets in between can read ${nameOf(scene.topology, asset)} on ${legTitle(scene.topology, transit.leg)}: ${whyPosing(terrain, node, transit, why)}`,
          facts: factsOfPosing(transit, why),
          transits: [transit],
        }),
      });
    }
  return evidenceFrom(clues);
}

function whyPosing({ scene }: Terrain, node: string | null, { leg }: Transit, why: Why): string {
  const { call, answer } = leg;
  const title = node === null ? 'it' : nodeTitle(scene.topology, node);
  switch (why) {
    case 'own':
      return `the session ends at ${title}, and the key is what ${title} proves itself with.`;
    case 'shared-key':
      return `${answer.node.title} uses the same key as ${title}.`;
    case 'same-name':
      return `the certificate of ${title} is also good for "${expectedName(call, answer)}", the name that ${call.node.title} asks for.`;
    case 'any-certificate':
      return `${call.node.title} accepts any certificate, this one too.`;
    case 'any-of-issuer':
      return `${call.node.title} accepts any certificate of the CA, this one too, in place of that of ${answer.node.title}.`;
  }
}

function factsOfPosing({ leg }: Transit, why: Why): readonly Fact[] {
  const { call, answer, outcome } = leg;
  switch (why) {
    case 'own': {
      const lasting = outcome.kind === 'session' && outcome.keyExchange !== 'rsa' ? [sources.forwardSecrecy] : [];
      return [answer.product.keyLocation, ...lasting];
    }
    case 'shared-key':
      return [answer.product.keyLocation];
    case 'same-name':
      return [sources.issuerOnly];
    case 'any-certificate':
    case 'any-of-issuer': {
      const support = call.product.supports['verify:full'];
      const unable = support.can === 'never' ? [{ text: support.why, source: support.source }] : [];
      return [why === 'any-certificate' ? sources.unauthenticated : sources.issuerOnly, ...unable];
    }
  }
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
        !terrain.meshOn(id).some(isSturdy) &&
        !scene.simulation.links.get(id)?.layers.some(({ kind }) => kind === 'network'),
    );
    if (!bare) continue;
    for (const asset of transit.assets)
      if (!isProtected(scene, asset))
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
    for (const link of transit.leg.links)
      for (const session of terrain.meshOn(link.id)) {
        if (session.from === node && transit.leg.call.node.id === node && session.caller === 'workload')
          asked.add(transit);
        // Inside, an application's own session still stands.
        if (session.to !== node || transit.session !== null) continue;
        for (const asset of transit.assets)
          if (!isProtected(scene, asset))
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
  const askings = [...asked].flatMap(({ leg, flows }) =>
    [...flows].flatMap((flow) =>
      flow.legs.flatMap((each, position) => (each.call.link.id === leg.call.link.id ? [{ flow, leg: position }] : [])),
    ),
  );
  return [
    evidenceFrom(clues),
    fromAsking(terrain, node, askings, {
      text: `With its workload key, somebody else passes for ${title} in the mesh and`,
      facts: [sources.workload],
    }),
  ];
}

interface KeyIndex {
  readonly held: ReadonlyMap<string, readonly Held[]>;
  /** The names of the keys that a node holds, its client certificates' included. */
  readonly keysOf: ReadonlyMap<string, ReadonlySet<string>>;
  readonly endingAt: ReadonlyMap<string, readonly Transit[]>;
  /** Sessions whose terminator's certificate is drawn with this key. */
  readonly byKey: ReadonlyMap<string, readonly Transit[]>;
  /** Sessions whose dialer checks names, by each name and each wildcard that would pass. */
  readonly byName: ReadonlyMap<string, readonly Transit[]>;
  readonly unchecked: Evidence;
  readonly anyOfIssuer: (issuer: Issuer) => Evidence;
}

const remembered = new WeakMap<Terrain, KeyIndex>();

function keyIndexOf(terrain: Terrain): KeyIndex {
  let index = remembered.get(terrain);
  if (!index) {
    index = indexKeys(terrain);
    remembered.set(terrain, index);
  }
  return index;
}

function indexKeys(terrain: Terrain): KeyIndex {
  const { topology, products } = terrain.scene;
  const held = new Map<string, Held[]>();
  const keysOf = new Map<string, Set<string>>();
  const keep = (node: string, key: string | undefined) => {
    if (key !== undefined) keysOf.set(node, (keysOf.get(node) ?? new Set()).add(key));
  };
  for (const node of topology.nodes.values()) {
    const product = productOf(node, products);
    for (const listener of listenersOf(node, product)) {
      const { mode, certificate } = boundListener(node, product, listener);
      if (mode !== 'terminate' && mode !== 'permissive') continue;
      const { issuer, names, expired } = certificate;
      const key = drawnKey(listener.tls);
      held.set(node.id, [...(held.get(node.id) ?? []), { issuer, names: names ?? [], expired, key }]);
      keep(node.id, key);
    }
  }
  for (const { from, dial } of topology.links.values())
    if (dial.tls === 'mutual') keep(from, dial.clientCertificate?.key);

  const endingAt = new Map<string, Transit[]>();
  const byKey = new Map<string, Transit[]>();
  const byName = new Map<string, Transit[]>();
  const unchecked: Transit[] = [];
  const byIssuer: Transit[] = [];
  const add = (lists: Map<string, Transit[]>, key: string, transit: Transit) => {
    const list = lists.get(key);
    if (list) list.push(transit);
    else lists.set(key, [transit]);
  };
  for (const transit of terrain.transits) {
    const { call, answer, outcome } = transit.leg;
    if (outcome.kind !== 'session') continue;
    add(endingAt, answer.node.id, transit);
    const key = drawnKey(answer.listener.tls);
    if (key !== undefined) add(byKey, key, transit);
    if (isUnchecked(transit.leg)) unchecked.push(transit);
    else if (outcome.authentication === 'ca') byIssuer.push(transit);
    else {
      const name = expectedName(call, answer).toLowerCase();
      add(byName, name, transit);
      const dot = name.indexOf('.');
      if (dot > 0) add(byName, `*${name.slice(dot)}`, transit);
    }
  }
  const issued = new Map<Issuer, Evidence>();
  return {
    held,
    keysOf,
    endingAt,
    byKey,
    byName,
    unchecked: posing(terrain, null, unchecked, 'any-certificate'),
    anyOfIssuer: (issuer) => {
      let evidence = issued.get(issuer);
      if (!evidence) {
        const trusting = byIssuer.filter(({ leg }) => leg.call.trusts.includes(issuer));
        evidence = posing(terrain, null, trusting, 'any-of-issuer');
        issued.set(issuer, evidence);
      }
      return evidence;
    },
  };
}

const isUnchecked = ({ outcome }: Leg): boolean =>
  outcome.kind === 'session' && (outcome.authentication === 'none' || outcome.downgradable);

const drawnKey = (tls: { readonly mode: string; readonly certificate?: { readonly key?: string } }) =>
  tls.certificate?.key;
