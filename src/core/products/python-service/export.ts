import { python } from '../../clients/python/index.ts';
import { serviceExporter } from '../../clients/service-export.ts';

export const exportPlan = serviceExporter(python);
