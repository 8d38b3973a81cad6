import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, afterEach } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Binding, planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { listenersOf, productOf } from '../../src/core/simulation/bounds.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import type { Simulation } from '../../src/core/simulation/verdict.ts';
import { Certificates, type Order } from './certificates.ts';
import {
  nginxPrefix,
  type Running,
  run,
  startApache,
  startCaddy,
  startHaproxy,
  startHitch,
  startNginx,
  startStunnel,
  startVarnish,
} from './running.ts';
import { freePorts } from './servers.ts';
import { store } from './validating.ts';

/** How the servers are started that run from an exported file, the first of their export. */
const starters: ReadonlyMap<string, (directory: string, file: string, port: number) => Promise<Running>> = new Map([
  ['apache', startApache],
  ['caddy', startCaddy],
  ['haproxy', (_directory, file, port) => startHaproxy(file, port)],
  ['hitch', (_directory, file, port) => startHitch(file, port)],
  ['stunnel', startStunnel],
  ['varnish', startVarnish],
  ['nginx', (directory, file, port) => startNginx(nginxPrefix(directory), file, port)],
]);

/** A design that really runs on loopback: proxies from their exported files, services as small HTTP servers. */
export interface Standing {
  readonly simulation: Simulation;
  /** Where its listeners and files are: plans of the same nodes, drawn otherwise, can be made for the same places. */
  readonly binding: Binding;
  /** Where a drawn port is found. */
  readonly port: (node: string, drawn: number) => number;
  readonly log: (node: string) => string;
  /** Requests that services got, by node, latest last. */
  readonly got: (node: string) => readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[];
  /** Asks a node for a path; for its own name over TLS unless `request` says otherwise. */
  readonly curl: (
    node: string,
    drawn: number,
    path: string,
    request?: Request,
  ) => Promise<{ status: string; body: string }>;
  readonly stop: () => Promise<void>;
}

export interface Request {
  /** The name that is asked for, in the handshake and as host. */
  readonly name?: string;
  readonly plaintext?: boolean;
  readonly options?: readonly string[];
}

/** Starts a design. `present` lets a listener show another certificate than the drawn one. */
export async function stand(
  topology: Topology,
  certificates: Certificates,
  present: (node: string, listener: string) => Partial<Order> | undefined = () => undefined,
): Promise<Standing> {
  const simulation = simulate(topology, products);
  const places = [...topology.nodes.values()].flatMap((node) =>
    listenersOf(node, productOf(node, products)).map(({ port }) => `${node.id}:${port}`),
  );
  const free = await freePorts(places.length);
  const ports = new Map(places.map((place, i) => [place, free[i] ?? 0]));
  const port = (node: string, drawn: number): number => {
    const found = ports.get(`${node}:${drawn}`);
    if (found === undefined) throw new Error(`${node} does not listen on ${drawn}`);
    return found;
  };
  const binding: Binding = {
    ...certificates.binding(),
    listen: (node, listener) => ({ address: '127.0.0.1', port: port(node.id, listener.port) }),
    dial: (_link, target, drawn) => ({ host: '127.0.0.1', port: port(target.id, drawn) }),
  };
  const plans = planDesign(topology, simulation, products, binding);
  certificates.provide(plans, present);

  const authorities = store(
    { certificates },
    'authorities.crt',
    (['public-ca', 'private-ca'] as const)
      .map((issuer) => readFileSync(certificates.authority(issuer), 'utf8'))
      .join(''),
  );

  const running = new Map<string, Running>();
  const got = new Map<string, { url: string; headers: IncomingHttpHeaders }[]>();
  const stop = async () => {
    await Promise.all([...running.values()].map((each) => each.stop()));
  };
  try {
    for (const plan of plans) {
      const { id } = plan.node;
      const [first] = plan.listeners;
      if (!first) continue;
      const starter = starters.get(plan.product.id);
      if (starter) {
        const [path] = (exporters.get(plan.product.id)?.(plan).files ?? []).map((file) =>
          store({ certificates }, file.path, file.text),
        );
        if (path === undefined) throw new Error(`${id} exports nothing`);
        running.set(id, await starter(certificates.directory, path, first.port));
      } else
        running.set(id, await service(first.port, (request) => got.set(id, [...(got.get(id) ?? []), request]), id));
    }
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    simulation,
    binding,
    port,
    log: (node) => running.get(node)?.log() ?? '',
    got: (node) => got.get(node) ?? [],
    curl: async (node, drawn, path, { name, plaintext = false, options = [] } = {}) => {
      const host = name ?? topology.nodes.get(node)?.host ?? `${node}.internal`;
      const { output } = await run('curl', [
        ...[
          '--silent',
          '--show-error',
          '--path-as-is',
          '--globoff',
          '--max-time',
          '10',
          '--write-out',
          '\n%{http_code}',
        ],
        ...['--cacert', authorities, '--connect-to', `::127.0.0.1:${port(node, drawn)}`],
        ...options,
        `${plaintext ? 'http' : 'https'}://${host}${path}`,
      ]);
      const lines = output.trimEnd().split('\n');
      const status = lines.find((line) => /^[0-9]{3}$/.test(line)) ?? 'none';
      return { status, body: lines.filter((line) => line !== status).join('\n') };
    },
    stop,
  };
}

/** A service that says its name and remembers what it was asked. */
async function service(
  port: number,
  remember: (request: { url: string; headers: IncomingHttpHeaders }) => void,
  name: string,
): Promise<Running> {
  const server = createServer((request, response) => {
    remember({ url: request.url ?? '', headers: request.headers });
    response.end(`this is ${name}`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    log: () => '',
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Starts the designs of a file of tests, with certificates for all of them; what a test started ends with it. */
export function standingDesigns(): (
  topology: Topology,
  present?: (node: string, listener: string) => Partial<Order> | undefined,
) => Promise<Standing> {
  const certificates = new Certificates();
  afterAll(() => certificates.remove());
  let standing: Standing | null = null;
  afterEach(async () => {
    await standing?.stop();
    standing = null;
  });
  return async (topology, present) => {
    standing = await stand(topology, certificates, present);
    return standing;
  };
}
