import type { ExportedFile, Exporter } from './exporter.ts';
import type { MeshExporter, MeshPlan } from './mesh-plan.ts';
import type { Notice, Plan } from './plan.ts';
import { unwritten } from './unwritten.ts';

export interface NodeExport {
  readonly node: string;
  readonly title: string;
  readonly files: readonly ExportedFile[];
  readonly notices: readonly Notice[];
}

/** What a mesh zone needs besides what its nodes are told. */
export interface ZoneExport {
  readonly zone: string;
  readonly title: string;
  readonly files: readonly ExportedFile[];
  readonly notices: readonly Notice[];
}

export interface Bundle {
  readonly nodes: readonly NodeExport[];
  readonly zones: readonly ZoneExport[];
  /** Every file once, by path: what several nodes share (a Terraform provider block) is written by each of them alike. */
  readonly files: readonly ExportedFile[];
}

/** Exports a whole design, node by node and mesh by mesh. A node without an exporter is named, not left out in silence. */
export function exportDesign(
  plans: readonly Plan[],
  exporters: ReadonlyMap<string, Exporter>,
  meshes: { readonly plans: readonly MeshPlan[]; readonly exporters: ReadonlyMap<string, MeshExporter> } = {
    plans: [],
    exporters: new Map(),
  },
): Bundle {
  const nodes = plans.map((plan): NodeExport => {
    const exporter = exporters.get(plan.product.id);
    const { id, title } = plan.node;
    if (!exporter) return { node: id, title, files: [], notices: [...plan.notices, ...unwritten(plan)] };
    return { node: id, title, ...exporter(plan) };
  });
  const zones = meshes.plans.flatMap((plan): readonly ZoneExport[] => {
    const exported = meshes.exporters.get(plan.mesh.product)?.(plan);
    return exported ? [{ zone: plan.zone.id, title: plan.zone.title, ...exported }] : [];
  });
  const files = new Map<string, ExportedFile>();
  for (const file of [...nodes, ...zones].flatMap((each) => each.files)) {
    const known = files.get(file.path);
    if (known && known.text !== file.text)
      throw new Error(`two parts of a design export different files to ${file.path}`);
    files.set(file.path, file);
  }
  return { nodes, zones, files: [...files.values()] };
}
