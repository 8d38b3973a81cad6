import type { Plan, Upstream } from '../plan/plan.ts';
import { assignments, type ClientFiles } from './client-files.ts';
import { otherClient } from './other-client.ts';
import { postgresClient } from './postgres-client.ts';
import { redisClient } from './redis-client.ts';
import { toolFiles } from './tools.ts';

/** What one connection of a service is given, whatever its language. */
export function clientOf(plan: Plan, upstream: Upstream): ClientFiles {
  if (!upstream.forwarded && upstream.protocol === 'postgres') return postgresClient(plan, upstream);
  if (!upstream.forwarded && upstream.protocol === 'redis') return redisClient(upstream);
  const client = otherClient(upstream);
  const tool = toolFiles(plan, upstream);
  if (!tool) return client;
  const { variables, settings, script, notices } = tool;
  return {
    ...client,
    environment: [...client.environment, ...assignments(variables)],
    ...(settings ? { settings } : {}),
    ...(script ? { script } : {}),
    notices: [...client.notices, ...notices],
  };
}
