import { headerLines } from '../../config/comment.ts';
import { printTemplatedYaml, printYaml, type YamlMap } from '../../config/yaml.ts';
import { atLeast } from '../../model/product.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, pathNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { readsName, type Service, serverSpeaksFirst, servicesOf } from '../../plan/routes.ts';
import { dialsTls, endsTls } from '../../plan/sessions.ts';
import { unwrittenBy } from '../../plan/unwritten.ts';
import { certificateOf, entryPoint, entryPointOf, middlewaresOf, optionsOf, tlsOptions, trusted } from './listeners.ts';
import { routersOf } from './routers.ts';
import { declareService, dialNotices, type Half, half } from './services.ts';

/** Writes the two files of Traefik: what it listens on, and what it does with what comes in. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(plan);
  const known = distinctNotices([
    ...plan.notices,
    ...settingsLeftOut(plan, services),
    ...notices,
    ...versionNotices(plan, ''),
    ...services.flatMap((service) => serviceNotices(plan, service)),
    ...certificateNotices(services),
    ...nodeNotices(plan, services),
  ]);
  const header = headerLines(plan, known);
  const file = (name: string) => `${plan.node.id}/${name}.yaml`;
  return {
    files: [
      { path: file('traefik'), text: printYaml(header, [staticOf(plan, services)]), language: 'yaml' },
      { path: file('dynamic'), text: printTemplatedYaml(header, [dynamicOf(services)]), language: 'yaml' },
    ],
    notices: known,
  };
};

const staticOf = (plan: Plan, services: readonly Service[]): YamlMap => ({
  entryPoints: table(services.map(({ listener, http }) => [entryPointOf(listener), entryPoint(plan, listener, http)])),
  providers: { file: { filename: '/etc/traefik/dynamic.yaml' } },
});

function dynamicOf(services: readonly Service[]): YamlMap {
  const ending = services.map(({ listener }) => listener).filter(endsTls);
  const [first] = ending;
  const part = (to: Half): YamlMap | undefined => {
    const own = services.filter(({ http, listener }) => http === to.http && !(http && listener.redirectsToTls));
    const routers = own.flatMap((service) =>
      routersOf(service, optionsOf(service.listener, ending), (upstreams) => declareService(to, upstreams)),
    );
    const middlewares = to.http
      ? own.flatMap(({ listener, upstreams }) =>
          upstreams.length > 0 ? middlewaresOf(listener, endsTls(listener)) : [],
        )
      : [];
    return filled({
      routers: table(routers),
      services: table([...to.services]),
      middlewares: table(middlewares),
      serversTransports: table([...to.transports]),
    });
  };
  return {
    http: part(half(true)),
    tcp: part(half(false)),
    tls: first && {
      certificates: ending.map(certificateOf),
      stores: { default: { defaultCertificate: certificateOf(first) } },
      options: table(ending.map((listener) => [optionsOf(listener, ending), tlsOptions(listener)])),
    },
  };
}

/** Traefik refuses an element with nothing in it. */
const table = (entries: readonly (readonly [string, YamlMap])[]): YamlMap | undefined =>
  entries.length > 0 ? Object.fromEntries(entries) : undefined;
const filled = (map: YamlMap): YamlMap | undefined =>
  Object.values(map).some((value) => value !== undefined) ? map : undefined;

function settingsLeftOut(plan: Plan, services: readonly Service[]): readonly Notice[] {
  const http = new Set(services.filter((each) => each.http).map(({ listener }) => listener.id));
  const carried = new Map(services.flatMap((each) => each.upstreams.map(({ link }) => [link, each.http] as const)));
  return unwrittenBy(plan, {
    node: http.size > 0 ? ['trusts-headers'] : [],
    listener: (listener) => [
      ...(http.has(listener.id) ? (['redirect', 'strict-transport'] as const) : []),
      ...(endsTls(listener) ? (['listen:key-exchange', 'listen:alpn'] as const) : []),
    ],
    // What it offers by itself is hybrid; curves of a dial cannot be chosen, nor can ALPN but for leaving out HTTP/2.
    dial: (upstream) =>
      dialsTls(upstream)
        ? [
            ...(upstream.keyExchange === 'hybrid' || (upstream.keyExchange === 'rsa' && carried.get(upstream.link))
              ? (['dial:key-exchange'] as const)
              : []),
            ...(carried.get(upstream.link) && upstream.alpn?.includes('http/1.1') ? (['dial:alpn'] as const) : []),
          ]
        : [],
  });
}

function serviceNotices(plan: Plan, { listener, http, upstreams }: Service): readonly Notice[] {
  const { id, port, mode, acceptsProxyProtocol, dialledBy } = listener;
  const notices: Notice[] = [
    ...upstreams.flatMap((upstream) => dialNotices(upstream, http)),
    ...(http ? pathNotices(upstreams) : []),
  ];
  if (acceptsProxyProtocol && !trusted(dialledBy))
    notices.push({
      kind: 'weakened',
      about: id,
      message: `"${id}" believes a PROXY protocol header from whoever reaches port ${port}, for it knows those to believe by address alone: in place of insecure write trustedIPs with the addresses of ${dialledBy.join(', ') || 'who is meant to send one'}.`,
    });
  if (upstreams.length === 0 && endsTls(listener))
    notices.push({
      kind: 'by-hand',
      about: id,
      message: `Nothing is drawn behind "${id}": without a router Traefik answers port ${port} with its default certificate and 404.`,
    });
  if (mode === 'permissive' || (mode === 'passthrough' && readsName(listener)))
    for (const { link, title, protocol } of upstreams)
      if (serverSpeaksFirst(protocol))
        notices.push({
          kind: 'fails',
          about: link,
          message: `"${id}" waits for the first bytes of a client, and in ${protocolOf(protocol).title} the server speaks first: connections to ${title} hang until readTimeout. Give it a port of its own.`,
        });
  if (http && plan.node.trustsHeaders.length > 0)
    notices.push({
      kind: 'weakened',
      about: plan.node.id,
      message: `Traefik has one switch for all X-Forwarded headers, a client certificate's among them: "${id}" believes them all, and from whoever calls. In place of insecure write trustedIPs.`,
    });
  return notices;
}

/** Certificates are chosen by the name in a handshake, whatever the port. */
function certificateNotices(services: readonly Service[]): readonly Notice[] {
  const ending = services.map(({ listener }) => listener).filter(endsTls);
  return ending.flatMap(({ id, names }, i): readonly Notice[] => {
    const other = ending.slice(0, i).find((before) => names.some((name) => before.names.includes(name)));
    return other
      ? [
          {
            kind: 'weakened',
            about: id,
            message: `"${id}" and "${other.id}" have certificates for the same name, and Traefik chooses by name, not by port: either may be shown at both.`,
          },
        ]
      : [];
  });
}

function nodeNotices({ node }: Plan, services: readonly Service[]): readonly Notice[] {
  const { id, title, version } = node;
  if (services.length === 0)
    return [
      { kind: 'by-hand', about: id, message: `${title} has no listener: Traefik opens port 80 and answers 404.` },
    ];
  return version !== null && !atLeast(version, '3.7')
    ? [
        {
          kind: 'by-hand',
          about: id,
          message: `These files are written for Traefik 3.7: ${version} knows no wildcards in Host and HostSNI and no TLS versions of a serversTransport.`,
        },
      ]
    : [];
}
