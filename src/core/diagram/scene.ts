import type { Position } from '../model/schema.ts';
import type { Sight } from '../observers/index.ts';
import type { Answer } from '../simulation/bounds.ts';
import type { Box, Curve } from './geometry.ts';
import type { Glyph } from './glyphs.ts';
import type { LinkMark } from './marks.ts';

/** A picture as shapes, before anybody says in which colours and for which program. */
export interface Picture {
  readonly title: string;
  /** The verdict in a sentence. */
  readonly sentence: string;
  /** One, or two beside each other. */
  readonly panels: readonly Panel[];
  readonly legend: readonly LegendEntry[];
  /** The words of the whole picture, one line each, for whoever does not see it. */
  readonly outline: readonly string[];
}

export interface Panel {
  /** Over the panel, where there are several. */
  readonly heading: string | null;
  readonly sentence: string;
  readonly box: Box;
  readonly zones: readonly ZoneShape[];
  readonly links: readonly LinkShape[];
  readonly cards: readonly CardShape[];
}

export interface ZoneShape {
  readonly id: string;
  readonly parent: string | null;
  readonly box: Box;
  readonly title: string;
  /** What kind of zone it is, and how its network encrypts, where the title does not say. */
  readonly kind: string;
  readonly encryption: string | null;
  readonly hostile: boolean;
  readonly pale: boolean;
}

export interface CardShape {
  readonly id: string;
  readonly zone: string | null;
  readonly box: Box;
  readonly title: string;
  readonly product: string;
  readonly icon: string;
  readonly sentence: string;
  readonly listeners: readonly { readonly mode: Answer['mode']; readonly port: number; readonly y: number }[];
  readonly chips: readonly { readonly title: string; readonly sight: 'reads' | 'active' }[];
  readonly holdsKeys: boolean;
  readonly error: boolean;
  /** The mark of a session that only passes through. */
  readonly pipe: LinkMark | null;
  readonly pale: boolean;
  readonly changed: boolean;
}

export interface LinkShape {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly curve: Curve;
  readonly mark: LinkMark;
  /** What an observer learns here, in place of the mark's own badge. */
  readonly sight: Sight | null;
  readonly word: string;
  readonly sentence: string;
  readonly encrypted: boolean;
  /** Inside a network that encrypts below TLS. */
  readonly cased: boolean;
  /** The session starts, or ends, on this link. */
  readonly starts: boolean;
  readonly ends: boolean;
  readonly error: boolean;
  readonly pale: boolean;
  readonly changed: boolean;
  readonly label: Label | null;
}

/** Where a link's badge stands: its middle, its width, whether its word has room, and the place on the line that it is about. */
export interface Label {
  readonly box: Box;
  readonly word: string;
  readonly glyph: Glyph | null;
  /** Whether the sign of a design error has room in it; else it stands on the badge. */
  readonly warns: boolean;
  readonly anchor: Position;
}

export type Sign =
  | { readonly kind: 'link'; readonly mark: LinkMark }
  | { readonly kind: 'sight'; readonly sight: 'reads' | 'active' | 'metadata' }
  | { readonly kind: 'listener'; readonly mode: Answer['mode'] }
  | { readonly kind: 'casing' | 'pipe' | 'reads' | 'active' | 'key' | 'error' | 'hostile' | 'changed' | 'pale' };

export interface LegendEntry {
  readonly sign: Sign;
  readonly word: string;
  readonly meaning: string;
}
