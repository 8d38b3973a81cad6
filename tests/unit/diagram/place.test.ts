import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, card, overlap, zoneFrames } from '../../../src/core/diagram/geometry.ts';
import { placesOf } from '../../../src/core/diagram/place.ts';
import { fitted, textWidth, wrapped } from '../../../src/core/diagram/text.ts';
import { zonesAround } from '../../../src/core/simulation/zones.ts';
import { titles, topologies } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';

describe('places', () => {
  it('reads from left to right where nothing says where anything stands', () => {
    const places = placesOf(draw(['a(browser) --> b --> c --> a', 'd(browser) --> c']));
    const x = (id: string) => places.get(id)?.x ?? Number.NaN;
    expect(x('a')).toBeLessThan(x('b'));
    expect(x('b')).toBeLessThan(x('c'));
    expect(x('d')).toBeLessThan(x('c'));
  });

  it('keeps what the document places, and stands the rest below it', () => {
    const topology = draw('a(browser) --> b --> c');
    const places = placesOf({ ...topology, layout: new Map([['b', { x: 500, y: 300 }]]) });
    expect(places.get('b')).toEqual({ x: 500, y: 300 });
    for (const id of ['a', 'c']) expect(places.get(id)?.y).toBeGreaterThan(300 + card.height);
  });

  it('covers no card with another, and no zone with what lies outside it', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const bare = { ...topology, layout: new Map() };
        const places = placesOf(bare);
        const boxes = [...places].map(([id, at]): readonly [string, Box] => [id, { ...at, ...card }]);
        expect(boxes.length).toBe(topology.nodes.size);
        const frames = zoneFrames(bare, places);
        boxes.forEach(([id, box], at) => {
          for (const [, other] of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
          const around = new Set(zonesAround(topology, topology.nodes.get(id)?.zone).map((zone) => zone.id));
          for (const [zone, frame] of frames) expect(overlap(box, frame)).toBe(around.has(zone));
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('text', () => {
  const type = { size: 13, bold: true } as const;

  it('fits into its room, whatever it says', () => {
    fc.assert(
      fc.property(titles, fc.integer({ min: 40, max: 300 }), fc.integer({ min: 1, max: 3 }), (text, room, most) => {
        expect(textWidth(fitted(text, room, type), type)).toBeLessThanOrEqual(room);
        const lines = wrapped(text, room, most, type);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(textWidth(line, type)).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('breaks between words, and loses none where there is room', () => {
    expect(wrapped('Application Load Balancer', 120, 3, type)).toEqual(['Application', 'Load Balancer']);
    expect(wrapped('two  blanks', 500, 2, type)).toEqual(['two blanks']);
    expect(wrapped('', 500, 2, type)).toEqual([]);
  });
});
