import { compare } from '../model/order.ts';
import type { PackChoice } from '../model/schema.ts';
import { type Table, tableOf } from '../model/table.ts';
import type { Context } from '../rules/rule.ts';
import { judge } from './judge.ts';
import type { Pack } from './regime.ts';
import type { ClauseVerdict } from './verdict.ts';

/** Found, not listed: a pack is its file. */
const found = import.meta.glob<Pack>('./packs/*.ts', { eager: true, import: 'pack' });

/** Every rule pack of this version, by id. */
export const packs: Table<Pack> = tableOf(Object.values(found).sort((a, b) => (a.id < b.id ? -1 : 1)));

/**
 * What the clauses of a pack say of a design, in the order of the text. A pack or level that this version does not know
 * gives one undecided result, never none: silence would look like consent.
 */
export function judgePack(scene: Context, packId: string, level?: string): readonly ClauseVerdict[] {
  const pack = packs.get(packId);
  if (!pack)
    return [unknown(packId, `This version does not know the rule pack “${packId}”, so nothing is judged by it.`)];
  const wanted = level ?? pack.defaultLevel ?? '';
  if (level !== undefined && !pack.levels.some(({ id }) => id === level))
    return [unknown(packId, `${pack.title} has no level “${level}”, so nothing is judged by it. ${levelsOf(pack)}`)];
  return judge(scene, pack, wanted);
}

const levelsOf = ({ levels }: Pack): string =>
  levels.length === 0 ? 'It has no levels.' : `Its levels are ${levels.map(({ id }) => id).join(', ')}.`;

const unknown = (pack: string, message: string): ClauseVerdict => ({
  pack,
  clause: '',
  title: 'Not judged',
  verdict: 'N/A',
  place: {},
  message,
  asks: 'A rule pack that this version knows.',
  source: '',
  confidence: 'H',
  undecided: true,
});

/** A pack that the document switches on, and what it says. */
export interface PackVerdict {
  readonly pack: string;
  readonly title: string;
  /** Absent where the pack knows no levels. */
  readonly level?: string;
  /** Whether this version knows the pack and the level. */
  readonly known: boolean;
  readonly results: readonly ClauseVerdict[];
}

/** Judges the packs that the document itself switches on, by title. */
export function judgeDesign(scene: Context): readonly PackVerdict[] {
  return [...scene.topology.packs.values()]
    .map(({ id, level }): PackVerdict => {
      const pack = packs.get(id);
      const judged = level ?? pack?.defaultLevel;
      return {
        pack: id,
        title: pack?.title ?? id,
        ...(judged === undefined ? {} : { level: judged }),
        known: pack !== undefined && (level === undefined || pack.levels.some((each) => each.id === level)),
        results: judgePack(scene, id, level),
      };
    })
    .sort((a, b) => compare(a.title, b.title));
}

/**
 * The packs that a text such as `pci-dss-4.0.1`, `pci` or `asvs-5:l3` can mean: one when it is clear, several when a
 * prefix fits several, none when it fits no pack or the pack has no such level. An id in full always means itself.
 */
export function packsOf(text: string): readonly PackChoice[] {
  const [name = '', level, ...rest] = text.trim().toLowerCase().split(':');
  if (rest.length > 0 || name === '') return [];
  const exact = packs.get(name);
  const fitting = exact ? [exact] : [...packs.values()].filter(({ id }) => id.startsWith(name));
  return fitting.flatMap(({ id, levels }): readonly PackChoice[] => {
    if (level === undefined) return [{ id }];
    const chosen = levels.some((each) => each.id === level)
      ? [level]
      : level === ''
        ? []
        : levels.filter((each) => each.id.startsWith(level)).map((each) => each.id);
    return chosen.map((each) => ({ id, level: each }));
  });
}
