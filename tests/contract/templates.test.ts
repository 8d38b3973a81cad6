import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/core/index.ts';
import { readTopology } from '../../src/core/model/read.ts';
import { writeTopology } from '../../src/core/model/write.ts';
import { products } from '../../src/core/products/index.ts';
import { templates } from '../../src/core/templates/index.ts';

const folder = fileURLToPath(new URL('../../src/core/templates', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('the templates', () => {
  it('are all listed, each under the name of its file', () => {
    expect(templates.map(({ id }) => `${id}.json`).sort()).toEqual([...files].sort());
  });

  it('have titles and summaries for the menu', () => {
    for (const { title, summary } of templates) {
      expect(title.length).toBeGreaterThan(3);
      expect(summary).toMatch(/[.!?]$/);
    }
  });

  it.each(files)('%s opens, names known products, and has a place for every box', (name) => {
    const read = readTopology(readFileSync(`${folder}/${name}`, 'utf8'));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const topology = read.value;
    for (const node of topology.nodes.values()) {
      expect(products.has(node.product), node.product).toBe(true);
      expect(topology.layout.has(node.id), `position of ${node.id}`).toBe(true);
      expect(topology.zones.has(node.zone ?? ''), `zone of ${node.id}`).toBe(true);
    }
    const { simulation } = check(topology);
    expect(simulation.flows.size).toBeGreaterThan(0);
    expect(simulation.notes).toEqual([]);

    const again = readTopology(writeTopology(topology));
    expect(again).toEqual(read);
  });

  it.each(templates.map((template) => [template.id, template] as const))(
    '%s loads what its file says',
    async (id, template) => {
      expect(await template.load()).toEqual(JSON.parse(readFileSync(`${folder}/${id}.json`, 'utf8')));
    },
  );
});
