import { check } from '../core/index.ts';
import { exportDesign, type NodeExport } from '../core/plan/bundle.ts';
import { planDesign } from '../core/plan/plan.ts';
import { exporters } from '../core/products/exporters.ts';
import { products } from '../core/products/index.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { writeFiles } from './write-files.ts';

export async function exportCommand(
  { file, out, node, force }: Extract<Command, { name: 'export' }>,
  io: Io,
): Promise<ExitCode> {
  const design = await readDesign(file, io);
  if (!design) return exitCodes.refused;
  const { topology } = design;
  if (node !== null && !topology.nodes.has(node)) {
    const known = [...topology.nodes.keys()].join(', ') || 'it has none';
    io.err(forTerminal(`plainsight: the design has no node "${node}"; its nodes: ${known}`));
    return exitCodes.usage;
  }
  const plans = planDesign(topology, check(topology).simulation, products);
  const bundle = exportDesign(plans, exporters);
  const wanted = node === null ? bundle.nodes : bundle.nodes.filter((each) => each.node === node);
  const paths = new Set(wanted.flatMap(({ files }) => files.map(({ path }) => path)));
  const files = bundle.files.filter(({ path }) => paths.has(path));

  const problem = await writeFiles(out, files, force);
  if (problem !== null) {
    io.err(forTerminal(`${out}: ${problem}`));
    return exitCodes.refused;
  }
  io.out(`${wanted.flatMap(nodeLines).map(forTerminal).join('\n')}\n`);
  return exitCodes.done;
}

/** What was written for a node, and everything that its files can't say by themselves. */
const nodeLines = ({ node, title, files, notices }: NodeExport): readonly string[] => [
  `${title} (${node})${files.length === 0 ? ': nothing is exported for its product' : ''}`,
  ...files.map(({ path }) => `  wrote ${path}`),
  ...notices.map(({ kind, about, message }) => `  ${kind}: ${about}: ${message}`),
];
