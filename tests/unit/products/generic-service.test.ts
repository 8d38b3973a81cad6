import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeLines } from '../../../src/core/config/comment.ts';
import { asDrawn, type Binding, planDesign } from '../../../src/core/plan/plan.ts';
import { exportPlan } from '../../../src/core/products/generic-service/export.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { topologies } from '../../support/arbitrary.ts';
import { type Details, draw } from '../../support/draw.ts';

function exported(line: string | readonly string[], details: Details, node = 'app', binding: Binding = asDrawn) {
  const topology = draw(line, details);
  const plan = planDesign(topology, simulate(topology, products), products, binding).find(
    (each) => each.node.id === node,
  );
  if (!plan) throw new Error(`there is no ${node}`);
  const { files, notices } = exportPlan(plan);
  const text = (name: string) => files.find(({ path }) => path === `${node}/${name}`)?.text ?? '';
  return { text, value: (name: string, variable: string) => valueIn(text(name), variable), notices, files };
}

/** The value of an assignment, as a shell takes it. */
const valueIn = (text: string, variable: string): string | undefined =>
  new RegExp(`^${variable}=(?:'([^']*)'|(.*))$`, 'm')
    .exec(text)
    ?.slice(1)
    .find((each) => each !== undefined);

const database = (arrow: string, details: Details['links'] = {}, nodes: NonNullable<Details['nodes']> = {}) =>
  exported(`app ${arrow} db(postgresql)[terminate]`, {
    links: { 'app-db': { protocol: 'postgres', ...details['app-db'] } },
    nodes,
    ...(nodes.db?.listeners ? {} : { listeners: { db: { tls: { certificate: { issuer: 'private-ca' } } } } }),
  });

describe('a connection to PostgreSQL', () => {
  it.each([
    ['-->', 'sslmode=disable'],
    ['~~>', 'sslmode=prefer'],
    ['=none=>', 'sslmode=require'],
    ['=ca=>', 'sslmode=verify-ca&sslrootcert=/etc/plainsight/tls/app-app-db+ca.crt'],
    ['==>', 'sslmode=verify-full&sslrootcert=/etc/plainsight/tls/app-app-db+ca.crt'],
    [
      '=mutual=>',
      'sslmode=verify-full&sslrootcert=/etc/plainsight/tls/app-app-db+ca.crt&sslcert=/etc/plainsight/tls/app-app-db+client.crt&sslkey=/etc/plainsight/tls/app-app-db+client.key',
    ],
  ])('%s is %s', (arrow, query) => {
    const { value, text } = database(arrow);
    expect(value('app-db.env', 'DATABASE_URL')).toBe(
      `postgresql://app@db.internal:8443/db?${query.replaceAll('+', '%2B')}`,
    );
    expect(value('app-db.env', 'DATABASE_CONNINFO')).toBe(
      `host=db.internal port=8443 user=app dbname=db ${query.replaceAll('&', ' ')}`,
    );
    expect(text('app-db.env')).not.toMatch(/^PGPASSWORD/m);
  });

  it('names a file with public CAs where the certificate comes from one', () => {
    const { value, text } = exported('app ==> db(postgresql)[terminate]', {
      links: { 'app-db': { protocol: 'postgres' } },
    });
    expect(value('app-db.env', 'DATABASE_URL')).toContain('sslrootcert=/etc/ssl/certs/ca-certificates.crt');
    expect(text('app-db.env')).toContain('sslrootcert=system');
  });

  it('verifies a name other than that of the host it dials: by hostaddr when that is in digits', () => {
    const { value, notices } = database('==>', {}, { db: { host: '10.0.0.7', listeners: [named('pg.example.com')] } });
    expect(value('app-db.env', 'DATABASE_URL')).toContain('app@pg.example.com:5432/db?hostaddr=10.0.0.7&');
    expect(notices).toEqual([]);
  });

  it('…and by hand when it is a name', () => {
    const { value, notices } = database(
      '==>',
      {},
      { db: { host: 'db.internal', listeners: [named('pg.example.com')] } },
    );
    expect(value('app-db.env', 'DATABASE_URL')).toMatch(
      /^postgresql:\/\/app@pg\.example\.com:5432\/db\?sslmode=verify-full/,
    );
    expect(notices).toEqual([expect.objectContaining({ kind: 'by-hand', about: 'app-db' })]);
    expect(notices[0]?.message).toContain('db.internal');
  });

  it('dials the host itself where no name is checked', () => {
    const { value } = database('=ca=>', {}, { db: { host: 'db.internal', listeners: [named('pg.example.com')] } });
    expect(value('app-db.env', 'DATABASE_URL')).toContain('@db.internal:');
  });

  it('brackets an IPv6 address', () => {
    const { value } = database('-->', {}, { db: { host: '2001:db8::7' } });
    expect(value('app-db.env', 'DATABASE_URL')).toContain('app@[2001:db8::7]:8443/');
  });

  it('starts TLS directly where drawn, and says what that takes', () => {
    const direct = { negotiation: 'direct' } as const;
    const { value, notices } = database('==>', { 'app-db': { dial: direct } });
    expect(value('app-db.env', 'DATABASE_URL')).toContain('&sslnegotiation=direct');
    expect(notices).toEqual([expect.objectContaining({ kind: 'by-hand' })]);
    const wavering = database('~~>', { 'app-db': { dial: direct } });
    expect(wavering.value('app-db.env', 'DATABASE_URL')).toContain('sslmode=require&sslnegotiation=direct');
    expect(wavering.notices).toContainEqual(expect.objectContaining({ kind: 'lost' }));
  });

  it('states versions only where they differ from what libpq does anyway', () => {
    const { value } = database('==>', { 'app-db': { dial: { minVersion: '1.3', sni: null } } });
    expect(value('app-db.env', 'DATABASE_URL')).toContain('&sslsni=0&ssl_min_protocol_version=TLSv1.3');
    const old = database('==>', { 'app-db': { dial: { minVersion: '1.0', maxVersion: '1.2' } } });
    expect(old.value('app-db.env', 'DATABASE_URL')).toContain(
      '&ssl_min_protocol_version=TLSv1&ssl_max_protocol_version=TLSv1.2',
    );
    expect(old.notices).toContainEqual(expect.objectContaining({ kind: 'by-hand' }));
  });

  it('cannot send a PROXY header', () => {
    const { notices } = database('==>', { 'app-db': { dial: { sendsProxyProtocol: 'v2' } } });
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'lost', about: 'app-db' }));
  });

  it.each(['none', 'public', 'pg_app'])('takes another role than the reserved "%s"', (id) => {
    const { value } = exported(`${id} --> db(postgresql)`, { links: { [`${id}-db`]: { protocol: 'postgres' } } }, id);
    expect(value(`${id}-db.env`, 'DATABASE_URL')).toContain(`//service-${id}@`);
  });

  it('marks what will not connect', () => {
    const { text } = database(
      '==>',
      { 'app-db': { dial: { sni: 'db.internal' } } },
      { db: { listeners: [named('other')] } },
    );
    expect(text('app-db.env')).toContain('# !!! WILL NOT CONNECT');
    expect(text('README.txt')).toContain('!!! WILL NOT CONNECT');
  });
});

const named = (name: string) => ({
  id: 'pg',
  port: 5432,
  tls: { mode: 'terminate' as const, certificate: { issuer: 'private-ca' as const, names: [name] } },
});

describe('other connections', () => {
  it('to Redis: a URL, and what it cannot say', () => {
    const { value, text, notices } = exported('app =mutual=> cache(redis)[mutual]', {
      links: { 'app-cache': { protocol: 'redis' } },
    });
    expect(value('app-cache.env', 'REDIS_URL')).toBe('rediss://cache.internal:8443');
    expect(value('app-cache.env', 'REDIS_TLS_SERVER_NAME')).toBe('cache.internal');
    expect(text('app-cache-redis-cli.sh')).toContain(
      'exec redis-cli -h cache.internal -p 8443 --tls --cacert /etc/ssl/certs/ca-certificates.crt --sni cache.internal --cert /etc/plainsight/tls/app-app-cache+client.crt --key /etc/plainsight/tls/app-app-cache+client.key "$@"',
    );
    expect(notices.map(({ kind }) => kind)).toEqual(['by-hand', 'weakened']);
  });

  it.each([
    ['http', '-->', 'http://api.internal:8443'],
    ['http', '==>', 'https://api.internal:8443'],
    ['https', '==>', 'https://api.internal:8443'],
    ['grpc', '==>', 'https://api.internal:8443'],
    ['websocket', '==>', 'wss://api.internal:8443'],
  ])('by %s %s: %s', (protocol, arrow, url) => {
    const listener = arrow === '-->' ? 'permissive' : 'terminate';
    const { value, notices } = exported(`app ${arrow} api[${listener}]`, { links: { 'app-api': { protocol } } });
    expect(value('app-api.env', 'UPSTREAM_URL')).toBe(url);
    expect(value('app-api.env', 'UPSTREAM_TLS_VERIFY')).toBe(arrow === '-->' ? undefined : 'full');
    const own = notices.filter(({ about }) => about === 'app-api');
    expect(own.map(({ kind }) => kind)).toEqual(arrow === '-->' ? [] : ['by-hand']);
  });

  it('by any other protocol: an address', () => {
    const { value, notices } = exported('app =none=> mail[terminate]', { links: { 'app-mail': { protocol: 'smtp' } } });
    expect(value('app-mail.env', 'UPSTREAM_ADDRESS')).toBe('mail.internal:8443');
    expect(notices[0]?.message).toContain('first ask for TLS in band');
  });

  it('relayed: nothing but the address', () => {
    const { text, value } = exported('client ==> app[tcp] ==> db(postgresql)[terminate]', {
      links: { 'client-app': { protocol: 'postgres' }, 'app-db': { protocol: 'postgres' } },
    });
    expect(value('app-db.env', 'UPSTREAM_ADDRESS')).toBe('db.internal:8443');
    expect(text('app-db.env')).not.toMatch(/^\w*(?:DATABASE|TLS)/m);
  });

  it('with a match, a PROXY header: what the code must do', () => {
    const { notices } = exported('app ==> api[terminate]', {
      links: { 'app-api': { match: { host: ['a.example'], path: '/x' }, dial: { sendsProxyProtocol: 'v1' } } },
    });
    const said = notices.map(({ message }) => message).join('\n');
    expect(said).toContain('the host is a.example and the path starts with /x');
    expect(said).toContain('PROXY protocol header (v1)');
  });
});

describe('what a service listens on', () => {
  it('is told to whoever writes it, file by file', () => {
    const { notices, text } = exported('client =mutual=> app[mutual]', {});
    const [notice] = notices;
    expect(notice?.kind).toBe('by-hand');
    for (const part of [
      'app-in.crt',
      'app-in.key',
      'app-in+clients-ca.crt',
      'require a client certificate',
      '1.2 to 1.3',
    ])
      expect(notice?.message).toContain(part);
    expect(text('README.txt')).toContain('in, port 8443: TLS ends here');
  });

  it('asks for nothing while it is plaintext', () => {
    const { notices, text } = exported('client --> app', {});
    expect(notices).toEqual([]);
    expect(text('README.txt')).toContain('http, port 8080: plaintext');
  });
});

describe('generated designs', () => {
  it('give files in which every notice stands, and that a shell reads without doing anything else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plainsight-env-'));
    try {
      let count = 0;
      fc.assert(
        fc.property(topologies, (topology) => {
          for (const plan of planDesign(topology, simulate(topology, products), products)) {
            if (plan.product.id !== 'generic-service') continue;
            const once = exportPlan(plan);
            expect(exportPlan(plan)).toEqual(once);
            const [readme, ...rest] = once.files;
            for (const notice of once.notices) expect(readme?.text).toContain(noticeLines(notice).join('\n'));
            expect(rest.filter(({ path }) => path.endsWith('.env'))).toHaveLength(plan.upstreams.length);
            for (const { path, text } of once.files) {
              expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}]/u);
              if (path.endsWith('.env')) writeFileSync(join(folder, `${count++}.env`), text);
            }
          }
        }),
        { numRuns: 600 },
      );
      expect(count).toBeGreaterThan(100);
      // In a folder without programs: whatever a file ran would be an error.
      const script = `PATH=/nowhere; set -eu; i=0; while [ $i -lt ${count} ]; do ( . ./$i.env; echo "\${DATABASE_URL-}\${REDIS_URL-}\${UPSTREAM_URL-}\${UPSTREAM_ADDRESS-}" ); i=$((i+1)); done`;
      const lines = execFileSync('/bin/sh', ['-c', script], { cwd: folder, encoding: 'utf8', env: {} })
        .trim()
        .split('\n');
      expect(lines).toHaveLength(count);
      for (const line of lines) expect(line).toMatch(/^(?:(?:postgresql|rediss?|https?|wss?):\/\/\S+|\S+:\d+)$/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
