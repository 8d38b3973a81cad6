import { noticeLines } from '../../config/comment.ts';
import { type Line, line, remark, remarks, type Section, safeName } from '../../config/haproxy.ts';
import { dialCiphers, versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Notice, PlannedListener, Upstream } from '../../plan/plan.ts';

/** A backend for one route; its servers are balanced. */
export function backend(name: string, http: boolean, upstreams: readonly Upstream[]): Section {
  const several = upstreams.length > 1;
  return {
    keyword: 'backend',
    name,
    lines: [
      line('mode', http ? 'http' : 'tcp'),
      ...(several ? [line('balance', 'roundrobin')] : []),
      ...upstreams.flatMap((upstream) => serverLines(upstream, http, several)),
    ],
  };
}

function serverLines(upstream: Upstream, http: boolean, checked: boolean): readonly Line[] {
  const { failure, title, link, host, port, tls, forwarded, verify, sendsProxyProtocol } = upstream;
  const secure = tls !== 'plaintext' && !forwarded;
  return [
    ...(failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: failure }))]),
    remark(title),
    ...(secure && verify === 'none'
      ? [remark('Any certificate is accepted: whoever gets in between can read and change what is sent.')]
      : []),
    ...(secure && verify === 'ca'
      ? [remark('The name on the certificate is not checked: every holder of one of this CA is accepted.')]
      : []),
    line(
      'server',
      safeName(link),
      addressOf({ host, port }),
      ...(secure ? dialTls(upstream) : []),
      ...alpn(upstream, http, secure),
      ...(sendsProxyProtocol === 'v1' ? ['send-proxy'] : sendsProxyProtocol === 'v2' ? ['send-proxy-v2'] : []),
      // Where there is no other server to turn to, a check only adds connections.
      ...(checked ? ['check', ...(secure && sendsName(upstream) ? ['check-sni', upstream.serverName] : [])] : []),
    ),
  ];
}

function dialTls(upstream: Upstream): readonly string[] {
  const { verify, versions, serverName, files, tls, earlyData } = upstream;
  const ciphers = dialCiphers(versions[0], upstream.keyExchange);
  return [
    'ssl',
    ...versionWords(versions),
    ...(ciphers === null ? [] : ['ciphers', ciphers]),
    ...(verify === 'none' ? ['verify', 'none'] : ['verify', 'required', 'ca-file', files.trust]),
    ...(sendsName(upstream) ? ['sni', `str(${serverName})`] : []),
    ...(verify === 'full' ? ['verifyhost', serverName] : []),
    ...(tls === 'mutual' ? ['crt', files.bundle] : []),
    ...(earlyData ? ['allow-0rtt'] : []),
  ];
}

/** A name that is sent is checked as well, so that a dial which checks no name must send none; addresses are never sent. */
const sendsName = ({ sendsServerName, verify, serverName }: Upstream): boolean =>
  sendsServerName && verify !== 'ca' && !isAddress(serverName);

function alpn({ protocol, alpn: drawn }: Upstream, http: boolean, secure: boolean): readonly string[] {
  if (secure && drawn) return drawn.length > 0 ? ['alpn', drawn.join(',')] : [];
  if (!http) return [];
  if (protocol === 'grpc') return secure ? ['alpn', 'h2'] : ['proto', 'h2'];
  if (!secure) return [];
  return ['alpn', protocol === 'websocket' ? 'http/1.1' : 'h2,http/1.1'];
}

const versionName: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLSv1.0',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

/** Both ends of the range are always written: defaults move with releases. */
export function versionWords(range: PlannedListener['versions']): readonly string[] {
  const versions = versionsIn(range);
  return [
    'ssl-min-ver',
    versionName[versions[0]],
    'ssl-max-ver',
    versionName[versions[versions.length - 1] ?? versions[0]],
  ];
}

export const addressOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** What HAProxy cannot say of a dial. */
export function dialNotices(upstream: Upstream): readonly Notice[] {
  const { link, title, tls, forwarded, verify, serverName, sendsServerName, negotiation, failure } = upstream;
  if (forwarded || tls === 'plaintext') return [];
  const notices: Notice[] = [];
  if (negotiation === 'in-band')
    notices.push({
      kind: 'lost',
      about: link,
      message: `HAProxy cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
    });
  if (verify === 'ca' && sendsServerName)
    notices.push({
      kind: 'lost',
      about: link,
      message: `HAProxy checks every name that it sends, so to accept any name of the CA it sends none to ${title}: where the server chooses by name, verify it in full.`,
    });
  if (verify === 'full' && isAddress(serverName) && failure === null)
    notices.push({
      kind: 'fails',
      about: link,
      message: `HAProxy compares the name of ${title} with the DNS names on its certificate, never with addresses: "${serverName}" will not match. Give it a name.`,
    });
  return notices;
}
