import { shellWord, uri } from '../config/dsn.ts';
import type { Notice, Upstream } from '../plan/plan.ts';
import {
  assignments,
  type ClientFiles,
  checks,
  comment,
  proxyHeaderNotice,
  summaryOf,
  tlsDemands,
  tlsFallbackNotice,
  tlsVariables,
} from './client-files.ts';

/** A URL for the driver, what the URL cannot say as variables of its own, and the same connection by redis-cli. */
export function redisClient(upstream: Upstream): ClientFiles {
  const { host, port, tls } = upstream;
  const encrypted = tls !== 'plaintext';
  return {
    environment: [
      ...(encrypted ? [] : comment('!!! PLAINTEXT: nothing is encrypted on this connection, the password included.')),
      ...assignments([
        ['REDIS_URL', uri({ scheme: encrypted ? 'rediss' : 'redis', host, port })],
        ...tlsVariables('REDIS', upstream),
      ]),
      '',
      ...comment('The password is no part of this file: set it here (redis-cli reads it under this name too).'),
      '#REDISCLI_AUTH=',
    ],
    script: { name: 'redis-cli', lines: [`exec ${command(upstream).map(shellWord).join(' ')} "$@"`] },
    summary: summaryOf(upstream),
    byHand: encrypted
      ? [
          {
            kind: 'by-hand',
            about: upstream.link,
            message: `A Redis URL says no more than "with TLS". Towards ${upstream.title} the service's own driver must ${tlsDemands(upstream)}: hand it the REDIS_TLS_ variables.`,
          },
        ]
      : [],
    notices: [...(encrypted ? dialNotices(upstream) : []), ...proxyHeaderNotice(upstream, 'A Redis client')],
  };
}

/** Options: redis-cli --help of version 7.0 */
function command(upstream: Upstream): readonly string[] {
  const { host, port, tls, serverName, sendsServerName, files } = upstream;
  const base = ['redis-cli', '-h', host, '-p', String(port)];
  if (tls === 'plaintext') return base;
  return [
    ...base,
    '--tls',
    ...(checks(upstream) ? ['--cacert', files.trust] : ['--insecure']),
    ...(sendsServerName ? ['--sni', serverName] : []),
    ...(tls === 'mutual' ? ['--cert', files.certificate, '--key', files.key] : []),
  ];
}

function dialNotices(upstream: Upstream): readonly Notice[] {
  const { link, tls, verify, versions } = upstream;
  const notices: Notice[] = [];
  if (tls === 'opportunistic') notices.push(...tlsFallbackNotice(upstream));
  else if (verify === 'full')
    notices.push({
      kind: 'weakened',
      about: link,
      message:
        'redis-cli checks who issued a certificate and never for which name: through the script any certificate of the CA is accepted. The driver must check the name.',
    });
  if (versions[0] !== '1.2' || versions[1] !== '1.3')
    notices.push({
      kind: 'weakened',
      about: link,
      message: `redis-cli cannot be told which TLS versions to speak (drawn: ${versions.join(' to ')}); its OpenSSL decides.`,
    });
  return notices;
}
