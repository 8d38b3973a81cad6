import { type Line, line, remark, type Section } from '../../config/haproxy.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import { guideline, hybridGroup, isOld, serverCiphers } from '../../config/tls-guideline.ts';
import { protocolOf } from '../../model/protocols.ts';
import { pathNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import {
  hostInRequest,
  readsName,
  redirectsTo,
  routesByHost,
  routesByName,
  type Service,
  serverSpeaksFirst,
  wildcardPattern,
} from '../../plan/routes.ts';
import { certificateCovers } from '../../simulation/meet.ts';
import { addressOf, backend, versionWords } from './servers.ts';

/** The frontend of a listener and the backends that only it uses. */
export function sectionsOf(plan: Plan, { listener, http, upstreams }: Service, notices: Notice[]): readonly Section[] {
  if (http) notices.push(...pathNotices(upstreams));
  const backends = new Map<string, Section>();
  const use = (route: readonly Upstream[]): string => {
    const links = route.map(({ link }) => link);
    const key = links.join(':');
    // No id holds a colon, so that no two names meet. Those of balanced routes get long; a line holds 2048 bytes.
    const name =
      backends.get(key)?.name ?? [listener.id, ...(links.length < 4 ? links : ['', String(backends.size)])].join(':');
    if (!backends.has(key)) backends.set(key, backend(name, http, route));
    return name;
  };
  const routes = http ? httpRoutes(listener, upstreams, use) : tcpRoutes(listener, upstreams, use, notices);
  const nothing: readonly Section[] =
    http && !routes.complete
      ? [
          {
            keyword: 'backend',
            name: nowhere(listener),
            lines: [
              line('mode', 'http'),
              remark('Nothing is drawn behind this.'),
              line('http-request', 'return', 'status', '404'),
            ],
          },
        ]
      : [];
  return [
    {
      keyword: 'frontend',
      name: listener.id,
      lines: [
        line('mode', http ? 'http' : 'tcp'),
        line('option', http ? 'httplog' : 'tcplog'),
        ...(listener.acceptsProxyProtocol
          ? [remark('Whoever reaches this port can claim any address in its PROXY header: keep others out.')]
          : []),
        ...(listener.keyExchange === 'hybrid'
          ? [remark(`No curves are named: from OpenSSL 3.5 on the library's own list begins with ${hybridGroup}.`)]
          : []),
        bindLine(listener, http, offersHybrid(plan)),
        ...onlyAllowed(listener, http),
        ...(http ? headers(listener) : []),
        ...(listener.redirectsToTls ? [redirect(plan)] : routes.lines),
      ],
    },
    ...backends.values(),
    ...nothing,
  ];
}

/** Whether a listener is to offer the hybrid group, which no list of names can hold before OpenSSL 3.5. */
export const offersHybrid = ({ listeners }: Plan): boolean =>
  listeners.some(({ mode, keyExchange }) => mode === 'terminate' && keyExchange === 'hybrid');

const nowhere = ({ id }: PlannedListener): string => `${id}:`;

/** `besideHybrid`: another listener leaves the groups to the library, so that they stand at each instead of once for all. */
function bindLine(listener: PlannedListener, http: boolean, besideHybrid: boolean): Line {
  const {
    address,
    port,
    mode,
    versions,
    files,
    clientCertificate,
    names,
    serverNames,
    acceptsProxyProtocol,
    keyExchange,
  } = listener;
  const alpn = listener.alpn ?? (http ? ['h2', 'http/1.1'] : []);
  const known = serverNames?.every((name) => certificateCovers(names, name)) ?? false;
  return line(
    'bind',
    addressOf({ host: address ?? '', port }),
    ...(mode === 'terminate'
      ? [
          'ssl',
          'crt',
          files.bundle,
          ...versionWords(versions),
          ...(isOld(versions[0]) || keyExchange === 'rsa' || listener.dialledByRsa
            ? ['ciphers', serverCiphers(versions[0], listener)]
            : []),
          ...(keyExchange !== 'hybrid' && besideHybrid ? ['curves', guideline.groups.join(':')] : []),
          ...(alpn.length > 0 ? ['alpn', alpn.join(',')] : []),
          ...(clientCertificate === 'none' ? [] : ['ca-file', files.clientCa, 'verify', clientCertificate]),
          ...(known ? ['strict-sni'] : []),
        ]
      : []),
    ...(acceptsProxyProtocol ? ['accept-proxy'] : []),
  );
}

/** 308 keeps the method of a request, where 301 makes many a GET. */
function redirect(plan: Plan): Line {
  const port = redirectsTo(plan);
  return line(
    'http-request',
    'redirect',
    'code',
    '308',
    'location',
    `https://%[req.hdr(host),host_only]${port === 443 ? '' : `:${port}`}%[pathq]`,
  );
}

/** Lets in whoever presented a certificate with a name from the list; a line holds 64 words. */
function onlyAllowed({ mode, clientCertificate, allowedClients }: PlannedListener, http: boolean): readonly Line[] {
  if (allowedClients === null || mode !== 'terminate' || clientCertificate === 'none') return [];
  const reject = http ? ['http-request', 'deny', 'deny_status', '403'] : ['tcp-request', 'content', 'reject'];
  return [
    line('acl', 'verified', 'ssl_c_verify', '0'),
    ...allowedClients.map((name) => line('acl', 'allowed', 'ssl_c_s_dn(cn)', '-m', 'str', name)),
    line(
      ...reject,
      'unless',
      '{',
      'ssl_c_used',
      '}',
      'verified',
      ...(allowedClients.length > 0 ? ['allowed'] : ['FALSE']),
    ),
  ];
}

/** Set or removed for every request, so that nothing which a client made up gets through under these names. */
function headers(listener: PlannedListener): readonly Line[] {
  const { mode, clientCertificate } = listener;
  const secure = mode === 'terminate';
  const strictTransport = strictTransportValue(listener);
  const set = (name: string, value: string, ...when: readonly string[]) =>
    line('http-request', 'set-header', name, value, ...when);
  const shown = ['if', '{', 'ssl_c_used', '}', '{', 'ssl_c_verify', '0', '}'];
  return [
    line('option', 'forwardfor'),
    set('X-Real-IP', '%[src]'),
    set('X-Forwarded-Proto', secure ? 'https' : 'http'),
    set('X-Forwarded-Host', '%[req.hdr(host)]'),
    ...(secure && strictTransport !== null
      ? [line('http-response', 'set-header', strictTransportName, strictTransport)]
      : []),
    ...['X-Client-Verify', 'X-Client-Subject', 'X-Client-Cert'].map((name) => line('http-request', 'del-header', name)),
    ...(secure && clientCertificate !== 'none'
      ? [
          set('X-Client-Verify', 'NONE'),
          set('X-Client-Verify', 'SUCCESS', ...shown),
          set('X-Client-Subject', '%[ssl_c_s_dn]', ...shown),
          set('X-Client-Cert', '%[ssl_c_der,base64]', ...shown),
        ]
      : []),
  ];
}

interface Routes {
  readonly lines: readonly Line[];
  /** Whether everything that arrives has somewhere to go. */
  readonly complete: boolean;
}

function httpRoutes(
  listener: PlannedListener,
  upstreams: readonly Upstream[],
  use: (route: readonly Upstream[]) => string,
): Routes {
  const lines: Line[] = [];
  let complete = false;
  routesByHost(upstreams).forEach(({ hosts, paths }, i) => {
    const acl = `host_${i}`;
    if (hosts.length > 0) lines.push(...matches(acl, 'req.hdr(host),host_only', hosts.map(hostInRequest)));
    for (const { path, upstreams: route } of paths) {
      const conditions = [...(hosts.length > 0 ? [acl] : []), ...(path === '/' ? [] : ['{', 'path_beg', path, '}'])];
      if (conditions.length > 0) lines.push(line('use_backend', use(route), 'if', ...conditions));
      else {
        lines.push(line('default_backend', use(route)));
        complete = true;
      }
    }
  });
  if (!complete) lines.push(line('default_backend', nowhere(listener)));
  return { lines, complete };
}

function tcpRoutes(
  listener: PlannedListener,
  upstreams: readonly Upstream[],
  use: (route: readonly Upstream[]) => string,
  notices: Notice[],
): Routes {
  if (upstreams.length === 0)
    return {
      lines: [remark('Nothing is drawn behind this.'), line('tcp-request', 'connection', 'reject')],
      complete: false,
    };
  if (!readsName(listener) || !upstreams.some(({ match }) => match?.sni?.length))
    return { lines: [line('default_backend', use(upstreams))], complete: true };

  const passes = listener.mode === 'passthrough';
  const lines: Line[] = passes
    ? [
        line('tcp-request', 'inspect-delay', '5s'),
        line('tcp-request', 'content', 'accept', 'if', '{', 'req.ssl_hello_type', '1', '}'),
      ]
    : [];
  if (passes)
    for (const { link, title, protocol } of upstreams)
      if (serverSpeaksFirst(protocol))
        notices.push({
          kind: 'weakened',
          about: link,
          message: `"${listener.id}" waits for a ClientHello to route by, and in ${protocolOf(protocol).title} the server speaks first: every connection to ${title} starts five seconds late. Give it a port of its own.`,
        });
  let complete = false;
  routesByName(upstreams).forEach(({ names, upstreams: route }, i) => {
    if (route.length === 0) return;
    if (names.length === 0) {
      lines.push(line('default_backend', use(route)));
      complete = true;
      return;
    }
    const acl = `name_${i}`;
    lines.push(...matches(acl, passes ? 'req.ssl_sni' : 'ssl_fc_sni', names));
    lines.push(line('use_backend', use(route), 'if', acl));
  });
  if (!complete) lines.push(remark('Where no route takes the name, the connection is closed.'));
  return { lines, complete };
}

/** An ACL that holds when the sample is one of the names; several lines of one name are alternatives. */
function matches(acl: string, sample: string, names: readonly string[]): readonly Line[] {
  const plain = names.filter((name) => wildcardPattern(name) === null);
  const patterns = names.flatMap((name) => wildcardPattern(name) ?? []);
  // Six names of 253 characters fit into a line of 2048 bytes.
  const most = 6;
  const lines: Line[] = [];
  for (let i = 0; i < plain.length; i += most) lines.push(line('acl', acl, sample, '-i', ...plain.slice(i, i + most)));
  for (const pattern of patterns) lines.push(line('acl', acl, sample, '-m', 'reg', '-i', pattern));
  return lines;
}
