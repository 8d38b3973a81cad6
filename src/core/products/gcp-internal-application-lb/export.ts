import { exportApplicationBalancer } from '../../config/terraform-google-alb.ts';
import type { Exporter } from '../../plan/exporter.ts';

export const exportPlan: Exporter = exportApplicationBalancer({ scheme: 'INTERNAL_MANAGED', caches: false });
