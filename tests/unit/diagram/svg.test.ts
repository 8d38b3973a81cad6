import { describe, expect, it } from 'vitest';
import { overlap } from '../../../src/core/diagram/geometry.ts';
import { pictureOfBoth, sceneOf } from '../../../src/core/diagram/picture.ts';
import { themes } from '../../../src/core/diagram/themes.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { draw } from '../../support/draw.ts';
import { drawn, elementsOf, everyTemplate, svgOf, textOf } from '../../support/pictures.ts';

const templates = await everyTemplate();
const shop = templates.find(([id]) => id === 'shop')?.[1] as Topology;
const textsIn = (svg: string): readonly string[] =>
  elementsOf(svg).flatMap(({ name, text }) => (name === 'text' ? [text] : []));
const strokesIn = (svg: string): readonly (readonly [string, number])[] =>
  elementsOf(svg).flatMap(({ name, attributes }) =>
    name === 'path' && attributes.get('fill') === 'none'
      ? [[attributes.get('stroke') ?? '', Number(attributes.get('stroke-width'))] as const]
      : [],
  );
const legendOf = (topology: Topology) => drawn(topology).legend.map(({ word }) => word);

describe('a picture as SVG', () => {
  it.each(templates.flatMap(([id, topology]) => themes.map((theme) => [id, theme, topology] as const)))(
    '%s in %s is made of shapes and text alone, and of nothing from elsewhere',
    (_, theme, topology) => {
      const elements = elementsOf(svgOf(topology, undefined, theme));
      const known = ['circle', 'defs', 'desc', 'ellipse', 'g', 'path', 'pattern', 'rect', 'svg', 'text', 'title'];
      expect([...new Set(elements.map(({ name }) => name))].sort().filter((name) => !known.includes(name))).toEqual([]);
      for (const { attributes } of elements)
        for (const [key, value] of attributes) {
          expect(key).not.toMatch(/^(?:on|href|style|src|xlink)/);
          if (value.includes('url(')) expect(value).toBe('url(#plainsight-foreign)');
        }
      expect(elements.flatMap(({ attributes }) => [...attributes.values()]).join(' ')).not.toMatch(
        /NaN|undefined|Infinity/,
      );
    },
  );

  it.each(templates)(
    '%s: says every link in its description, and no badge covers a card or another badge',
    (_, topology) => {
      const [panel] = drawn(topology).panels;
      if (!panel) throw new Error('no panel');
      expect(panel.cards.length).toBe(topology.nodes.size);
      expect(panel.links.length).toBe(topology.links.size);
      const description = elementsOf(svgOf(topology)).find(({ name }) => name === 'desc')?.text ?? '';
      const labels = panel.links.map(({ label, from, to, word }) => {
        const title = (id: string) => topology.nodes.get(id)?.title ?? '';
        expect(description).toContain(`${title(from)} → ${title(to)}: ${word}.`);
        expect(label).not.toBeNull();
        return label?.box ?? { x: 0, y: 0, width: 0, height: 0 };
      });
      labels.forEach((label, at) => {
        for (const { box } of panel.cards) expect(overlap(label, box)).toBe(false);
        for (const other of labels.slice(at + 1)) expect(overlap(label, other)).toBe(false);
      });
    },
  );

  it('gives the same bytes twice', () => expect(svgOf(shop)).toBe(svgOf(shop)));

  it('draws plaintext as a heavy line, and a session as a tube with caps at both ends', () => {
    const plaintext = svgOf(draw('a(browser) --> b[plaintext]'));
    expect(strokesIn(plaintext)).toContainEqual(['#d55e00', 4.5]);
    expect(strokesIn(plaintext).filter(([, width]) => width === 11)).toEqual([]);
    const session = svgOf(draw('a(browser) ==> b(nginx)[terminate]'));
    expect(strokesIn(session)).toContainEqual(['#cfe6f5', 11]);
    expect(strokesIn(session).filter(([colour]) => colour === '#d55e00')).toEqual([]);
    const caps = elementsOf(session).filter(
      ({ attributes }) => attributes.get('width') === '4' && attributes.get('height') === '16',
    );
    expect(caps.length).toBe(2);
  });

  it('runs the tube of one session through a relay as a pipe, with a cap at its two ends only', () => {
    const topology = draw('a(browser) ==> lb(haproxy)[tcp] ==> b(nginx)[terminate]');
    const svg = svgOf(topology);
    expect(legendOf(topology)).toContain('pipe');
    expect(drawn(topology).panels[0]?.cards.map(({ pipe }) => pipe)).toEqual([null, 'server', null]);
    const caps = elementsOf(svg).filter(
      ({ attributes }) => attributes.get('width') === '4' && attributes.get('height') === '16',
    );
    expect(caps.length).toBe(2);
  });

  it('breaks a failing link in the middle', () => {
    const svg = svgOf(draw('a(nginx) --> b(nginx)[terminate]'));
    const broken = elementsOf(svg).filter(({ attributes }) => attributes.get('stroke') === '#5d6a77');
    expect(broken.some(({ attributes }) => (attributes.get('d') ?? '').split('M').length === 3)).toBe(true);
    expect(textsIn(svg)).toContain('fails');
  });

  it('explains in its legend exactly what is on it', () => {
    expect(legendOf(draw('a(browser) --> b[plaintext]'))).toEqual(['readable', 'plaintext port', 'data']);
    expect(legendOf(draw('a(browser) ==> b(nginx)[terminate]'))).toEqual(['TLS', 'TLS ends here', 'data', 'key']);
    expect(legendOf(draw('a(browser) =none=> b(nginx)[terminate]'))).not.toContain('readable');
  });

  it('shows one flow, with everything else pale or left out', () => {
    const topology = draw(['a(browser) --> b --> c', 'd(browser) --> b']);
    const pale = drawn(topology, { kind: 'flow', flow: 'flow2', alone: false }).panels[0];
    expect(pale?.links.map(({ id, pale: isPale }) => [id, isPale])).toEqual([
      ['a-b', true],
      ['b-c', true],
      ['d-b', false],
    ]);
    const alone = drawn(topology, { kind: 'flow', flow: 'flow2', alone: true }).panels[0];
    expect(alone?.cards.map(({ id }) => id).sort()).toEqual(['b', 'd']);
    expect(alone?.links.map(({ id }) => id)).toEqual(['d-b']);
  });

  it('shows what one observer reads, and says it in words', () => {
    const picture = drawn(shop, { kind: 'observer', observer: { kind: 'tap', zone: 'vpc' } });
    expect(picture.sentence).toBe('Someone listening in VPC: reads Card number.');
    const sights = new Map(picture.panels[0]?.links.map(({ id, sight }) => [id, sight]));
    expect([...sights]).toEqual([
      ['l1', 'nothing'],
      ['l2', 'metadata'],
      ['l3', 'reads'],
      ['l4', 'reads'],
    ]);
    expect(picture.panels[0]?.cards.flatMap(({ chips }) => chips)).toEqual([]);
    const operator = drawn(shop, { kind: 'observer', observer: { kind: 'operator', operator: 'AWS' } });
    expect(operator.panels[0]?.cards.filter(({ chips }) => chips.length > 0).map(({ id }) => id)).toEqual(['cdn']);
  });

  it('puts two designs beside each other and marks what differs in both', () => {
    const [a, b] = ['-->', '==>'].map((arrow) =>
      draw(`a(browser) ${arrow} b(nginx)[${arrow === '-->' ? 'plaintext' : 'terminate'}] --> c`),
    );
    if (!a || !b) throw new Error('two designs');
    const picture = pictureOfBoth(sceneOf(a), sceneOf(b));
    for (const { links, cards } of picture.panels) {
      expect(links.filter(({ changed }) => changed).map(({ id }) => id)).toEqual(['a-b']);
      expect(cards.filter(({ changed }) => changed).map(({ id }) => id)).toEqual(['b']);
    }
    expect(textsIn(textOf(picture, 'svg')).filter((text) => /^[AB]: /.test(text)).length).toBe(2);
    expect(pictureOfBoth(sceneOf(a), sceneOf(a)).legend.map(({ word }) => word)).not.toContain('changed');
  });
});
