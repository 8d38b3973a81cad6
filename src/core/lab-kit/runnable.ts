import { roleOf } from '../clients/postgres-client.ts';
import type { NodeExport } from '../plan/bundle.ts';
import type { Plan } from '../plan/plan.ts';
import { type LabServer, labServers, serviceServer } from './servers.ts';
import { type StandInService, servicePath, settingsPath } from './services.ts';

/** A node that a machine runs as a process. */
export interface Runnable {
  readonly plan: Plan;
  /** The name of its function in run.sh. */
  readonly product: string;
  readonly server: LabServer;
  /** What that function is given. */
  readonly words: readonly string[];
  /** Files of the bundle that it reads. */
  readonly reads: readonly string[];
  /** Files that have to lie elsewhere besides. */
  readonly places: readonly { readonly file: string; readonly path: string }[];
  readonly ports: readonly number[];
}

/** Which nodes run on one machine, and why the others do not. Who only dials is neither: it needs no process. */
export function runnablesOf(
  plans: readonly Plan[],
  exports: ReadonlyMap<string, NodeExport>,
  services: ReadonlyMap<string, StandInService>,
): { readonly runnable: readonly Runnable[]; readonly left: readonly { readonly plan: Plan; readonly why: string }[] } {
  const runnable: Runnable[] = [];
  const left: { plan: Plan; why: string }[] = [];
  for (const plan of plans) {
    const { id } = plan.node;
    const service = services.get(id);
    const found = service
      ? serviceOf(plan, service)
      : serverOf(plan, exports.get(id), [...new Set(callersOf(plans, id))]);
    if (found) runnable.push(found);
    else if (plan.listeners.length > 0) left.push({ plan, why: whyNot(plan) });
  }
  return { runnable, left };
}

function serviceOf(plan: Plan, { files, exported }: StandInService): Runnable {
  return {
    plan,
    product: 'service',
    server: serviceServer,
    words: [settingsPath(plan.node.id)],
    reads: [servicePath, ...files.map(({ path }) => path), ...exported],
    places: [],
    ports: portsOf(plan).filter((port) =>
      plan.listeners.some((listener) => listener.port === port && listener.mode !== 'passthrough'),
    ),
  };
}

function serverOf(plan: Plan, exported: NodeExport | undefined, callers: readonly string[]): Runnable | null {
  const server = labServers.get(plan.product.id);
  if (!server || !exported || plan.listeners.length === 0) return null;
  const files = server.files.map((name) => exported.files.find(({ path }) => path.endsWith(`/${name}`))?.path);
  const reads = files.filter((path) => path !== undefined);
  if (reads.length < files.length) return null;
  return {
    plan,
    product: plan.product.id,
    server,
    words: [...reads, ...(server.accounts ? [plan.node.id, ...callers.map(roleOf)] : [])],
    reads,
    places: reads.flatMap((file) => {
      const path = server.places?.[file.slice(file.lastIndexOf('/') + 1)];
      return path === undefined ? [] : [{ file, path }];
    }),
    ports: portsOf(plan),
  };
}

const portsOf = ({ listeners }: Plan): readonly number[] => [
  ...new Set(listeners.filter(({ mode }) => mode !== 'closed').map(({ port }) => port)),
];

const callersOf = (plans: readonly Plan[], node: string): readonly string[] =>
  plans.filter(({ upstreams }) => upstreams.some((each) => each.node === node)).map((plan) => plan.node.id);

function whyNot({ product }: Plan): string {
  if (product.operator !== null) return `${product.operator} runs it`;
  return labServers.has(product.id)
    ? 'nothing is exported for it to run'
    : `no ${product.id} is started by this script`;
}
