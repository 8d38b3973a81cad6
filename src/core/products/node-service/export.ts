import { node } from '../../clients/node/index.ts';
import { serviceExporter } from '../../clients/service-export.ts';

export const exportPlan = serviceExporter(node);
