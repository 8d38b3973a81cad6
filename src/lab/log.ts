import { protocols } from '../core/model/protocols.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { FlowVerdict } from '../core/simulation/verdict.ts';
import type { Difference } from './compare.ts';
import type { Lab } from './lab.ts';
import { isProgram } from './program.ts';

/** Whether a line, or one of those that `|` divides, stands in a log; `…` in it is anything. */
export const stands = (line: string, log: string): boolean =>
  line.split(' | ').some((each) => new RegExp(each.split('…').map(literally).join('[\\s\\S]*?')).test(log));

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Products that a program of the lab is: it dials by curl and by Node.js, and has their words. */
const themselves: ReadonlySet<string> = new Set(['api-client', 'node-service']);

/**
 * Whether a line is what this very product is known to write, or the client library of a database. Where nobody knows,
 * the cause's own words are there for a person to search by; and a browser has other words than what stands in for it.
 */
const isOwnWord = (plan: Plan, line: string): boolean => {
  const { product } = plan;
  // Who writes nothing about it is said to.
  if (line.startsWith('nothing ')) return false;
  if (libraries.has(line)) return true;
  return (!isProgram(plan) || themselves.has(product.id)) && Object.values(product.logs ?? {}).includes(line);
};

const libraries: ReadonlySet<string> = new Set(protocols.flatMap(({ clientLogs }) => Object.values(clientLogs ?? {})));

/** How long a server is given to write its line, in milliseconds. */
const patience = 1_000;

/** Whether what is to stand in a log where a flow fails has come to stand there; `before` is how long each log was. */
export async function logDifferences(
  { flow, cause, failsAt }: FlowVerdict,
  { plans, log }: Pick<Lab, 'plans' | 'log'>,
  before: ReadonlyMap<string, number>,
): Promise<readonly Difference[]> {
  if (!cause || failsAt === undefined) return [];
  const { node, line } = cause.log;
  const plan = plans.find((each) => each.node.id === node);
  if (!plan || !isOwnWord(plan, line)) return [];
  const since = () => log(node).slice(before.get(node) ?? 0);
  for (const deadline = Date.now() + patience; !stands(line, since()); ) {
    if (Date.now() > deadline)
      return [{ flow: flow.id, link: failsAt, about: 'log', predicted: `${node}: ${line}`, observed: tail(since()) }];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return [];
}

/** As much of a log as a person reads. */
const tail = (log: string): string => log.trim().split('\n').slice(-3).join('\n').slice(-600) || 'nothing';
