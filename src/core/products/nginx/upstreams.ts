import { noticeLines } from '../../config/comment.ts';
import { type Arg, block, directive, expression, type Item, remark, remarks } from '../../config/nginx.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';

/** Collects what a part of the file declares on its level (`upstream`, `map`) and what it cannot say. */
export interface Desk {
  readonly declared: Item[];
  readonly notices: Notice[];
  /** A number for the next name: NGINX compares names without regard to case, ids differ by it. */
  readonly next: () => number;
}

/** Upstreams that one `proxy_pass` serves. */
export interface Target {
  /** For `proxy_pass`, after the scheme: the name of an upstream block, or a variable that holds one. */
  readonly pass: Arg;
  /** What was declared under that name holds these; the directives of the dial are those of the first. */
  readonly first: Upstream;
  readonly members: readonly Upstream[];
  /** For `proxy_ssl_name`. */
  readonly name: Arg;
  /** The upstream blocks that `pass` may come to, with the name of the servers in each. */
  readonly blocks: ReadonlyMap<string, string>;
}

/** Declares the upstreams of a route; balanced where there are several. Null where there is none. */
export function declareTarget(desk: Desk, route: readonly Upstream[], splitBy: string): Target | null {
  const [first] = route;
  if (!first) return null;
  const members = alike(desk, route, 'NGINX balances only what it dials in one way');
  for (const { link, title, failure, forwarded, tls, verify, serverName } of members)
    if (failure === null && !forwarded && tls !== 'plaintext' && verify === 'full' && isAddress(serverName))
      desk.notices.push({
        kind: 'fails',
        about: link,
        message: `NGINX compares the name of ${title} with the DNS names on its certificate, never with addresses: "${serverName}" will not match. Give it a name.`,
      });

  const names = [...new Set(members.map(({ serverName }) => serverName))];
  if (!needsName(first) || names.length === 1) {
    const pass = declareUpstream(desk, members);
    return { pass, first, members, name: first.serverName, blocks: new Map([[pass, first.serverName]]) };
  }
  // Every server has a name of its own to be checked, and an upstream block has one for all: so one block each.
  const n = desk.next();
  const parts = members.map((member) => ({ member, block: declareUpstream(desk, [member]) }));
  const share = Math.floor(10_000 / parts.length) / 100;
  desk.declared.push(
    block(
      'split_clients',
      [expression(splitBy), expression(`$pick_${n}`)],
      parts.map(({ block: name }, i) => directive(i === parts.length - 1 ? '*' : `${share}%`, name)),
    ),
    null,
  );
  desk.notices.push({
    kind: 'weakened',
    about: first.link,
    message: `${members.map(({ title }) => title).join(' and ')} have certificates of different names, so NGINX chooses one for each request by chance and does not go on to the next when it fails. Give them a common name to have both.`,
  });
  const blocks = new Map(parts.map(({ member, block: name }) => [name, member.serverName]));
  const pick = `$pick_${n}`;
  return { pass: expression(pick), first, members, name: declareNames(desk, pick, blocks), blocks };
}

/** A variable with the name to check for the upstream block that another variable holds. */
export function declareNames(desk: Desk, pick: string, blocks: ReadonlyMap<string, string>): Arg {
  const name = `$name_${desk.next()}`;
  desk.declared.push(
    block(
      'map',
      [expression(pick), expression(name)],
      [...blocks].map(([upstream, serverName]) => directive(upstream, serverName)),
    ),
    null,
  );
  return expression(name);
}

/** Those that the same directives dial as the first; the others are named. */
export function alike(desk: Desk, upstreams: readonly Upstream[], because: string): readonly Upstream[] {
  const [first] = upstreams;
  return upstreams.filter((each) => {
    const same = first === undefined || sameDial(each, first);
    if (!same)
      desk.notices.push({
        kind: 'lost',
        about: each.link,
        message: `${because}: ${each.title} is dialled unlike ${first.title} and gets nothing.`,
      });
    return same;
  });
}

const needsName = ({ forwarded, tls, verify, sendsServerName }: Upstream): boolean =>
  !forwarded && tls !== 'plaintext' && (verify === 'full' || sendsServerName);

/** Whether the same directives dial both; the name apart, which may be a variable. */
const sameDial = (a: Upstream, b: Upstream): boolean =>
  a.link === b.link ||
  a.forwarded ||
  ((a.protocol === 'grpc') === (b.protocol === 'grpc') &&
    a.tls === b.tls &&
    (a.tls === 'plaintext' ||
      (a.verify === b.verify &&
        a.sendsServerName === b.sendsServerName &&
        a.versions.join() === b.versions.join() &&
        // Self-signed certificates are each their own CA.
        (a.verify === 'none' || (a.issuer === b.issuer && a.issuer !== 'self-signed')))));

function declareUpstream(desk: Desk, members: readonly Upstream[]): string {
  const name = `up${desk.next()}_${members[0]?.link}`;
  desk.declared.push(
    block(
      'upstream',
      [name],
      members.flatMap((member): Item[] => [
        ...(member.failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: member.failure }))]),
        remark(member.title),
        directive('server', addressOf(member)),
      ]),
    ),
    null,
  );
  return name;
}

export const addressOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
