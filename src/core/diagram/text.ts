/**
 * Widths of the characters from space to tilde, in hundredths of the type size: measured in DejaVu Sans, which is
 * wider than what other systems take for `sans-serif` (Arial, Helvetica, Segoe UI), so that a text that fits here fits there.
 */
const regular = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
  84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61,
  69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59,
  82, 59, 59, 52, 64, 34, 64, 84,
];
const bold = [
  35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84,
  84, 84, 58, 100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110, 77, 72,
  73, 46, 37, 46, 84, 50, 50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60, 48, 71, 65,
  92, 65, 65, 58, 71, 37, 71, 84,
];

export interface Type {
  readonly size: number;
  readonly bold?: boolean;
}

/** Takes no room: marks that sit on the letter before, joiners, marks of direction. */
const weightless = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Letters of alphabets that are about as narrow as Latin; everything else is taken to be as wide as it is high. */
const narrow = /^[\u00a0-\u02ff\u0370-\u03ff\u0590-\u06ff\u2010-\u203a]$/u;

function widthOf(character: string, heavy: boolean): number {
  const table = heavy ? bold : regular;
  const known = table[(character.codePointAt(0) ?? 0) - 32];
  if (known !== undefined) return known;
  if (weightless.test(character)) return 0;
  return narrow.test(character) ? (heavy ? 84 : 78) : 110;
}

/** How wide a text is drawn at most, in pixels. */
export function textWidth(text: string, { size, bold: heavy = false }: Type): number {
  let width = 0;
  for (const character of text) width += widthOf(character, heavy);
  return (width * size) / 100;
}

/** The text, cut off with an ellipsis where it is wider than there is room. */
export function fitted(text: string, room: number, type: Type): string {
  if (textWidth(text, type) <= room) return text;
  let left = room - textWidth('…', type);
  let kept = '';
  for (const character of text) {
    left -= textWidth(character, type);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in at most so many lines, broken between words where there are any; the last is cut off. */
export function wrapped(text: string, room: number, most: number, type: Type): readonly string[] {
  const lines: string[] = [];
  let rest = text.trim().replaceAll(/\s+/gu, ' ');
  while (rest !== '') {
    if (lines.length === most - 1 || textWidth(rest, type) <= room) return [...lines, fitted(rest, room, type)];
    let [at, blank, width] = [0, 0, 0];
    for (const character of rest) {
      width += textWidth(character, type);
      if (width > room && at > 0) break;
      if (character === ' ') blank = at;
      at += character.length;
    }
    const end = rest[at] === ' ' ? at : blank || at;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return lines;
}
