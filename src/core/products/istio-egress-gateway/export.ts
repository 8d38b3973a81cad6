import type { Exporter } from '../../plan/exporter.ts';
import { gatewayExport } from '../istio-gateway/gateway-export.ts';

export const exportPlan: Exporter = (plan) =>
  gatewayExport(plan, [
    {
      kind: 'by-hand',
      about: plan.node.id,
      message: `Members reach ${plan.node.title} by its own name. To lead calls to outside names there as they are, bind a VirtualService for those names to the gateway "mesh" as well, and keep other ways out shut by a NetworkPolicy.`,
    },
  ]);
