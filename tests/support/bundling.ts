import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleDesign, type DesignBundle } from '../../src/core/bundle/design.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { containers } from '../../src/core/products/containers.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';

/** Everything that a design exports. */
export function bundleOf(topology: Topology): DesignBundle {
  const simulation = simulate(topology, products);
  return bundleDesign(topology, simulation, planDesign(topology, simulation, products), exporters, containers);
}

export const textOf = ({ all }: DesignBundle, path: string): string =>
  all.find((file) => file.path === path)?.text ?? '';

/** A folder with everything that a design exports, as it comes out of the archive. */
export class ExportedFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'plainsight-export-'));

  constructor(topology: Topology, change: (path: string, text: string) => string = (_path, text) => text) {
    for (const { path, text, executable } of bundleOf(topology).all) {
      const file = join(this.path, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, change(path, text));
      if (executable) chmodSync(file, 0o755);
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
