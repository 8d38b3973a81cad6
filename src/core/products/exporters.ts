import type { Exporter } from '../plan/exporter.ts';

/** By product id. Apart from `index.ts`, because exporters are heavy and only loaded when somebody opens the configs. */
const found = import.meta.glob<Exporter>('./*/export.ts', { eager: true, import: 'exportPlan' });

export const exporters: ReadonlyMap<string, Exporter> = new Map(
  Object.entries(found).map(([path, exporter]) => [path.split('/')[1] ?? '', exporter]),
);
