import { conninfo, hostAndPort, uri } from '../../config/dsn.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { libpqParameters, sslmodeOf } from '../postgres-client.ts';
import type { Habits, TlsSettings } from '../tls-settings.ts';
import { py, tlsVersion } from './tls.ts';

interface Dial {
  readonly plan: Plan;
  readonly upstream: Upstream;
  /** Null: plaintext. */
  readonly settings: TlsSettings | null;
}

export interface Driver {
  /** Package; null: the standard library. */
  readonly library: string | null;
  readonly imports: (dial: Dial) => readonly string[];
  /** The body of `connect`. */
  readonly connect: (dial: Dial) => readonly string[];
  /** It makes no use of the context. */
  readonly ownTls?: boolean;
  readonly fallsBack?: (upstream: Upstream) => boolean;
  readonly habits?: Omit<Habits, 'library'>;
}

const call = (name: string, ...words: readonly string[]): readonly string[] => [
  `    return ${name}(`,
  ...words.filter((word) => word !== '').map((word) => `        ${word},`),
  '    )',
];
const environment = (name: string): string => `os.environ.get("${name}")`;
const where = ({ host, port }: Upstream): readonly string[] => [`host=${py(host)}`, `port=${port}`];
const pair = ({ host, port }: Upstream): string => `(${py(host)}, ${port})`;

const tcp: Driver = {
  library: null,
  imports: () => ['import socket'],
  connect: ({ upstream, settings }) => [
    `    connection = socket.create_connection(${pair(upstream)})`,
    settings
      ? '    return tls_context().wrap_socket(connection, server_hostname=SERVER_NAME)'
      : '    return connection',
  ],
};

const http: Driver = {
  library: null,
  imports: ({ settings }) => ['import http.client', ...(settings ? ['import socket'] : [])],
  connect: ({ upstream, settings }) => {
    const { host, port, serverName } = upstream;
    if (!settings) return [`    return http.client.HTTPConnection(${py(host)}, ${port})`];
    const asked = serverName.includes('*') ? host : serverName;
    return [
      '    class Connection(http.client.HTTPSConnection):',
      '        """Dials one host and asks for another, where they are two."""',
      '',
      '        def connect(self):',
      `            plain = socket.create_connection(${pair(upstream)})`,
      '            self.sock = tls_context().wrap_socket(plain, server_hostname=SERVER_NAME)',
      '',
      `    return Connection(${py(hostInRequest(asked))}, ${port})`,
    ];
  },
};

/** By protocol. */
export const drivers: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  ['http', http],
  ['tcp', tcp],
  [
    'websocket',
    {
      library: 'websockets',
      imports: () => ['from websockets.sync.client import connect as dial'],
      connect: ({ upstream: { host, port }, settings }) =>
        call(
          'dial',
          py(`${uri({ scheme: settings ? 'wss' : 'ws', host, port })}/`),
          ...(settings ? ['ssl=tls_context()', 'server_hostname=SERVER_NAME'] : []),
        ),
    },
  ],
  [
    'grpc',
    {
      library: 'grpcio',
      ownTls: true,
      imports: ({ settings }) => [...(settings ? ['from pathlib import Path'] : []), '', 'import grpc'],
      connect: ({ upstream: { host, port, serverName }, settings }) => {
        const target = py(hostAndPort(host, port));
        if (!settings) return [`    return grpc.insecure_channel(${target})`];
        const bytes = (file: string) => `Path(${py(file)}).read_bytes()`;
        const { client, trust } = settings;
        return [
          '    credentials = grpc.ssl_channel_credentials(',
          `        root_certificates=${bytes(trust)},`,
          ...(client
            ? [`        private_key=${bytes(client.key)},`, `        certificate_chain=${bytes(client.certificate)},`]
            : []),
          '    )',
          `    options = [("grpc.ssl_target_name_override", ${py(serverName)})]`,
          `    return grpc.secure_channel(${target}, credentials, options=options)`,
        ];
      },
      habits: { alwaysSends: true, cannotCheck: ['none', 'ca'], cannotLimit: 'versions' },
    },
  ],
  [
    'postgres',
    {
      library: 'psycopg',
      ownTls: true,
      imports: () => ['import psycopg'],
      connect: ({ plan, upstream }) => [
        "    # The words are libpq's own; the password is read from PGPASSWORD.",
        `    return psycopg.connect(${py(conninfo(libpqParameters(plan, upstream)))})`,
      ],
      fallsBack: (upstream) => sslmodeOf(upstream) === 'prefer',
    },
  ],
  [
    'mysql',
    {
      library: 'PyMySQL',
      imports: () => ['import os', '', 'import pymysql'],
      connect: ({ plan, upstream, settings }) =>
        call(
          'pymysql.connect',
          ...where(upstream),
          `user=${py(plan.node.id)}`,
          `password=${environment('MYSQL_PASSWORD')} or ""`,
          `database=${py(upstream.node)}`,
          settings ? 'ssl=tls_context()' : 'ssl_disabled=True',
        ),
    },
  ],
  [
    'redis',
    {
      library: 'redis',
      ownTls: true,
      imports: ({ settings }) => ['import os', ...(settings ? ['import ssl'] : []), '', 'import redis'],
      connect: ({ upstream, settings }) =>
        call(
          'redis.Redis',
          ...where(upstream),
          `password=${environment('REDIS_PASSWORD')}`,
          ...(settings
            ? [
                'ssl=True',
                `ssl_cert_reqs=${py(settings.check === 'none' ? 'none' : 'required')}`,
                `ssl_check_hostname=${settings.check === 'full' ? 'True' : 'False'}`,
                settings.check === 'none' ? '' : `ssl_ca_certs=${py(settings.trust)}`,
                `ssl_min_version=${tlsVersion(settings.min)}`,
                ...(settings.client
                  ? [`ssl_certfile=${py(settings.client.certificate)}`, `ssl_keyfile=${py(settings.client.key)}`]
                  : []),
              ]
            : []),
        ),
      habits: { sendsHost: true, checksHost: true, cannotLimit: 'newest version' },
    },
  ],
  [
    'mongodb',
    {
      library: 'pymongo',
      ownTls: true,
      imports: () => ['import pymongo'],
      connect: ({ upstream, settings }) =>
        call(
          'pymongo.MongoClient',
          ...where(upstream),
          `tls=${settings ? 'True' : 'False'}`,
          ...(settings
            ? [
                {
                  none: 'tlsAllowInvalidCertificates=True',
                  ca: 'tlsAllowInvalidHostnames=True',
                  full: '',
                }[settings.check],
                settings.check === 'none' ? '' : `tlsCAFile=${py(settings.trust)}`,
                settings.client ? `tlsCertificateKeyFile=${py(settings.client.bundle)}` : '',
              ]
            : []),
        ),
      habits: { sendsHost: true, checksHost: true, cannotLimit: 'versions' },
    },
  ],
  [
    'kafka',
    {
      library: 'kafka-python',
      imports: () => ['from kafka import KafkaAdminClient'],
      connect: ({ plan, upstream: { host, port }, settings }) =>
        call(
          'KafkaAdminClient',
          `client_id=${py(plan.node.id)}`,
          `bootstrap_servers=[${py(hostAndPort(host, port))}]`,
          `security_protocol="${settings ? 'SSL' : 'PLAINTEXT'}"`,
          settings ? 'ssl_context=tls_context()' : '',
        ),
    },
  ],
  [
    'amqp',
    {
      library: 'pika',
      imports: () => ['import os', '', 'import pika'],
      connect: ({ upstream, settings }) => [
        '    parameters = pika.ConnectionParameters(',
        ...where(upstream).map((word) => `        ${word},`),
        `        credentials=pika.PlainCredentials(${environment('AMQP_USER')}, ${environment('AMQP_PASSWORD')}),`,
        ...(settings ? ['        ssl_options=pika.SSLOptions(tls_context(), SERVER_NAME),'] : []),
        '    )',
        '    return pika.BlockingConnection(parameters)',
      ],
    },
  ],
  [
    'cql',
    {
      library: 'cassandra-driver',
      imports: () => ['from cassandra.cluster import Cluster'],
      connect: ({ upstream: { host, port }, settings }) => [
        '    cluster = Cluster(',
        `        [${py(host)}],`,
        `        port=${port},`,
        ...(settings
          ? ['        ssl_context=tls_context(),', '        ssl_options={"server_hostname": SERVER_NAME},']
          : []),
        '    )',
        '    return cluster.connect()',
      ],
    },
  ],
  [
    'memcached',
    {
      library: 'pymemcache',
      imports: () => ['from pymemcache.client.base import Client'],
      connect: ({ upstream, settings }) => call('Client', pair(upstream), settings ? 'tls_context=tls_context()' : ''),
    },
  ],
]);
