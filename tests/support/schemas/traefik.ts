import {
  compile,
  distinct,
  flag,
  justOne,
  list,
  oneOf,
  only,
  pattern,
  type Schema,
  tableOf,
  text,
  whole,
} from './strict.ts';
import { references, type Tree } from './traefik-references.ts';

/**
 * The files of Traefik 3.7.9, as far as listening, routing and TLS go, written down from its reference:
 * https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/ and
 * https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/file/ with the pages that they name.
 * Stricter than the reader of Traefik where that one would go on with less than was asked for.
 */
const path = pattern(/^\/\S+$/);
const duration = pattern(/^\d+(ms|s|m|h)?$/);
const ipRange = pattern(/^([0-9.]+|[0-9a-fA-F:.]+)(\/\d{1,3})?$/);
const version = oneOf('VersionTLS10', 'VersionTLS11', 'VersionTLS12', 'VersionTLS13');
const cipherSuite = pattern(
  /^TLS_(RSA|ECDHE_RSA|ECDHE_ECDSA)_WITH_(RC4_128_SHA|3DES_EDE_CBC_SHA|AES_(128|256)_CBC_SHA|AES_128_CBC_SHA256|AES_128_GCM_SHA256|AES_256_GCM_SHA384|CHACHA20_POLY1305(_SHA256)?)$/,
);
const curve = oneOf(
  'CurveP256',
  'CurveP384',
  'CurveP521',
  'X25519',
  'X25519MLKEM768',
  'secp256r1',
  'secp384r1',
  'secp521r1',
);
const certificate = only({ certFile: path, keyFile: path }, ['certFile', 'keyFile']);
const certificateInStores = only({ certFile: path, keyFile: path, stores: list(text) }, ['certFile', 'keyFile']);

const entryPoint = only(
  {
    address: pattern(/^(\[[0-9a-fA-F:.]+\]|[^:[\]]*):\d{1,5}(\/(tcp|udp))?$/),
    allowACMEByPass: flag,
    reusePort: flag,
    asDefault: flag,
    proxyProtocol: only({ insecure: flag, trustedIPs: distinct(ipRange) }, [], { minProperties: 1 }),
    forwardedHeaders: only({
      insecure: flag,
      trustedIPs: distinct(ipRange),
      connection: list(text),
      notAppendXForwardedFor: flag,
    }),
    http: only({
      redirections: only(
        { entryPoint: only({ to: text, scheme: oneOf('http', 'https'), permanent: flag, priority: whole() }, ['to']) },
        ['entryPoint'],
      ),
      middlewares: list(text),
      tls: only({ options: text, certResolver: text, domains: list(only({ main: text, sans: list(text) })) }),
      encodeQuerySemicolons: flag,
      sanitizePath: flag,
      maxHeaderBytes: whole(),
      underscoreHeadersStrategy: oneOf('keep', 'delete', 'reject'),
    }),
    http2: only({ maxConcurrentStreams: whole(1) }),
    transport: only({
      respondingTimeouts: only({ readTimeout: duration, writeTimeout: duration, idleTimeout: duration }),
    }),
  },
  ['address'],
);

const install: Schema = only({
  entryPoints: tableOf(entryPoint),
  providers: only({
    file: only({ filename: path, directory: path, watch: flag, debugLogGeneratedTemplate: flag }, [], {
      minProperties: 1,
    }),
  }),
  global: only({ checkNewVersion: flag, sendAnonymousUsage: flag }),
  log: only({ level: oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'PANIC') }),
});

const named = pattern(/^[^@]+$/);
const rule = (matchers: string): Schema => ({
  type: 'string',
  pattern: `^[(!]*(${matchers})\\((\`[^\`]+\`|"([^"\\\\]|\\\\.)+")\\)`,
});
const weighted = (more: Readonly<Record<string, Schema>>): Schema =>
  only({ services: list(only({ name: named, weight: whole() }, ['name'])), ...more }, ['services']);

const httpTransport = only(
  {
    serverName: text,
    insecureSkipVerify: flag,
    rootCAs: list(path),
    certificates: list(certificate),
    cipherSuites: distinct(cipherSuite),
    minVersion: version,
    maxVersion: version,
    maxIdleConnsPerHost: whole(),
    disableHTTP2: flag,
    peerCertURI: text,
  },
  [],
  { minProperties: 1 },
);
const tcpTransport = only(
  {
    dialTimeout: duration,
    dialKeepAlive: duration,
    terminationDelay: duration,
    proxyProtocol: only({ version: oneOf(1, 2) }),
    tls: only({
      serverName: text,
      insecureSkipVerify: flag,
      rootCAs: list(path),
      certificates: list(certificate),
      peerCertURI: text,
    }),
  },
  [],
  { minProperties: 1 },
);

const router = (matchers: string, tls: Readonly<Record<string, Schema>>, more: Readonly<Record<string, Schema>> = {}) =>
  only(
    {
      entryPoints: distinct(text),
      rule: rule(matchers),
      // A priority of 0 is none.
      priority: whole(1),
      middlewares: distinct(named),
      service: named,
      tls: only({ options: named, certResolver: text, ...tls }),
      ...more,
    },
    ['entryPoints', 'rule', 'service'],
  );

const options = only(
  {
    minVersion: version,
    maxVersion: version,
    cipherSuites: distinct(cipherSuite),
    curvePreferences: distinct(curve),
    alpnProtocols: list(text),
    sniStrict: flag,
    disableSessionTickets: flag,
    clientAuth: only(
      {
        caFiles: list(path),
        clientAuthType: oneOf(
          'NoClientCert',
          'RequestClientCert',
          'RequireAnyClientCert',
          'VerifyClientCertIfGiven',
          'RequireAndVerifyClientCert',
        ),
      },
      ['caFiles', 'clientAuthType'],
    ),
  },
  [],
  { minProperties: 1 },
);

const routing: Schema = only({
  http: only(
    {
      routers: tableOf(router('Host|HostRegexp|Path|PathPrefix|PathRegexp|Method|Header|ClientIP', {})),
      services: tableOf(
        justOne({
          loadBalancer: only(
            {
              servers: list(
                only(
                  {
                    url: pattern(/^(https?|h2c):\/\/(\[[0-9a-fA-F:.]+\]|[^:/[\]]+):\d{1,5}$/),
                    weight: whole(),
                    preservePath: flag,
                  },
                  ['url'],
                ),
              ),
              serversTransport: named,
              passHostHeader: flag,
              strategy: oneOf('wrr', 'p2c', 'hrw', 'leasttime'),
            },
            ['servers'],
          ),
          weighted: weighted({}),
        }),
      ),
      middlewares: tableOf(
        justOne({
          headers: only(
            {
              stsSeconds: whole(1),
              stsIncludeSubdomains: flag,
              stsPreload: flag,
              forceSTSHeader: flag,
            },
            [],
            { minProperties: 1 },
          ),
          passTLSClientCert: only({ pem: flag }, [], { minProperties: 1 }),
          redirectScheme: only({ scheme: text, port: text, permanent: flag }, ['scheme']),
        }),
      ),
      serversTransports: tableOf(httpTransport),
    },
    [],
    { minProperties: 1 },
  ),
  tcp: only(
    {
      routers: tableOf(router('HostSNI|HostSNIRegexp|ClientIP|ALPN', { passthrough: flag })),
      services: tableOf(
        justOne({
          loadBalancer: only(
            {
              servers: list(
                only({ address: pattern(/^(\[[0-9a-fA-F:.]+\]|[^:/[\]]+):\d{1,5}$/), tls: flag }, ['address']),
              ),
              serversTransport: named,
            },
            ['servers'],
          ),
          weighted: weighted({}),
        }),
      ),
      serversTransports: tableOf(tcpTransport),
    },
    [],
    { minProperties: 1 },
  ),
  tls: only(
    {
      certificates: list(certificateInStores),
      // Any store but this one is left unread.
      stores: tableOf(only({ defaultCertificate: certificate }), /^default$/),
      options: tableOf(options),
    },
    [],
    { minProperties: 1 },
  ),
});

const checkInstall = compile(install);
const checkRouting = compile(routing);

interface Files {
  readonly install: unknown;
  readonly routing: unknown;
}

/** Everything that Traefik would refuse, or warn of and leave out, in its two files. */
export function checkTraefik({ install, routing }: Files): readonly string[] {
  const problems = [...checkInstall(install), ...checkRouting(routing)];
  return problems.length > 0 ? problems : [...references(install as Tree, routing as Tree)];
}
