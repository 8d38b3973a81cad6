/** The ends of a line on the canvas, in its own pixels. */
export interface Ends {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
}

export interface Crowd {
  /** How many lines leave the same card, how many arrive at the same one, and which of those this is. */
  readonly leaving: number;
  readonly arriving: number;
  readonly place: number;
}

export interface BadgePlace {
  readonly x: number;
  readonly y: number;
  /** Whether the word fits between the cards beside the icon. */
  readonly word: boolean;
}

/** Widths in pixels: an icon alone, each letter of the word, and what the marks on the two cards take. */
const width = { icon: 32, letter: 7.2, atSource: 8, atTarget: 18 } as const;

/**
 * Where a link's badge goes: in the middle, or, where lines fan out or in, where they are apart; never over a card,
 * as long as there is room between the two.
 */
export function badgePlace(
  ends: Ends,
  middle: { x: number; y: number },
  word: string,
  { leaving, arriving, place }: Crowd,
): BadgePlace {
  const room = ends.targetX - ends.sourceX - width.atSource - width.atTarget;
  const full = width.icon + word.length * width.letter;
  if (room < width.icon) return { x: middle.x, y: middle.y, word: ends.targetX <= ends.sourceX };
  const fits = room >= full && leaving <= 3 && arriving <= 3;
  const half = (fits ? full : width.icon) / 2;
  const wanted = leaving > 1 ? 0.8 - 0.14 * Math.min(place, 4) : arriving > 1 ? 0.28 : 0.5;
  const least = ends.sourceX + width.atSource + half;
  const most = ends.targetX - width.atTarget - half;
  const x = Math.min(most, Math.max(least, pointOn(ends, wanted).x));
  return { x, y: pointOn(ends, parameterAt(ends, x)).y, word: fits };
}

/** A point of React Flow's bezier between two cards that face each other, by the curve's parameter from 0 to 1. */
function pointOn({ sourceX, sourceY, targetX, targetY }: Ends, t: number): { x: number; y: number } {
  const bend = (targetX - sourceX) / 2;
  const blend = (a: number, b: number, c: number, d: number) =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  return { x: blend(sourceX, sourceX + bend, targetX - bend, targetX), y: blend(sourceY, sourceY, targetY, targetY) };
}

/** The parameter at which the curve, which only ever goes right, has come as far as x. */
function parameterAt(ends: Ends, x: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (pointOn(ends, middle).x < x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
