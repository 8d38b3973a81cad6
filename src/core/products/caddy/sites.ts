import { block, directive, expression, type Item, remark } from '../../config/caddyfile.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { redirectsTo, routesByHost, type Service } from '../../plan/routes.ts';
import { prefixPattern } from './paths.ts';
import { listenTls } from './tls.ts';
import { reverseProxy } from './upstreams.ts';

/** The site of a listener: all names of the port, with its routes in order. */
export function site(plan: Plan, { listener, upstreams }: Service, notices: Notice[]): Item {
  const { address, port, mode } = listener;
  return block(
    [`${mode === 'terminate' ? 'https' : 'http'}://:${port}`],
    [
      ...(address === null ? [] : [directive('bind', address)]),
      ...(mode === 'terminate' ? listenTls(plan, listener, notices) : []),
      ...strictTransport(listener),
      ...(listener.redirectsToTls ? [redirect(plan)] : [routes(plan, listener, upstreams, notices)]),
    ],
  );
}

function strictTransport(listener: PlannedListener): readonly Item[] {
  const value = strictTransportValue(listener);
  return value === null ? [] : [directive('header', strictTransportName, value)];
}

/** 308 keeps the method of a request, where 301 makes many a GET. */
function redirect(plan: Plan): Item {
  const port = redirectsTo(plan);
  return directive('redir', expression(`https://{host}${port === 443 ? '' : `:${port}`}{uri}`), '308');
}

function routes(plan: Plan, listener: PlannedListener, upstreams: readonly Upstream[], notices: Notice[]): Item {
  const asks = listener.mode === 'terminate' && listener.clientCertificate !== 'none';
  const hosts = routesByHost(upstreams);
  let last = 0;
  const handles = hosts.flatMap(({ hosts: names, paths }) =>
    paths.flatMap(({ path, upstreams: route }): readonly Item[] => {
      const pattern = prefixPattern(path);
      if (pattern === null) {
        for (const { link } of route) notices.push(unmatched(listener, link, path));
        return [];
      }
      const matcher = [
        ...(names.length > 0 ? [directive('host', ...names)] : []),
        ...(path === '/' ? [] : [directive('path_regexp', expression(pattern))]),
      ];
      const items = reverseProxy(plan, route, notices);
      if (matcher.length === 0) return [block(['handle'], items)];
      const name = `@route${++last}`;
      return [block([name], matcher), block(['handle', name], items)];
    }),
  );
  const complete = hosts.some(
    ({ hosts: names, paths }) => names.length === 0 && paths.some(({ path }) => path === '/'),
  );
  return block(
    ['route'],
    [
      ...clientHeaders(asks),
      ...handles,
      ...(complete
        ? []
        : [block(['handle'], [remark('Nothing is drawn behind anything else.'), directive('respond', '404')])]),
    ],
  );
}

/** Set or removed for every request, so that nothing which a client made up gets through under these names. */
function clientHeaders(asks: boolean): readonly Item[] {
  const named = ['X-Client-Verify', 'X-Client-Subject', 'X-Client-Cert'];
  return [
    directive('request_header', 'X-Real-IP', expression('{remote_host}')),
    ...named.map((name) => directive('request_header', `-${name}`)),
    ...(asks
      ? [
          // Without a certificate a placeholder has no value, and its name would be sent in place of one.
          directive('@shown', 'expression', expression('{tls_client_fingerprint} != null')),
          directive('request_header', '@shown', 'X-Client-Verify', 'SUCCESS'),
          directive('request_header', '@shown', 'X-Client-Subject', expression('{tls_client_subject}')),
          directive('request_header', '@shown', 'X-Client-Cert', expression('{tls_client_certificate_der_base64}')),
        ]
      : []),
  ];
}

const unmatched = ({ id }: PlannedListener, link: string, path: string) =>
  ({
    kind: 'lost',
    about: link,
    message: `No request on the listener "${id}" can have the path ${path}: Caddy decodes and tidies paths before it compares them, and a path has neither "?" nor "#". The route is left out.`,
  }) as const;
