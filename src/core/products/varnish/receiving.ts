import { literalText } from '../../config/literal-pattern.ts';
import { block, type Item, type Part, remark, statement, text } from '../../config/vcl.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { hostInRequest, redirectsTo, routesByHost, type Service, wildcardPattern } from '../../plan/routes.ts';
import type { Backends } from './backends.ts';
import { socketName } from './listeners.ts';

/** What becomes of a request before Varnish looks into its cache; its built-in program goes on from there. */
export function receiving(
  plan: Plan,
  services: readonly Service[],
  backends: Backends,
  notices: Notice[],
): readonly Item[] {
  const behindProxies = services.some(({ listener }) => listener.acceptsProxyProtocol);
  const redirects = services.some(({ listener }) => listener.redirectsToTls);
  const upgrades = plan.upstreams.some(({ protocol }) => protocol === 'websocket');
  return [
    block(
      ['sub', 'vcl_recv'],
      [
        ...headers(behindProxies),
        ...services.flatMap((service, i) => [
          block(['if', '(local.socket ==', text(socketName(i)), ')'], [...routes(service, backends, notices)]),
        ]),
        ...(upgrades
          ? [block(['if', '(req.http.Upgrade ~', text('(?i)^websocket$'), ')'], [statement('return (pipe)')])]
          : []),
      ],
    ),
    ...(redirects ? [null, redirecting(plan)] : []),
    ...(upgrades ? [null, piping] : []),
  ];
}

/** Set or removed for every request, so that nothing which a client made up gets through under these names. */
function headers(behindProxies: boolean): readonly Item[] {
  return [
    statement('set req.http.X-Real-IP =', 'client.ip'),
    statement('set req.http.X-Forwarded-Proto =', text('http')),
    ...(behindProxies
      ? [
          remark('A PROXY header of version 2 tells whether there was TLS; one of version 1 does not.'),
          block(['if', '(proxy.is_ssl())'], [statement('set req.http.X-Forwarded-Proto =', text('https'))]),
        ]
      : []),
    ...['X-Client-Verify', 'X-Client-Subject', 'X-Client-Cert'].map((name) => statement(`unset req.http.${name}`)),
  ];
}

function routes({ listener, upstreams }: Service, backends: Backends, notices: Notice[]): readonly Item[] {
  if (listener.redirectsToTls) return [statement('return (synth(308))')];
  const items: Item[] = [];
  let complete = false;
  for (const { hosts, paths } of routesByHost(upstreams))
    for (const { path, upstreams: route } of paths) {
      if (/[?#]/.test(path)) {
        for (const { link, title } of route)
          notices.push({
            kind: 'lost',
            about: link,
            message: `No request leads to ${title}: a path holds neither "?" nor "#", as ${path} does.`,
          });
        continue;
      }
      const target = backends.use(route);
      if (target === null) continue;
      const conditions: readonly (readonly Part[])[] = [
        ...(hosts.length > 0 ? [['req.http.Host ~', text(hostsPattern(hosts))]] : []),
        ...(path === '/' ? [] : [['req.url ~', text(`^${literalText(path)}`)]]),
      ];
      const head = conditions.flatMap((condition, i) => (i === 0 ? condition : ['&&', ...condition]));
      const set = statement('set req.backend_hint =', target);
      complete = conditions.length === 0;
      if (items.length === 0 && complete) return [set];
      items.push(
        complete ? block(['else'], [set]) : block([items.length === 0 ? 'if' : 'elseif', '(', ...head, ')'], [set]),
      );
    }
  const nothing: readonly Item[] = [remark('Nothing is drawn behind anything else.'), statement('return (synth(404))')];
  if (complete) return items;
  return items.length === 0 ? nothing : [...items, block(['else'], nothing)];
}

/** Names of hosts as alternatives, with or without a port. */
const hostsPattern = (hosts: readonly string[]): string =>
  `(?i)^(?:${hosts
    .map((host) => wildcardPattern(host)?.slice(1, -1) ?? literalText(hostInRequest(host)))
    .join('|')})(?::[0-9]+)?$`;

/** 308 keeps the method of a request, where 301 makes many a GET. */
function redirecting(plan: Plan): Item {
  const port = redirectsTo(plan);
  return block(
    ['sub', 'vcl_synth'],
    [
      block(
        ['if', '(resp.status == 308)'],
        [
          statement(
            'set resp.http.Location =',
            text('https://'),
            '+ regsub(req.http.Host,',
            text(':[0-9]+$'),
            ',',
            text(''),
            ') +',
            text(port === 443 ? '' : `:${port}`),
            '+ req.url',
          ),
          statement('return (deliver)'),
        ],
      ),
    ],
  );
}

/** What is piped goes on as it came, but for the headers that end at each hop. */
const piping: Item = block(
  ['sub', 'vcl_pipe'],
  [
    block(
      ['if', '(req.http.Upgrade)'],
      [
        statement('set bereq.http.Upgrade =', 'req.http.Upgrade'),
        statement('set bereq.http.Connection =', 'req.http.Connection'),
      ],
    ),
  ],
);
