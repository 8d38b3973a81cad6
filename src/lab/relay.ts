import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Passes on what either side says. Each end is passed on by itself: a side that has said all may still listen. */
export function relay(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  breakTogether(one, other);
}

/** When one side breaks, so does the other. */
export function breakTogether(one: Duplex, other: Duplex): void {
  for (const [each, opposite] of [
    [one, other],
    [other, one],
  ] as const) {
    each.on('error', () => reset(opposite));
    // A side that closed without having announced its end has broken as well.
    each.on('close', () => {
      if (!each.readableEnded) opposite.destroy();
    });
  }
}

/** An end would read as if all had been said. */
function reset(stream: Duplex): void {
  if (stream instanceof Socket) stream.resetAndDestroy();
  else stream.destroy();
}
