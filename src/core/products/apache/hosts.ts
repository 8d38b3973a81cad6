import { directive, type Item, raw, remark, section } from '../../config/apache.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import { isAddress } from '../../model/names.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { hostInRequest, redirectsTo, routesByHost, type Service } from '../../plan/routes.ts';
import { ownName } from '../../simulation/bounds.ts';
import { hostPattern, prefixPattern } from './paths.ts';
import { listenTls } from './tls.ts';
import { type Balancer, balancer, type Desk } from './upstreams.ts';

/** The virtual host of a listener. It is the only one of its port: the rules in it choose by host and path. */
export function virtualHost(plan: Plan, { listener, upstreams }: Service, desk: Desk): readonly Item[] {
  const { address, port, mode, acceptsProxyProtocol } = listener;
  const at = `${hostInRequest(address ?? '*')}:${port}`;
  const secure = mode === 'terminate';
  if (secure) desk.modules.add('ssl');
  if (acceptsProxyProtocol) desk.modules.add('remoteip');
  return [
    directive('Listen', address === null ? String(port) : at),
    section('VirtualHost', at, [
      directive('ServerName', nameOf(plan, listener)),
      ...(acceptsProxyProtocol
        ? [
            remark('Whoever reaches this port can claim any address in its PROXY header: keep others out.'),
            directive('RemoteIPProxyProtocol', 'On'),
          ]
        : []),
      ...(secure ? listenTls(listener) : []),
      ...protocols(listener, desk),
      ...strictTransport(listener, desk),
      null,
      ...(listener.redirectsToTls ? redirect(plan, desk) : routes(listener, upstreams, desk)),
    ]),
  ];
}

/** For logs and for what Apache says of itself; neither a wildcard nor an IPv6 address can stand there. */
const nameOf = ({ node }: Plan, { names }: PlannedListener): string =>
  [node.host, ...names].find((name) => !name.startsWith('*') && !isAddress(name)) ?? ownName(node);

/** What the listener offers by ALPN, or by upgrade in plaintext. */
function protocols({ id, mode, alpn, protocols: arriving }: PlannedListener, desk: Desk): readonly Item[] {
  const http2 = mode === 'terminate' ? 'h2' : 'h2c';
  const offered = alpn
    ? ['h2', 'http/1.1'].filter((each) => alpn.includes(each)).map((each) => (each === 'h2' ? http2 : each))
    : mode === 'terminate' || arriving.includes('grpc')
      ? [http2, 'http/1.1']
      : [];
  const unknown = alpn?.filter((each) => each !== 'h2' && each !== 'http/1.1') ?? [];
  if (unknown.length > 0)
    desk.notices.push({
      kind: 'lost',
      about: id,
      message: `Apache offers h2 and http/1.1 and nothing else: ${unknown.join(', ')} on the listener "${id}" is left out.`,
    });
  if (offered.includes(http2)) desk.modules.add('http2');
  return offered.length === 0 ? [] : [directive('Protocols', ...offered)];
}

function strictTransport(listener: PlannedListener, desk: Desk): readonly Item[] {
  const value = strictTransportValue(listener);
  if (value === null) return [];
  desk.modules.add('headers');
  return [directive('Header', 'always', 'set', strictTransportName, value)];
}

/** 308 keeps the method of a request, where 301 makes many a GET. */
function redirect(plan: Plan, desk: Desk): readonly Item[] {
  desk.modules.add('rewrite');
  const port = redirectsTo(plan);
  const target = `https://%{SERVER_NAME}${port === 443 ? '' : `:${port}`}%{REQUEST_URI}`;
  return [
    directive('UseCanonicalName', 'Off'),
    directive('RewriteEngine', 'on'),
    directive('RewriteRule', raw('^/'), raw(target), '[R=308,L]'),
  ];
}

/** Set or removed for every request, so that nothing which a client made up gets through under these names. */
function headers({ mode, clientCertificate }: PlannedListener): readonly Item[] {
  const set = (name: string, value: string, ...when: readonly string[]) =>
    directive('RequestHeader', 'set', name, value, ...when);
  const shown = "expr=%{SSL_CLIENT_VERIFY} == 'SUCCESS'";
  return [
    set('X-Real-IP', 'expr=%{REMOTE_ADDR}'),
    set('X-Forwarded-Proto', mode === 'terminate' ? 'https' : 'http'),
    ...['X-Client-Verify', 'X-Client-Subject', 'X-Client-Cert'].map((name) =>
      directive('RequestHeader', 'unset', name),
    ),
    ...(mode === 'terminate' && clientCertificate !== 'none'
      ? [
          set('X-Client-Verify', 'expr=%{SSL_CLIENT_VERIFY}'),
          set('X-Client-Subject', 'expr=%{SSL_CLIENT_S_DN}', shown),
          set('X-Client-Cert', '%{SSL_CLIENT_CERT}s', shown),
        ]
      : []),
  ];
}

function routes(listener: PlannedListener, upstreams: readonly Upstream[], desk: Desk): readonly Item[] {
  for (const name of ['headers', 'rewrite']) desk.modules.add(name);
  const balancers = new Map<string, Balancer>();
  const use = (route: readonly Upstream[]): Balancer => {
    const key = route.map(({ link }) => link).join(' ');
    const known = balancers.get(key) ?? balancer(desk, route);
    balancers.set(key, known);
    return known;
  };
  const rules = routesByHost(upstreams).flatMap(({ hosts, paths }) =>
    paths.flatMap(({ path, upstreams: route }): readonly Item[] => {
      const pattern = prefixPattern(path);
      if (pattern === null) {
        for (const { link } of route) desk.notices.push(unmatched(listener, link, path));
        return [];
      }
      return [
        ...hosts.map((host, i) =>
          directive(
            'RewriteCond',
            raw('%{HTTP_HOST}'),
            raw(hostPattern(host)),
            i === hosts.length - 1 ? '[NC]' : '[NC,OR]',
          ),
        ),
        directive('RewriteRule', raw(pattern), raw(`${use(route).url}%{REQUEST_URI}`), '[P,L]'),
      ];
    }),
  );
  return [
    ...headers(listener),
    null,
    ...[...balancers.values()].flatMap(({ items }) => items),
    directive('RewriteEngine', 'on'),
    ...rules,
    remark('Nothing is drawn behind anything else.'),
    directive('RewriteRule', raw('^'), raw('-'), '[R=404,L]'),
    ...[...balancers.values()].map(({ url }) => directive('ProxyPassReverse', '/', `${url}/`)),
  ];
}

const unmatched = ({ id }: PlannedListener, link: string, path: string) =>
  ({
    kind: 'lost',
    about: link,
    message: `No request on the listener "${id}" can have the path ${path}: Apache decodes and tidies paths before it compares them, and a path has neither "?" nor "#". The route is left out.`,
  }) as const;
