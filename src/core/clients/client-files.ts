import { commentLines, commentText } from '../config/comment.ts';
import { assignment, type Pairs } from '../config/dsn.ts';
import { hashComments } from '../config/hash-comment.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Notice, Upstream } from '../plan/plan.ts';

/** What one connection of a service is given. */
export interface ClientFiles {
  /** Lines of the environment file. */
  readonly environment: readonly string[];
  /** A file of settings in the format of the protocol's own tools; `name` is how its name ends. */
  readonly settings?: { readonly name: string; readonly lines: readonly string[] };
  /** A command that makes the same connection by hand. */
  readonly script?: { readonly name: string; readonly lines: readonly string[] };
  /** One line for the page about the service. */
  readonly summary: string;
  /** What the service's own code must do: nothing to be said where that code is written. */
  readonly byHand: readonly Notice[];
  /** What these files cannot say. */
  readonly notices: readonly Notice[];
}

export const comment = (text: string): readonly string[] => hashComments(commentLines(text));
export const assignments = (pairs: Pairs): readonly string[] => pairs.map(([name, value]) => assignment(name, value));

export const summaryOf = ({ title, protocol, host, port, tls }: Upstream): string =>
  `${commentText(title)} (${protocol}, ${host} port ${port}, ${tlsName[tls]})`;

const tlsName: Readonly<Record<Upstream['tls'], string>> = {
  plaintext: 'plaintext',
  tls: 'TLS',
  mutual: 'mutual TLS',
  opportunistic: 'TLS if offered',
};

/** The TLS side of a dial as variables that the service's own code reads; `prefix` keeps several connections apart. */
export function tlsVariables(prefix: string, upstream: Upstream): Pairs {
  const { tls, verify, serverName, sendsServerName, versions, files } = upstream;
  if (tls === 'plaintext') return [];
  return [
    [`${prefix}_TLS`, tls],
    [`${prefix}_TLS_VERIFY`, tls === 'opportunistic' ? 'none' : verify],
    ...(checks(upstream) ? ([[`${prefix}_TLS_CA_FILE`, files.trust]] as const) : []),
    [`${prefix}_TLS_SERVER_NAME`, serverName],
    [`${prefix}_TLS_SEND_SERVER_NAME`, sendsServerName ? 'yes' : 'no'],
    [`${prefix}_TLS_MIN_VERSION`, versions[0]],
    [`${prefix}_TLS_MAX_VERSION`, versions[1]],
    ...(tls === 'mutual'
      ? ([
          [`${prefix}_TLS_CERTIFICATE_FILE`, files.certificate],
          [`${prefix}_TLS_KEY_FILE`, files.key],
        ] as const)
      : []),
  ];
}

/** What a driver of its own is not needed for: TLS or nothing from the first byte, and no HTTP. */
export const isPlainStream = ({ protocol, negotiation, tls }: Upstream): boolean =>
  !protocolOf(protocol).http && (tls === 'plaintext' || negotiation === 'direct');

/** Whether a certificate is checked at all. */
export const checks = ({ tls, verify }: Upstream): boolean =>
  tls !== 'plaintext' && tls !== 'opportunistic' && verify !== 'none';

/** What a dial asks of whoever writes its code, as the end of a sentence. */
export function tlsDemands(upstream: Upstream): string {
  const { tls, verify, serverName, sendsServerName, versions, files } = upstream;
  const checked = {
    none: 'without checking the certificate',
    ca: `accept any certificate issued under ${files.trust}`,
    full: `accept only a certificate for ${serverName} issued under ${files.trust}`,
  }[tls === 'opportunistic' ? 'none' : verify];
  return [
    tls === 'opportunistic' ? 'try TLS and fall back to plaintext' : 'speak TLS',
    checked,
    sendsServerName ? `send the server name ${serverName}` : 'send no server name',
    ...(tls === 'mutual' ? [`present ${files.certificate} with ${files.key}`] : []),
    `use TLS ${versions[0]} to ${versions[1]}`,
  ].join(', ');
}

/** Drivers dial TLS or plaintext; those of PostgreSQL and of MySQL alone may try one and take the other. */
export const tlsFallbackNotice = ({ tls, link }: Upstream): readonly Notice[] =>
  tls === 'opportunistic'
    ? [
        {
          kind: 'lost',
          about: link,
          message:
            'This client does not fall back from TLS to plaintext: where the server does not speak TLS, the connection fails.',
        },
      ]
    : [];

export const byHandNotice = ({ link, title }: Upstream, what: string): Notice => ({
  kind: 'by-hand',
  about: link,
  message: `Towards ${title} the service's own code must ${what}.`,
});

export const proxyHeaderNotice = (upstream: Upstream, who: string): readonly Notice[] =>
  upstream.sendsProxyProtocol
    ? [
        {
          kind: 'lost',
          about: upstream.link,
          message: `${who} cannot put a PROXY protocol header (${upstream.sendsProxyProtocol}) in front of the stream. Where it is expected, the connection fails.`,
        },
      ]
    : [];
