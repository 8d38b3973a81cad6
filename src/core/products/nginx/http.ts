import { block, directive, expression, type Item, mapping, remark } from '../../config/nginx.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import { atLeast } from '../../model/product.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { type PathRoute, redirectsTo, routesByHost, type Service } from '../../plan/routes.ts';
import { dialTls, listenTls, namePattern } from './tls.ts';
import { addressOf, type Desk, declareTarget } from './upstreams.ts';

/** The `server` blocks of a listener that reads HTTP. */
export function httpServers(plan: Plan, { listener, upstreams }: Service, desk: Desk): readonly Item[] {
  const port = redirectsTo(plan);
  if (listener.redirectsToTls)
    return [
      block(
        'server',
        [],
        [
          ...listen(plan, listener, true),
          remark('Nothing is served in clear. 308 keeps the method of a request, where 301 makes many a GET.'),
          directive('return', '308', expression(`https://$host${port === 443 ? '' : `:${port}`}$request_uri`)),
        ],
      ),
      null,
    ];
  const hosts = routesByHost(upstreams);
  const secure = listener.mode === 'terminate';
  const asks = listener.clientCertificate !== 'none';
  const locations = new Map<string, readonly Item[]>();
  // Each route is declared once, however many servers show it.
  const locationsOf = (paths: readonly PathRoute[]): readonly Item[] =>
    merged(listener, paths, desk).flatMap(({ path, upstreams: route }) => {
      const key = `${path} ${route.map(({ link }) => link).join(' ')}`;
      const known = locations.get(key) ?? [location(listener, path, route, desk)];
      locations.set(key, known);
      return known;
    });
  const common = commonOf(plan, listener, upstreams, desk);

  const named = hosts.filter((each) => each.hosts.length > 0);
  const rest = hosts.find((each) => each.hosts.length === 0)?.paths ?? [];
  const server = (
    names: readonly string[],
    paths: readonly PathRoute[],
    { isDefault = false, rejects = false }: { isDefault?: boolean; rejects?: boolean } = {},
  ): Item =>
    block(
      'server',
      [],
      [
        ...listen(plan, listener, isDefault),
        ...(names.length > 0 ? [directive('server_name', ...names.map(namePattern))] : []),
        ...(rejects
          ? [
              remark('A handshake for any other name ends here; a request for any other host is still served.'),
              directive('ssl_reject_handshake', 'on'),
            ]
          : []),
        ...common,
        null,
        ...withFallback(locationsOf(paths), paths),
      ],
    );

  if (asks && named.length > 0)
    desk.notices.push({
      kind: 'weakened',
      about: listener.id,
      message:
        'Where NGINX asks for client certificates, it answers 421 to a request whose host is not the server name of its handshake: let every dialler send the host that it asks for as the server name.',
    });
  const taken = new Set(named.flatMap((each) => each.hosts));
  // The name of the handshake must lead somewhere that accepts it, and with client certificates to one server only.
  const known = secure && !asks && listener.serverNames ? [...listener.names, ...listener.serverNames] : null;
  const others = [...new Set((known ?? []).map((name) => name.toLowerCase()))].filter((name) => !taken.has(name));
  return [
    ...named.map((each) => server(each.hosts, each.paths)),
    ...(others.length > 0 ? [server(others, rest)] : []),
    server([], rest, { isDefault: true, rejects: known !== null }),
  ].flatMap((item) => [item, null]);
}

function listen(plan: Plan, listener: PlannedListener, isDefault: boolean): readonly Item[] {
  const { address, port, mode, acceptsProxyProtocol } = listener;
  const secure = mode === 'terminate';
  const http2 = secure ? (listener.alpn?.includes('h2') ?? true) : onlyGrpc(listener);
  // The parameter became a directive: https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2
  const asDirective = plan.node.version !== null && atLeast(plan.node.version, '1.25.1');
  return [
    directive(
      'listen',
      address === null ? String(port) : addressOf({ host: address, port }),
      ...(isDefault ? ['default_server'] : []),
      ...(secure ? ['ssl'] : []),
      ...(http2 && !asDirective ? ['http2'] : []),
      ...(acceptsProxyProtocol ? ['proxy_protocol'] : []),
    ),
    ...(http2 && asDirective ? [directive('http2', 'on')] : []),
  ];
}

const onlyGrpc = ({ protocols }: PlannedListener): boolean =>
  protocols.length > 0 && protocols.every((each) => each === 'grpc');

/** What all servers of a listener share: TLS, where requests come from, what upstreams are told. */
function commonOf(plan: Plan, listener: PlannedListener, upstreams: readonly Upstream[], desk: Desk): readonly Item[] {
  const { mode, protocols, acceptsProxyProtocol, dialledBy, id } = listener;
  const strictTransport = strictTransportValue(listener);
  if (mode !== 'terminate' && protocols.includes('grpc') && !onlyGrpc(listener) && plan.node.version === null)
    desk.notices.push({
      kind: 'lost',
      about: id,
      message: `The listener "${id}" receives gRPC beside HTTP/1.1 in plaintext, which one port of NGINX before 1.25.1 cannot tell apart: gRPC calls will fail there.`,
    });
  return [
    ...(mode === 'terminate' ? listenTls(listener, `tls_${desk.next()}`) : []),
    ...(mode === 'terminate' && strictTransport !== null
      ? [directive('add_header', strictTransportName, strictTransport, 'always')]
      : []),
    ...onlyAllowed(listener, desk),
    ...(acceptsProxyProtocol
      ? [
          remark('Whoever reaches this port can claim any address; only these are believed. Keep others out.'),
          ...dialledBy.map((host) => directive('set_real_ip_from', host)),
          directive('real_ip_header', 'proxy_protocol'),
        ]
      : []),
    null,
    ...headers(listener, upstreams),
  ];
}

/** Lets in whoever presented a certificate with a name from the list. */
function onlyAllowed({ mode, clientCertificate, allowedClients }: PlannedListener, desk: Desk): readonly Item[] {
  if (allowedClients === null || mode !== 'terminate' || clientCertificate === 'none') return [];
  const refused = `$refused_${desk.next()}`;
  desk.declared.push(
    block(
      'map',
      [expression('$ssl_client_verify:$ssl_client_s_dn'), expression(refused)],
      [
        directive('default', '1'),
        // The distinguished name as RFC 2253 prints it: its parts parted by commas, in any order.
        ...allowedClients.map((name) =>
          mapping(expression(`~^SUCCESS:(.*,)?CN=${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(,|$)`), '0'),
        ),
      ],
    ),
    null,
  );
  return [block('if', [expression(`(${refused})`)], [directive('return', '403')])];
}

/** Set for every upstream, so that nothing which a client made up gets through under these names. */
function headers(listener: PlannedListener, upstreams: readonly Upstream[]): readonly Item[] {
  const asks = listener.mode === 'terminate' && listener.clientCertificate !== 'none';
  const upgrades = speaksWebSocket(listener, upstreams);
  const all: readonly (readonly [name: string, value: string])[] = [
    ['Host', '$host'],
    ['X-Real-IP', '$remote_addr'],
    ['X-Forwarded-For', '$proxy_add_x_forwarded_for'],
    ['X-Forwarded-Proto', '$scheme'],
    ['X-Forwarded-Host', '$host'],
    ['X-Client-Verify', asks ? '$ssl_client_verify' : ''],
    ['X-Client-Subject', asks ? '$ssl_client_s_dn' : ''],
    ['X-Client-Cert', asks ? '$ssl_client_escaped_cert' : ''],
  ];
  const hop: readonly (readonly [name: string, value: string])[] = upgrades
    ? [
        ['Upgrade', '$http_upgrade'],
        ['Connection', '$connection_upgrade'],
      ]
    : [['Connection', '']];
  const set = (prefix: string, pairs: typeof all) =>
    pairs.map(([name, value]) => directive(`${prefix}_set_header`, name, expression(value)));
  return [
    directive('proxy_http_version', '1.1'),
    ...set('proxy', [...all, ...hop]),
    ...(upstreams.some(isGrpc) ? set('grpc', all.slice(1)) : []),
  ];
}

const isGrpc = ({ protocol }: Upstream): boolean => protocol === 'grpc';

export const speaksWebSocket = (listener: PlannedListener, upstreams: readonly Upstream[]): boolean =>
  listener.protocols.includes('websocket') || upstreams.some(({ protocol }) => protocol === 'websocket');

function location(listener: PlannedListener, path: string, route: readonly Upstream[], desk: Desk): Item {
  const target = declareTarget(desk, route, '$request_id');
  if (!target) return notFound(path);
  const { first, members } = target;
  for (const { link, title, sendsProxyProtocol, negotiation, tls } of members) {
    if (sendsProxyProtocol)
      desk.notices.push({
        kind: 'lost',
        about: link,
        message: `NGINX sends the PROXY protocol from stream only, not with HTTP: ${title} gets no header, and refuses the connection if it expects one. Pass TLS through, or read X-Forwarded-For there.`,
      });
    if (tls !== 'plaintext' && negotiation === 'in-band') desk.notices.push(noUpgrade(link, title));
  }
  const secure = first.tls !== 'plaintext';
  const grpc = isGrpc(first);
  const scheme = `${grpc ? 'grpc' : 'http'}${secure ? 's' : ''}://`;
  const pass = typeof target.pass === 'string' ? target.pass : target.pass.expression;
  if (
    grpc &&
    listener.mode !== 'terminate' &&
    !onlyGrpc(listener) &&
    listener.protocols.length > 0 &&
    !listener.protocols.includes('grpc')
  )
    desk.notices.push({
      kind: 'weakened',
      about: first.link,
      message: `${first.title} speaks gRPC and the listener "${listener.id}" HTTP/1.1, which drops the trailers that gRPC puts its status in.`,
    });
  return block(
    'location',
    [path],
    [
      directive(grpc ? 'grpc_pass' : 'proxy_pass', expression(`${scheme}${pass}`)),
      ...dialTls(first, grpc ? 'grpc_ssl' : 'proxy_ssl', target.name),
    ],
  );
}

export const noUpgrade = (link: string, title: string) =>
  ({
    kind: 'lost',
    about: link,
    message: `NGINX cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
  }) as const;

const notFound = (path: string): Item =>
  block('location', [path], [remark('Nothing is drawn behind this.'), directive('return', '404')]);

const withFallback = (items: readonly Item[], paths: readonly PathRoute[]): readonly Item[] =>
  paths.some(({ path }) => path === '/') ? items : [...items, notFound('/')];

/** NGINX compares paths after decoding and tidying them: `/a%62` is `/ab`, and `//` never occurs. */
function merged(listener: PlannedListener, paths: readonly PathRoute[], desk: Desk): readonly PathRoute[] {
  const routes = new Map<string, Upstream[]>();
  for (const { path, upstreams } of paths) {
    const comparable = decoded(path);
    if (comparable === null) {
      for (const { link } of upstreams)
        desk.notices.push({
          kind: 'lost',
          about: link,
          message: `No request on the listener "${listener.id}" can have the path ${path}: NGINX tidies paths before it compares them, and a path has neither "?" nor "#". The route is left out.`,
        });
      continue;
    }
    const route = routes.get(comparable);
    if (route) route.push(...upstreams);
    else routes.set(comparable, [...upstreams]);
  }
  return [...routes].map(([path, upstreams]) => ({ path, upstreams }));
}

/** The path as NGINX sees it, or null where none looks like this: https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
function decoded(path: string): string | null {
  if (/[?#]/.test(path)) return null;
  let text = path;
  try {
    text = decodeURIComponent(path);
  } catch {
    return null;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  return /[\u0000-\u001f\u007f]|\/\/|\/\.{1,2}(?:\/|$)/.test(text) ? null : text;
}
