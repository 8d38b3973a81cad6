import { expect } from 'vitest';
import type { Listener } from '../../src/core/model/schema.ts';
import type { Exported } from '../../src/core/plan/exporter.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { type Details, draw } from './draw.ts';

export interface Store extends Exported {
  readonly plan: Plan;
  /** The text of one file. */
  readonly text: (name: string) => string;
  /** Its lines without comments. */
  readonly lines: (name: string) => readonly string[];
}

/** What a data store `db` of a drawing exports to; the link into it is `app-db`. */
export function exportedStore(product: string, line: string, details: Details = {}): Store {
  const protocol = products.get(product)?.defaults.protocol ?? 'tcp';
  const topology = draw(line, { links: { 'app-db': { protocol } }, ...details });
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'db');
  const exporter = exporters.get(product);
  if (!plan || !exporter) throw new Error(`there is no db, or ${product} has no exporter`);
  const exported = exporter(plan);
  const text = (name: string) => {
    const file = exported.files.find(({ path }) => path === `db/${name}`);
    expect(file, `${name} of ${exported.files.map(({ path }) => path).join(', ')}`).toBeDefined();
    return file?.text ?? '';
  };
  const lines = (name: string) =>
    text(name)
      .split('\n')
      .filter((each) => each !== '' && !each.startsWith('#'));
  return { ...exported, plan, text, lines };
}

/** The drawing's listeners in place of the one that the line names. */
export const listening = (...listeners: readonly Listener[]): Details => ({
  nodes: { db: { listeners: [...listeners] } },
});

export const kindsOf = ({ notices }: Exported): readonly (readonly [string, string])[] =>
  notices.map(({ kind, about }) => [kind, about] as const);
