import { noticeLines } from '../../config/comment.ts';
import { type Line, option, remark, remarks, type Service } from '../../config/stunnel.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { hostInRequest, routesByName, type Service as Served } from '../../plan/routes.ts';
import { dialTls, listenTls } from './tls.ts';

/** Where Debian's package lets its services keep sockets. */
export const sockets = '/run/stunnel4';

/** The services of a listener: one that ends TLS, one that starts it, or both with a socket between them. */
export function servicesFor(plan: Plan, { listener, upstreams }: Served, notices: Notice[]): readonly Service[] {
  const accept = `${listener.address === null ? '' : `${listener.address}:`}${listener.port}`;
  // What is carried was narrowed to bytes; the drawing knows what they are.
  const drawn = new Map(plan.upstreams.map((upstream) => [upstream.link, upstream]));
  const known = (route: readonly Upstream[]) => route.flatMap(({ link }) => drawn.get(link) ?? []);
  const arriving = plan.listeners.find(({ id }) => id === listener.id)?.protocols ?? [];
  if (listener.acceptsProxyProtocol) throw new Error('the simulation lets stunnel read no PROXY header');
  if (listener.mode !== 'terminate') return encrypting(listener, accept, known(upstreams), notices);

  const routes = routesByName(upstreams).filter((route) => route.upstreams.length > 0);
  const rest = known(routes.find(({ names }) => names.length === 0)?.upstreams ?? []);
  const named = routes.flatMap(({ names, upstreams: route }) => names.map((name) => ({ name, route: known(route) })));
  const upgrade = upgradeOf(listener, arriving, notices);
  const services: Service[] = [];
  const decrypting = (name: string, first: readonly Line[], route: readonly Upstream[]): void => {
    const onward = onwardFrom(plan, name, route, notices);
    const header = proxyHeader(listener, route, upgrade, notices);
    services.push({
      name,
      lines: [
        ...first,
        ...(upgrade === null ? [] : [option('protocol', upgrade)]),
        ...(header ? [option('protocol', 'proxy')] : []),
        ...onward.connect,
        ...listenTls(listener),
      ],
    });
    services.push(...onward.services);
  };
  decrypting(listener.id, [option('accept', accept)], rest);
  named.forEach(({ name, route }, i) => {
    if (name.startsWith('*'))
      notices.push({
        kind: 'weakened',
        about: route[0]?.link ?? listener.id,
        message: `stunnel takes ${name} for every name with that ending, however many labels come before it.`,
      });
    decrypting(`${listener.id}/${i + 1}`, [option('sni', `${listener.id}:${name}`)], route);
  });
  return services;
}

/** A service that takes plaintext and dials TLS. */
function encrypting(
  listener: PlannedListener,
  accept: string,
  upstreams: readonly Upstream[],
  notices: Notice[],
): readonly Service[] {
  const members = alike(upstreams, notices);
  const [first] = members;
  if (!first || first.tls === 'plaintext') {
    notices.push({
      kind: 'lost',
      about: listener.id,
      message: `stunnel has TLS on one side of a service, and the listener "${listener.id}" has it on none: it is left out.`,
    });
    return [];
  }
  for (const { link, title, sendsProxyProtocol } of members)
    if (sendsProxyProtocol)
      notices.push({
        kind: 'lost',
        about: link,
        message: `stunnel sends a PROXY header only where it ends TLS and goes on in plaintext: ${title} gets none, and refuses the connection if it expects one.`,
      });
  return [
    {
      name: listener.id,
      lines: [option('client', 'yes'), option('accept', accept), ...connects(members), ...dialTls(first, notices)],
    },
  ];
}

interface Onward {
  readonly connect: readonly Line[];
  readonly services: readonly Service[];
}

/** Where decrypted bytes go: to the upstreams, or to a service that encrypts them again. */
function onwardFrom(plan: Plan, name: string, upstreams: readonly Upstream[], notices: Notice[]): Onward {
  const members = alike(upstreams, notices);
  const [first] = members;
  if (!first)
    return { connect: [remark('Nothing is drawn behind this.'), option('connect', '127.0.0.1:9')], services: [] };
  if (first.tls === 'plaintext') return { connect: connects(members), services: [] };
  const socket = `${sockets}/${plan.node.id}-${name.replace('/', '-')}.sock`;
  return {
    connect: [option('connect', socket)],
    services: [
      {
        name: `${name}/onward`,
        lines: [option('client', 'yes'), option('accept', socket), ...connects(members), ...dialTls(first, notices)],
      },
    ],
  };
}

const connects = (members: readonly Upstream[]): readonly Line[] =>
  members.flatMap(({ failure, title, host, port }) => [
    ...(failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: failure }))]),
    remark(title),
    option('connect', `${hostInRequest(host).replace(/^\[(.*)\]$/, '$1')}:${port}`),
  ]);

/** The protocol whose in-band request for TLS is answered; a port knows one. */
function upgradeOf({ id }: PlannedListener, arriving: readonly string[], notices: Notice[]): string | null {
  const [asked, ...others] = arriving.flatMap((protocol) => upgrades[protocol] ?? []);
  if (asked !== undefined && arriving.length > 1)
    notices.push({
      kind: 'lost',
      about: id,
      message: `The listener "${id}" answers the request for TLS of ${asked} and nothing else: ${[...others, ...arriving.filter((each) => !(each in upgrades))].join(' and ')} will not get through.`,
    });
  return asked ?? null;
}

const upgrades: Readonly<Record<string, string>> = { postgres: 'pgsql', smtp: 'smtp' };

function proxyHeader(
  { id }: PlannedListener,
  route: readonly Upstream[],
  upgrade: string | null,
  notices: Notice[],
): boolean {
  const asking = route.filter(({ sendsProxyProtocol }) => sendsProxyProtocol !== null);
  const able =
    upgrade === null &&
    asking.length === route.length &&
    asking.length > 0 &&
    asking.every(({ tls }) => tls === 'plaintext');
  if (!able)
    for (const { link, title } of asking)
      notices.push({
        kind: 'lost',
        about: link,
        message: `stunnel sends a PROXY header to all plaintext upstreams of a service or to none, and not beside an upgrade: "${id}" sends ${title} none, and it refuses the connection if it expects one.`,
      });
  return able;
}

/** Those that one service can dial, balanced in turn; the others are named. */
function alike(upstreams: readonly Upstream[], notices: Notice[]): readonly Upstream[] {
  const [first] = upstreams;
  return upstreams.filter((each) => {
    if (!first || each.link === first.link || sameDial(each, first)) return true;
    notices.push({
      kind: 'lost',
      about: each.link,
      message: `A service of stunnel dials all its upstreams in one way and by one name: ${each.title} is dialled unlike ${first.title} and gets nothing.`,
    });
    return false;
  });
}

const sameDial = (a: Upstream, b: Upstream): boolean =>
  a.tls === b.tls &&
  (a.tls === 'plaintext' ||
    (a.verify === b.verify &&
      a.protocol === b.protocol &&
      a.negotiation === b.negotiation &&
      a.serverName === b.serverName &&
      a.sendsServerName === b.sendsServerName &&
      a.versions.join() === b.versions.join() &&
      a.keyExchange === b.keyExchange &&
      // Self-signed certificates are each their own CA.
      (a.verify === 'none' || (a.issuer === b.issuer && a.issuer !== 'self-signed'))));
