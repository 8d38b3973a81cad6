import { expect, test } from 'vitest';
import { card, handleTop, spotForZone } from '../../../src/ui/canvas/geometry.ts';

test('the marks of few listeners keep their distance, those of many stay on the card', () => {
  expect(handleTop(0, 1)).toBe(card.height / 2);
  expect(handleTop(2, 3) - handleTop(1, 3)).toBe(32);
  expect(handleTop(0, 50)).toBeGreaterThanOrEqual(0);
  expect(handleTop(49, 50)).toBeLessThanOrEqual(card.height);
});

test('a new zone stands beside the frames that are in its way, and nowhere else', () => {
  expect(spotForZone([])).toEqual({ x: 0, y: -280 });
  expect(spotForZone([{ x: 0, y: 0, width: 400, height: 200 }])).toEqual({ x: 0, y: -280 });
  const frames = [
    { x: 300, y: -300, width: 200, height: 200 },
    { x: -50, y: -280, width: 300, height: 200 },
  ];
  expect(spotForZone(frames).x).toBeGreaterThanOrEqual(500);
});
