import { zipOf } from '../core/bundle/archive.ts';
import { bundleDesign } from '../core/bundle/design.ts';
import { check } from '../core/index.ts';
import { encodeDesign } from '../core/link/codec.ts';
import type { NodeExport } from '../core/plan/bundle.ts';
import { asDrawn, planDesign } from '../core/plan/plan.ts';
import { containers } from '../core/products/containers.ts';
import { exporters } from '../core/products/exporters.ts';
import { products } from '../core/products/index.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { writeFiles, writeOne } from './write-files.ts';

export async function exportCommand(
  { file, out, zip, baseUrl, node, force }: Extract<Command, { name: 'export' }>,
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
  const reopen = baseUrl === null ? null : `${new URL(baseUrl).href}#d=${encodeDesign(topology)}`;
  const { simulation } = check(topology);
  const plans = planDesign(topology, simulation, products, asDrawn, reopen);
  const bundle = bundleDesign(topology, simulation, plans, exporters, containers);
  const wanted = node === null ? bundle.nodes : bundle.nodes.filter((each) => each.node === node);
  const paths = new Set(wanted.flatMap(({ files }) => files.map(({ path }) => path)));
  const files = node === null ? bundle.all : bundle.files.filter(({ path }) => paths.has(path));

  const refuse = (where: string, problem: string): ExitCode => {
    io.err(forTerminal(`${where}: ${problem}`));
    return exitCodes.refused;
  };
  if (out !== null) {
    const problem = await writeFiles(out, files, force);
    if (problem !== null) return refuse(out, problem);
  }
  if (zip !== null) {
    const problem = await writeOne(zip, zipOf(files), force);
    if (problem !== null) return refuse(zip, problem);
  }
  const shared = node === null ? bundle.shared.map(({ path }) => `  wrote ${path}`) : [];
  const zones = node === null ? bundle.zones.flatMap(({ zone, ...rest }) => partLines({ id: zone, ...rest })) : [];
  const lines = [
    ...(shared.length > 0 ? ['The design as a whole', ...shared] : []),
    ...wanted.flatMap(({ node: id, ...rest }) => partLines({ id, ...rest })),
    ...zones,
  ];
  io.out(`${lines.map(forTerminal).join('\n')}\n`);
  return exitCodes.done;
}

/** What was written for a node or a mesh zone, and everything that its files can't say by themselves. */
const partLines = ({
  id,
  title,
  files,
  notices,
}: Omit<NodeExport, 'node'> & { readonly id: string }): readonly string[] => [
  `${title} (${id})${files.length === 0 ? ': nothing is exported for its product' : ''}`,
  ...files.map(({ path }) => `  wrote ${path}`),
  ...notices.map(({ kind, about, message }) => `  ${kind}: ${about}: ${message}`),
];
