import { expect } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportDesign } from '../../src/core/plan/bundle.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { type Details, draw } from './draw.ts';
import { parseTerraform } from './terraform.ts';

/** A block of a parsed file: the parser wraps every one in a list. */
// biome-ignore lint/suspicious/noExplicitAny: a parsed file has whatever shape was written; a wrong guess fails the test
export type Parsed = any;

export interface Read {
  readonly json: Parsed;
  readonly notices: readonly string[];
  /** The only resource of a type that the file holds. */
  readonly only: (type: string) => Parsed;
}

/** What is exported for a node in AWS, read back. */
export async function readAws(topology: Topology, node: string): Promise<Read> {
  const { nodes } = exportDesign(planDesign(topology, simulate(topology, products), products), exporters);
  const found = nodes.find((each) => each.node === node);
  const text = found?.files.find(({ path }) => path === `terraform/aws/${node}.tf`)?.text ?? '';
  const json: Parsed = await parseTerraform(`${node}.tf`, text);
  return {
    json,
    notices: (found?.notices ?? []).map(({ kind, message }) => `${kind}: ${message}`),
    only: (type) => {
      const named: Parsed[] = Object.values(json.resource?.[type] ?? {});
      expect(named.length, type).toBe(1);
      return named[0][0];
    },
  };
}

/** The same for the node `it` of a drawing. */
export const drawnAws = (lines: string | readonly string[], details?: Details) => readAws(draw(lines, details), 'it');
