import type { ExportedFile, Exporter } from './exporter.ts';
import type { Notice, Plan } from './plan.ts';
import { unwritten } from './unwritten.ts';

export interface NodeExport {
  readonly node: string;
  readonly title: string;
  readonly files: readonly ExportedFile[];
  readonly notices: readonly Notice[];
}

export interface Bundle {
  readonly nodes: readonly NodeExport[];
  /** Every file once, by path: what several nodes share (a Terraform provider block) is written by each of them alike. */
  readonly files: readonly ExportedFile[];
}

/** Exports a whole design. A node whose product has no exporter is named, not left out in silence. */
export function exportDesign(plans: readonly Plan[], exporters: ReadonlyMap<string, Exporter>): Bundle {
  const nodes = plans.map((plan): NodeExport => {
    const exporter = exporters.get(plan.product.id);
    const { id, title } = plan.node;
    if (!exporter) return { node: id, title, files: [], notices: [...plan.notices, ...unwritten(plan)] };
    return { node: id, title, ...exporter(plan) };
  });
  const files = new Map<string, ExportedFile>();
  for (const file of nodes.flatMap((node) => node.files)) {
    const known = files.get(file.path);
    if (known && known.text !== file.text) throw new Error(`two nodes export different files to ${file.path}`);
    files.set(file.path, file);
  }
  return { nodes, files: [...files.values()] };
}
