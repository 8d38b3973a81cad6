import { hostAndPort, type Pairs, shellWord, uri } from '../config/dsn.ts';
import { property } from '../config/properties.ts';
import { versionsIn } from '../config/tls-guideline.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import type { ClientFiles } from './client-files.ts';
import { curlWords } from './curl.ts';
import { type Habits, habitNotices, type TlsSettings, tlsSettings } from './tls-settings.ts';

/** What the tools of a protocol are given for one connection, besides the variables that every protocol gets. */
interface Tool {
  /** Variables in the protocol's own format. */
  readonly variables?: (dial: Dial) => Pairs;
  readonly settings?: (dial: Dial) => ClientFiles['settings'];
  readonly script?: { readonly name: string; readonly words: (dial: Dial) => readonly string[] };
  readonly habits?: Habits | ((settings: TlsSettings) => Habits);
  readonly notices?: (dial: Dial) => readonly Notice[];
}

interface Dial {
  readonly plan: Plan;
  readonly upstream: Upstream;
  /** Null: plaintext. */
  readonly settings: TlsSettings | null;
}

const protocolNames = ({ min, max }: TlsSettings): string =>
  versionsIn([min, max])
    .map((version) => (version === '1.0' ? 'TLSv1' : `TLSv${version}`))
    .join(',');

/** https://www.mongodb.com/docs/manual/reference/connection-string-options.md */
const mongodbUri = ({ upstream: { host, port, node }, settings }: Dial): string =>
  uri({
    scheme: 'mongodb',
    host,
    port,
    path: node,
    parameters: settings
      ? [
          ['tls', 'true'],
          ...{
            none: [['tlsAllowInvalidCertificates', 'true'] as const],
            ca: [['tlsCAFile', settings.trust] as const, ['tlsAllowInvalidHostnames', 'true'] as const],
            full: [['tlsCAFile', settings.trust] as const],
          }[settings.check],
          ...(settings.client ? [['tlsCertificateKeyFile', settings.client.bundle] as const] : []),
        ]
      : [],
  });

/**
 * https://rabbitmq.com/uri-query-parameters.html; `disable` sends no name and checks none, so that a check of the name
 * sends it: https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/amqp_client/src/amqp_uri.erl
 */
const amqpUri = ({ upstream: { host, port }, settings }: Dial): string =>
  uri({
    scheme: settings ? 'amqps' : 'amqp',
    host,
    port,
    parameters: settings
      ? [
          ...(settings.check === 'none' ? [] : [['cacertfile', settings.trust] as const]),
          ...(settings.client
            ? [['certfile', settings.client.certificate] as const, ['keyfile', settings.client.key] as const]
            : []),
          ['verify', settings.check === 'none' ? 'verify_none' : 'verify_peer'],
          ['server_name_indication', sentByErlang(settings) ?? 'disable'],
        ]
      : [],
  });

const sentByErlang = ({ check, name, sent }: TlsSettings): string | null => (check === 'full' ? name : sent);

/** Names of settings: SslConfigs.java of Kafka's client. PEM files since Kafka 2.7 (KIP-651). */
const kafkaProperties = ({ settings }: Dial): readonly string[] => [
  property('security.protocol', settings ? 'SSL' : 'PLAINTEXT'),
  ...(settings
    ? [
        property('ssl.truststore.type', 'PEM'),
        property('ssl.truststore.location', settings.trust),
        ...(settings.client
          ? [property('ssl.keystore.type', 'PEM'), property('ssl.keystore.location', settings.client.bundle)]
          : []),
        property('ssl.enabled.protocols', protocolNames(settings)),
        // Empty: the name is not checked.
        property('ssl.endpoint.identification.algorithm', settings.check === 'full' ? 'https' : ''),
      ]
    : []),
];

/** https://github.com/apache/cassandra/blob/trunk/conf/cqlshrc.sample */
const cqlshrc = ({ upstream: { host, port }, settings }: Dial): readonly string[] => [
  '[connection]',
  `hostname = ${host}`,
  `port = ${port}`,
  ...(settings
    ? [
        '',
        '[ssl]',
        ...(settings.check === 'none' ? ['validate = false'] : [`certfile = ${settings.trust}`, 'validate = true']),
        ...(settings.client ? [`userkey = ${settings.client.key}`, `usercert = ${settings.client.certificate}`] : []),
      ]
    : []),
];

/** The client of MariaDB, which dials MySQL too: mariadb --help of version 10.11. */
const mariadbWords = ({ plan, upstream: { host, port, node }, settings }: Dial): readonly string[] => [
  'mariadb',
  `--host=${host}`,
  `--port=${port}`,
  '--protocol=TCP',
  `--user=${plan.node.id}`,
  '--password',
  ...(settings
    ? [
        '--ssl',
        ...(settings.check === 'none'
          ? ['--skip-ssl-verify-server-cert']
          : [`--ssl-ca=${settings.trust}`, '--ssl-verify-server-cert']),
        ...(settings.client ? [`--ssl-cert=${settings.client.certificate}`, `--ssl-key=${settings.client.key}`] : []),
        `--tls-version=${protocolNames(settings)}`,
      ]
    : ['--skip-ssl']),
  `--database=${node}`,
];

/** https://github.com/fullstorydev/grpcurl: it lists the services, where the server lets itself be asked. */
const grpcurlWords = ({ upstream: { host, port, serverName }, settings }: Dial): readonly string[] => [
  'grpcurl',
  ...(settings
    ? [
        ...(settings.check === 'none' ? ['-insecure'] : ['-cacert', settings.trust]),
        ...(settings.client ? ['-cert', settings.client.certificate, '-key', settings.client.key] : []),
        ...(serverName === host ? [] : ['-authority', serverName]),
      ]
    : ['-plaintext']),
  hostAndPort(host, port),
  'list',
];

const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  [
    'http',
    {
      script: { name: 'curl', words: ({ upstream }) => curlWords(upstream) },
      habits: { library: 'curl', alwaysSends: true, cannotCheck: ['ca'] },
    },
  ],
  [
    'grpc',
    {
      script: { name: 'grpcurl', words: grpcurlWords },
      habits: { library: 'grpcurl', alwaysSends: true, cannotCheck: ['ca'], cannotLimit: 'versions' },
    },
  ],
  [
    'mysql',
    {
      variables: ({ upstream: { host, port, node }, plan }) => [
        ['MYSQL_HOST', host],
        ['MYSQL_TCP_PORT', String(port)],
        ['MYSQL_USER', plan.node.id],
        ['MYSQL_DATABASE', node],
      ],
      script: { name: 'mariadb', words: mariadbWords },
      // Seen on the wire of the client of MariaDB 10.11.
      habits: {
        library: 'mariadb',
        sendsNone: true,
        checksHost: true,
        cannotCheck: ['ca'],
        fallsBackUnchecked: true,
      },
    },
  ],
  [
    'mongodb',
    {
      variables: (dial) => [['MONGODB_URI', mongodbUri(dial)]],
      script: { name: 'mongosh', words: (dial) => ['mongosh', mongodbUri(dial)] },
      habits: { library: "MongoDB's connection string", sendsHost: true, checksHost: true, cannotLimit: 'versions' },
    },
  ],
  [
    'kafka',
    {
      variables: ({ upstream: { host, port } }) => [['KAFKA_BOOTSTRAP_SERVERS', hostAndPort(host, port)]],
      settings: (dial) => ({ name: 'properties', lines: kafkaProperties(dial) }),
      script: {
        name: 'kafka-topics',
        words: ({ upstream: { host, port, link } }) => [
          ...['kafka-topics.sh', '--bootstrap-server', hostAndPort(host, port)],
          ...['--command-config', `${link}.properties`, '--list'],
        ],
      },
      habits: {
        library: "Kafka's client",
        sendsHost: true,
        sendsDottedOnly: true,
        checksHost: true,
        cannotCheck: ['none'],
      },
      notices: ({ upstream, settings }) =>
        settings?.client
          ? [
              {
                kind: 'by-hand',
                about: upstream.link,
                message: `Kafka's client reads a key in PEM as PKCS#8 alone: convert that in ${settings.client.bundle} by openssl pkcs8 -topk8 -nocrypt.`,
              },
            ]
          : [],
    },
  ],
  [
    'amqp',
    {
      variables: (dial) => [['AMQP_URL', amqpUri(dial)]],
      habits: (settings) => ({
        library: "RabbitMQ's Erlang client",
        alwaysSends: settings.check === 'full',
        cannotCheck: settings.sent === null ? [] : ['ca'],
        cannotLimit: 'versions',
      }),
      notices: ({ upstream, settings }) =>
        settings
          ? [
              {
                kind: 'by-hand',
                about: upstream.link,
                message:
                  "What AMQP_URL says after the question mark is read by RabbitMQ's Erlang client, its federation and its shovels; other clients need it said in code.",
              },
            ]
          : [],
    },
  ],
  [
    'cql',
    {
      variables: ({ upstream: { host, port } }) => [['CASSANDRA_CONTACT_POINT', hostAndPort(host, port)]],
      settings: (dial) => ({ name: 'cqlshrc', lines: cqlshrc(dial) }),
      script: {
        name: 'cqlsh',
        words: ({ upstream: { link }, settings }) => [
          'cqlsh',
          `--cqlshrc=${link}.cqlshrc`,
          ...(settings ? ['--ssl'] : []),
        ],
      },
      notices: ({ upstream, settings }) =>
        settings && settings.check === 'full'
          ? [
              {
                kind: 'weakened',
                about: upstream.link,
                message:
                  'validate makes cqlsh check who issued a certificate; it has no setting for the name, so that through the script any certificate of the CA may be accepted.',
              },
            ]
          : [],
    },
  ],
  ['memcached', { variables: ({ upstream: { host, port } }) => [['MEMCACHED_SERVERS', hostAndPort(host, port)]] }],
]);

/** Variables, files and a script for the protocol's own tools; null where none are known. */
export function toolFiles(plan: Plan, upstream: Upstream) {
  const tool = upstream.forwarded ? undefined : tools.get(upstream.protocol);
  if (!tool) return null;
  const { variables, settings: file, script, habits, notices } = tool;
  const settings = tlsSettings(upstream);
  const dial: Dial = { plan, upstream, settings };
  return {
    variables: variables?.(dial) ?? [],
    settings: file?.(dial),
    script: script && { name: script.name, lines: [`exec ${script.words(dial).map(shellWord).join(' ')} "$@"`] },
    notices: [
      ...(habits && settings ? habitNotices(upstream, typeof habits === 'function' ? habits(settings) : habits) : []),
      ...(notices?.(dial) ?? []),
    ],
  };
}
