import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Region, recordPlaces } from '../../../src/cli/record-places.ts';
import { toDocument } from '../../../src/core/model/write.ts';
import { topologies } from '../../support/arbitrary.ts';

/** What stands in a region, cut out of the text line by line. */
function cut(text: string, region: Region | null): string {
  if (!region) return 'null';
  const lines = text.split('\n').slice(region.startLine - 1, region.endLine);
  const last = lines.length - 1;
  return lines
    .map((line, i) => line.slice(i === 0 ? region.startColumn - 1 : 0, i === last ? region.endColumn - 1 : undefined))
    .join('\n');
}

describe('places of records in the text', () => {
  it('are where the records stand, however the text is laid out', () => {
    fc.assert(
      fc.property(topologies, fc.constantFrom(undefined, 1, 2, '\t'), (topology, indent) => {
        const document = toDocument(topology);
        const text = JSON.stringify(document, null, indent);
        const { record, listener } = recordPlaces(text);
        for (const table of ['zones', 'nodes', 'links', 'data', 'flows'] as const)
          for (const each of document[table]) expect(JSON.parse(cut(text, record(table, each.id)))).toEqual(each);
        for (const node of document.nodes)
          for (const each of node.listeners ?? [])
            expect(JSON.parse(cut(text, listener(node.id, each.id)))).toEqual(each);
      }),
      { numRuns: 200 },
    );
  });

  it('hold when the id comes last, and when texts look like structure', () => {
    const text =
      '{"title":"}],[{\\"id\\":","nodes":[\n  {"title":"a\\\\","listeners":[{"port":1,"id":"in"}],"id":"n"}]}';
    const { record, listener } = recordPlaces(text);
    expect(record('nodes', 'n')).toMatchObject({ startLine: 2, startColumn: 3, endLine: 2 });
    expect(JSON.parse(cut(text, record('nodes', 'n')))).toMatchObject({ title: 'a\\', id: 'n' });
    expect(cut(text, listener('n', 'in'))).toBe('{"port":1,"id":"in"}');
    expect(record('links', 'n')).toBeNull();
    expect(record('nodes', 'in')).toBeNull();
  });
});
