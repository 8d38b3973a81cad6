import { conninfo, hostAndPort, uri } from '../../config/dsn.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { libpqParameters } from '../postgres-client.ts';
import { go } from './tls.ts';

interface Dial {
  readonly plan: Plan;
  readonly upstream: Upstream;
  /** Whether `config` holds what `tlsConfig` returned. */
  readonly secure: boolean;
}

export interface Driver {
  readonly imports: (dial: Dial) => readonly string[];
  /** What `connect` returns besides an error. */
  readonly type: string;
  /** The body of `connect`, after `config`. */
  readonly connect: (dial: Dial) => readonly string[];
  /** The driver's own way to try TLS first: then no configuration of ours is made. */
  readonly fallsBack?: boolean;
}

const address = ({ host, port }: Upstream): string => go(hostAndPort(host, port));
const tried = (statement: string): readonly string[] => [
  `\t${statement}`,
  '\tif err != nil {',
  '\t\treturn nil, err',
  '\t}',
];

const tcp: Driver = {
  imports: () => ['net'],
  type: 'net.Conn',
  connect: ({ upstream, secure }) => [
    secure
      ? `\treturn tls.Dial("tcp", ${address(upstream)}, config)`
      : `\treturn net.Dial("tcp", ${address(upstream)})`,
  ],
};

/** By protocol. All of them take the configuration as it is, ServerName included. */
export const drivers: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  [
    'http',
    {
      imports: ({ secure }) => ['net/http', ...(secure ? ['context', 'net'] : [])],
      type: '*http.Client',
      connect: ({ upstream, secure }) => [
        ...(secure
          ? [
              '\tdialer := &net.Dialer{}',
              '\ttransport := &http.Transport{',
              '\t\tTLSClientConfig: config,',
              '\t\tForceAttemptHTTP2: true,',
              '\t\t// Requests name the host that the certificate is for; this is where it is.',
              '\t\tDialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {',
              `\t\t\treturn dialer.DialContext(ctx, network, ${address(upstream)})`,
              '\t\t},',
              '\t}',
              '\treturn &http.Client{Transport: transport}, nil',
            ]
          : ['\treturn &http.Client{}, nil']),
      ],
    },
  ],
  ['tcp', tcp],
  [
    'websocket',
    {
      imports: () => ['github.com/gorilla/websocket'],
      type: '*websocket.Conn',
      connect: ({ upstream: { host, port }, secure }) => [
        `\tdialer := &websocket.Dialer{${secure ? 'TLSClientConfig: config' : ''}}`,
        `\tconnection, _, err := dialer.Dial(${go(`${uri({ scheme: secure ? 'wss' : 'ws', host, port })}/`)}, nil)`,
        '\treturn connection, err',
      ],
    },
  ],
  [
    'grpc',
    {
      imports: ({ secure }) => [
        'google.golang.org/grpc',
        secure ? 'google.golang.org/grpc/credentials' : 'google.golang.org/grpc/credentials/insecure',
      ],
      type: '*grpc.ClientConn',
      connect: ({ upstream, secure }) => [
        `\treturn grpc.NewClient(${address(upstream)}, grpc.WithTransportCredentials(${secure ? 'credentials.NewTLS(config)' : 'insecure.NewCredentials()'}))`,
      ],
    },
  ],
  [
    'postgres',
    {
      imports: () => ['context', 'github.com/jackc/pgx/v5'],
      type: '*pgx.Conn',
      connect: ({ plan, upstream, secure }) => {
        // What concerns TLS is said by the configuration, but for what it cannot say.
        const words = libpqParameters(plan, upstream).filter(
          ([name]) => !/^(?:ssl|hostaddr)/.test(name) || (name === 'sslmode' && !secure) || name === 'sslnegotiation',
        );
        const dialled = words.map(([name, value]) => [name, name === 'host' ? upstream.host : value] as const);
        return [
          '\t// The password is read from PGPASSWORD.',
          ...tried(`settings, err := pgx.ParseConfig(${go(conninfo(dialled))})`),
          ...(secure ? ['\tsettings.TLSConfig = config', '\tsettings.Fallbacks = nil'] : []),
          '\treturn pgx.ConnectConfig(context.Background(), settings)',
        ];
      },
      fallsBack: true,
    },
  ],
  [
    'mysql',
    {
      imports: () => ['database/sql', 'os', 'github.com/go-sql-driver/mysql'],
      type: '*sql.DB',
      connect: ({ plan, upstream, secure }) => [
        '\tsettings := mysql.NewConfig()',
        '\tsettings.Net = "tcp"',
        `\tsettings.Addr = ${address(upstream)}`,
        `\tsettings.User = ${go(plan.node.id)}`,
        '\tsettings.Passwd = os.Getenv("MYSQL_PASSWORD")',
        `\tsettings.DBName = ${go(upstream.node)}`,
        ...(secure ? ['\tsettings.TLS = config'] : []),
        ...(upstream.tls === 'opportunistic' ? ['\tsettings.TLSConfig = "preferred"'] : []),
        ...tried('connector, err := mysql.NewConnector(settings)'),
        '\treturn sql.OpenDB(connector), nil',
      ],
      fallsBack: true,
    },
  ],
  [
    'redis',
    {
      imports: () => ['os', 'github.com/redis/go-redis/v9'],
      type: '*redis.Client',
      connect: ({ upstream, secure }) => [
        '\treturn redis.NewClient(&redis.Options{',
        `\t\tAddr: ${address(upstream)},`,
        '\t\tPassword: os.Getenv("REDIS_PASSWORD"),',
        ...(secure ? ['\t\tTLSConfig: config,'] : []),
        '\t}), nil',
      ],
    },
  ],
  [
    'mongodb',
    {
      imports: () => ['go.mongodb.org/mongo-driver/v2/mongo', 'go.mongodb.org/mongo-driver/v2/mongo/options'],
      type: '*mongo.Client',
      connect: ({ upstream: { host, port }, secure }) => [
        `\treturn mongo.Connect(options.Client().ApplyURI(${go(`${uri({ scheme: 'mongodb', host, port })}/`)})${secure ? '.SetTLSConfig(config)' : ''})`,
      ],
    },
  ],
  [
    'kafka',
    {
      imports: () => ['github.com/twmb/franz-go/pkg/kgo'],
      type: '*kgo.Client',
      connect: ({ upstream, secure }) => [
        ...(secure
          ? ['\t// Brokers that are found later are dialled alike: their certificates must hold the same name.']
          : []),
        `\treturn kgo.NewClient(kgo.SeedBrokers(${address(upstream)})${secure ? ', kgo.DialTLSConfig(config)' : ''})`,
      ],
    },
  ],
  [
    'amqp',
    {
      imports: () => ['os', 'amqp github.com/rabbitmq/amqp091-go'],
      type: '*amqp.Connection',
      connect: ({ upstream: { host, port }, secure }) => [
        `\treturn amqp.DialConfig(${go(`${uri({ scheme: secure ? 'amqps' : 'amqp', host, port })}/`)}, amqp.Config{`,
        '\t\tSASL: []amqp.Authentication{&amqp.PlainAuth{Username: os.Getenv("AMQP_USER"), Password: os.Getenv("AMQP_PASSWORD")}},',
        ...(secure ? ['\t\tTLSClientConfig: config,'] : []),
        '\t})',
      ],
    },
  ],
  [
    'cql',
    {
      imports: () => ['github.com/gocql/gocql'],
      type: '*gocql.Session',
      connect: ({ upstream: { host, port }, secure }) => [
        `\tcluster := gocql.NewCluster(${go(host)})`,
        `\tcluster.Port = ${port}`,
        ...(secure
          ? [
              '\t// What is checked stands in the configuration; EnableHostVerification would overrule it.',
              '\tcluster.SslOpts = &gocql.SslOptions{Config: config}',
            ]
          : []),
        '\treturn cluster.CreateSession()',
      ],
    },
  ],
  [
    'memcached',
    {
      imports: () => ['github.com/bradfitz/gomemcache/memcache'],
      type: '*memcache.Client',
      connect: ({ upstream, secure }) => [
        `\tclient := memcache.New(${address(upstream)})`,
        ...(secure ? ['\tclient.DialContext = (&tls.Dialer{Config: config}).DialContext'] : []),
        '\treturn client, nil',
      ],
    },
  ],
]);
