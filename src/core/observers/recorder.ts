import type { Fact } from '../model/product.ts';
import { type Clue, type Evidence, evidenceFrom } from './clue.ts';
import type { Sight } from './observer.ts';
import { factsOfNetwork, sources, titleOfNetwork } from './sources.ts';
import { isProtected, type Terrain, type Transit } from './terrain.ts';
import { legTitle, nameOf, sentence, wireTitle } from './words.ts';

/** What is recorded on all wires today and read once a quantum computer breaks every classical key exchange. */
export function fromRecording(terrain: Terrain): Evidence {
  const { topology, simulation } = terrain.scene;
  const clues: Clue[] = [];
  const wires = new Map([...terrain.wires.values()].flat().map((link) => [link.id, link]));
  for (const { id } of wires.values()) {
    const mesh = terrain.meshOn(id);
    const wrapped = mesh.some(({ keyExchange }) => keyExchange === 'hybrid');
    const best = new Map<string, { readonly sight: Sight; readonly transit: Transit }>();
    for (const transit of terrain.byLink.get(id) ?? []) {
      const { outcome } = transit.leg;
      const withstands = wrapped || (outcome.kind === 'session' && outcome.keyExchange === 'hybrid');
      for (const asset of transit.assets) {
        const sight = isProtected(terrain.scene, asset) ? 'nothing' : withstands ? 'metadata' : 'reads';
        const known = best.get(asset);
        const before = (other: Transit) => legTitle(topology, transit.leg) < legTitle(topology, other.leg);
        if (
          !known ||
          (sight === 'reads' && known.sight !== 'reads') ||
          (sight === known.sight && before(known.transit))
        )
          best.set(asset, { sight, transit });
      }
    }
    for (const [asset, { sight, transit }] of best)
      clues.push({
        asset,
        sight,
        place: { link: id },
        tell: () => ({
          ...tell(terrain, id, asset, sight, transit),
          transits: [transit],
          sessions: mesh.map((session) => session.id),
        }),
      });
  }
  return evidenceFrom(clues);

  function tell(
    { scene }: Terrain,
    link: string,
    asset: string,
    sight: Sight,
    { leg }: Transit,
  ): { readonly text: string; readonly facts: readonly Fact[] } {
    const [what, where] = [nameOf(topology, asset), wireTitle(topology, link)];
    if (sight === 'nothing')
      return {
        text: `${what} stays closed on ${where}: it is encrypted before it is sent.`,
        facts: [],
      };
    if (sight === 'metadata')
      return {
        text: `${what} stays closed on ${where}: a hybrid key exchange with ML-KEM keeps it from whoever records now and computes later.`,
        facts: [sources.notHybrid],
      };
    const networks = (scene.simulation.links.get(link)?.layers ?? []).flatMap((layer) =>
      layer.kind === 'network' ? [layer.technology] : [],
    );
    const around = networks.map((technology) =>
      technology === 'wireguard' || technology === 'ipsec'
        ? ` ${sentence(titleOfNetwork(technology))} around it counts as classical too.`
        : ` Whether ${titleOfNetwork(technology)} around it would withstand, a drawing cannot tell.`,
    );
    const meshes = simulation.links
      .get(link)
      ?.layers.some((layer) => layer.kind === 'session' && simulation.sessions.get(layer.session)?.kind === 'mesh');
    const why =
      leg.outcome.kind === 'session'
        ? `the session of ${legTitle(topology, leg)} uses ${leg.outcome.keyExchange === 'rsa' ? 'RSA key transport' : 'a classical key exchange'}.`
        : meshes
          ? 'the session of the mesh uses a classical key exchange.'
          : 'it travels in plaintext.';
    return {
      text: `Whoever records ${where} today reads ${what}${leg.outcome.kind === 'session' || meshes || networks.length > 0 ? ' once there is a quantum computer' : ''}: ${why}${around.join('')}`,
      facts: [
        ...(leg.outcome.kind === 'session' || meshes ? [sources.notHybrid] : []),
        ...networks.flatMap(factsOfNetwork),
      ],
    };
  }
}
