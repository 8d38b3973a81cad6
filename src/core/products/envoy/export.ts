import { headerLines } from '../../config/comment.ts';
import { printYaml } from '../../config/yaml.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, pathNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { readsName, type Service, serverSpeaksFirst, servicesOf } from '../../plan/routes.ts';
import { dialsTls, endsTls } from '../../plan/sessions.ts';
import { unwrittenBy } from '../../plan/unwritten.ts';
import { clustersOf, dialNotices } from './clusters.ts';
import { listenerOf } from './listeners.ts';
import { hybridNotices } from './tls.ts';

/** Writes a whole bootstrap file with static resources. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(plan);
  const known = distinctNotices([
    ...plan.notices,
    ...settingsLeftOut(plan, services),
    ...notices,
    ...versionNotices(plan, ''),
    ...services.flatMap((service) => listenerNotices(plan, service)),
    ...(services.length === 0 ? [idle(plan)] : []),
  ]);
  const text = printYaml(headerLines(plan, known), [
    {
      static_resources: {
        listeners: services.map((service) => listenerOf(plan, service)),
        clusters: clustersOf(services),
      },
    },
  ]);
  return { files: [{ path: `${plan.node.id}/envoy.yaml`, text, language: 'yaml' }], notices: known };
};

function settingsLeftOut(plan: Plan, services: readonly Service[]): readonly Notice[] {
  const http = new Set(services.filter((each) => each.http).map(({ listener }) => listener.id));
  return unwrittenBy(plan, {
    node: http.size > 0 ? ['trusts-headers'] : [],
    listener: (listener) => [
      ...(http.has(listener.id) ? (['redirect', 'strict-transport'] as const) : []),
      ...(endsTls(listener) ? (['listen:key-exchange', 'listen:alpn'] as const) : []),
    ],
    dial: (upstream) => (dialsTls(upstream) ? ['dial:key-exchange', 'dial:alpn'] : []),
  });
}

function listenerNotices({ node }: Plan, { listener, http, upstreams }: Service): readonly Notice[] {
  const { id, acceptsProxyProtocol, dialledBy } = listener;
  const notices: Notice[] = [...upstreams.flatMap(dialNotices), ...(http ? pathNotices(upstreams) : [])];
  if (endsTls(listener)) notices.push(...hybridNotices(listener, id, `The listener "${id}"`));
  if (acceptsProxyProtocol)
    notices.push({
      kind: 'by-hand',
      about: id,
      message: `"${id}" believes a PROXY protocol header from whoever reaches port ${listener.port}: let nobody there but ${dialledBy.join(', ') || 'who is meant to'}.`,
    });
  const wildcards = upstreams
    .flatMap(({ match }) => (http ? match?.host : readsName(listener) ? match?.sni : null) ?? [])
    .filter((name) => name.startsWith('*.'));
  if (wildcards.length > 0)
    notices.push({
      kind: 'weakened',
      about: id,
      message: `In Envoy ${[...new Set(wildcards)].join(', ')} takes names with more labels in front as well, not just one.`,
    });
  const believed = node.trustsHeaders.filter((each) => each !== 'client-certificate');
  if (http && believed.length === 1)
    notices.push({
      kind: 'weakened',
      about: node.id,
      message: `Envoy has one switch for X-Forwarded-For and X-Forwarded-Proto: ${node.title} believes both.`,
    });
  if (listener.mode === 'permissive' || (listener.mode === 'passthrough' && routedByName(listener, upstreams)))
    for (const { link, title, protocol } of upstreams)
      if (serverSpeaksFirst(protocol))
        notices.push({
          kind: 'fails',
          about: link,
          message: `"${id}" waits for a ClientHello, and in ${protocolOf(protocol).title} the server speaks first: connections to ${title} are closed after 15 seconds. Give it a port of its own.`,
        });
  return notices;
}

const routedByName = (listener: PlannedListener, upstreams: Service['upstreams']): boolean =>
  readsName(listener) && upstreams.some(({ match }) => match?.sni?.length);

const idle = ({ node }: Plan): Notice => ({
  kind: 'by-hand',
  about: node.id,
  message: `${node.title} has no listener: Envoy starts and serves nothing.`,
});
