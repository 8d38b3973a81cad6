import { block, directive, type Item, remark, remarks } from '../../config/caddyfile.ts';
import { noticeLines } from '../../config/comment.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { dialNotices, dialTls } from './tls.ts';

/** What stands in the handler of one route: a proxy whose upstreams share one transport. */
export function reverseProxy(plan: Plan, route: readonly Upstream[], notices: Notice[]): readonly Item[] {
  const members = alike(route, notices);
  const [first] = members;
  if (!first) return [directive('respond', '404')];
  for (const member of members) notices.push(...dialNotices(member));
  const transport = [
    ...dialTls(plan, first, nameOf(members)),
    ...versions(first),
    ...(first.sendsProxyProtocol
      ? [remark('Needs Caddy 2.7 or later.'), directive('proxy_protocol', first.sendsProxyProtocol)]
      : []),
  ];
  const words = ['reverse_proxy', ...members.map(({ host, port }) => `${hostInRequest(host)}:${port}`)];
  return [
    ...members.flatMap(({ title, failure }) => [
      ...(failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: failure }))]),
      remark(title),
    ]),
    transport.length > 0 ? block(words, [block(['transport', 'http'], transport)]) : directive(...words),
  ];
}

/** gRPC exists on HTTP/2 alone; in plaintext that has to be known beforehand. */
const versions = ({ protocol, tls }: Upstream): readonly Item[] =>
  protocol === 'grpc' ? [directive('versions', tls === 'plaintext' ? 'h2c' : '2')] : [];

/** The one name that is sent and checked; null: each upstream by the host that is dialled. */
const nameOf = (members: readonly Upstream[]): string | null => {
  const named = members.filter(isNamed);
  return named.every(({ serverName, host }) => serverName === host) ? null : (named[0]?.serverName ?? null);
};

const isNamed = ({ tls, verify, sendsServerName }: Upstream): boolean =>
  tls !== 'plaintext' && (verify === 'full' || sendsServerName);

/** Those that the same transport dials as the first; the others are named. */
function alike(upstreams: readonly Upstream[], notices: Notice[]): readonly Upstream[] {
  const [first] = upstreams;
  if (!first) return [];
  const byHost = upstreams.every(({ serverName, host }) => serverName === host);
  return upstreams.filter((each) => {
    if (sameTransport(each, first) && (byHost || !isNamed(first) || each.serverName === first.serverName)) return true;
    notices.push({
      kind: 'lost',
      about: each.link,
      message: `Caddy balances only what it dials in one way and by one name: ${each.title} is dialled unlike ${first.title} and gets nothing.`,
    });
    return false;
  });
}

const sameTransport = (a: Upstream, b: Upstream): boolean =>
  a.tls === b.tls &&
  (a.protocol === 'grpc') === (b.protocol === 'grpc') &&
  a.sendsProxyProtocol === b.sendsProxyProtocol &&
  (a.tls === 'plaintext' ||
    (a.verify === b.verify &&
      a.sendsServerName === b.sendsServerName &&
      // Self-signed certificates are each their own CA.
      (a.verify === 'none' || (a.issuer === b.issuer && (a.issuer !== 'self-signed' || a.link === b.link)))));
