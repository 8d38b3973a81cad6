import { servesHttp } from '../clients/listener.ts';
import { node as nodeLanguage } from '../clients/node/index.ts';
import type { Container } from '../compose/container.ts';
import { protocolOf } from '../model/protocols.ts';
import type { NodeExport } from '../plan/bundle.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { endsTls } from '../plan/sessions.ts';
import program from './service.mjs?raw';

/** What stands for every service, as a file of the bundle. No id starts with an underscore: it is no file of a node called lab. */
export const servicePath = 'lab/_service.mjs';
export const serviceProgram: ExportedFile = { path: servicePath, text: program, language: 'javascript' };

/** Programs of somebody's own, which nobody can export: a stand-in takes their place. */
export const isService = ({ product, listeners }: Plan): boolean =>
  product.kind === 'service' && product.operator === null && listeners.length > 0;

export interface StandInService {
  /** What the program reads: its settings first. */
  readonly files: readonly ExportedFile[];
  /** Exported files that it runs as they are. */
  readonly exported: readonly string[];
  readonly notices: readonly Notice[];
}

/** The stand-in of a service: the code that is exported for it where it is written for Node.js, else code like that. */
export function standInService(plan: Plan, exported: NodeExport | undefined): StandInService {
  const { id, title } = plan.node;
  const own = new Set(exported?.files.map(({ path }) => path) ?? []);
  const written: ExportedFile[] = [];
  const used: string[] = [];
  const code = (name: string, print: () => string): string => {
    const path = `${id}/${name}`;
    if (own.has(path)) used.push(path);
    else written.push({ path: `lab/services/${path}`, text: print(), language: 'javascript' });
    return own.has(path) ? path : `lab/services/${path}`;
  };
  const listeners = plan.listeners.filter(({ mode }) => mode !== 'closed' && mode !== 'passthrough');
  const settings = {
    node: id,
    listeners: listeners.map((listener) => {
      const { port, address, mode, acceptsProxyProtocol } = listener;
      const door = mode !== 'terminate' || acceptsProxyProtocol || !own.has(`${id}/servers/${listener.id}.mjs`);
      return {
        ...{ port, address, mode, door, http: servesHttp(listener), proxyProtocol: acceptsProxyProtocol },
        code: endsTls(listener) ? serverCode(plan, listener, door, code) : null,
      };
    }),
    calls: plan.upstreams.filter(isHttp).flatMap((upstream) => {
      const { link, node: to, match } = upstream;
      const [client] = nodeLanguage.client(plan, upstream) ?? [];
      const path = match?.path ?? '/';
      const host = match?.host?.[0]?.replace('*', 'any') ?? null;
      return client ? [{ link, to, path, host, code: code(`${link}.mjs`, () => client.print([])) }] : [];
    }),
  };
  return {
    files: [{ path: settingsPath(id), text: `${JSON.stringify(settings, null, 2)}\n`, language: 'json' }, ...written],
    exported: used,
    notices: plan.listeners
      .filter(({ mode }) => mode === 'passthrough')
      .map(({ id: listener }) => ({
        kind: 'by-hand',
        about: listener,
        message: `The stand-in of ${title} relays nothing unopened: it does not listen on ${listener}.`,
      })),
  };
}

export const settingsPath = (node: string): string => `lab/services/${node}/_settings.json`;

const isHttp = ({ protocol, forwarded, sendsProxyProtocol }: Upstream): boolean =>
  protocolOf(protocol).http && protocol === 'http' && !forwarded && sendsProxyProtocol === null;

/** Behind a door the server has a port of its own that nobody knows; what is exported has the drawn one. */
function serverCode(
  plan: Plan,
  listener: PlannedListener,
  door: boolean,
  code: (name: string, print: () => string) => string,
): string | null {
  const behind = door ? { ...listener, address: '127.0.0.1', port: 0 } : listener;
  const server = nodeLanguage.server(plan, behind);
  if (!server) return null;
  return code(`servers/${listener.id}${door ? '-behind' : ''}.mjs`, () => server.print([]));
}

/** The image that runs a stand-in; what it reads lies below the folder that it starts in. */
export const serviceContainer = (node: string): Container => ({
  image: 'node',
  tag: '22-alpine',
  source: 'https://github.com/docker-library/docs/blob/master/node/README.md',
  files: {},
  command: ['node', servicePath, settingsPath(node)],
  workingDirectory: '/lab',
});
