import { commentLines } from '../../config/comment.ts';
import { printYaml, type YamlMap } from '../../config/yaml.ts';
import { versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import type { Code, ServiceLanguage } from '../language.ts';
import { servesHttp } from '../listener.ts';
import { habitNotices, type TlsSettings, tlsSettings } from '../tls-settings.ts';
import { connections } from './connections.ts';
import { grpcClass } from './grpc.ts';
import { bundle, bundleOf } from './tls.ts';

/** Old versions: the JDK's own list of what is disabled comes before any setting. https://github.com/openjdk/jdk/pull/22163 */
const javaDisablesOld =
  ' and every current JDK disables: its jdk.tls.disabledAlgorithms has to be changed as well, or it is not spoken';

/** A profile for each connection and each listener, so that they can be put together: `spring.profiles.active`. */
export const spring: ServiceLanguage = {
  client: (plan, upstream) => (upstream.protocol === 'grpc' ? grpc(upstream) : profile(plan, upstream)),
  server: (plan, listener) => {
    const { id, address, port, files, versions, clientCertificate } = listener;
    const asks = clientCertificate !== 'none';
    const name = `listener-${id}`;
    if (!servesHttp(listener)) return null;
    return {
      ...yaml(`servers/application-${id}.yaml`, [], {
        spring: bundle(name, { trust: asks ? files.clientCa : null, pair: files, range: versions }),
        server: {
          ...(address === null ? {} : { address }),
          port,
          ssl: { bundle: name, 'client-auth': { none: 'none', optional: 'want', required: 'need' }[clientCertificate] },
          http2: { enabled: listener.alpn?.includes('h2') ?? true },
        },
      }),
      notices: [
        ...versionNotices({ ...plan, listeners: [listener], upstreams: [] }, javaDisablesOld),
        ...onePort(plan, id),
      ],
    };
  },
};

/** `server` is one: a second port is for code of its own. */
function onePort(plan: Plan, id: string): readonly Notice[] {
  const first = plan.listeners.find(({ mode }) => mode !== 'closed');
  return first === undefined || first.id === id
    ? []
    : [
        {
          kind: 'by-hand',
          about: id,
          message: `Spring Boot opens one port by its settings, and "${first.id}" comes first: "${id}" needs a connector of its own, or another instance with this profile.`,
        },
      ];
}

function profile(plan: Plan, upstream: Upstream): readonly Code[] | null {
  const connection = connections.get(upstream.protocol);
  // A client of HTTP takes its address from the code, and in plaintext there is nothing else to say.
  if (!connection || (upstream.protocol === 'http' && upstream.tls === 'plaintext')) return null;
  const { library, properties, ownTls = false, fallsBack, habits } = connection;
  const settings = tlsSettings(upstream);
  const dial = { plan, upstream, settings, bundle: upstream.link };
  return [
    {
      ...yaml(
        `application-${upstream.link}.yaml`,
        settings ? [] : commentLines('!!! PLAINTEXT: nothing is encrypted on this connection.'),
        {
          spring: {
            ...(settings && !ownTls ? bundleOf(upstream.link, settings, habits?.cannotLimit === undefined) : {}),
            ...properties(dial),
          },
        },
      ),
      notices: [
        ...versionNotices({ ...plan, listeners: [], upstreams: [upstream] }, javaDisablesOld),
        ...habitNotices(upstream, { library, ...habits }),
        ...keyNotices(upstream, settings),
        ...nameNotices(upstream, settings),
      ],
      fallsBack: fallsBack?.(upstream) ?? false,
    },
  ];
}

/** What the drivers of databases want of a client certificate. */
function keyNotices({ protocol, link }: Upstream, settings: TlsSettings | null): readonly Notice[] {
  if (!settings?.client) return [];
  const { certificate, key } = settings.client;
  const message = {
    // PEM under any name since 42.7.13: https://github.com/pgjdbc/pgjdbc/blob/master/docs/content/documentation/use.md
    postgres: `pgJDBC reads a client key as PKCS#8, before 42.7.13 in DER alone: openssl pkcs8 -topk8 -nocrypt -outform DER -in ${key} makes one of it.`,
    mysql: `MariaDB Connector/J takes a client certificate from a key store: put ${certificate} and ${key} into a PKCS#12 file and add keyStore= and keyStorePassword= to the URL.`,
  }[protocol];
  return message === undefined ? [] : [{ kind: 'by-hand', about: link, message }];
}

/** https://github.com/spring-projects/spring-boot/commit/e22083a5684 */
const nameNotices = ({ protocol, link }: Upstream, settings: TlsSettings | null): readonly Notice[] =>
  protocol === 'cql' && settings?.check === 'full'
    ? [
        {
          kind: 'weakened',
          about: link,
          message:
            "Before 3.5.14 and 4.0.6 Spring Boot does not know verify-hostname: Cassandra's Java driver then accepts any certificate of the CA.",
        },
      ]
    : [];

const grpc = (upstream: Upstream): readonly Code[] => {
  const settings = tlsSettings(upstream);
  return [
    {
      name: `${upstream.link}/GrpcChannel.java`,
      highlighting: 'java',
      print: (header) => grpcClass(upstream, settings, header),
      notices: habitNotices(upstream, {
        library: 'grpc-java',
        alwaysSends: true,
        cannotCheck: ['none', 'ca'],
        cannotLimit: 'versions',
      }),
    },
  ];
};

const yaml = (name: string, remarks: readonly string[], document: YamlMap): Omit<Code, 'notices'> => ({
  name,
  highlighting: 'yaml',
  print: (header) => printYaml([...header, ...(remarks.length > 0 ? ['', ...remarks] : [])], [document]),
});
