import { golang } from '../../clients/go/index.ts';
import { serviceExporter } from '../../clients/service-export.ts';

export const exportPlan = serviceExporter(golang);
