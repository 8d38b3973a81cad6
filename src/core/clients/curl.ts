import { shellWord } from '../config/dsn.ts';
import { isOld } from '../config/tls-guideline.ts';
import type { Upstream } from '../plan/plan.ts';
import { hostInRequest } from '../plan/routes.ts';

/** The words of a curl command for one connection. https://www.curl.se/docs/sslcerts.html */
export function curlWords(upstream: Upstream): readonly string[] {
  const { host, port, tls, serverName, sendsProxyProtocol } = upstream;
  const secure = tls !== 'plaintext';
  // The name in the address is what curl sends as server name, checks, and puts into the request.
  const name = secure && isSendable(serverName) ? serverName : host;
  const at = (each: string) => `${hostInRequest(each)}:${port}`;
  return [
    'curl',
    // Brackets of an IPv6 address are no pattern.
    '--globoff',
    ...(name === host ? [] : ['--connect-to', `${at(name)}:${at(host)}`]),
    ...httpWords(upstream),
    ...(secure ? tlsWords(upstream) : []),
    ...(sendsProxyProtocol === 'v1' ? ['--haproxy-protocol'] : []),
    `${secure ? 'https' : 'http'}://${at(name)}/`,
  ];
}

/** A wildcard stands for names and is none: curl takes no address with it. */
export const isSendable = (name: string): boolean => !name.includes('*');

function httpWords({ protocol, tls, alpn }: Upstream): readonly string[] {
  if (tls === 'plaintext') return protocol === 'grpc' ? ['--http2-prior-knowledge'] : [];
  if (alpn?.length === 0) return ['--no-alpn'];
  if (alpn && !alpn.includes('h2')) return ['--http1.1'];
  return alpn || protocol === 'grpc' ? ['--http2'] : [];
}

/** The lists of application protocols that curl can be made to offer, no more and no less. */
export const offersExactly = ({ tls, alpn }: Upstream): boolean =>
  tls !== 'plaintext' && ['', 'http/1.1', 'h2,http/1.1'].includes(alpn?.join() ?? 'any');

function tlsWords({ tls, verify, issuer, versions: [min, max], files }: Upstream): readonly string[] {
  return [
    `--tlsv${min}`,
    '--tls-max',
    max < min ? min : max,
    // OpenSSL 3 allows versions before 1.2 at its lowest security level only.
    ...(isOld(min) ? ['--ciphers', 'DEFAULT@SECLEVEL=0'] : []),
    ...(verify === 'none' ? ['--insecure'] : issuer === 'public-ca' ? [] : ['--cacert', files.trust]),
    ...(tls === 'mutual' ? ['--cert', files.certificate, '--key', files.key] : []),
  ];
}

/** As lines of a script: an option with its value on each. */
export function commandLines(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words.map(shellWord)) {
    const last = lines[lines.length - 1];
    const takesIt = last !== undefined && /^--(?:connect-to|tls-max|ciphers|cacert|cert|key)$/.test(last);
    if (takesIt) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
