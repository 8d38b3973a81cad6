import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { themes } from '../../src/core/diagram/themes.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { draw } from '../support/draw.ts';
import { drawn, everyTemplate, svgOf, textOf } from '../support/pictures.ts';
import { hostileTitles } from '../support/proxies.ts';
import { requireProgram } from '../support/servers.ts';

const rsvg = requireProgram('rsvg-convert', 'librsvg2-bin');
const dot = requireProgram('dot', 'graphviz');
const templates = await everyTemplate();
const hostile: readonly (readonly [string, Topology])[] = hostileTitles.map((title) => [
  `titled ${JSON.stringify(title).slice(0, 40)}`,
  { ...draw('a(browser) ==> b(nginx)[terminate] --> c', { nodes: { b: { title }, c: { title } } }), title },
]);

describe.skipIf(!rsvg)('librsvg', () => {
  it.each([...templates, ...hostile])('draws %s as large as it says it is, in every theme', (_, topology) => {
    for (const theme of themes) {
      const svg = svgOf(topology, undefined, theme);
      const png = execFileSync(rsvg ?? '', [], { input: svg, stdio: ['pipe', 'pipe', 'pipe'] });
      const width = Number(/<svg [^>]*width="([\d.]+)"/.exec(svg)?.[1]);
      expect(Math.abs(png.readUInt32BE(16) - width)).toBeLessThanOrEqual(1);
    }
  });
});

describe.skipIf(!dot)('Graphviz', () => {
  it.each([...templates, ...hostile])(
    'lays %s out, with every component, link and title as it stands',
    (_, topology) => {
      const text = textOf(drawn(topology), 'dot');
      const { objects, edges } = JSON.parse(
        execFileSync(dot ?? '', ['-Tdot_json'], { input: text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }),
      ) as { objects: { name: string; label: string }[]; edges: { tail: number; head: number }[] };
      const cards = objects.filter(({ name }) => /^n\d+_\d+$/.test(name));
      expect(cards.length).toBe(topology.nodes.size);
      const known = new Set(objects.flatMap(({ name }, index) => (/^n/.test(name) ? [index] : [])));
      expect(edges.filter(({ tail }) => known.has(tail)).length).toBe(topology.links.size);
      const written = [...topology.nodes.values()].map(({ title }) =>
        title
          .replaceAll('\\', '\\\\')
          .replaceAll('&', '&amp;')
          .replaceAll(/[\u2028\u2029]/g, ' '),
      );
      expect(
        cards.map(({ label }) => label).filter((label) => !written.some((title) => label.includes(title))),
      ).toEqual([]);
    },
  );
});
