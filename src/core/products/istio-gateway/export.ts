import type { Exporter } from '../../plan/exporter.ts';
import { gatewayExport } from './gateway-export.ts';

export const exportPlan: Exporter = (plan) => gatewayExport(plan);
