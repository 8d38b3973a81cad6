import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../../src/core/diagram/formats.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { titles } from '../../support/arbitrary.ts';
import { drawn, elementsOf, everyTemplate, textOf } from '../../support/pictures.ts';
import { hostileTitles } from '../../support/proxies.ts';
import { readXml, type XmlElement } from '../../support/xml-reader.ts';

// A title is a leaf in every format: whatever it says, the file has the same structure as with a harmless one.

const [, shop] = (await everyTemplate()).find(([id]) => id === 'shop') ?? [];
if (!shop) throw new Error('no shop');

const titled = (topology: Topology, title: string): Topology => {
  const all = <T extends object>(table: ReadonlyMap<string, T>) =>
    new Map([...table].map(([id, record]) => [id, { ...record, title }]));
  const { zones, nodes, data, flows } = topology;
  return { ...topology, title, zones: all(zones), nodes: all(nodes), data: all(data), flows: all(flows) };
};

/** Elements without what a title's own width and lines decide. */
const treeOf = ({ name, children }: XmlElement): unknown => [
  name,
  children.filter(({ name: inner }) => inner !== 'text' && inner !== 'title').map(treeOf),
];

/** Lines with every quoted text in them cut out: what is left is what the program obeys. */
const outside = (text: string, quote: RegExp): readonly string[] =>
  text.split('\n').map((line) => line.replaceAll(quote, '""'));

const shapes: Readonly<Record<FormatName, (text: string) => unknown>> = {
  svg: (text) => treeOf(readXml(text)),
  drawio: (text) =>
    elementsOf(text).map(({ name, attributes }) => [name, [...attributes].filter(([key]) => key !== 'value')]),
  excalidraw: (text) =>
    (JSON.parse(text).elements as Record<string, unknown>[]).map(({ id, type, containerId, link }) => [
      id,
      type,
      containerId,
      link,
    ]),
  // Letters, digits, blanks, breaks, numbered characters and what is beyond ASCII; whatever else stood in quotes would stay.
  mermaid: (text) => outside(text, /"(?:[A-Za-z0-9 ]|#\d+;|<br\/>|[\u0080-\u{10ffff}]|\\u[0-9a-f]{4})*"/gu),
  dot: (text) => outside(text, /"(?:[^"\\]|\\.)*"/g),
  plantuml: (text) =>
    outside(
      text.replaceAll(/^title .*$/gm, (line) => `title "${line.slice(6)}"`),
      /"(?:[A-Za-z0-9 ]|<U\+[0-9A-F]+>|\\n|[\u0080-\u{10ffff}])*"/gu,
    ),
};

describe.each(Object.keys(shapes) as FormatName[])('a hostile title in %s', (format) => {
  const shape = (title: string) => shapes[format](textOf(drawn(titled(shop, title)), format));
  const benign = shape('Plain');

  it('is inert, one by one', () => {
    for (const title of [
      ...hostileTitles,
      '</title></svg><script>',
      ']]>',
      '%%{init: {}}%%',
      '---',
      '!include /etc/passwd',
      '\\N\\G',
      '&quot;',
      '<U+0022>',
    ])
      expect(shape(title), title).toEqual(benign);
  });

  it('is inert, a thousand at random', () => {
    fc.assert(
      fc.property(titles, (title) => {
        expect(shape(title)).toEqual(benign);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('text', () => {
  it('is shown as it stands', () => {
    const title = 'a "b" <c> & \\d';
    const picture = drawn(titled(shop, title));
    expect(
      elementsOf(textOf(picture, 'svg')).filter(({ name, text }) => name === 'title' && text === title).length,
    ).toBe(1);
    expect(elementsOf(textOf(picture, 'drawio')).some(({ attributes }) => attributes.get('value') === title)).toBe(
      true,
    );
    expect(JSON.parse(textOf(picture, 'excalidraw')).elements[0].text).toBe(title);
    expect(textOf(picture, 'dot')).toContain('label="a \\"b\\" <c> &amp; \\\\d');
    expect(textOf(picture, 'mermaid')).toContain('a #34;b#34; #60;c#62; #38; #92;d');
    expect(textOf(picture, 'plantuml')).toContain('a <U+0022>b<U+0022> <U+003C>c<U+003E> <U+0026> <U+005C>d');
  });
});
