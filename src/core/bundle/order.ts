import type { Plan } from '../plan/plan.ts';

/** Plans so that whoever is dialled comes before whoever dials; where they dial in a circle, as they are drawn. */
export function orderOf(plans: readonly Plan[]): readonly Plan[] {
  const byId = new Map(plans.map((plan) => [plan.node.id, plan]));
  const state = new Map<string, 'open' | 'done'>();
  const ordered: Plan[] = [];
  for (const start of plans) {
    // A stack of its own: a chain of drawn nodes may be longer than the engine's.
    const path: { plan: Plan; next: number }[] = [{ plan: start, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (!top) break;
      const { id } = top.plan.node;
      if (top.next === 0) {
        if (state.has(id)) {
          path.pop();
          continue;
        }
        state.set(id, 'open');
      }
      const target = top.plan.upstreams[top.next++];
      if (target) {
        const plan = byId.get(target.node);
        if (plan && !state.has(target.node)) path.push({ plan, next: 0 });
        continue;
      }
      state.set(id, 'done');
      ordered.push(top.plan);
      path.pop();
    }
  }
  return ordered;
}
