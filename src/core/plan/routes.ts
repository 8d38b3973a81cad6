import { protocolOf } from '../model/protocols.ts';
import type { Notice, Plan, PlannedListener, Upstream } from './plan.ts';
import { endsTls } from './sessions.ts';

/** What is served under some host names: paths, most specific first. */
export interface HostRoutes {
  /** Lower case; a wildcard stands for exactly one label. Empty: every other host. */
  readonly hosts: readonly string[];
  readonly paths: readonly PathRoute[];
}

export interface PathRoute {
  /** A prefix of the request path; `/` for all. */
  readonly path: string;
  /** More than one: they are balanced. */
  readonly upstreams: readonly Upstream[];
}

export interface NameRoute {
  /** Lower case; empty: whatever no other route takes, connections without a server name included. */
  readonly names: readonly string[];
  readonly upstreams: readonly Upstream[];
}

/** The routes behind a listener that reads HTTP: the host decides first (an exact one before a wildcard), then the path. */
export function routesByHost(upstreams: readonly Upstream[]): readonly HostRoutes[] {
  const hosts = distinct(upstreams.flatMap(({ match }) => match?.host ?? []));
  const tables = new Map<string, { hosts: string[]; paths: readonly PathRoute[] }>();
  for (const host of [...hosts].sort((a, b) => Number(a.startsWith('*')) - Number(b.startsWith('*')))) {
    const wildcard = `*${host.slice(host.indexOf('.'))}`;
    const tiers = host.startsWith('*') ? [[host], []] : [[host], [wildcard], []];
    const paths = pathsOf(upstreams, tiers);
    const key = `${host.startsWith('*')} ${paths.map(({ path, upstreams }) => `${path} ${linksOf(upstreams)}`).join('\n')}`;
    const table = tables.get(key);
    if (table) table.hosts.push(host);
    else tables.set(key, { hosts: [host], paths });
  }
  return [...tables.values(), { hosts: [], paths: pathsOf(upstreams, [[]]) }];
}

/** The paths of a host: those drawn for it, then, where they are not covered, those of wider and of no hosts. */
function pathsOf(upstreams: readonly Upstream[], tiers: readonly (readonly string[])[]): readonly PathRoute[] {
  const routes = new Map<string, Upstream[]>();
  for (const hosts of tiers) {
    const covered = [...routes.keys()];
    for (const upstream of upstreams) {
      const drawn = lower(upstream.match?.host);
      if (hosts.length === 0 ? drawn.length > 0 : !drawn.some((host) => hosts.includes(host))) continue;
      const path = upstream.match?.path ?? '/';
      if (covered.some((prefix) => path.startsWith(prefix))) continue;
      const route = routes.get(path);
      if (route) route.push(upstream);
      else routes.set(path, [upstream]);
    }
  }
  return [...routes]
    .map(([path, upstreams]) => ({ path, upstreams }))
    .sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1));
}

/** The routes behind a listener that sees a server name at most: exact names before wildcards, the rest last. */
export function routesByName(upstreams: readonly Upstream[]): readonly NameRoute[] {
  const routes = new Map<string, { names: string[]; upstreams: readonly Upstream[] }>();
  const names = distinct(upstreams.flatMap(({ match }) => match?.sni ?? []));
  for (const name of [...names].sort((a, b) => Number(a.startsWith('*')) - Number(b.startsWith('*')))) {
    const taking = upstreams.filter(({ match }) => lower(match?.sni).includes(name));
    const key = `${name.startsWith('*')} ${linksOf(taking)}`;
    const route = routes.get(key);
    if (route) route.names.push(name);
    else routes.set(key, { names: [name], upstreams: taking });
  }
  return [...routes.values(), { names: [], upstreams: upstreams.filter(({ match }) => !match?.sni?.length) }];
}

/** A listener as a proxy has to serve it. */
export interface Service {
  readonly listener: PlannedListener;
  /** Whether it reads HTTP; else it carries bytes. */
  readonly http: boolean;
  /** The upstreams that its traffic can go to: of its kind, where the drawing does not tie them to a listener. */
  readonly upstreams: readonly Upstream[];
}

/** The listeners of a proxy with what each can carry, and a notice for everything drawn that none can. */
export function servicesOf(plan: Plan): { readonly services: readonly Service[]; readonly notices: readonly Notice[] } {
  const notices: Notice[] = [];
  const services: Service[] = [];
  for (const listener of plan.listeners) {
    if (listener.mode === 'closed') continue;
    const taken = services.find(({ listener: other }) => overlap(listener, other));
    if (taken) {
      notices.push({
        kind: 'lost',
        about: listener.id,
        message: `The listener "${listener.id}" is left out: port ${listener.port} belongs to "${taken.listener.id}" already.`,
      });
      continue;
    }
    const http = readsHttp(listener);
    const mixed = listener.mode !== 'passthrough' && !http && listener.protocols.some(isHttp);
    if (mixed)
      notices.push({
        kind: 'lost',
        about: listener.id,
        message: `The listener "${listener.id}" receives ${listener.protocols.join(' and ')} on one port, so it relays bytes: nothing is routed by host or path, and no header is set or removed.`,
      });
    const fitting = listener.upstreams.filter(({ protocol }) =>
      http
        ? isHttp(protocol)
        : protocol === 'tcp' ||
          listener.protocols.some((each) => each === protocol || (isHttp(each) && isHttp(protocol))),
    );
    const choose = http || (plan.listeners.length > 1 && fitting.length > 0);
    services.push({ listener, http, upstreams: choose ? fitting : listener.upstreams });
  }

  const served = new Set(services.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  for (const { link, title, protocol } of plan.upstreams)
    if (!served.has(link))
      notices.push({
        kind: 'lost',
        about: link,
        message: `Nothing leads to ${title}: no listener of ${plan.node.title} takes in what could go out there as ${protocol}.`,
      });
  for (const { listener, http, upstreams } of services)
    for (const { link, title, match } of upstreams) {
      if (!match) continue;
      const ignored = http
        ? match.sni?.length && !match.host?.length
          ? 'server name (it reads HTTP, where the host decides)'
          : null
        : match.host?.length || match.path
          ? 'host and path (it relays bytes and sees no HTTP)'
          : match.sni?.length && !readsName(listener)
            ? 'server name (it relays bytes without looking at them)'
            : null;
      if (ignored)
        notices.push({
          kind: 'lost',
          about: link,
          message: `The listener "${listener.id}" does not choose ${title} by ${ignored}.`,
        });
    }
  return { services, notices };
}

/** Whether a listener that carries bytes learns the server name: from the ClientHello, passed on or its own. */
export const readsName = ({ mode, by }: PlannedListener): boolean =>
  mode === 'passthrough' ? by === 'sni' : mode !== 'plaintext';

function readsHttp({ mode, protocols, upstreams }: PlannedListener): boolean {
  if (mode === 'passthrough') return false;
  const carried = protocols.length > 0 ? protocols : upstreams.map(({ protocol }) => protocol);
  return carried.every(isHttp);
}

/** The port that a redirect to https leads to: 443 where it is served, else the first that ends TLS. */
export function redirectsTo({ listeners }: Pick<Plan, 'listeners'>): number {
  const ports = listeners.filter(endsTls).map(({ port }) => port);
  return ports.includes(443) ? 443 : (ports[0] ?? 443);
}

export const isHttp = (protocol: string): boolean => protocolOf(protocol).http;

/** A host as a request names it: RFC 3986 §3.2.2 puts an IPv6 address in brackets. */
export const hostInRequest = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** A regular expression for a wildcard name, which stands for exactly one label; null for any other name. */
export const wildcardPattern = (name: string): string | null =>
  name.startsWith('*.') ? `^[^.]+${name.slice(1).replaceAll('.', '\\.')}$` : null;

/** Protocols in which the server speaks first: whoever waits for the client's first bytes waits in vain. */
export const serverSpeaksFirst = (protocol: string): boolean => protocol === 'mysql' || protocol === 'smtp';

const overlap = (a: PlannedListener, b: PlannedListener): boolean =>
  a.port === b.port && (a.address === null || b.address === null || a.address === b.address);

const lower = (names: readonly string[] | undefined): readonly string[] =>
  (names ?? []).map((each) => each.toLowerCase());
const distinct = (names: readonly string[]): readonly string[] => [...new Set(lower(names))];
const linksOf = (upstreams: readonly Upstream[]): string => upstreams.map(({ link }) => link).join(' ');
