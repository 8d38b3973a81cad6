import { directive, type Item, remark, remarks, section } from '../../config/apache.ts';
import { noticeLines } from '../../config/comment.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { dialTls } from './tls.ts';

/** Collects what the file needs and what it cannot say. */
export interface Desk {
  readonly notices: Notice[];
  readonly modules: Set<string>;
  /** A number for the next name: Apache compares names of balancers without regard to case. */
  readonly next: () => number;
}

export interface Balancer {
  readonly url: string;
  readonly items: readonly Item[];
}

/** A balancer for one route. Its directives hold for all its members, so that several routes can dial differently. */
export function balancer(desk: Desk, route: readonly Upstream[]): Balancer {
  const members = alike(desk, route);
  const dialling = members.find(({ tls }) => tls !== 'plaintext');
  const url = `balancer://up${desk.next()}-${route[0]?.link.toLowerCase()}`;
  for (const member of members) note(desk, member);
  for (const name of ['proxy', 'proxy_http', 'proxy_balancer', 'lbmethod_byrequests', 'slotmem_shm'])
    desk.modules.add(name);
  if (dialling) desk.modules.add('ssl');
  return {
    url,
    items: [
      section('Proxy', url, [
        ...members.flatMap((member) => [
          ...(member.failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: member.failure }))]),
          remark(member.title),
          directive(
            'BalancerMember',
            urlOf(member),
            // Otherwise a member that failed once is left alone for a minute, though there is no other.
            ...(members.length === 1 ? ['retry=0'] : []),
            ...(member.protocol === 'websocket' ? ['upgrade=websocket'] : []),
          ),
        ]),
        ...(dialling ? dialTls(dialling) : []),
      ]),
    ],
  };
}

/** The name in the URL is the one that is sent and checked, so that it has to resolve to the address as well. */
function urlOf(upstream: Upstream): string {
  const { tls, port } = upstream;
  return `${tls === 'plaintext' ? 'http' : 'https'}://${hostInRequest(nameDialled(upstream))}:${port}`;
}

const nameDialled = ({ tls, verify, sendsServerName, serverName, host }: Upstream): string =>
  tls !== 'plaintext' && (verify === 'full' || sendsServerName) ? serverName : host;

function note({ notices }: Desk, upstream: Upstream): void {
  const { link, title, tls, negotiation, verify, sendsServerName, serverName, host, failure } = upstream;
  if (tls === 'plaintext') return;
  const name = nameDialled(upstream);
  if (name !== host)
    notices.push({
      kind: 'by-hand',
      about: link,
      message: `Apache sends and checks the name that it dials, so ${title} is dialled as ${name}: let that name resolve to ${host}, in /etc/hosts if need be.`,
    });
  if (!sendsServerName && !isAddress(name))
    notices.push({
      kind: 'lost',
      about: link,
      message: `Apache sends the name that it dials: the handshake with ${title} shows "${name}", and the drawing says that none is sent.`,
    });
  if (negotiation === 'in-band')
    notices.push({
      kind: 'lost',
      about: link,
      message: `Apache cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
    });
  if (verify === 'full' && isAddress(serverName) && failure === null)
    notices.push({
      kind: 'fails',
      about: link,
      message: `Apache compares the name of ${title} with the DNS names on its certificate, never with addresses: "${serverName}" will not match. Give it a name.`,
    });
}

/** Those that the same directives dial as the first; the others are named. */
function alike({ notices }: Desk, upstreams: readonly Upstream[]): readonly Upstream[] {
  const first = upstreams.find(({ tls }) => tls !== 'plaintext');
  return upstreams.filter((each) => {
    if (!first || each.tls === 'plaintext' || each.link === first.link || sameDial(each, first)) return true;
    notices.push({
      kind: 'lost',
      about: each.link,
      message: `Apache balances only what it dials in one way: ${each.title} is dialled unlike ${first.title} and gets nothing.`,
    });
    return false;
  });
}

const sameDial = (a: Upstream, b: Upstream): boolean =>
  a.tls === b.tls &&
  a.verify === b.verify &&
  a.versions.join() === b.versions.join() &&
  a.keyExchange === b.keyExchange &&
  // Self-signed certificates are each their own CA.
  (a.verify === 'none' || (a.issuer === b.issuer && a.issuer !== 'self-signed'));
