import type { Plan, Upstream } from '../plan/plan.ts';
import type { ClientFiles } from './client-files.ts';
import { otherClient } from './other-client.ts';
import { postgresClient } from './postgres-client.ts';
import { redisClient } from './redis-client.ts';

/** By protocol; whatever is not listed has an address, files, and what to do. */
const clients: ReadonlyMap<string, (upstream: Upstream, plan: Plan) => ClientFiles> = new Map([
  ['postgres', (upstream: Upstream, plan: Plan) => postgresClient(plan, upstream)],
  ['redis', redisClient],
]);

export const clientOf = (plan: Plan, upstream: Upstream): ClientFiles =>
  ((upstream.forwarded ? undefined : clients.get(upstream.protocol)) ?? otherClient)(upstream, plan);
