import type { Edit } from '../model/edits.ts';
import { compare } from '../model/order.ts';
import { productOf } from '../simulation/bounds.ts';
import { assetTitle } from '../simulation/verdict.ts';
import { type Purpose, purposesOf } from './around.ts';
import type { Context, Fix } from './rule.ts';
import { listed, titlesOf } from './words.ts';

/** The nodes at the two ends of each asset's ways, and those that store it. */
export function purposeOf(context: Context, asset: string): Purpose {
  return purposesOf(context).get(asset) ?? { starts: new Set(), ends: new Set(), later: new Set() };
}

/**
 * Encrypts assets themselves, where they start, for those who need them: nobody in between reads them any more, whoever
 * runs it. Empty where one of them is not drawn, and so can't be marked.
 */
export function sealAssets(context: Context, assets: readonly string[]): readonly Fix[] {
  const { topology, products, simulation } = context;
  const edits: Edit[] = [];
  const from = new Set<string>();
  const into = new Set<string>();
  for (const id of assets) {
    const { starts, ends, later } = purposeOf(context, id);
    // Of several clients one stands for all in `by`, and the others hold the key as well. It must be one that nobody
    // hands the asset to: until it gets there it would be open.
    const [by] = [...starts]
      .filter((each) => !later.has(each))
      .sort((a, b) => compare(titleOf(context, a), titleOf(context, b)) || compare(a, b));
    if (by === undefined || !topology.data.has(id)) return [];
    const sealed = topology.data.get(id)?.protection !== undefined;
    const needed = [...topology.nodes.values()].filter((node) => {
      const reads = simulation.nodes.get(node.id)?.plaintext.includes(id) ?? false;
      // Who is kept out by a seal that comes later on the way stays out.
      if (starts.has(node.id) || ends.has(node.id)) return reads || !sealed;
      const { operator, kind } = productOf(node, products);
      return reads && operator === null && (kind === 'service' || kind === 'data-store');
    });
    const granted = topology.data.get(id)?.protection?.readableBy ?? [];
    const readableBy = [...new Set([...needed.map((node) => node.id), ...granted])]
      .filter((node) => node !== by)
      .sort((a, b) => compare(titleOf(context, a), titleOf(context, b)) || compare(a, b));
    edits.push({ table: 'data', id, set: { protection: { by, readableBy } } });
    for (const start of starts) from.add(start);
    for (const node of readableBy) if (!starts.has(node)) into.add(node);
  }
  if (edits.length === 0) return [];
  const what = listed(assets.map((id) => assetTitle(topology, id)));
  const whom = into.size > 0 ? `, for ${listed(titlesOf(topology, into))} alone` : '';
  const page = [...from].some((id) => topology.nodes.get(id)?.product === 'browser')
    ? ' In a browser, whoever serves the page’s script can still take it before it is encrypted.'
    : '';
  const secret = assets.some((id) => topology.data.get(id)?.classification === 'credentials')
    ? ' A password or token is better replaced by proof of a key that stays where it is: a passkey, or a token bound to the client’s key (RFC 9449).'
    : '';
  return [
    {
      title: `Encrypt ${what} ${edits.length === 1 ? 'itself' : 'themselves'} at ${listed(titlesOf(topology, from))}${whom}`,
      note: `Application-layer encryption: the program encrypts before it sends, and whoever holds no key passes it on unread.${page}${secret}`,
      edits,
    },
  ];
}

const titleOf = ({ topology }: Context, id: string): string => topology.nodes.get(id)?.title ?? id;
