import { headerLines } from '../../config/comment.ts';
import { printKongConf } from '../../config/kong-conf.ts';
import { printYaml, type YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { redirectsTo, type Service, servicesOf } from '../../plan/routes.ts';
import { unwrittenBy } from '../../plan/unwritten.ts';
import { type Desk, openDesk } from './desk.ts';
import { httpRoutes, streamRoutes } from './routes.ts';
import { oldDials, settingsOf } from './settings.ts';

/** Writes kong.conf, what Kong listens on, and kong.yml, what it does with what comes in: Kong without a database. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(plan);
  const desk = openDesk();
  const http = services.filter((each) => each.http);
  httpRoutes(
    desk,
    http,
    http.some(({ listener }) => listener.redirectsToTls),
  );
  for (const service of services) if (!service.http) streamRoutes(desk, service);
  declareCertificates(desk, services);
  const settings = settingsOf(plan, services, desk.notices);
  const known = distinctNotices([
    ...plan.notices,
    ...settingsLeftOut(plan, services),
    ...notices,
    ...versionNotices(plan, ''),
    ...desk.notices,
    ...services.flatMap(({ upstreams }) => oldDials(upstreams)),
    ...routingNotices(plan, services),
  ]);
  const header = headerLines(plan, known);
  return {
    files: [
      { path: `${plan.node.id}/kong.conf`, text: printKongConf(header, settings), language: 'ini' },
      { path: `${plan.node.id}/kong.yml`, text: printYaml(header, [entitiesOf(desk)]), language: 'yaml' },
    ],
    notices: known,
  };
};

function entitiesOf(desk: Desk): YamlMap {
  const some = (entities: readonly YamlMap[]) => (entities.length > 0 ? entities : undefined);
  return {
    _format_version: '3.0',
    services: some(
      [...desk.services].map(([name, service]) => ({ ...service, routes: some(desk.routes.get(name) ?? []) })),
    ),
    upstreams: some(desk.upstreams),
    certificates: some(desk.certificates),
    ca_certificates: some(desk.authorities),
  };
}

/** kong.conf names the certificate of the first port, shown where no other fits; the others are found by name. */
function declareCertificates(desk: Desk, services: readonly Service[]): void {
  const [first, ...more] = services.map(({ listener }) => listener).filter(({ mode }) => mode === 'terminate');
  const taken = new Set(first?.names.map((name) => name.toLowerCase()));
  for (const { id, names, files } of more) {
    const own = [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => !isAddress(name));
    const free = own.filter((name) => !taken.has(name));
    for (const name of free) taken.add(name);
    if (free.length < own.length)
      desk.notices.push({
        kind: 'weakened',
        about: id,
        message: `Kong chooses certificates by name, not by port: "${id}" shows the one of another port for ${own.filter((name) => !free.includes(name)).join(', ')}.`,
      });
    if (free.length > 0) desk.certificate(id, files.certificate, files.key, free);
  }
}

function settingsLeftOut(plan: Plan, services: readonly Service[]): readonly Notice[] {
  const http = new Set(services.filter((each) => each.http).map(({ listener }) => listener.id));
  return unwrittenBy(plan, {
    node: [],
    listener: ({ id, mode, keyExchange, alpn }) => [
      ...(http.has(id) ? (['redirect', 'strict-transport'] as const) : []),
      ...(mode === 'terminate' && keyExchange !== 'hybrid' ? (['listen:key-exchange'] as const) : []),
      ...(http.has(id) && mode === 'terminate' && alpn?.includes('http/1.1') ? (['listen:alpn'] as const) : []),
    ],
    dial: () => [],
  });
}

function routingNotices(plan: Plan, services: readonly Service[]): readonly Notice[] {
  const { id, title } = plan.node;
  const notices: Notice[] = [];
  if (services.length === 0)
    notices.push({ kind: 'by-hand', about: id, message: `${title} has no listener: Kong starts and serves nothing.` });
  for (const { listener, http, upstreams } of services) {
    const wildcards = upstreams
      .flatMap(({ match }) => (http ? match?.host : match?.sni) ?? [])
      .filter((name) => name.startsWith('*.'));
    if (wildcards.length > 0)
      notices.push({
        kind: 'weakened',
        about: listener.id,
        message: `In Kong ${[...new Set(wildcards)].join(', ')} takes names with more labels in front as well, not just one.`,
      });
    if (http && listener.redirectsToTls && redirectsTo(plan) !== 443)
      notices.push({
        kind: 'lost',
        about: listener.id,
        message: `Kong redirects to https without naming a port, and ${title} takes TLS at port ${redirectsTo(plan)}: put 443 in front of it.`,
      });
    if (http && listener.redirectsToTls)
      notices.push({
        kind: 'weakened',
        about: listener.id,
        message: `Kong redirects what it has a route for, and answers 404 to the rest.`,
      });
  }
  return notices;
}
