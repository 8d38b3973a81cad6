import { serviceExporter } from '../../clients/service-export.ts';
import { spring } from '../../clients/spring/index.ts';

export const exportPlan = serviceExporter(spring);
