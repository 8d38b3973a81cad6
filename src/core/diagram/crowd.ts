import { around, type Box, overlap } from './geometry.ts';

/** Side of a cell, in pixels: about a card and the room around it. */
const cell = 256;

/** Boxes that stand somewhere, found by place: asking whether a spot is free looks at its neighbours alone. */
export class Crowd {
  readonly #cells = new Map<string, Box[]>();
  readonly #top: number;

  constructor(boxes: readonly Box[]) {
    this.#top = around(boxes).y;
    for (const box of boxes) this.add(box);
  }

  /** Above everything that stood here from the start. */
  get top(): number {
    return this.#top;
  }

  add(box: Box): void {
    for (const key of keysOf(box, 0)) {
      const there = this.#cells.get(key);
      if (there) there.push(box);
      else this.#cells.set(key, [box]);
    }
  }

  isFree(box: Box, margin: number): boolean {
    for (const key of keysOf(box, margin))
      if (this.#cells.get(key)?.some((each) => overlap(box, each, margin))) return false;
    return true;
  }
}

function* keysOf({ x, y, width, height }: Box, margin: number): Generator<string> {
  const at = (place: number) => Math.floor(place / cell);
  for (let column = at(x - margin); column <= at(x + width + margin); column++)
    for (let row = at(y - margin); row <= at(y + height + margin); row++) yield `${column},${row}`;
}
