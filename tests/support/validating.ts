import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atLeast } from '../../src/core/model/product.ts';
import { readTopology } from '../../src/core/model/read.ts';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import type { Exporter } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import type { Certificates } from './certificates.ts';
import type { Validation } from './running.ts';

const templates = join(import.meta.dirname, '../../src/core/templates');

export const templateFiles = readdirSync(templates).filter((file) => file.endsWith('.json'));

export function readTemplate(file: string): Topology {
  const topology = readTopology(readFileSync(join(templates, file), 'utf8'));
  if (!topology.ok) throw new Error(JSON.stringify(topology.problems));
  return topology.value;
}

export interface Subject {
  readonly product: string;
  readonly exportPlan: Exporter;
  readonly certificates: Certificates;
  readonly check: (file: string) => Validation;
  /** The first release whose syntax the installed one can't read: nodes of it are exported without their version. */
  readonly unread?: string;
}

/** The files that a design's nodes of the product export to, by path, every file that they name provided. */
export function exportAll(subject: Subject, drawn: Topology): ReadonlyMap<string, string> {
  const { product, exportPlan, certificates, unread } = subject;
  const topology: Topology = {
    ...drawn,
    nodes: mapTable(drawn.nodes, (node) => {
      const { version, ...rest } = node;
      const newer =
        unread !== undefined && version !== undefined && node.product === product && atLeast(version, unread);
      return newer ? rest : node;
    }),
  };
  const plans = planDesign(topology, simulate(topology, products), products, certificates.binding());
  const ours = plans.filter((plan) => plan.product.id === product);
  // Validators look whether key and certificate fit, not for whom they are; issuing one for all saves most of the time.
  if (ours.length > 0) certificates.provide(plans, () => ({ names: ['any.example'] }));
  return new Map(ours.flatMap((plan) => exportPlan(plan).files.map(({ path, text }) => [path, text])));
}

/** Exports a design and gives each file to the real server; throws what it says against one. Returns their number. */
export function validate(subject: Subject, topology: Topology): number {
  const files = exportAll(subject, topology);
  for (const [path, text] of files) {
    const { accepted, output } = subject.check(store(subject, path, text));
    if (!accepted) throw new Error(`${output}\n${text}`);
  }
  return files.size;
}

export function store({ certificates }: Pick<Subject, 'certificates'>, path: string, text: string): string {
  const file = join(certificates.directory, 'exported', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
