import { exportApplicationBalancer } from '../../config/terraform-google-alb.ts';
import type { Exporter } from '../../plan/exporter.ts';

export const exportPlan: Exporter = exportApplicationBalancer({ scheme: 'EXTERNAL_MANAGED', caches: false });
