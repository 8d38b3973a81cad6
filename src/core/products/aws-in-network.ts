import type { Item } from '../config/hcl.ts';
import { gather, type Notices } from '../config/terraform.ts';
import { mainFile, networkFile, nodeFile } from '../config/terraform-aws.ts';
import type { Exporter } from '../plan/exporter.ts';
import type { Plan, PlannedListener } from '../plan/plan.ts';
import { onePort } from './serving.ts';

type Items = (plan: Plan, listener: PlannedListener, notices: Notices) => readonly Item[];

/** Terraform for what AWS runs inside a VPC and clients reach at one port; without a listener there is nothing of it. */
export const inNetwork =
  (itemsOf: Items): Exporter =>
  (plan) => {
    const notices = gather(plan);
    const { listener, notices: refused } = onePort(plan);
    for (const { kind, about, message } of refused) notices.say(kind, about, message);
    const items = listener ? itemsOf(plan, listener, notices) : [];
    return {
      files: [
        mainFile(plan.design),
        ...(listener ? [networkFile(plan.design)] : []),
        nodeFile(plan, notices.all, items),
      ],
      notices: notices.all,
    };
  };
