import type { Scene } from '../observers/observer.ts';
import { listAssets } from '../rules/words.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { assetTitle } from '../simulation/verdict.ts';
import { assetsOf, groundOf, loopbackOf, shownAt } from './ground.ts';
import type { Reader } from './names.ts';
import { broken, type Evaluation, holds, type Place, undecided, type Witness } from './outcome.ts';
import { capital, failingNote, few, neverCarried, readOnWires } from './wires.ts';

/** A process that has assets in memory readable. */
interface Reading {
  readonly reader: Reader;
  readonly title: string;
  readonly assets: readonly string[];
  /** Components that it stands for: itself, or those that a sidecar serves. */
  readonly serves: readonly string[];
  /** Only in flows that then fail further on. */
  readonly inFailing: boolean;
  readonly place: Place;
}

/** Every process that has one of the assets in memory, drawn or (a shared mesh proxy, a sidecar) not. */
function readings(scene: Scene, assets: readonly string[]): readonly Reading[] {
  const { topology, simulation } = scene;
  const found: Reading[] = [];
  for (const [id, verdict] of simulation.nodes) {
    const read = assets.filter((asset) => verdict.plaintext.includes(asset));
    const early = assets.filter((asset) => verdict.beforeFailure.includes(asset));
    const base = {
      reader: { node: id },
      title: topology.nodes.get(id)?.title ?? id,
      serves: [id],
      place: { node: id },
    };
    if (read.length > 0) found.push({ ...base, assets: read, inFailing: false });
    else if (early.length > 0) found.push({ ...base, assets: early, inFailing: true });
  }
  for (const { id, kind, title, serves, plaintext } of simulation.proxies.values()) {
    const read = assets.filter((asset) => plaintext.includes(asset));
    const served = shownAt(scene, id);
    if (read.length === 0 || served === undefined) continue;
    const reader = { proxy: id };
    found.push({
      reader,
      title,
      // A shared process stands for nobody but itself.
      serves: kind === 'sidecar' ? serves : [],
      assets: read,
      inFailing: false,
      place: { node: served },
    });
  }
  return found;
}

function witnessOf({ topology }: Scene, { title, assets, inFailing, place }: Reading): Witness {
  const byTitle = [...assets].sort((a, b) => (assetTitle(topology, a) < assetTitle(topology, b) ? -1 : 1));
  const when = inFailing ? ', in a flow that then fails further on' : '';
  return { place, why: `${title} has ${listAssets(topology, byTitle)} in memory, readable${when}.` };
}

const listedAmong = (allowed: readonly Reader[], { reader, serves }: Reading): boolean => {
  const nodes = new Set(allowed.flatMap((each) => ('node' in each ? [each.node] : [])));
  const proxies = new Set(allowed.flatMap((each) => ('proxy' in each ? [each.proxy] : [])));
  if ('proxy' in reader && proxies.has(reader.proxy)) return true;
  return serves.length > 0 && serves.every((node) => nodes.has(node));
};

/** `ASSET is readable only in {…}`: in no other memory, and on no wire but those inside a host between two of them. */
export function readableOnly(
  scene: Scene,
  assets: readonly string[],
  what: string,
  allowed: readonly Reader[],
): Evaluation {
  const { topology, simulation } = scene;
  const elsewhere = readings(scene, assets).filter((reading) => !listedAmong(allowed, reading));
  const nodes = new Set(allowed.flatMap((each) => ('node' in each ? [each.node] : [])));
  const wires = [...topology.links.values()].filter(
    (link) => !(loopbackOf(scene, link) && nodes.has(link.from) && nodes.has(link.to)),
  );
  const witnesses = [...elsewhere.map((each) => witnessOf(scene, each)), ...readOnWires(scene, wires, assets)];
  if (witnesses.length > 0) return broken(witnesses);
  const idle = neverCarried(scene, assets, what);
  if (idle) return idle;
  const actively = wires.some(({ id }) =>
    assets.some((asset) => simulation.links.get(id)?.exposure[asset] === 'active'),
  );
  const warning = actively ? ' Somebody who poses as a far end could read more: not every session is verified.' : '';
  return holds(`${capital(what)} is readable nowhere else.${warning}${failingNote(scene, assets)}`);
}

/** `ASSET is not readable in {…}`. */
export function notReadable(
  scene: Scene,
  assets: readonly string[],
  what: string,
  forbidden: readonly Reader[],
  said: string,
): Evaluation {
  const found = readings(scene, assets).filter(({ reader, serves }) =>
    forbidden.some((each) =>
      'proxy' in each ? 'proxy' in reader && reader.proxy === each.proxy : serves.includes(each.node),
    ),
  );
  if (found.length > 0) return broken(found.map((each) => witnessOf(scene, each)));
  return (
    neverCarried(scene, assets, what) ??
    holds(`${capital(what)} is not readable in ${said}.${failingNote(scene, assets)}`)
  );
}

/** `at most N nodes read ASSET`. */
export function readersAtMost(scene: Scene, count: number, assets: readonly string[], what: string): Evaluation {
  // A sidecar lives with its component: the two are one place to look after.
  const found = readings(scene, assets).filter(({ reader, serves }) => 'node' in reader || serves.length === 0);
  if (found.length > count)
    return tooMany(
      found.map((each) => witnessOf(scene, each)),
      `${found.length} read ${what}`,
      count,
    );
  return (
    neverCarried(scene, assets, what) ??
    holds(
      `${found.length} of at most ${count} read ${what}: ${few(found.map(({ title }) => title).sort())}.${failingNote(scene, assets)}`,
    )
  );
}

/** `at most N nodes hold keys`. */
export function keysAtMost({ topology, simulation }: Scene, count: number): Evaluation {
  const holding = [...simulation.nodes].flatMap(([id, { holdsKeys }]) => (holdsKeys ? [id] : []));
  const title = (id: string) => topology.nodes.get(id)?.title ?? id;
  if (holding.length > count)
    return tooMany(
      holding.map((id) => ({ place: { node: id }, why: `${title(id)} holds a private key.` })),
      `${holding.length} hold a private key`,
      count,
    );
  if (topology.nodes.size === 0) return undecided('Nothing is drawn yet.');
  return holds(
    holding.length === 0
      ? 'Nobody holds a private key.'
      : `${holding.length} of at most ${count} hold a private key: ${few(holding.map(title).sort())}.`,
  );
}

function tooMany(witnesses: readonly Witness[], how: string, count: number): Evaluation {
  const result = broken(witnesses);
  return { ...result, message: `${how}, and at most ${count} may. ${result.message}` };
}

/** `NODE can inspect ASSET`: each of the assets is readable in its memory. */
export function inspectsAssets(scene: Scene, node: string, assets: readonly string[], what: string): Evaluation {
  const { topology, simulation } = scene;
  const idle = neverCarried(scene, assets, what);
  if (idle) return idle;
  const ground = groundOf(scene);
  const title = topology.nodes.get(node)?.title ?? node;
  const carried = assets.filter((asset) => ground.carrying.has(asset));
  const unread = carried.filter((asset) => !simulation.nodes.get(node)?.plaintext.includes(asset));
  if (unread.length === 0) return holds(`${title} has ${what} in memory, readable.${failingNote(scene, assets)}`);
  return broken(
    unread.map((asset) => {
      const name = assetTitle(topology, asset);
      const passes = ground.carrying.get(asset)?.some((verdict) => comesBy(scene, verdict, node));
      const hidden = topology.data.get(asset)?.protection
        ? 'encrypted by the application itself'
        : 'inside a session that it only relays';
      return {
        place: { node },
        why: passes
          ? `${title} cannot read ${name}: it comes by ${hidden}.`
          : `${title} cannot read ${name}: no flow that works brings it there.`,
      };
    }),
  );
}

/** `NODE can inspect FLOW`: a leg of it starts or ends there, or passes in plaintext, and it can read what the flow carries. */
export function inspectsFlow(scene: Scene, node: string, verdict: FlowVerdict): Evaluation {
  const { topology } = scene;
  const title = topology.nodes.get(node)?.title ?? node;
  const { flow } = verdict;
  if (verdict.outcome === 'failed') return undecided(`${flow.title} fails, so there is nothing to inspect.`);
  const fail = (why: string) => broken([{ place: { node }, why }]);
  if (!comesBy(scene, verdict, node))
    return fail(`${title} cannot inspect ${flow.title}: the flow does not come by there.`);
  const opened = verdict.legs.some(
    ({ call, answer, links, outcome }) =>
      call.node.id === node ||
      answer.node.id === node ||
      (outcome.kind === 'plaintext' && links.some(({ to }) => to === node)),
  );
  if (!opened)
    return fail(`${title} cannot inspect ${flow.title}: it relays a session that ends elsewhere, and sees ciphertext.`);
  const hidden = [...assetsOf(verdict)].filter((asset) => {
    const protection = topology.data.get(asset)?.protection;
    return protection && protection.by !== node && !protection.readableBy.includes(node);
  });
  return hidden.length === 0
    ? holds(`${title} reads ${flow.title} in memory.`)
    : fail(
        `${title} sees ${flow.title}, but not ${few(hidden.map((asset) => assetTitle(topology, asset)).sort())}: the application encrypts that itself.`,
      );
}

const comesBy = ({ topology }: Scene, { flow }: FlowVerdict, node: string): boolean =>
  flow.path.some((id) => {
    const link = topology.links.get(id);
    return link?.from === node || link?.to === node;
  });
