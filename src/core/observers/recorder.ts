import { compare } from '../model/order.ts';
import { type Clue, type Evidence, evidenceFrom, rankOf, type Told } from './clue.ts';
import type { Sight } from './observer.ts';
import { factsOfNetwork, sources, titleOfNetwork } from './sources.ts';
import { carrierOn, type Terrain, type Transit } from './terrain.ts';
import { legTitle, nameOf, sentence, wireTitle } from './words.ts';

/** What is recorded on all wires today and read once a quantum computer breaks every classical key exchange. */
export function fromRecording(terrain: Terrain): Evidence {
  const clues: Clue[] = [];
  const wires = new Set([...terrain.wires.values()].flatMap((links) => links.map(({ id }) => id)));
  for (const id of wires) {
    const found = new Map<string, { sight: Sight; transits: Transit[] }>();
    for (const transit of terrain.byLink.get(id) ?? []) {
      const { outcome } = transit.leg;
      const withstands =
        carrierOn(transit.leg, id)?.keyExchange === 'hybrid' ||
        (outcome.kind === 'session' && outcome.keyExchange === 'hybrid');
      for (const asset of transit.assets) {
        const sight = !transit.open.has(asset) ? 'nothing' : withstands ? 'metadata' : 'reads';
        const known = found.get(asset);
        if (known?.sight === sight) known.transits.push(transit);
        else if (!known || rankOf(sight) > rankOf(known.sight)) found.set(asset, { sight, transits: [transit] });
      }
    }
    for (const [asset, { sight, transits }] of found)
      clues.push({ asset, sight, place: { link: id }, tell: () => tell(terrain, id, asset, sight, transits) });
  }
  return evidenceFrom(clues);
}

function tell(terrain: Terrain, link: string, asset: string, sight: Sight, transits: readonly Transit[]): Told {
  const { topology } = terrain.scene;
  const [what, where] = [nameOf(topology, asset), wireTitle(topology, link)];
  const rest = { transits, sessions: transits.flatMap(({ leg }) => carrierOn(leg, link)?.id ?? []) };
  if (sight === 'nothing')
    return { ...rest, text: `${what} stays closed on ${where}: it is encrypted before it is sent.`, facts: [] };
  if (sight === 'metadata')
    return {
      ...rest,
      text: `${what} stays closed on ${where}: a hybrid key exchange with ML-KEM keeps it from whoever records now and computes later.`,
      facts: [sources.notHybrid],
    };
  // Of several that are equally weak the first in reading order stands for all.
  const [said] = transits
    .map((transit) => sayReadable(terrain, link, what, where, transit))
    .sort((a, b) => compare(a.text, b.text) || a.facts.length - b.facts.length);
  return { ...rest, ...(said ?? { text: `${what} passes here.`, facts: [] }) };
}

function sayReadable(
  terrain: Terrain,
  link: string,
  what: string,
  where: string,
  { leg }: Transit,
): Pick<Told, 'text' | 'facts'> {
  const { topology, simulation } = terrain.scene;
  const networks = (simulation.links.get(link)?.layers ?? []).flatMap((layer) =>
    layer.kind === 'network' ? [layer.technology] : [],
  );
  const around = networks.map((technology) =>
    technology === 'wireguard' || technology === 'ipsec'
      ? ` ${sentence(titleOfNetwork(technology))} around it counts as classical too.`
      : ` Whether ${titleOfNetwork(technology)} around it would withstand, a drawing cannot tell.`,
  );
  const inMesh = carrierOn(leg, link) !== null;
  const encrypted = leg.outcome.kind === 'session' || inMesh;
  const why =
    leg.outcome.kind === 'session'
      ? `the session ${legTitle(topology, leg)} uses ${leg.outcome.keyExchange === 'rsa' ? 'RSA key transport' : 'a classical key exchange'}.`
      : inMesh
        ? 'the session of the mesh uses a classical key exchange.'
        : 'it travels in plaintext.';
  const later = encrypted || networks.length > 0 ? ' once there is a quantum computer' : '';
  return {
    text: `Whoever records ${where} today reads ${what}${later}: ${why}${around.join('')}`,
    facts: [...(encrypted ? [sources.notHybrid] : []), ...networks.flatMap(factsOfNetwork)],
  };
}
