import type { Edit } from '../model/edits.ts';
import type { Link, Verify, Zone } from '../model/schema.ts';
import { boundListener, listenersOf, productOf } from '../simulation/bounds.ts';
import { type Call, callOf } from '../simulation/dials.ts';
import { isOpen } from '../simulation/leg-marks.ts';
import type { Leg } from '../simulation/walk.ts';
import { isLoopback } from '../simulation/wire-zone.ts';
import { zonesAround } from '../simulation/zones.ts';
import { encryptListener, merged, strongestCheck } from './fixes.ts';
import { allLegs, type CarryingLeg } from './legs.ts';
import type { Context, Fix } from './rule.ts';
import { sealAssets } from './sealing.ts';
import { substitutes } from './substitutes.ts';
import { secureBeside, secureTogether } from './together.ts';
import { keepsWorking } from './trying-out.ts';

/**
 * Makes a leg a verified TLS session. Where one of its ends can't, with something in its place that can; where nothing
 * can, hides the wire below (an encrypted network) or the data above (encrypted assets).
 */
export function secureLeg(
  context: Context,
  { leg, assets }: CarryingLeg,
  title: string,
  /** How much the dialler has to check for the finding to be gone. */
  least: Verify = 'none',
): readonly Fix[] {
  const plain = checks(leg.call, least) ? encryptListener(context, leg, title) : [];
  if (plain.length > 0) return plain;
  const swapped = withSubstitutes(context, leg, title, least);
  if (swapped.length > 0) return swapped;
  const around = beneathOrAbove(context, { leg, assets });
  return around.length > 0 ? around : atLast(context, leg, title, least);
}

/** What is left: a door of its own, everybody at once, and services of your own in place of products that can't. */
function atLast(context: Context, leg: Leg, title: string, least: Verify): readonly Fix[] {
  for (const own of [false, true]) {
    const fix = secureBeside(context, leg, title, least, own) ?? secureTogether(context, leg, title, least, own);
    if (fix) return [fix];
  }
  return [];
}

const ladder: readonly Verify[] = ['none', 'ca', 'full'];
const checks = ({ product, node }: Pick<Call, 'product' | 'node'>, least: Verify): boolean =>
  ladder.indexOf(strongestCheck(product, node)) >= ladder.indexOf(least);

/** Without TLS on the leg itself: WireGuard under its wires, or the data encrypted before it is sent. */
const beneathOrAbove = (context: Context, { leg, assets }: CarryingLeg): readonly Fix[] => [
  ...encryptNetwork(context, leg.links),
  ...sealAssets(context, assets),
];

/** The first substitute for either end, or for both, with which the leg becomes a verified session. */
function withSubstitutes(context: Context, { call, answer }: Leg, title: string, least: Verify): readonly Fix[] {
  const callers = substitutes(context, call.node, ['dial:tls', 'verify:full']);
  const answerers = substitutes(context, answer.node, ['listen:terminate']);
  const join = (edits: readonly Edit[], titles: readonly string[], note: string | undefined, fix: Fix): Fix => ({
    title: `${titles.join(', ')}; ${title.slice(0, 1).toLowerCase()}${title.slice(1)}`,
    edits: [...edits, ...fix.edits],
    ...(note === undefined ? {} : { note }),
  });
  for (const end of [...answerers, undefined])
    for (const start of [undefined, ...callers]) {
      const nodes = [end, start].filter((each) => each !== undefined);
      if (nodes.length === 0) continue;
      // The second is made in the drawing of the first.
      const first = end ?? start;
      if (!first) continue;
      const both =
        end && start
          ? substitutes(end.context, call.node, ['dial:tls', 'verify:full']).find(
              ({ title: same }) => same === start.title,
            )
          : first;
      if (!both) continue;
      const changed = both.context;
      const node = changed.topology.nodes.get(answer.node.id);
      const product = node && productOf(node, changed.products);
      const listener = node && product && listenersOf(node, product).find(({ id }) => id === answer.listener.id);
      const dialled = callOf(changed.topology, call.link, changed.products);
      if (!node || !product || !listener || !dialled || !checks(dialled, least)) continue;
      const edits = nodes.flatMap((each) => each.edits);
      const [fix] = encryptListener(changed, { answer: boundListener(node, product, listener), call: dialled }, title);
      if (!fix) continue;
      const whole = join(
        edits,
        nodes.map((each) => each.title),
        nodes.map(({ note }) => note).find((note) => note),
        fix,
      );
      if (keepsWorking(context, merged(whole))) return [merged(whole)];
    }
  return [];
}

/** Networks that you can put a tunnel through. */
const tunnelled: ReadonlySet<Zone['kind']> = new Set([
  'dmz',
  'private-network',
  'cluster',
  'mesh',
  'data-tier',
  'on-premises',
]);

/** Whether a weak hop would be hidden on some of its wires alone: what is found of it would only move to another. */
function halfHidden(context: Context, zones: ReadonlyMap<string, Zone>): boolean {
  const { topology, simulation } = context;
  const around = (id: string) => zonesAround(topology, topology.nodes.get(id)?.zone).map((zone) => zone.id);
  const inside = ({ from, to }: Link) => around(from).some((id) => zones.has(id) && around(to).includes(id));
  return allLegs(context).some(({ leg: { links, carriers, outcome }, assets }) => {
    if (assets.length === 0 || outcome.kind === 'failed') return false;
    if (outcome.kind === 'session' && !isOpen(outcome) && outcome.keyExchange !== 'rsa') return false;
    const wires = links.filter((link, i) => {
      const layers = simulation.links.get(link.id)?.layers ?? [];
      return !carriers[i] && !isLoopback(topology, link) && layers.every(({ kind }) => kind !== 'network');
    });
    const hidden = wires.filter(inside);
    return hidden.length > 0 && hidden.length < wires.length;
  });
}

/** WireGuard in the innermost zone that holds both ends, of every link that no network encryption covers. */
function encryptNetwork(context: Context, links: readonly Link[]): readonly Fix[] {
  const { topology } = context;
  const zones = new Map<string, Zone>();
  for (const link of links) {
    const near = zonesAround(topology, topology.nodes.get(link.from)?.zone);
    const far = new Set(zonesAround(topology, topology.nodes.get(link.to)?.zone));
    const shared = near.filter((zone) => far.has(zone));
    if (shared.some(({ networkEncryption }) => networkEncryption !== undefined && networkEncryption !== 'none'))
      continue;
    const zone = shared.find(({ kind }) => tunnelled.has(kind));
    if (!zone) return [];
    zones.set(zone.id, zone);
  }
  if (zones.size === 0 || halfHidden(context, zones)) return [];
  const titles = [...zones.values()].map(({ title }) => title).sort();
  return [
    {
      title: `Encrypt the network of ${titles.join(' and ')} with WireGuard`,
      note: 'Hides the bytes from taps between hosts; the processes at both ends still speak as they do now and prove nothing to each other.',
      edits: [...zones.keys()].map((id) => ({ table: 'zones', id, set: { networkEncryption: 'wireguard' } })),
    },
  ];
}
