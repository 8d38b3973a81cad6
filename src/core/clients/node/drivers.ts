import { hostAndPort, uri } from '../../config/dsn.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { roleOf } from '../postgres-client.ts';
import type { Habits } from '../tls-settings.ts';
import { js } from './tls.ts';

/** One dial as a driver's constructor takes it. */
interface Dial {
  readonly plan: Plan;
  readonly upstream: Upstream;
  readonly secure: boolean;
}

export interface Driver {
  /** npm package; null: it comes with Node.js. */
  readonly library: string | null;
  readonly imports: (dial: Dial) => readonly string[];
  readonly connect: (dial: Dial) => readonly string[];
  readonly habits?: Omit<Habits, 'library'>;
  /** Options that it does not pass on. */
  readonly drops?: readonly ('ALPNProtocols' | 'ecdhCurve')[];
}

const withTls = (secure: boolean, more = ''): string => (secure ? `${more}...tlsOptions` : '');
const members = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
const where = ({ host, port }: Upstream): string => `host: ${js(host)}, port: ${port}`;
const address = ({ host, port }: Upstream): string => js(hostAndPort(host, port));
const list = (text: string): readonly string[] => [text];

const tcp: Driver = {
  library: null,
  imports: ({ secure }) => list(`import { connect as dial } from ${secure ? "'node:tls'" : "'node:net'"};`),
  connect: ({ upstream, secure }) => [
    '/** A stream of bytes: emits `secureConnect` (TLS) or `connect` once it stands. */',
    `export const connect = () => dial({ ${members(where(upstream), withTls(secure))} });`,
  ],
};

const http: Driver = {
  library: null,
  imports: ({ secure }) => list(`import { request } from ${secure ? "'node:https'" : "'node:http'"};`),
  connect: ({ upstream, secure }) => {
    const { host, port, serverName } = upstream;
    const asked = secure && !serverName.includes('*') ? serverName : host;
    return [
      '/** The response to a GET, or to what `options` say and `body` holds. */',
      'export const connect = (path = "/", options = {}, body = null) =>',
      '  new Promise((resolve, reject) => {',
      `    const headers = { host: ${js(`${hostInRequest(asked)}:${port}`)} };`,
      `    request({ ${members(where(upstream), 'path', 'headers', withTls(secure), '...options')} }, resolve).on("error", reject).end(body);`,
      '  });',
    ];
  },
};

/** By protocol. What a driver does with the options was read in the source of the release that the README names. */
export const drivers: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  ['http', http],
  ['tcp', tcp],
  [
    'websocket',
    {
      library: 'ws',
      imports: () => list("import { WebSocket } from 'ws';"),
      connect: ({ upstream: { host, port }, secure }) =>
        list(
          `export const connect = () => new WebSocket(${js(`${uri({ scheme: secure ? 'wss' : 'ws', host, port })}/`)}${secure ? ', tlsOptions' : ''});`,
        ),
    },
  ],
  [
    'grpc',
    {
      library: '@grpc/grpc-js',
      imports: ({ secure }) => [
        "import { credentials } from '@grpc/grpc-js';",
        ...(secure ? ["import { createSecureContext } from 'node:tls';"] : []),
      ],
      connect: ({ upstream, secure }) => [
        ...(secure
          ? [
              'const { rejectUnauthorized, checkServerIdentity: identity } = tlsOptions;',
              'export const channelCredentials = credentials.createFromSecureContext(createSecureContext(tlsOptions), {',
              '  rejectUnauthorized,',
              '  checkServerIdentity: identity,',
              '});',
              `export const channelOptions = { "grpc.ssl_target_name_override": ${js(upstream.serverName)} };`,
            ]
          : ['export const channelCredentials = credentials.createInsecure();', 'export const channelOptions = {};']),
        '/** `Client`: the class that your service definition was made into. */',
        `export const connect = (Client) => new Client(${address(upstream)}, channelCredentials, channelOptions);`,
      ],
      habits: { alwaysSends: true },
      // Its own is h2.
      drops: ['ALPNProtocols'],
    },
  ],
  [
    'postgres',
    {
      library: 'pg',
      imports: () => list("import pg from 'pg';"),
      connect: ({ plan, upstream, secure }) => {
        const { node, negotiation } = upstream;
        const direct = secure && negotiation === 'direct' ? 'sslnegotiation: "direct"' : '';
        return [
          '/** The password is read from PGPASSWORD. */',
          `export const connect = () => new pg.Client({ ${members(where(upstream), `user: ${js(roleOf(plan.node.id))}`, `database: ${js(node)}`, secure ? 'ssl: tlsOptions' : 'ssl: false', direct)} });`,
        ];
      },
      habits: { sendsHost: true },
    },
  ],
  [
    'mysql',
    {
      library: 'mysql2',
      imports: ({ secure }) => [
        "import { createConnection } from 'mysql2/promise';",
        ...(secure ? ["import { connect as dial } from 'node:net';"] : []),
      ],
      connect: ({ plan, upstream, secure }) => {
        const { host, port, node, serverName, verify, tls } = upstream;
        const account = `user: ${js(plan.node.id)}, database: ${js(node)}, password: process.env.MYSQL_PASSWORD`;
        if (!secure)
          return list(`export const connect = () => createConnection({ ${members(where(upstream), account)} });`);
        const full = verify === 'full' && tls !== 'opportunistic';
        return [
          '/** It sends and checks the name in `host`; the stream says what is dialled. */',
          'export const connect = () =>',
          '  createConnection({',
          `    host: ${js(serverName)},`,
          `    stream: () => dial({ host: ${js(host)}, port: ${port} }),`,
          `    ${account},`,
          `    ssl: { ...tlsOptions, verifyIdentity: ${full} },`,
          '  });',
        ];
      },
      // An address is no `servername`, and without one Node.js compares the certificate with `localhost`.
      habits: { alwaysSends: true, checksNoAddress: true },
      drops: ['ALPNProtocols', 'ecdhCurve'],
    },
  ],
  [
    'redis',
    {
      library: 'redis',
      imports: () => list("import { createClient } from 'redis';"),
      connect: ({ upstream, secure }) =>
        list(
          `export const connect = () => createClient({ password: process.env.REDIS_PASSWORD, socket: { ${members(where(upstream), withTls(secure, 'tls: true, '))} } }).connect();`,
        ),
    },
  ],
  [
    'mongodb',
    {
      library: 'mongodb',
      imports: ({ secure }) => [
        "import { MongoClient } from 'mongodb';",
        ...(secure ? ["import { createSecureContext } from 'node:tls';"] : []),
      ],
      connect: ({ upstream: { host, port }, secure }) => [
        ...(secure
          ? [
              '/** The driver passes neither versions nor ciphers on: they go into a context. */',
              'const { rejectUnauthorized, checkServerIdentity: identity, servername } = tlsOptions;',
              'const options = { tls: true, rejectUnauthorized, checkServerIdentity: identity, servername, secureContext: createSecureContext(tlsOptions) };',
            ]
          : ['const options = { tls: false };']),
        `export const connect = () => new MongoClient(${js(`${uri({ scheme: 'mongodb', host, port })}/`)}, options).connect();`,
      ],
      drops: ['ALPNProtocols'],
    },
  ],
  [
    'kafka',
    {
      library: 'kafkajs',
      imports: () => list("import { Kafka } from 'kafkajs';"),
      connect: ({ plan, upstream, secure }) => [
        '/** Brokers that are found later are dialled with the same options: their certificates must hold the same name. */',
        `export const kafka = new Kafka({ clientId: ${js(plan.node.id)}, brokers: [${address(upstream)}], ssl: ${secure ? 'tlsOptions' : 'false'} });`,
        'export const connect = async () => {',
        '  const admin = kafka.admin();',
        '  await admin.connect();',
        '  return admin;',
        '};',
      ],
    },
  ],
  [
    'amqp',
    {
      library: 'amqplib',
      imports: () => list("import { connect as dial } from 'amqplib';"),
      connect: ({ upstream: { host, port }, secure }) =>
        list(
          `export const connect = () => dial({ protocol: "${secure ? 'amqps' : 'amqp'}", hostname: ${js(host)}, port: ${port}, username: process.env.AMQP_USER, password: process.env.AMQP_PASSWORD }${secure ? ', tlsOptions' : ''});`,
        ),
      habits: { fillsInHost: true },
    },
  ],
  [
    'cql',
    {
      library: 'cassandra-driver',
      imports: () => list("import cassandra from 'cassandra-driver';"),
      connect: ({ upstream, secure }) => [
        `const options = { contactPoints: [${address(upstream)}], localDataCenter: process.env.CASSANDRA_DATACENTER ?? "datacenter1"${secure ? ', sslOptions: tlsOptions' : ''} };`,
        '/** Without `rejectUnauthorized` this driver would check nothing. */',
        'export const connect = async () => {',
        '  const client = new cassandra.Client(options);',
        '  await client.connect();',
        '  return client;',
        '};',
      ],
    },
  ],
  // No client of memcached for Node.js is known here to speak TLS: its text protocol over a stream.
  ['memcached', tcp],
]);
