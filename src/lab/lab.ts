import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { roleOf } from '../core/clients/postgres-client.ts';
import { protocolOf } from '../core/model/protocols.ts';
import type { Topology } from '../core/model/topology.ts';
import { issuanceOf } from '../core/pki/issuance.ts';
import { exportDesign, type NodeExport } from '../core/plan/bundle.ts';
import { type Plan, planDesign } from '../core/plan/plan.ts';
import { exporters } from '../core/products/exporters.ts';
import { products } from '../core/products/index.ts';
import { simulate } from '../core/simulation/simulate.ts';
import type { Simulation } from '../core/simulation/verdict.ts';
import { type Unfit, unsaidOf, whyUnfit } from './fit.ts';
import { ownFolder, removeStaleFolders } from './folder.ts';
import { issue } from './issue.ts';
import { type Layout, layOut } from './layout.ts';
import { claimPorts, type Ports } from './ports.ts';
import { type Running, start } from './processes.ts';
import { isProgram, writeProgram } from './program.ts';
import { servers } from './servers/index.ts';
import type { Site } from './servers/server.ts';
import { startTap, type Tap } from './tap.ts';
import { type View, viewOf } from './view.ts';

/** What a program says of a request: whether it got through, and by which programs. */
export interface Answer {
  readonly ok: boolean;
  readonly reached: readonly string[];
  readonly said: string;
}

/** A request with something to look for on the wires: one mark in a header, another in the body. */
export interface Marks {
  readonly canary: string;
  readonly body: string;
}

/** A design that runs: every node a process, a tap on every link. */
export interface Lab {
  readonly topology: Topology;
  readonly simulation: Simulation;
  readonly plans: readonly Plan[];
  readonly layout: Layout;
  readonly taps: ReadonlyMap<string, Tap>;
  /** Links of which the exported files themselves say that they are not as drawn, or that no program of the lab can dial. */
  readonly unsaid: ReadonlyMap<string, string>;
  /** Sends a request along a way, from a program that stands at its start. */
  readonly send: (from: string, way: readonly string[], marks: Marks) => Promise<Answer>;
  readonly log: (node: string) => string;
  readonly stop: () => Promise<void>;
}

/** The design can't be run here, and why. */
export class UnfitError extends Error {
  readonly reasons: readonly Unfit[];
  constructor(reasons: readonly Unfit[]) {
    super(reasons.map(({ message }) => message).join('\n'));
    this.reasons = reasons;
  }
}

/** Random letters and digits: no escaping on any way, and nothing else has them. */
export const newMarks = (): Marks => ({ canary: `canary${hex()}`, body: `body${hex()}` });
const hex = (): string => randomBytes(12).toString('hex');

export interface Opening {
  /** Ends the start half-way; what had been started is stopped. */
  readonly signal?: AbortSignal;
  /** Leaves the folder in place, with the log of every component. */
  readonly keep?: boolean;
}

/** Starts a design from its exported files. Whoever opens a lab stops it, whatever happens in between. */
export async function openLab(topology: Topology, { signal, keep = false }: Opening = {}): Promise<Lab> {
  const simulation = simulate(topology, products);
  const unfit = whyUnfit(planDesign(topology, simulation, products));
  if (unfit.length > 0) throw new UnfitError(unfit);

  await removeStaleFolders();
  const own = await ownFolder();
  const folder = own.path;
  const ports = claimPorts();
  const running: { readonly node: string; readonly it: Running }[] = [];
  const taps = new Map<string, Tap>();
  const stop = once(async () => {
    await Promise.all([...running.map(({ it }) => it.stop()), ...[...taps.values()].map((tap) => tap.stop())]);
    ports.release();
    if (!keep) return own.remove();
    for (const { node, it } of running) write(join(folder, 'logs', `${node}.log`), it.log());
    own.keep();
  });
  try {
    // Servers with accounts of their own read what is theirs in here; a private key is its owner's alone.
    chmodSync(folder, 0o755);
    const layout = await layOut(topology, products, folder, ports);
    const plans = planDesign(topology, simulation, products, layout.binding);
    const { nodes } = exportDesign(plans, exporters);
    issue(issuanceOf(plans, nodes), layout);
    signal?.throwIfAborted();
    const view = viewOf(folder, layout.names);
    for (const [link, { port, target }] of layout.taps) taps.set(link, await startTap({ port, target }));

    const controls = new Map<string, number>();
    const password = hex();
    // Nothing is to come up after the others were stopped: where one fails, all the rest are ended, and waited for.
    const failed = new AbortController();
    const ending = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
    const starts = await Promise.allSettled(
      plans.map(async (plan) => {
        const exported = nodes.find(({ node }) => node === plan.node.id);
        if (!exported) return;
        const work = join(folder, 'work', plan.node.id);
        mkdirSync(work, { recursive: true });
        const at = (path: string) => join(folder, 'exported', path);
        for (const file of exported.files) write(at(file.path), file.text);
        const place: Place = { plan, exported, work, at, view, layout, ports, password, signal: ending };
        const started = isProgram(plan) ? startProgram(place, controls) : startServer(place, plans);
        const it = await started.catch((error) => {
          failed.abort(error);
          throw error;
        });
        if (it) running.push({ node: plan.node.id, it });
      }),
    );
    ending.throwIfAborted();
    for (const each of starts) if (each.status === 'rejected') throw each.reason;
    return {
      topology,
      simulation,
      plans,
      layout,
      taps,
      unsaid: unsaidOf(topology, plans, nodes),
      send: (from, way, marks) => ask(controls.get(from), way, marks, topology, controls),
      log: (node) => running.find((each) => each.node === node)?.it.log() ?? '',
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Place {
  readonly plan: Plan;
  readonly exported: NodeExport;
  readonly work: string;
  readonly at: (path: string) => string;
  readonly view: View;
  readonly layout: Layout;
  readonly ports: Ports;
  readonly password: string;
  readonly signal: AbortSignal;
}

async function startProgram(place: Place, controls: Map<string, number>): Promise<Running> {
  const { plan, exported, view, layout, ports, signal } = place;
  const [control = 0] = await ports.take(1);
  const { publicCas } = layout.binding;
  const command = writeProgram(plan, exported, { ...place, publicCas, control });
  const what = {
    command,
    ports: [control, ...plan.listeners.filter(({ mode }) => mode !== 'closed').map(({ port }) => port)],
    ready: /^ready$/m,
    env: { NODE_EXTRA_CA_CERTS: publicCas },
  };
  const it = await start(view, what, signal);
  controls.set(plan.node.id, control);
  return it;
}

async function startServer(place: Place, plans: readonly Plan[]): Promise<Running | null> {
  const { plan, exported, work, at, view, layout, password, signal } = place;
  const server = servers.get(plan.product.id);
  // What listens nowhere has nothing to do: a product that is only there to hand out certificates, say.
  if (!server || plan.listeners.length === 0) return null;
  const site: Site = {
    plan,
    files: exported.files,
    at,
    work,
    keys: join(layout.folder, 'tls', plan.node.id),
    view,
    publicCas: layout.binding.publicCas,
    callers: plans.filter(isProgram).map(({ node }) => roleOf(node.id)),
    databases: plans.map(({ node }) => node.id),
    password,
  };
  mkdirSync(site.keys, { recursive: true });
  const it = await start(view, await server.start(site), signal);
  try {
    await server.settle?.(site);
  } catch (error) {
    await it.stop();
    throw error;
  }
  return it;
}

/** What a program does with a request that it is told to send. */
async function ask(
  control: number | undefined,
  way: readonly string[],
  { canary, body }: Marks,
  { links }: Topology,
  programs: ReadonlyMap<string, number>,
): Promise<Answer> {
  if (control === undefined) return { ok: false, reached: [], said: 'no program stands at the start of this way' };
  const last = links.get(way.at(-1) ?? '');
  // Where the way ends at a web server, any answer of its own is one.
  const any = last !== undefined && protocolOf(last.protocol).http && !programs.has(last.to);
  return JSON.parse(await post(control, JSON.stringify({ canary, body, way, any })));
}

const post = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method: 'POST', agent: false }, (response) => {
      let got = '';
      response.on('data', (chunk) => {
        got += chunk;
      });
      response.on('end', () => resolve(got));
    });
    asked.once('error', reject);
    asked.end(text);
  });

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
