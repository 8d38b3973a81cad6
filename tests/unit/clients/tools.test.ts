import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exportPlan } from '../../../src/core/products/generic-service/export.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';
import { requireProgram } from '../../support/servers.ts';

function exported(protocol: string, arrow: string, details: Details = {}) {
  const listener = arrow === '-->' ? 'plaintext' : arrow === '=mutual=>' ? 'mutual' : 'terminate';
  const topology = draw(`app ${arrow} api[${listener}]`, {
    ...details,
    links: { 'app-api': { protocol, ...details.links?.['app-api'] } },
  });
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'app');
  if (!plan) throw new Error('there is no app');
  const { files, notices } = exportPlan(plan);
  const text = (name: string) => files.find(({ path }) => path === `app/app-api${name}`)?.text ?? '';
  const lines = (name: string) =>
    text(name)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  return { text, lines, notices, said: notices.map(({ message }) => message).join('\n') };
}

const trust = '/etc/ssl/certs/ca-certificates.crt';
const mine = '/etc/plainsight/tls/app-app-api+client';

describe('a command that makes the connection by hand', () => {
  it.each([
    ['http', '==>', '-curl.sh', `curl --globoff --tlsv1.2 --tls-max 1.3 https://api.internal:8443/`],
    ['http', '-->', '-curl.sh', 'curl --globoff http://api.internal:8080/'],
    ['grpc', '==>', '-grpcurl.sh', `grpcurl -cacert ${trust} api.internal:8443 list`],
    [
      'grpc',
      '=mutual=>',
      '-grpcurl.sh',
      `grpcurl -cacert ${trust} -cert ${mine}.crt -key ${mine}.key api.internal:8443 list`,
    ],
    ['grpc', '=none=>', '-grpcurl.sh', 'grpcurl -insecure api.internal:8443 list'],
    ['grpc', '-->', '-grpcurl.sh', 'grpcurl -plaintext api.internal:8080 list'],
    [
      'mysql',
      '==>',
      '-mariadb.sh',
      `mariadb --host=api.internal --port=8443 --protocol=TCP --user=app --password --ssl --ssl-ca=${trust} --ssl-verify-server-cert --tls-version=TLSv1.2,TLSv1.3 --database=api`,
    ],
    [
      'mysql',
      '=none=>',
      '-mariadb.sh',
      'mariadb --host=api.internal --port=8443 --protocol=TCP --user=app --password --ssl --skip-ssl-verify-server-cert --tls-version=TLSv1.2,TLSv1.3 --database=api',
    ],
    [
      'kafka',
      '==>',
      '-kafka-topics.sh',
      'kafka-topics.sh --bootstrap-server api.internal:8443 --command-config app-api.properties --list',
    ],
    ['cql', '==>', '-cqlsh.sh', 'cqlsh --cqlshrc=app-api.cqlshrc --ssl'],
    ['cql', '-->', '-cqlsh.sh', 'cqlsh --cqlshrc=app-api.cqlshrc'],
  ])('%s %s', (protocol, arrow, name, command) => {
    expect(exported(protocol, arrow).lines(name)).toEqual([`exec ${command} "$@"`]);
  });

  const mariadb = requireProgram('mariadb', 'mariadb-client');
  it.skipIf(mariadb === null).each(['-->', '=none=>', '==>', '=mutual=>'])(
    'has options that mariadb knows (%s)',
    (arrow) => {
      const script = exported('mysql', arrow).text('-mariadb.sh').replace('mariadb ', 'mariadb --no-defaults ');
      const help = execFileSync('/bin/sh', ['-s', '--', '--help'], { input: script, encoding: 'utf8' });
      expect(help).toMatch(/^host +api\.internal$/m);
      expect(help).toMatch(
        new RegExp(`^ssl-verify-server-cert +${arrow === '==>' || arrow === '=mutual=>' ? 'TRUE' : 'FALSE'}$`, 'm'),
      );
    },
  );
});

describe('an environment', () => {
  it.each([
    ['mongodb', '==>', 'MONGODB_URI', `mongodb://api.internal:8443/api?tls=true&tlsCAFile=${trust}`],
    [
      'mongodb',
      '=ca=>',
      'MONGODB_URI',
      `mongodb://api.internal:8443/api?tls=true&tlsCAFile=${trust}&tlsAllowInvalidHostnames=true`,
    ],
    ['mongodb', '=none=>', 'MONGODB_URI', 'mongodb://api.internal:8443/api?tls=true&tlsAllowInvalidCertificates=true'],
    [
      'mongodb',
      '=mutual=>',
      'MONGODB_URI',
      `mongodb://api.internal:8443/api?tls=true&tlsCAFile=${trust}&tlsCertificateKeyFile=${mine.replace('+', '%2B')}.pem`,
    ],
    ['mongodb', '-->', 'MONGODB_URI', 'mongodb://api.internal:8080/api'],
    [
      'amqp',
      '==>',
      'AMQP_URL',
      `amqps://api.internal:8443?cacertfile=${trust}&verify=verify_peer&server_name_indication=api.internal`,
    ],
    ['amqp', '=none=>', 'AMQP_URL', 'amqps://api.internal:8443?verify=verify_none&server_name_indication=api.internal'],
    ['amqp', '-->', 'AMQP_URL', 'amqp://api.internal:8080'],
    ['kafka', '-->', 'KAFKA_BOOTSTRAP_SERVERS', 'api.internal:8080'],
    ['memcached', '==>', 'MEMCACHED_SERVERS', 'api.internal:8443'],
    ['mysql', '==>', 'MYSQL_HOST', 'api.internal'],
  ])('for %s %s says %s', (protocol, arrow, name, value) => {
    const script = `${exported(protocol, arrow).text('.env')}\nprintf %s "$${name}"`;
    expect(execFileSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' })).toBe(value);
  });
});

describe('a file of settings', () => {
  it('for Kafka', () => {
    expect(exported('kafka', '=mutual=>').lines('.properties')).toEqual([
      'security.protocol=SSL',
      'ssl.truststore.type=PEM',
      `ssl.truststore.location=${trust}`,
      'ssl.keystore.type=PEM',
      `ssl.keystore.location=${mine}.pem`,
      'ssl.enabled.protocols=TLSv1.2,TLSv1.3',
      'ssl.endpoint.identification.algorithm=https',
    ]);
    expect(exported('kafka', '=ca=>').lines('.properties').at(-1)).toBe('ssl.endpoint.identification.algorithm=');
    expect(exported('kafka', '-->').lines('.properties')).toEqual(['security.protocol=PLAINTEXT']);
    expect(exported('kafka', '=none=>').said).toContain("Kafka's client cannot be told to check nothing");
  });

  it('for cqlsh', () => {
    expect(exported('cql', '=mutual=>').lines('.cqlshrc')).toEqual([
      '[connection]',
      'hostname = api.internal',
      'port = 8443',
      '[ssl]',
      `certfile = ${trust}`,
      'validate = true',
      `userkey = ${mine}.key`,
      `usercert = ${mine}.crt`,
    ]);
    expect(exported('cql', '=none=>').lines('.cqlshrc')).toContain('validate = false');
    expect(exported('cql', '==>').said).toContain('no setting for the name');
  });
});

it.each([
  ['http', 'curl'],
  ['grpc', 'grpcurl'],
  ['mysql', 'mariadb'],
  ['amqp', "RabbitMQ's Erlang client"],
])('what is checked more by a tool than is drawn is said: %s', (protocol, tool) => {
  expect(exported(protocol, '=ca=>').said).toContain(`${tool} checks issuer and name together`);
});

it('for RabbitMQ no name is sent where none is drawn, unless it is checked', () => {
  const silent: Details = { links: { 'app-api': { dial: { sni: null } } } };
  const unchecked = exported('amqp', '=ca=>', silent);
  expect(unchecked.text('.env')).toContain('verify=verify_peer&server_name_indication=disable');
  expect(unchecked.said).not.toMatch(/issuer and name together|cannot be told to send/);
  const checked = exported('amqp', '==>', silent);
  expect(checked.text('.env')).toContain('server_name_indication=api.internal');
  expect(checked.said).toContain('cannot be told to send no server name');
});

it('Java sends no name without a dot', () => {
  const short: Details = { nodes: { api: { host: 'api' } } };
  expect(exported('kafka', '==>', short).said).toContain('(without a dot: none), not api.');
  expect(exported('kafka', '==>').said).not.toContain('as server name');
  expect(exported('mongodb', '==>', short).said).not.toContain('as server name');
});

it.each(['mysql', 'mongodb', 'kafka'])('a name that a tool cannot be told is said: %s', (protocol) => {
  const { said } = exported(protocol, '==>', { links: { 'app-api': { dial: { sni: 'other.example' } } } });
  expect(said).toMatch(/checks the host that it dials, api\.internal, and the certificate is for other\.example/);
});
