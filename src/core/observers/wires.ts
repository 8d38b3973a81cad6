import { compare } from '../model/order.ts';
import type { Fact } from '../model/product.ts';
import type { Link } from '../model/schema.ts';
import type { Exposure } from '../simulation/verdict.ts';
import { type Clue, type Evidence, evidenceFrom, type Told } from './clue.ts';
import type { Sight } from './observer.ts';
import { factsOfNetwork, sources, titleOfNetwork } from './sources.ts';
import { carrierOn, isOpen, seenInside, type Terrain, type Transit } from './terrain.ts';
import { nameOf, nodeTitle, wireTitle, zoneTitle } from './words.ts';

const toTap: Readonly<Record<Exposure, Sight>> = {
  plaintext: 'reads',
  active: 'metadata',
  metadata: 'metadata',
  hidden: 'nothing',
};
const toAttacker: Readonly<Record<Exposure, Sight>> = { ...toTap, active: 'active' };

/** What a listener (`tap`), or somebody who also answers and alters (`attacker`), learns on these wires. */
export function fromWires(terrain: Terrain, links: readonly Link[], how: 'tap' | 'attacker'): Evidence {
  const clues: Clue[] = [];
  for (const { id } of links)
    for (const [asset, exposure] of Object.entries(terrain.scene.simulation.links.get(id)?.exposure ?? {}))
      clues.push({
        asset,
        sight: (how === 'tap' ? toTap : toAttacker)[exposure],
        place: { link: id },
        tell: () => tellWire(terrain, id, asset, exposure, how),
      });
  return evidenceFrom(clues);
}

/** What root on the machine learns on its loopback wires: no network encryption lies around those. */
export function fromLoopback(terrain: Terrain, links: readonly Link[]): Evidence {
  const clues: Clue[] = [];
  for (const { id } of links) {
    const seen = new Map<string, Exposure>();
    const weakness = { plaintext: 3, active: 2, metadata: 1, hidden: 0 } as const;
    for (const transit of terrain.byLink.get(id) ?? []) {
      const bare = seenInside(transit, id);
      for (const asset of transit.assets) {
        const here = transit.open.has(asset) ? bare : 'hidden';
        const known = seen.get(asset);
        if (known === undefined || weakness[here] > weakness[known]) seen.set(asset, here);
      }
    }
    for (const [asset, exposure] of seen)
      clues.push({
        asset,
        sight: toAttacker[exposure],
        place: { link: id },
        tell: () => {
          const told = tellWire(terrain, id, asset, exposure, 'attacker');
          return { ...told, facts: [...told.facts, sources.loopback] };
        },
      });
  }
  return evidenceFrom(clues);
}

function tellWire(terrain: Terrain, link: string, asset: string, exposure: Exposure, how: 'tap' | 'attacker'): Told {
  const transits = (terrain.byLink.get(link) ?? []).filter(({ assets }) => assets.has(asset));
  const fitting = transits.filter((transit) =>
    exposure === 'hidden'
      ? !transit.open.has(asset)
      : transit.open.has(asset) && exposure === seenInside(transit, link),
  );
  const shown = fitting.length > 0 ? fitting : transits;
  // Of several that are equally weak the first in reading order stands for all.
  const [said] = shown.map((transit) => sayWire(terrain, link, asset, exposure, how, transit)).sort(byText);
  return {
    ...(said ?? { text: `${nameOf(terrain.scene.topology, asset)} passes here.`, facts: [] }),
    transits: shown,
    sessions: shown.flatMap(({ leg }) => carrierOn(leg, link)?.id ?? []),
  };
}

type Said = Pick<Told, 'text' | 'facts'>;
const byText = (a: Said, b: Said): number => compare(a.text, b.text) || a.facts.length - b.facts.length;

function sayWire(
  terrain: Terrain,
  link: string,
  asset: string,
  exposure: Exposure,
  how: 'tap' | 'attacker',
  transit: Transit,
): Said {
  const { topology } = terrain.scene;
  const [what, where] = [nameOf(topology, asset), wireTitle(topology, link)];
  switch (exposure) {
    case 'plaintext':
      return { text: `${what} can be read on ${where}: ${whyPlain(transit)}`, facts: [] };
    case 'active': {
      const { text, facts } = whyOpen(transit);
      return how === 'attacker'
        ? { text: `Whoever can answer or alter on ${where} can read ${what}: ${text}`, facts }
        : {
            text: `Listening on ${where} shows no ${what}, because it is encrypted; but ${text}`,
            facts: [sources.verified, ...facts],
          };
    }
    case 'metadata':
      return tellSealed(terrain, link, what, where, transit);
    case 'hidden':
      return tellHidden(terrain, link, asset, where, transit);
  }
}

function whyPlain({ leg }: Transit): string {
  const { call, answer, outcome } = leg;
  const protocol = `${call.protocol.title} in plaintext`;
  if (outcome.kind === 'plaintext' && outcome.downgraded)
    return `${call.node.title} would have encrypted, ${answer.node.title} did not, and ${call.node.title} went on without a word (${protocol}).`;
  return `${call.node.title} speaks ${protocol} to ${answer.node.title}.`;
}

/** Why somebody in between can pose as the far end, in words and with what the product says of it. */
export function whyOpen({ leg }: Transit): { readonly text: string; readonly facts: readonly Fact[] } {
  const { call, answer, outcome, links } = leg;
  const support = call.product.supports['verify:full'];
  const unable: readonly Fact[] =
    call.verify !== 'full' && support.can === 'never' ? [{ text: support.why, source: support.source }] : [];
  const span = links.length > 1 ? ' Any part of the way will do, the relays included.' : '';
  if (outcome.kind !== 'session')
    return { text: `${call.node.title} speaks plaintext to ${answer.node.title}.${span}`, facts: [] };
  if (outcome.downgradable)
    return {
      text: `${call.node.title} encrypts to ${answer.node.title} only if offered, so declining it is enough.${span}`,
      facts: [sources.opportunistic],
    };
  if (outcome.authentication === 'ca')
    return {
      text: `${call.node.title} checks who issued the certificate of ${answer.node.title} and not its name, so any certificate of that CA will do.${span}`,
      facts: [sources.issuerOnly, ...unable],
    };
  return {
    text: `${call.node.title} accepts any certificate in place of that of ${answer.node.title}.${span}`,
    facts: [sources.unauthenticated, ...unable],
  };
}

function tellSealed(terrain: Terrain, link: string, what: string, where: string, transit: Transit): Said {
  const { topology } = terrain.scene;
  const shows = `On ${where} only addresses, sizes and timing show, not ${what}`;
  const { outcome } = transit.leg;
  const carrier = carrierOn(transit.leg, link);
  if (outcome.kind !== 'session' || isOpen(transit.leg)) {
    const ends = carrier
      ? `the mesh of ${nodeTitle(topology, carrier.from)} and ${nodeTitle(topology, carrier.to)} checks both ends of the session that wraps it`
      : 'the session there is verified';
    return { text: `${shows}: ${ends}.`, facts: [sources.verified, ...(carrier ? [sources.workload] : [])] };
  }
  const { call, answer } = transit.leg;
  // In a mesh the application's own handshake is wrapped as well.
  const hello = carrier ? null : outcome.serverName;
  const name = hello === null ? '' : ` The server name "${hello}" is readable.`;
  const old = outcome.version === '1.3' || carrier ? '' : ' Its certificates are too, under this version of TLS.';
  return {
    text: `${shows}: it is inside a session that ${answer.node.title} ends and ${call.node.title} verifies.${name}${old}`,
    facts: [
      sources.verified,
      ...(hello === null ? [] : [sources.serverName]),
      ...(old === '' ? [] : [sources.certificatesInClear]),
    ],
  };
}

function tellHidden(terrain: Terrain, link: string, asset: string, where: string, transit: Transit): Said {
  const { topology, simulation } = terrain.scene;
  const protection = topology.data.get(asset)?.protection;
  const what = nameOf(topology, asset);
  if (protection && !transit.open.has(asset))
    return {
      text: `Nothing of ${what} shows on ${where}: ${nodeTitle(topology, protection.by)} encrypts it before it is sent, whatever carries it.`,
      facts: [],
    };
  for (const layer of simulation.links.get(link)?.layers ?? [])
    if (layer.kind === 'network')
      return {
        text: `Nothing of ${what} shows on ${where}: ${titleOfNetwork(layer.technology)} of ${zoneTitle(topology, layer.zone)} wraps the whole wire.`,
        facts: factsOfNetwork(layer.technology),
      };
  return { text: `Nothing of ${what} shows on ${where}.`, facts: [] };
}
