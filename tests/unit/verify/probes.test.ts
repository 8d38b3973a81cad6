import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { expectedWords, type ProbedLink } from '../../../src/core/verify/probe.ts';
import { probesOf } from '../../../src/core/verify/probes.ts';
import { readObservations } from '../../../src/core/verify/results.ts';
import { topologies } from '../../support/arbitrary.ts';
import { type Details, draw } from '../../support/draw.ts';
import { seed } from '../../support/seed.ts';

function probed(topology: Topology): readonly ProbedLink[] {
  const simulation = simulate(topology, products);
  return probesOf(planDesign(topology, simulation, products), simulation, topology);
}
const linkOf = (links: readonly ProbedLink[], link: string) => links.find((each) => each.link === link);
const idsOf = (links: readonly ProbedLink[], link: string) => linkOf(links, link)?.probes.map(({ id }) => id);
const commandOf = (links: readonly ProbedLink[], link: string, id: string) =>
  linkOf(links, link)
    ?.probes.find((each) => each.id === id)
    ?.command.join(' ');

const usual = ['session', 'certificate', 'client-certificate-asked', 'old-version', 'plaintext'];
const stores = (protocol: string): Details => ({ links: { 'a-b': { protocol } } });

describe('what is asked on a link', () => {
  it.each<[string, Topology, readonly string[]]>([
    ['TLS', draw('a ==> b(nginx)[terminate]'), usual],
    ['TLS that nobody verifies', draw('a =none=> b(nginx)[terminate]'), usual.filter((id) => id !== 'certificate')],
    ['TLS of which the issuer is verified', draw('a =ca=> b(nginx)[terminate]'), usual],
    [
      'opportunistic TLS',
      draw('a ~~> b(postgresql)[permissive]', stores('postgres')),
      usual.filter((id) => id !== 'certificate'),
    ],
    [
      'mutual TLS over HTTP',
      draw('a =mutual=> b(nginx)[mutual]'),
      [
        'session',
        'certificate',
        'client-certificate',
        'client-certificate-asked',
        'no-client-certificate',
        'old-version',
        'plaintext',
      ],
    ],
    [
      'mutual TLS, a certificate being optional',
      draw('a =mutual=> b(nginx)[optional]'),
      ['session', 'certificate', 'client-certificate-asked', 'no-client-certificate', 'old-version', 'plaintext'],
    ],
    [
      'mutual TLS to PostgreSQL',
      draw('a =mutual=> b(postgresql)[mutual]', stores('postgres')),
      ['session', 'certificate', 'client-certificate-asked', 'no-client-certificate', 'old-version', 'plaintext'],
    ],
    ['mutual TLS to MySQL, which asks everybody', draw('a =mutual=> b(mysql)[mutual]', stores('mysql')), usual],
    [
      'TLS to MySQL, which asks everybody',
      draw('a ==> b(mysql)[terminate]', stores('mysql')),
      usual.filter((id) => id !== 'client-certificate-asked'),
    ],
    [
      'TLS to Kafka, in which nobody asks plainly',
      draw('a ==> b(kafka)[terminate]', stores('kafka')),
      usual.filter((id) => id !== 'plaintext'),
    ],
    [
      'TLS of one version',
      draw('a ==> b(nginx)[terminate]', { listeners: { b: { tls: { minVersion: '1.2', maxVersion: '1.2' } } } }),
      ['session', 'certificate', 'client-certificate-asked', 'old-version', 'newer-version', 'plaintext'],
    ],
    ['gRPC', draw('a ==> b(nginx)[terminate]', stores('grpc')), [...usual.slice(0, -1), 'alpn', 'plaintext']],
    ['plaintext', draw('a --> b(nginx)[plaintext]'), ['plaintext', 'tls']],
    ['plaintext to PostgreSQL', draw('a --> b(postgresql)[plaintext]', stores('postgres')), ['plaintext', 'tls']],
    ['plaintext that no tool speaks', draw('a --> b(kafka)[plaintext]', stores('kafka')), ['tls']],
    ['a failing dial', draw('a --> b(nginx)[terminate]'), []],
  ])('%s', (_name, topology, ids) => {
    expect(idsOf(probed(topology), 'a-b')).toEqual(ids);
  });

  it('goes with the session of whoever dials, and to the address of the link', () => {
    const links = probed(
      draw('a =ca=> r(haproxy)[sni] --> b(nginx)[terminate]', {
        links: { 'a-r': { dial: { sni: 'b.internal', maxVersion: '1.2' } }, 'r-b': { match: { sni: ['b.internal'] } } },
      }),
    );
    expect(idsOf(links, 'a-r')).toContain('no-server-name');
    expect(commandOf(links, 'a-r', 'no-server-name')).toContain('-noservername');
    expect(idsOf(links, 'r-b')).not.toContain('no-server-name');
    expect(commandOf(links, 'r-b', 'session')).toBe(
      'openssl s_client -brief -connect b.internal:8443 -servername b.internal -max_protocol TLSv1.2',
    );
    const [certificate] = (linkOf(links, 'r-b')?.probes ?? []).filter(({ id }) => id === 'certificate');
    expect(certificate).toMatchObject({ from: 'r', files: 'a' });
    expect(certificate?.command.join(' ')).toMatch(/-CAfile \S+ -verify_return_error$/);
  });

  it('asks in band where the dial does', () => {
    for (const [protocol, product] of [
      ['postgres', 'postgresql'],
      ['mysql', 'mariadb'],
    ] as const)
      expect(commandOf(probed(draw(`a ==> b(${product})[terminate]`, stores(protocol))), 'a-b', 'session')).toContain(
        `-starttls ${protocol}`,
      );
  });

  it('puts the PROXY protocol header there by curl, and says what it cannot ask', () => {
    const headed = (protocol: string) =>
      linkOf(
        probed(
          draw('a ==> b(nginx)[terminate]', {
            nodes: { a: { product: 'haproxy' } },
            links: { 'a-b': { protocol, dial: { sendsProxyProtocol: 'v2' } } },
            listeners: { b: { acceptsProxyProtocol: true } },
          }),
        ),
        'a-b',
      );
    expect(headed('http')?.probes.map(({ id }) => id)).toEqual(['session', 'no-proxy-header']);
    expect(headed('http')?.probes[0]?.command).toContain('--haproxy-protocol');
    expect(headed('http')?.unseen[0]?.what).toContain('OpenSSL sends no PROXY protocol header');
    expect(headed('tcp')?.probes).toEqual([]);
    expect(headed('tcp')?.unseen[0]?.what).toContain('expects a PROXY protocol header');
  });

  it('says what no command shows: the dialler, a mesh, a failure, a link without traffic', () => {
    const unseen = (topology: Topology) =>
      linkOf(probed(topology), 'a-b')
        ?.unseen.map(({ what }) => what)
        .join(' ');
    expect(unseen(draw('a ==> b(nginx)[terminate]'))).toContain(
      'Whether a refuses a listener with another certificate',
    );
    expect(unseen(draw('a =none=> b(nginx)[terminate]'))).toContain('drawn to accept any certificate');
    expect(unseen(draw('a --> b(nginx)[terminate]'))).toContain('(plaintext-to-tls)');
    expect(unseen(draw('x --> a(nginx)[terminate] --> b[plaintext]'))).toContain('No working flow');
    const mesh = { id: 'm', kind: 'mesh', title: 'M', mesh: { product: 'istio', mode: 'strict' } } as const;
    expect(unseen(draw('a@m --> b@m', { zones: [mesh] }))).toContain('proxies of the mesh');
  });

  it('says how it would have known: a state for what takes the connection and for what does not', () => {
    const state = (topology: Topology, id: string) =>
      linkOf(probed(topology), 'a-b')?.probes.find((each) => each.id === id)?.tells;
    expect(state(draw('a ==> b(nginx)[terminate]'), 'session')).toEqual({ taken: 'encrypted', refused: 'failed' });
    expect(state(draw('a ~~> b(postgresql)[permissive]', stores('postgres')), 'session')).toEqual({
      taken: 'encrypted',
      refused: 'plaintext',
    });
    expect(state(draw('a --> b(kafka)[plaintext]', stores('kafka')), 'tls')).toEqual({
      taken: 'encrypted',
      refused: 'plaintext',
    });
    expect(state(draw('a ==> b(nginx)[terminate]'), 'old-version')).toBeNull();
  });
});

describe('an expectation in words', () => {
  it.each([
    [{ outcome: 'answered', version: '1.3' } as const, 'accepted, TLS 1.3'],
    [{ outcome: 'refused' } as const, 'refused'],
    [{ asked: false } as const, 'asks for no client certificate'],
    [{ outcome: 'answered', alpn: ['h2', 'http/1.1'] } as const, 'accepted, ALPN h2 or http/1.1'],
    [
      { outcome: 'answered', redirected: true, strict: true } as const,
      'accepted, redirects to https, Strict-Transport-Security',
    ],
  ])('%j', (expected, words) => {
    expect(expectedWords(expected)).toBe(words);
  });
});

it('speaks of every link of any design, in words that the results can hold', () => {
  fc.assert(
    fc.property(topologies, (topology) => {
      const links = probed(topology);
      expect(new Set(links.map(({ link }) => link))).toEqual(new Set(topology.links.keys()));
      for (const { probes, unseen } of links) {
        expect(probes.length + unseen.length).toBeGreaterThan(0);
        expect(new Set(probes.map(({ id }) => id)).size).toBe(probes.length);
        const checks = probes.map(({ id, expected }) => ({ id, result: 'pass', expected: expectedWords(expected) }));
        const results = [{ link: 'any', source: 'probe', state: 'encrypted', checks }];
        expect(readObservations(JSON.stringify({ format: 'plainsight/observed', version: 1, results }))).toMatchObject({
          ok: true,
        });
      }
    }),
    { numRuns: 150, seed },
  );
});
