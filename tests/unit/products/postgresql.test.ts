import { describe, expect, it } from 'vitest';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan } from '../../../src/core/products/postgresql/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

function exported(line: string, details: Details = {}) {
  const topology = draw(line, details);
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'db');
  if (!plan) throw new Error('there is no db');
  const { files, notices } = exportPlan(plan);
  const text = (name: string) => files.find(({ path }) => path === `db/${name}`)?.text ?? '';
  const bare = (name: string) =>
    text(name)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  return { settings: bare('postgresql.conf'), rules: bare('pg_hba.conf'), text, notices };
}
const postgres = { links: { 'app-db': { protocol: 'postgres' } } };

describe('PostgreSQL', () => {
  it('encrypts and refuses plaintext', () => {
    const { settings, rules } = exported('app ==> db(postgresql)[terminate]', postgres);
    expect(settings).toEqual([
      "listen_addresses = '*'",
      'port = 8443',
      "password_encryption = 'scram-sha-256'",
      'ssl = on',
      "ssl_cert_file = '/etc/plainsight/tls/db-in.crt'",
      "ssl_key_file = '/etc/plainsight/tls/db-in.key'",
      "ssl_min_protocol_version = 'TLSv1.2'",
    ]);
    expect(rules).toEqual([
      'local  all  all  peer',
      'hostssl  all  all  all  scram-sha-256',
      'hostnossl  all  all  all  reject',
    ]);
  });

  it('asks for client certificates as drawn', () => {
    const required = exported('app =mutual=> db(postgresql)[mutual]', postgres);
    expect(required.settings).toContain("ssl_ca_file = '/etc/plainsight/tls/db-in+clients-ca.crt'");
    expect(required.rules[1]).toBe('hostssl  all  all  all  scram-sha-256  clientcert=verify-ca');
    const optional = exported('app =mutual=> db(postgresql)[optional]', postgres);
    expect(optional.settings).toContain("ssl_ca_file = '/etc/plainsight/tls/db-in+clients-ca.crt'");
    expect(optional.rules[1]).toBe('hostssl  all  all  all  scram-sha-256');
  });

  it('says aloud that plaintext is plaintext', () => {
    const { settings, rules, text } = exported('app --> db(postgresql)', postgres);
    expect(settings).toContain('ssl = off');
    expect(rules[1]).toBe('host  all  all  all  scram-sha-256');
    for (const name of ['postgresql.conf', 'pg_hba.conf']) expect(text(name)).toContain('# !!! PLAINTEXT');
  });

  it('says what was drawn and cannot be', () => {
    const { text, rules } = exported('app ==> db(postgresql)[sni]', postgres);
    expect(text('postgresql.conf')).toContain('WEAKER THAN DRAWN: PostgreSQL cannot pass TLS through');
    expect(rules.at(-1)).toContain('reject');
  });

  it('has one port: a second listener is named as lost', () => {
    const { settings, notices } = exported('app ==> db(postgresql)[terminate]', {
      ...postgres,
      nodes: {
        db: {
          listeners: [
            { id: 'secure', port: 5432, tls: { mode: 'terminate' } },
            { id: 'clear', port: 5433, tls: { mode: 'plaintext' } },
          ],
        },
      },
    });
    expect(settings).toContain('port = 5432');
    expect(notices).toEqual([expect.objectContaining({ kind: 'lost', about: 'clear' })]);
  });

  it('listens on nothing when nothing is drawn', () => {
    const { settings, rules, notices } = exported('app ==> db(postgresql)', {
      ...postgres,
      nodes: { db: { listeners: [] } },
    });
    expect(settings).toEqual(["listen_addresses = ''", 'ssl = off']);
    expect(rules).toEqual(['local  all  all  peer']);
    expect(notices.filter(({ about }) => about === 'db')).toEqual([expect.objectContaining({ kind: 'fails' })]);
  });

  it.each([
    ['11', 'clientcert=1', 'lost'],
    ['9.6', 'clientcert=1', 'weakened'],
    ['12', 'clientcert=verify-ca', undefined],
  ])('speaks the language of version %s', (version, option, kind) => {
    const { settings, rules, notices } = exported('app =mutual=> db(postgresql)[mutual]', {
      ...postgres,
      nodes: { db: { version } },
    });
    expect(rules[1]).toContain(option);
    expect(settings.some((line) => line.startsWith('ssl_min_protocol_version'))).toBe(version === '12');
    expect(rules[1]?.includes('scram')).toBe(version !== '9.6');
    if (kind) expect(notices).toContainEqual(expect.objectContaining({ kind }));
    else expect(notices).toEqual([]);
  });

  it('lowers the security level for old versions, and says so; an empty range becomes its lower end', () => {
    const range = (minVersion: '1.0' | '1.3', maxVersion: '1.1' | '1.2') =>
      exported('app =none=> db(postgresql)[permissive]', {
        ...postgres,
        listeners: { db: { tls: { minVersion, maxVersion } } },
      });
    const old = range('1.0', '1.1');
    expect(old.settings).toContain("ssl_max_protocol_version = 'TLSv1.1'");
    expect(old.settings.find((line) => line.startsWith('ssl_ciphers'))).toContain('@SECLEVEL=0');
    expect(old.notices).toContainEqual(expect.objectContaining({ kind: 'weakened', about: 'in' }));
    const empty = range('1.3', '1.2');
    expect(empty.settings).toContain("ssl_min_protocol_version = 'TLSv1.3'");
    expect(empty.settings.join()).not.toContain('TLSv1.2');
    expect(empty.notices).toContainEqual(expect.objectContaining({ kind: 'weakened', about: 'in' }));
  });
});
