import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { dialsTls } from '../../plan/sessions.ts';
import type { Desk } from './desk.ts';

/** Declares the service that a route leads to and says its name; several upstreams are balanced. Null where there is none. */
export function declareService(desk: Desk, route: readonly Upstream[], http: boolean): string | null {
  const members = alike(desk, route);
  const [first] = members;
  if (!first) return null;
  // No id holds "~", so that no two names meet.
  const name = [...members.map(({ link }) => link), ...(http ? [] : [first.forwarded ? 'passthrough' : 'stream'])].join(
    '~',
  );
  if (!desk.services.has(name)) {
    for (const member of members) desk.notices.push(...dialNotices(member, http));
    desk.services.set(name, { name, ...address(desk, members), ...dial(desk, first, http) });
    desk.routes.set(name, []);
  }
  return name;
}

/** The host of a service is what is dialled, sent and checked; where these differ, an upstream stands in between. */
function address(desk: Desk, members: readonly Upstream[]): YamlMap {
  const [first] = members;
  if (!first) return {};
  if (members.length === 1 && checkedName(first) === first.host) return { host: first.host, port: first.port };
  const name = `upstream-${desk.upstreams.length + 1}`;
  desk.upstreams.push({
    name,
    host_header: checkedName(first) === first.host ? undefined : checkedName(first),
    targets: members.map(({ host, port }) => ({ target: `${hostInRequest(host)}:${port}` })),
  });
  return { host: name };
}

const checkedName = (upstream: Upstream): string =>
  dialsTls(upstream) && isName(upstream.serverName) ? upstream.serverName : upstream.host;

/** A wildcard is for certificates; no server goes by it. */
const isName = (name: string): boolean => !name.startsWith('*.');

function dial(desk: Desk, upstream: Upstream, http: boolean): YamlMap {
  const { protocol, tls, verify, files } = upstream;
  const secure = dialsTls(upstream);
  if (http && protocol === 'grpc') return { protocol: secure ? 'grpcs' : 'grpc' };
  if (!secure) return { protocol: http ? 'http' : 'tcp' };
  const full = verify === 'full';
  return {
    protocol: http ? 'https' : 'tls',
    tls_verify: full,
    // Room for an intermediate CA.
    tls_verify_depth: full ? 2 : undefined,
    ca_certificates: full ? desk.authority(upstream) : undefined,
    client_certificate:
      tls === 'mutual' ? desk.certificate(upstream.link, files.certificate, files.key, []) : undefined,
  };
}

/** Those that one service can dial; the others are named. */
function alike(desk: Desk, upstreams: readonly Upstream[]): readonly Upstream[] {
  const [first] = upstreams;
  return upstreams.filter((each) => {
    const same = first === undefined || sameDial(each, first);
    if (!same)
      desk.notices.push({
        kind: 'lost',
        about: each.link,
        message: `Kong balances only what it dials in one way: ${each.title} is dialled unlike ${first.title} and gets nothing.`,
      });
    return same;
  });
}

const sameDial = (a: Upstream, b: Upstream): boolean =>
  a.link === b.link ||
  ((a.protocol === 'grpc') === (b.protocol === 'grpc') &&
    dialsTls(a) === dialsTls(b) &&
    (!dialsTls(a) ||
      (a.tls === b.tls &&
        a.tls !== 'mutual' &&
        a.verify === b.verify &&
        (a.verify === 'none' || (a.issuer === b.issuer && a.issuer !== 'self-signed')) &&
        (a.serverName === b.serverName || (checkedName(a) === a.host && checkedName(b) === b.host)))));

/** What Kong cannot say of a dial. */
function dialNotices(upstream: Upstream, http: boolean): readonly Notice[] {
  const { link, title, protocol, tls, verify, negotiation, sendsServerName, serverName, failure } = upstream;
  const notices: Notice[] = [];
  const say = (kind: Notice['kind'], message: string) => notices.push({ kind, about: link, message });
  if (upstream.sendsProxyProtocol)
    say('lost', `Kong puts no PROXY protocol header in front of what it sends to ${title}.`);
  if (!dialsTls(upstream)) return notices;
  if (negotiation === 'in-band')
    say(
      'lost',
      `Kong cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
    );
  if (http && protocol === 'grpc' && (verify !== 'none' || tls === 'mutual'))
    say(
      'weakened',
      `Kong neither checks the certificate of a gRPC service nor presents one of its own: whoever gets between it and ${title} can read and change what is sent.`,
    );
  if (!isName(serverName))
    say(
      'lost',
      `Kong sends no wildcard: of ${title} it expects a certificate for ${upstream.host}, not ${serverName}.`,
    );
  else if (!sendsServerName && !isAddress(serverName))
    say('lost', `Kong sends ${title} the server name ${serverName}, although none is drawn.`);
  if (verify === 'full' && isAddress(serverName) && failure === null)
    say(
      'fails',
      `Kong compares the name of ${title} with the DNS names on its certificate, never with addresses: "${serverName}" will not match. Give it a name.`,
    );
  return notices;
}
