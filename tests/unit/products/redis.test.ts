import { describe, expect, it } from 'vitest';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { exportPlan } from '../../../src/core/products/redis/export.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

function exported(line: string, details: Details = {}) {
  const topology = draw(line, { links: { 'app-cache': { protocol: 'redis' } }, ...details });
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'cache');
  if (!plan) throw new Error('there is no cache');
  const { files, notices } = exportPlan(plan);
  expect(files.map(({ path }) => path)).toEqual(['cache/redis.conf']);
  const lines = (files[0]?.text ?? '').split('\n').filter((each) => each !== '' && !each.startsWith('#'));
  return { lines, notices };
}

describe('Redis', () => {
  it('closes the plaintext port when only TLS is drawn', () => {
    expect(exported('app ==> cache(redis)[terminate]').lines).toEqual([
      'bind * -::*',
      'protected-mode yes',
      'port 0',
      'tls-port 8443',
      'tls-cert-file "/etc/plainsight/tls/cache-in.crt"',
      'tls-key-file "/etc/plainsight/tls/cache-in.key"',
      'tls-auth-clients no',
      'tls-replication no',
      'tls-cluster no',
      'tls-protocols "TLSv1.2 TLSv1.3"',
    ]);
  });

  it.each([
    ['mutual', 'yes'],
    ['optional', 'optional'],
  ])('spells out client certificates: %s', (listener, value) => {
    const { lines } = exported(`app =mutual=> cache(redis)[${listener}]`);
    expect(lines).toContain(`tls-auth-clients ${value}`);
    expect(lines).toContain('tls-ca-cert-file "/etc/plainsight/tls/cache-in+clients-ca.crt"');
    expect(lines).toContain('tls-replication yes');
    expect(lines).toContain('tls-cluster yes');
  });

  it('opens nothing but the plaintext port when no TLS is drawn', () =>
    expect(exported('app --> cache(redis)').lines).toEqual(['bind * -::*', 'protected-mode yes', 'port 6379']));

  it('asks for a password, and for CAs before replicas are added', () => {
    const { notices } = exported('app ==> cache(redis)[terminate]');
    expect(notices.map(({ kind, about }) => [kind, about])).toEqual([
      ['by-hand', 'cache'],
      ['by-hand', 'in'],
    ]);
  });

  it('has one port of a kind: others are named as lost', () => {
    const { lines, notices } = exported('app ==> cache(redis)', {
      nodes: {
        cache: {
          listeners: [
            { id: 'a', port: 7001, tls: { mode: 'terminate' } },
            { id: 'b', port: 7002, tls: { mode: 'terminate' } },
            { id: 'c', port: 7003, tls: { mode: 'plaintext' } },
            { id: 'd', port: 7004, tls: { mode: 'plaintext' } },
          ],
        },
      },
    });
    expect(lines).toContain('tls-port 7001');
    expect(lines).toContain('port 7003');
    expect(notices.filter(({ kind }) => kind === 'lost').map(({ about }) => about)).toEqual(['b', 'd']);
  });

  it('does not start without a listener, and says so', () => {
    const { lines, notices } = exported('app ==> cache(redis)', { nodes: { cache: { listeners: [] } } });
    expect(lines).toContain('port 0');
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'fails', about: 'cache' }));
  });

  it('cannot serve both on one port: taken as plaintext, and named', () => {
    const { lines, notices } = exported('app --> cache(redis)[permissive]');
    expect(lines).toContain('port 8443');
    expect(lines.join()).not.toContain('tls-');
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'weakened', about: 'in' }));
  });

  it('of an empty range of versions keeps the lower end', () => {
    const { lines, notices } = exported('app =none=> cache(redis)[terminate]', {
      listeners: { cache: { tls: { minVersion: '1.3', maxVersion: '1.2' } } },
    });
    expect(lines).toContain('tls-protocols TLSv1.3');
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'weakened', about: 'in' }));
  });
});
