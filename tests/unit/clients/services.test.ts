import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Exported } from '../../../src/core/plan/exporter.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { readGo, readJava, readJavascript, readPython, readYaml } from '../../support/code-readers.ts';
import { type Details, draw } from '../../support/draw.ts';
import { proxies } from '../../support/proxies.ts';
import { requireProgram } from '../../support/servers.ts';

const languages = {
  'node-service': 'mjs',
  'go-service': 'go',
  'python-service': 'py',
  'spring-service': 'yaml',
} as const;
type Service = keyof typeof languages;
const services = Object.keys(languages) as Service[];

function exported(product: Service, line: string, details: Details = {}): Exported {
  const topology = draw(line.replace('app', `app(${product})`), details);
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'app');
  const exporter = exporters.get(product);
  if (!plan || !exporter) throw new Error(product);
  return exporter(plan);
}

const dialled = (product: Service, arrow: string, protocol = 'http', details: Details = {}) => {
  const listener = arrow === '-->' || arrow === '~~>' ? 'permissive' : arrow === '=mutual=>' ? 'mutual' : 'terminate';
  const result = exported(product, `app ${arrow} api[${listener}]`, {
    ...details,
    links: { 'app-api': { protocol, ...details.links?.['app-api'] } },
  });
  const files = result.files.filter(({ path }) => /\.(?:mjs|go|py|yaml|java)$/.test(path));
  return { code: files.map(({ text }) => text.replaceAll(/^(?:\/\/|#) .*\n/gm, '')).join('\n'), ...result };
};

describe('how a dial is checked', () => {
  it.each([
    [
      'node-service',
      '==>',
      ['rejectUnauthorized: true', 'checkServerIdentity("api.internal", certificate)', 'servername: "api.internal"'],
    ],
    [
      'node-service',
      '=ca=>',
      [
        'ca: readFileSync("/etc/ssl/certs/ca-certificates.crt")',
        'rejectUnauthorized: true',
        'checkServerIdentity: () => undefined',
      ],
    ],
    ['node-service', '=none=>', ['rejectUnauthorized: false', '!!! NOT VERIFIED']],
    [
      'node-service',
      '=mutual=>',
      ['cert: readFileSync("/etc/plainsight/tls/app-app-api+client.crt")', 'key: readFileSync('],
    ],
    [
      'python-service',
      '==>',
      ['ssl.create_default_context(cafile="/etc/ssl/certs/ca-certificates.crt")', 'SERVER_NAME = "api.internal"'],
    ],
    ['python-service', '=ca=>', ['context.check_hostname = False']],
    ['python-service', '=none=>', ['context.verify_mode = ssl.CERT_NONE', '!!! NOT VERIFIED']],
    ['python-service', '=mutual=>', ['context.load_cert_chain("/etc/plainsight/tls/app-app-api+client.crt"']],
    ['go-service', '==>', ['ServerName: "api.internal"', 'RootCAs: roots']],
    [
      'go-service',
      '=ca=>',
      ['InsecureSkipVerify: true', 'VerifyConnection: func(state tls.ConnectionState) error {', 'Roots: roots'],
    ],
    ['go-service', '=none=>', ['InsecureSkipVerify: true', '!!! NOT VERIFIED']],
    [
      'go-service',
      '=mutual=>',
      [
        'tls.LoadX509KeyPair("/etc/plainsight/tls/app-app-api+client.crt"',
        'Certificates: []tls.Certificate{certificate}',
      ],
    ],
    ['spring-service', '==>', ['certificate: file:/etc/ssl/certs/ca-certificates.crt']],
    ['spring-service', '=mutual=>', ['private-key: file:/etc/plainsight/tls/app-app-api+client.key']],
  ] as const)('%s %s', (product, arrow, words) => {
    const { code } = dialled(product, arrow);
    for (const word of words) expect(code).toContain(word);
  });

  it('is not checked less by any language than is drawn', () => {
    expect(dialled('node-service', '==>').code).not.toContain('() => undefined');
    expect(dialled('python-service', '==>').code).not.toContain('check_hostname');
    expect(dialled('python-service', '=ca=>').code).not.toContain('CERT_NONE');
    expect(dialled('go-service', '==>').code).not.toContain('InsecureSkipVerify');
  });

  it.each([
    ['python-service', 'grpc', '=ca=>', 'checks issuer and name together'],
    ['python-service', 'grpc', '=none=>', 'cannot be told to check nothing'],
    ['spring-service', 'http', '=none=>', 'cannot be told to check nothing'],
    ['spring-service', 'redis', '=ca=>', 'checks issuer and name together'],
    ['spring-service', 'postgres', '=mutual=>', 'PKCS#8'],
    ['spring-service', 'amqp', '=none=>', 'cannot be told to check nothing'],
    ['spring-service', 'cql', '==>', 'does not know verify-hostname'],
    ['go-service', 'redis', '~~>', 'does not fall back'],
    ['python-service', 'mysql', '~~>', 'does not fall back'],
    ['node-service', 'postgres', '~~>', 'No driver for Node.js was found that falls back'],
  ] as const)('%s says that %s (%s) %s', (product, protocol, arrow, words) => {
    expect(
      dialled(product, arrow, protocol)
        .notices.map(({ message }) => message)
        .join('\n'),
    ).toContain(words);
  });

  it.each([
    ['python-service', 'postgres'],
    ['go-service', 'postgres'],
    ['go-service', 'mysql'],
    ['spring-service', 'postgres'],
  ] as const)('%s by %s falls back where that is drawn', (product, protocol) => {
    const { notices, code } = dialled(product, '~~>', protocol);
    expect(notices.map(({ message }) => message).join('\n')).not.toContain('does not fall back');
    expect(code).toMatch(/prefer/);
  });
});

describe('a name other than that of the host', () => {
  const details: Details = {
    nodes: { api: { host: '10.0.0.7' } },
    links: { 'app-api': { dial: { sni: 'api.example' } } },
  };
  it.each([
    ['node-service', 'http', ['host: "10.0.0.7"', 'servername: "api.example"', '"api.example:8443"']],
    [
      'node-service',
      'mysql',
      ['host: "api.example"', 'dial({ host: "10.0.0.7", port: 8443 })', 'verifyIdentity: true'],
    ],
    ['node-service', 'grpc', ['"10.0.0.7:8443"', '"grpc.ssl_target_name_override": "api.example"']],
    ['go-service', 'http', ['"10.0.0.7:8443"', 'ServerName: "api.example"']],
    ['python-service', 'mysql', ['host="10.0.0.7"', 'class NamedContext', 'SERVER_NAME = "api.example"']],
    ['python-service', 'kafka', ['def wrap_socket', 'def wrap_bio']],
    ['python-service', 'amqp', ['pika.SSLOptions(tls_context(), SERVER_NAME)']],
    ['spring-service', 'grpc', ['newChannelBuilderForAddress("10.0.0.7", 8443', 'overrideAuthority("api.example")']],
  ] as const)('is checked by %s, %s', (product, protocol, words) => {
    const { code } = dialled(product, '==>', protocol, details);
    for (const word of words) expect(code).toContain(word);
  });

  it.each([
    ['python-service', 'redis'],
    ['python-service', 'mongodb'],
    ['spring-service', 'http'],
    ['spring-service', 'amqp'],
  ] as const)('is said where %s by %s cannot', (product, protocol) => {
    const { notices } = dialled(product, '==>', protocol, details);
    expect(notices).toContainEqual(
      expect.objectContaining({
        kind: 'by-hand',
        about: 'app-api',
        message: expect.stringContaining('checks the host that it dials'),
      }),
    );
  });

  it('is not sent where none is drawn, or that is said', () => {
    const silent: Details = { links: { 'app-api': { dial: { sni: null } } } };
    expect(dialled('node-service', '==>', 'http', silent).code).toContain('servername: ""');
    expect(dialled('python-service', '=ca=>', 'http', silent).code).toContain('SERVER_NAME = None');
    for (const product of ['go-service', 'python-service'] as const)
      expect(dialled(product, '==>', 'http', silent).notices).toContainEqual(
        expect.objectContaining({ message: expect.stringContaining('send no server name') }),
      );
  });
});

describe('what a driver leaves out is said', () => {
  const messages = (product: Service, protocol: string, details: Details) =>
    dialled(product, '==>', protocol, details)
      .notices.filter(({ about }) => about === 'app-api')
      .map(({ message }) => message)
      .join('\n');
  const application: Details = { links: { 'app-api': { dial: { alpn: ['http/1.1'] } } } };
  const hybrid: Details = {
    nodes: { app: { version: '24.5' } },
    links: { 'app-api': { dial: { keyExchange: 'hybrid' } } },
  };
  it.each([
    ['mysql', application, 'list of application protocols'],
    ['mongodb', application, 'list of application protocols'],
    ['mysql', hybrid, 'key exchange (hybrid)'],
  ])('%s', (protocol, details, words) => {
    expect(messages('node-service', protocol, details)).toContain(words);
    expect(messages('node-service', 'redis', details)).not.toContain(words);
  });

  it('amqplib sends the host where no name is drawn', () => {
    const silent: Details = { links: { 'app-api': { dial: { sni: null } } } };
    expect(messages('node-service', 'amqp', silent)).toContain('cannot be told to send no server name');
    expect(messages('node-service', 'redis', silent)).not.toContain('cannot be told to send no server name');
  });

  it('mysql2 checks no address', () => {
    const numbered: Details = { nodes: { api: { host: '10.0.0.7' } } };
    expect(messages('node-service', 'mysql', numbered)).toContain('cannot check an address');
    expect(messages('node-service', 'redis', numbered)).not.toContain('cannot check an address');
    expect(messages('node-service', 'mysql', {})).not.toContain('cannot check an address');
  });
});

describe('settings of Spring', () => {
  const settings = (arrow: string, protocol: string) => {
    const file = dialled('spring-service', arrow, protocol).files.find(({ path }) => path.endsWith('.yaml'));
    return parse(file?.text ?? '').spring;
  };
  const trust = { truststore: { certificate: 'file:/etc/ssl/certs/ca-certificates.crt' } };
  const versions = { options: { 'enabled-protocols': ['TLSv1.2', 'TLSv1.3'] } };
  it.each([
    ['redis', { data: { redis: { host: 'api.internal', port: 8443, ssl: { enabled: true, bundle: 'app-api' } } } }],
    ['http', { http: { client: { ssl: { bundle: 'app-api' } } } }],
    [
      'mongodb',
      { data: { mongodb: { uri: 'mongodb://api.internal:8443/api', ssl: { enabled: true, bundle: 'app-api' } } } },
    ],
    [
      'cql',
      {
        cassandra: {
          'contact-points': 'api.internal:8443',
          'local-datacenter': expect.any(String),
          ssl: { enabled: true, bundle: 'app-api', 'verify-hostname': true },
        },
      },
    ],
    [
      'kafka',
      {
        kafka: {
          'bootstrap-servers': 'api.internal:8443',
          security: { protocol: 'SSL' },
          ssl: { bundle: 'app-api' },
          properties: { 'ssl.endpoint.identification.algorithm': 'https' },
        },
      },
    ],
    [
      'amqp',
      {
        rabbitmq: {
          host: 'api.internal',
          port: 8443,
          ssl: { enabled: true, bundle: 'app-api', 'verify-hostname': true },
        },
      },
    ],
  ])('%s', (protocol, wanted) => {
    // MongoDB and Cassandra do not start with a bundle that names versions; Kafka and RabbitMQ do not read them.
    const pem = { ...trust, ...(['redis', 'http'].includes(protocol) ? versions : {}) };
    expect(settings('==>', protocol)).toEqual({ ssl: { bundle: { pem: { 'app-api': pem } } }, ...wanted });
  });

  it('Cassandra checks the issuer alone where that is drawn', () => {
    expect(settings('=ca=>', 'cql').cassandra.ssl).toMatchObject({ 'verify-hostname': false });
  });

  it('JDBC URLs', () => {
    expect(settings('==>', 'postgres').datasource.url).toBe(
      'jdbc:postgresql://api.internal:8443/api?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt',
    );
    expect(settings('=ca=>', 'mysql').datasource.url).toBe(
      'jdbc:mariadb://api.internal:8443/api?sslMode=verify-ca&serverSslCert=/etc/ssl/certs/ca-certificates.crt&enabledSslProtocolSuites=TLSv1.2,TLSv1.3',
    );
  });

  it.each([
    ['terminate', 'none'],
    ['optional', 'want'],
    ['mutual', 'need'],
  ])('a listener (%s) asks for certificates: %s', (listener, auth) => {
    const { files } = exported('spring-service', `client =mutual=> app[${listener}]`);
    const file = files.find(({ path }) => path === 'app/servers/application-in.yaml');
    expect(parse(file?.text ?? '').server).toEqual({
      port: 8443,
      ssl: { bundle: 'listener-in', 'client-auth': auth },
      http2: { enabled: true },
    });
  });

  it('puts a name into brackets that properties would take apart', () => {
    const { files } = exported('spring-service', 'app ==> a.b[terminate]');
    expect(parse(files.find(({ path }) => path.endsWith('.yaml'))?.text ?? '').spring.ssl.bundle.pem).toHaveProperty([
      '[app-a.b]',
    ]);
  });
});

describe('random services', () => {
  const python = requireProgram('python3', 'python3');
  const readers: Readonly<Record<string, (text: string) => string>> = {
    mjs: readJavascript,
    go: readGo,
    java: readJava,
    yaml: readYaml,
  };

  it.each(services)('%s: every file parses, and every notice stands in one', (product) => {
    const modules: string[] = [];
    fc.assert(
      fc.property(proxies(product), (topology) => {
        for (const plan of planDesign(topology, simulate(topology, products), products)) {
          if (plan.product.id !== product) continue;
          const { files } = exporters.get(product)?.(plan) ?? { files: [] };
          expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
          for (const { path, text } of files) {
            const ending = path.replace(/^.*\./, '');
            if (ending === 'py') modules.push(text);
            else if (readers[ending]) expect(() => readers[ending]?.(text), text).not.toThrow();
          }
        }
      }),
      { numRuns: 120 },
    );
    if (product === 'python-service' && python) expect(readPython(python, modules)).toHaveLength(modules.length);
    expect(product === 'python-service' ? modules.length : 1).toBeGreaterThan(0);
  });
});
