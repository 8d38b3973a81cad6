import type { MeshExporter } from '../plan/mesh-plan.ts';

/** By mesh, found by folder as those of the products are. */
const found = import.meta.glob<MeshExporter>('./*/export.ts', { eager: true, import: 'exportMesh' });

export const meshExporters: ReadonlyMap<string, MeshExporter> = new Map(
  Object.entries(found).map(([path, exporter]) => [path.split('/')[1] ?? '', exporter]),
);
