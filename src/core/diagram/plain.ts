import type { LinkMark } from './marks.ts';
import type { CardShape, LegendEntry, LinkShape, Panel, ZoneShape } from './scene.ts';
import type { Theme } from './themes.ts';

/** What the editable formats have in common: a picture in the means of programs that know boxes, arrows and text alone. */

/** Zones with what lies in them. */
export interface Nest {
  readonly zone: ZoneShape | null;
  readonly zones: readonly Nest[];
  readonly cards: readonly CardShape[];
}

export function nestOf({ zones, cards }: Panel): Nest {
  const drawn = new Set(zones.map(({ id }) => id));
  const inside = <T>(items: readonly T[], of: (item: T) => string | null): ReadonlyMap<string | null, readonly T[]> => {
    const groups = new Map<string | null, T[]>();
    for (const item of items) {
      const zone = of(item);
      const key = zone !== null && drawn.has(zone) ? zone : null;
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return groups;
  };
  const [inner, held] = [inside(zones, ({ parent }) => parent), inside(cards, ({ zone }) => zone)];
  const nest = (zone: ZoneShape | null): Nest => ({
    zone,
    zones: (inner.get(zone?.id ?? null) ?? []).map(nest),
    cards: held.get(zone?.id ?? null) ?? [],
  });
  return nest(null);
}

const listenerWords = {
  terminate: 'TLS ends',
  plaintext: 'plaintext',
  permissive: 'TLS or plaintext',
  passthrough: 'passes TLS on',
  closed: 'closed',
} as const;

/** A card in words: title, product, ports, what it reads. */
export function cardLines({ title, product, listeners, chips }: CardShape): readonly string[] {
  const held = (sight: 'reads' | 'active') =>
    chips.flatMap((chip) => (chip.sight === sight ? [chip.title] : [])).join(', ');
  return [
    title,
    product,
    listeners.map(({ port, mode }) => `${port}: ${listenerWords[mode]}`).join(', '),
    held('reads') && `reads ${held('reads')}`,
    held('active') && `can read ${held('active')}`,
  ].filter((line) => line !== '');
}

export const zoneLine = ({ title, kind, encryption }: ZoneShape): string =>
  [title, kind, encryption === null ? '' : `${encryption} network`].filter((part) => part !== '').join(' · ');

export const linkLine = ({ word, changed }: LinkShape): string =>
  [word, changed ? 'changed' : ''].filter((part) => part !== '').join(', ');

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly pattern: 'solid' | 'dashed' | 'dotted';
  /** Two lines beside each other. */
  readonly twin: boolean;
}

const strokes: Readonly<Record<LinkMark, Omit<Stroke, 'colour'> & { readonly of: keyof Theme }>> = {
  plaintext: { of: 'plain', width: 4, pattern: 'solid', twin: false },
  shielded: { of: 'plain', width: 2, pattern: 'solid', twin: false },
  failed: { of: 'broken', width: 3, pattern: 'dashed', twin: false },
  unverified: { of: 'doubt', width: 2, pattern: 'dashed', twin: false },
  downgradable: { of: 'doubt', width: 3, pattern: 'dashed', twin: false },
  ca: { of: 'session', width: 2, pattern: 'dashed', twin: false },
  server: { of: 'session', width: 2, pattern: 'solid', twin: false },
  mutual: { of: 'session', width: 4, pattern: 'solid', twin: true },
  unreached: { of: 'lineStrong', width: 2, pattern: 'dotted', twin: false },
};

/** A line as far as those programs can draw it: the word beside it says what the pattern can't. */
export function strokeOf({ mark, sight }: Pick<LinkShape, 'mark' | 'sight'>, theme: Theme): Stroke {
  const shown = sight === 'reads' ? 'plaintext' : sight === 'active' ? 'unverified' : mark;
  const { of, ...stroke } = strokes[shown];
  return { ...stroke, colour: String(theme[of]) };
}

interface LegendLine extends LegendEntry {
  readonly stroke: Pick<LinkShape, 'mark' | 'sight'>;
}

/** What the legend explains of the lines: the only signs that those programs can draw again. */
export const legendLines = (legend: readonly LegendEntry[]): readonly LegendLine[] =>
  legend.flatMap((entry): readonly LegendLine[] => {
    const { sign } = entry;
    if (sign.kind === 'link') return [{ ...entry, stroke: { mark: sign.mark, sight: null } }];
    if (sign.kind === 'sight' && sign.sight !== 'metadata')
      return [{ ...entry, stroke: { mark: 'unreached', sight: sign.sight } }];
    return [];
  });

/** Where a panel's things come to stand when several share a sheet: below each other. */
export function shifts(panels: readonly Panel[]): readonly { readonly x: number; readonly y: number }[] {
  let y = 0;
  return panels.map(({ box }) => {
    const shift = { x: -box.x, y: y - box.y };
    y += box.height + 120;
    return shift;
  });
}
