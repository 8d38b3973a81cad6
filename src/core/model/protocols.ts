import type { Negotiation } from './schema.ts';

/** What the simulation and the exporters need to know of an application protocol. */
export interface Protocol {
  readonly id: string;
  readonly title: string;
  /** How TLS starts on it. `in-band`: the client first asks in clear (RFC 3207 STARTTLS, PostgreSQL SSLRequest). */
  readonly negotiation: Negotiation;
  readonly http: boolean;
  /** The server greets before the client says anything. */
  readonly serverSpeaksFirst: boolean;
  /** It exists on HTTP/2 only. */
  readonly needsHttp2: boolean;
  readonly ports: { readonly plaintext: number; readonly tls: number };
  /**
   * What the usual client library says of a failure, by cause. A service that dials by it shows these lines in its log;
   * a proxy that only carries the protocol shows its own.
   */
  readonly clientLogs?: Readonly<Record<string, string>>;
}

const protocol = (
  id: string,
  title: string,
  ports: readonly [plaintext: number, tls: number],
  more: Partial<Pick<Protocol, 'negotiation' | 'http' | 'serverSpeaksFirst' | 'needsHttp2' | 'clientLogs'>> = {},
): Protocol => ({
  id,
  title,
  negotiation: 'direct',
  http: false,
  serverSpeaksFirst: false,
  needsHttp2: false,
  ports: { plaintext: ports[0], tls: ports[1] },
  ...more,
});

const known: readonly Protocol[] = [
  protocol('http', 'HTTP', [80, 443], { http: true }),
  // The scheme is what people type; whether the hop is encrypted is said by the dial alone.
  protocol('https', 'HTTP', [80, 443], { http: true }),
  protocol('grpc', 'gRPC', [50051, 443], { http: true, needsHttp2: true }),
  protocol('websocket', 'WebSocket', [80, 443], { http: true }),
  protocol('postgres', 'PostgreSQL', [5432, 5432], {
    negotiation: 'in-band',
    // libpq 15, as printed by psql; https://github.com/postgres/postgres/blob/REL_15_STABLE/src/interfaces/libpq
    clientLogs: {
      'tls-to-plaintext': 'server does not support SSL, but SSL was required',
      'unknown-ca': 'SSL error: certificate verify failed',
      'certificate-expired': 'SSL error: certificate verify failed',
      'name-mismatch': 'server certificate for "…" does not match host name "…"',
      'no-common-version': 'SSL error: tlsv1 alert protocol version',
      'connection-refused': 'connection to server at "…", port … failed: Connection refused',
    },
  }),
  protocol('mysql', 'MySQL', [3306, 3306], {
    negotiation: 'in-band',
    serverSpeaksFirst: true,
    // Each line was seen from the client of MariaDB 10.11.
    clientLogs: {
      'tls-to-plaintext': 'ERROR 2026 (HY000): TLS/SSL error: SSL is required, but the server does not support it',
      'unknown-ca': 'ERROR 2026 (HY000): TLS/SSL error: unable to get local issuer certificate',
      'certificate-expired': 'ERROR 2026 (HY000): TLS/SSL error: certificate has expired',
      'name-mismatch': 'ERROR 2026 (HY000): TLS/SSL error: Validation of SSL server certificate failed',
      'no-common-version': 'ERROR 2026 (HY000): TLS/SSL error: tlsv1 alert protocol version',
      'client-certificate-required': 'ERROR 1045 (28000): Access denied for user',
    },
  }),
  protocol('smtp', 'SMTP', [25, 25], { negotiation: 'in-band', serverSpeaksFirst: true }),
  protocol('redis', 'Redis', [6379, 6379]),
  protocol('mongodb', 'MongoDB', [27017, 27017]),
  protocol('kafka', 'Kafka', [9092, 9093]),
  protocol('amqp', 'AMQP', [5672, 5671]),
  protocol('cql', 'Cassandra CQL', [9042, 9142]),
  protocol('memcached', 'memcached', [11211, 11211]),
  protocol('tcp', 'TCP', [9000, 9443]),
];

const byId = new Map(known.map((each) => [each.id, each]));

export const protocols: readonly Protocol[] = known;

/** An unknown protocol is carried as plain TCP: TLS from the first byte, no HTTP. */
export const protocolOf = (id: string): Protocol => byId.get(id) ?? protocol(id, id, [9000, 9443]);
