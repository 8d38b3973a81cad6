import { hostAndPort, percentEncode, uri } from '../../config/dsn.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { roleOf, sslmodeOf } from '../postgres-client.ts';
import type { Habits, TlsSettings } from '../tls-settings.ts';
import { protocolNames } from './tls.ts';

interface Dial {
  readonly plan: Plan;
  readonly upstream: Upstream;
  /** Null: plaintext. */
  readonly settings: TlsSettings | null;
  /** The bundle that holds files and, where the library takes them, versions. */
  readonly bundle: string;
}

export interface Connection {
  readonly library: string;
  /** Members of `spring`. */
  readonly properties: (dial: Dial) => YamlMap;
  /** Its driver takes no bundle. */
  readonly ownTls?: boolean;
  readonly fallsBack?: (upstream: Upstream) => boolean;
  readonly habits?: Omit<Habits, 'library'>;
}

/**
 * Of a bundle these take trust and key alone: StandardMongoClientSettingsBuilderCustomizer and CassandraAutoConfiguration
 * refuse one that names versions, SslBundleSslEngineFactory (Kafka) and SslBundleRabbitConnectionFactoryBean overlook them.
 * https://github.com/spring-projects/spring-boot/tree/v3.5.16/spring-boot-project/spring-boot-autoconfigure
 */
const takesNoVersions = { cannotLimit: 'versions' } as const;

/** A bundle says whom to trust, and never to trust everybody. */
const checksAll: Omit<Habits, 'library'> = {
  sendsHost: true,
  checksHost: true,
  cannotCheck: ['none', 'ca'],
};
const usesBundle = ({ settings, bundle }: Dial): YamlMap =>
  settings ? { ssl: { enabled: true, bundle } } : { ssl: { enabled: false } };

const query = (parameters: Readonly<Record<string, string | false>>): string =>
  Object.entries(parameters)
    .flatMap(([name, value]) => (value === false ? [] : [`${name}=${percentEncode(value, '/,')}`]))
    .join('&');

/** By protocol. Names of settings are those of Spring Boot 3. */
export const connections: ReadonlyMap<string, Connection> = new Map<string, Connection>([
  [
    'http',
    {
      library: 'RestClient',
      properties: ({ settings, bundle }) => (settings ? { http: { client: { ssl: { bundle } } } } : {}),
      habits: checksAll,
    },
  ],
  [
    'postgres',
    {
      library: 'pgJDBC',
      ownTls: true,
      properties: ({ plan, upstream, settings }) => {
        const { host, port, node, negotiation } = upstream;
        const parameters = query({
          sslmode: sslmodeOf(upstream),
          sslrootcert: settings !== null && settings.check !== 'none' && settings.trust,
          sslcert: settings?.client?.certificate ?? false,
          sslkey: settings?.client?.key ?? false,
          sslNegotiation: settings !== null && negotiation === 'direct' && 'direct',
        });
        return {
          datasource: {
            url: `jdbc:postgresql://${hostAndPort(host, port)}/${percentEncode(node)}?${parameters}`,
            username: roleOf(plan.node.id),
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of Spring's
            password: '${PGPASSWORD}',
          },
        };
      },
      fallsBack: (upstream) => sslmodeOf(upstream) === 'prefer',
      habits: { sendsHost: true, sendsDottedOnly: true, checksHost: true, cannotLimit: 'versions' },
    },
  ],
  [
    'mysql',
    {
      library: 'MariaDB Connector/J',
      ownTls: true,
      properties: ({ plan, upstream, settings }) => {
        const { host, port, node } = upstream;
        const mode =
          settings === null ? 'disable' : { none: 'trust', ca: 'verify-ca', full: 'verify-full' }[settings.check];
        const parameters = query({
          sslMode: mode,
          serverSslCert: settings !== null && settings.check !== 'none' && settings.trust,
          enabledSslProtocolSuites: settings !== null && protocolNames(settings.min, settings.max).join(','),
        });
        return {
          datasource: {
            url: `jdbc:mariadb://${hostAndPort(host, port)}/${percentEncode(node)}?${parameters}`,
            username: plan.node.id,
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of Spring's
            password: '${MYSQL_PASSWORD}',
          },
        };
      },
      habits: { sendsHost: true, checksHost: true },
    },
  ],
  [
    'redis',
    {
      library: 'Lettuce',
      properties: (dial) => ({
        data: { redis: { host: dial.upstream.host, port: dial.upstream.port, ...usesBundle(dial) } },
      }),
      habits: checksAll,
    },
  ],
  [
    'mongodb',
    {
      library: "MongoDB's Java driver",
      properties: (dial) => ({
        data: {
          mongodb: {
            uri: `${uri({ scheme: 'mongodb', host: dial.upstream.host, port: dial.upstream.port })}/${percentEncode(dial.upstream.node)}`,
            ...usesBundle(dial),
          },
        },
      }),
      habits: { ...checksAll, ...takesNoVersions },
    },
  ],
  [
    'kafka',
    {
      library: "Kafka's client",
      properties: ({ upstream: { host, port }, settings, bundle }) => ({
        kafka: {
          'bootstrap-servers': hostAndPort(host, port),
          security: { protocol: settings ? 'SSL' : 'PLAINTEXT' },
          ...(settings
            ? {
                ssl: { bundle },
                // Empty: the name is not checked.
                properties: { 'ssl.endpoint.identification.algorithm': settings.check === 'full' ? 'https' : '' },
              }
            : {}),
        },
      }),
      habits: { ...checksAll, sendsDottedOnly: true, cannotCheck: ['none'], ...takesNoVersions },
    },
  ],
  [
    'amqp',
    {
      library: "RabbitMQ's Java client",
      properties: ({ upstream: { host, port }, settings, bundle }) => ({
        rabbitmq: {
          host,
          port,
          ssl: settings
            ? {
                enabled: true,
                bundle,
                'verify-hostname': settings.check === 'full',
              }
            : { enabled: false },
        },
      }),
      // With a bundle, validate-server-certificate is not read.
      habits: { ...checksAll, cannotCheck: ['none'], ...takesNoVersions },
    },
  ],
  [
    'cql',
    {
      library: "Cassandra's Java driver",
      properties: (dial) => ({
        cassandra: {
          'contact-points': hostAndPort(dial.upstream.host, dial.upstream.port),
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of Spring's
          'local-datacenter': '${CASSANDRA_DATACENTER:datacenter1}',
          ssl: dial.settings
            ? { enabled: true, bundle: dial.bundle, 'verify-hostname': dial.settings.check === 'full' }
            : { enabled: false },
        },
      }),
      habits: { ...checksAll, cannotCheck: ['none'], ...takesNoVersions },
    },
  ],
]);
