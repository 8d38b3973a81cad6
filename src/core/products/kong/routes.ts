import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { PlannedListener, Upstream } from '../../plan/plan.ts';
import {
  hostInRequest,
  readsName,
  routesByHost,
  routesByName,
  type Service,
  serverSpeaksFirst,
} from '../../plan/routes.ts';
import type { Desk } from './desk.ts';
import { declareService } from './targets.ts';

const ends = ({ mode }: PlannedListener): boolean => mode === 'terminate';

/** Declares the routes of all HTTP ports: those in clear share theirs, and so do those with TLS. */
export function httpRoutes(desk: Desk, services: readonly Service[], redirects: boolean): void {
  const served = new Map<boolean, Service>();
  for (const service of services) {
    if (service.listener.redirectsToTls) continue;
    const secure = ends(service.listener);
    const other = served.get(secure);
    if (other && linksOf(other) === linksOf(service)) continue;
    if (other)
      desk.notices.push({
        kind: 'weakened',
        about: service.listener.id,
        message: `Kong does not tell HTTP ports apart: what "${other.listener.id}" and "${service.listener.id}" serve is served at both.`,
      });
    else served.set(secure, service);
    declareHttp(desk, service, redirects);
  }
}

const linksOf = ({ upstreams }: Service): string => upstreams.map(({ link }) => link).join(' ');

function declareHttp(desk: Desk, { listener, upstreams }: Service, redirects: boolean): void {
  const secure = ends(listener);
  let count = 0;
  for (const { hosts, paths } of routesByHost(upstreams.filter((upstream) => isRoutable(desk, upstream))))
    for (const { path, upstreams: route } of paths) {
      const grpc = route[0]?.protocol === 'grpc';
      const protocol = `${grpc ? 'grpc' : 'http'}${secure ? 's' : ''}`;
      add(desk, declareService(desk, route, true), {
        name: `${listener.id}~${++count}`,
        protocols: [protocol],
        hosts: hosts.length > 0 ? hosts.map(hostInRequest) : undefined,
        paths: [path],
        strip_path: false,
        // 308 keeps the method of a request, where 301 makes many a GET.
        https_redirect_status_code: secure && redirects ? 308 : undefined,
        plugins: secure ? strictTransport(listener) : undefined,
      });
    }
}

function strictTransport(listener: PlannedListener): readonly YamlMap[] | undefined {
  const value = strictTransportValue(listener);
  return value === null
    ? undefined
    : [{ name: 'response-transformer', config: { add: { headers: [`${strictTransportName}:${value}`] } } }];
}

/**
 * Kong takes normalised paths of the characters that RFC 3986 lists, and others are no path to it:
 * https://github.com/Kong/kong/blob/3.9.3/kong/db/schema/typedefs.lua
 */
function isRoutable(desk: Desk, { link, title, match }: Upstream): boolean {
  const path = match?.path ?? '/';
  const routable = /^\/[A-Za-z0-9.\-_~/:@!$&'()*+,;=]*$/.test(path) && !/\/\/|\/\.{1,2}(?:\/|$)/.test(path);
  if (!routable)
    desk.notices.push({
      kind: 'lost',
      about: link,
      message: `No request leads to ${title}: Kong takes no path such as ${path}.`,
    });
  return routable;
}

/** Declares the routes of a port that carries bytes. */
export function streamRoutes(desk: Desk, { listener, upstreams }: Service): void {
  const passes = listener.mode === 'passthrough' && listener.by === 'sni';
  const protocol = passes ? 'tls_passthrough' : ends(listener) ? 'tls' : 'tcp';
  const routes = readsName(listener) ? routesByName(upstreams) : [{ names: [], upstreams }];
  if (passes) warnOfSilence(desk, listener, upstreams);
  let count = 0;
  for (const { names, upstreams: route } of routes) {
    const known = names.filter((name) => !isAddress(name));
    const lost = passes ? known.length === 0 : names.length > 0 && known.length === 0;
    if (lost) {
      for (const { link, title } of route)
        desk.notices.push({
          kind: 'lost',
          about: link,
          message: `Nothing leads from "${listener.id}" to ${title}: Kong passes TLS through by server names, and none is drawn for it.`,
        });
      continue;
    }
    add(desk, declareService(desk, route, false), {
      name: `${listener.id}~${++count}`,
      protocols: [protocol],
      snis: known.length > 0 ? known : undefined,
      destinations: [{ port: listener.port }],
    });
  }
}

const add = (desk: Desk, service: string | null, route: YamlMap): void => {
  if (service !== null) desk.routes.get(service)?.push(route);
};

function warnOfSilence(desk: Desk, { id }: PlannedListener, upstreams: readonly Upstream[]): void {
  for (const { link, title, protocol } of upstreams)
    if (serverSpeaksFirst(protocol))
      desk.notices.push({
        kind: 'fails',
        about: link,
        message: `"${id}" waits for a ClientHello to route by, and in ${protocolOf(protocol).title} the server speaks first: connections to ${title} hang until NGINX's preread_timeout. Give it a port of its own.`,
      });
}
