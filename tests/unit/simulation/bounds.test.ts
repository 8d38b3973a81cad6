import { describe, expect, test } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { hostOf } from '../../../src/core/simulation/bounds.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

const run = (drawn: string | readonly string[], details?: Details) => simulate(draw(drawn, details), products);

interface Case {
  readonly name: string;
  readonly drawn: string;
  readonly details?: Details;
  readonly codes: readonly string[];
  /** What the first link comes to, once bounded. */
  readonly link: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  {
    name: 'nginx has no port for both: taken as the weaker half',
    drawn: 'a --> edge(nginx)[permissive]',
    codes: ['listen:permissive'],
    link: { state: 'plaintext' },
  },
  {
    name: 'nginx does not fall back to plaintext',
    drawn: 'edge(nginx) ~~> b[terminate]',
    codes: ['dial:opportunistic'],
    link: { state: 'failed', cause: { code: 'plaintext-to-tls' } },
  },
  {
    name: 'nginx checks issuer and name together or not at all: what is drawn weaker is not rounded up',
    drawn: 'edge(nginx) =ca=> b[terminate]',
    codes: ['verify:ca'],
    link: { state: 'encrypted', authentication: 'none' },
  },
  {
    name: 'CloudFront always verifies its origin',
    drawn: 'edge(aws-cloudfront) =none=> b[terminate]',
    details: { listeners: { b: { tls: { certificate: { issuer: 'public-ca' } } } } },
    codes: ['verify:none'],
    link: { state: 'encrypted', authentication: 'server' },
  },
  {
    name: 'nobody can dial a browser',
    drawn: 'a --> c(browser)[plaintext]',
    codes: ['listen:plaintext'],
    link: { state: 'failed', cause: { code: 'connection-refused' } },
  },
  {
    name: 'an ALB verifies nobody, whatever the drawing says',
    drawn: 'edge(aws-alb) ==> b[terminate]',
    codes: ['verify:full'],
    link: { state: 'encrypted', authentication: 'none' },
  },
  {
    name: 'an ALB passes nothing through: it terminates and reads',
    drawn: 'c(browser) ==> edge(aws-alb)[tcp] --> b',
    codes: ['listen:passthrough-tcp'],
    link: { state: 'encrypted', session: 'c-edge' },
  },
  {
    name: 'an ALB presents no client certificate',
    drawn: 'edge(aws-alb) =mutual=> b[optional]',
    codes: ['dial:mutual', 'verify:full'],
    link: { state: 'encrypted', authentication: 'none' },
  },
  {
    name: 'CloudFront cannot be told to trust a private CA',
    drawn: 'edge(aws-cloudfront) ==> b[terminate]',
    details: { listeners: { b: { tls: { certificate: { issuer: 'private-ca' } } } } },
    codes: ['trust:private-ca'],
    link: { state: 'encrypted', authentication: 'server' },
  },
  {
    name: 'a browser sends no PROXY header, though its link says so',
    drawn: 'c(browser) ==> b[terminate]',
    details: { links: { 'c-b': { dial: { sendsProxyProtocol: true } } } },
    codes: ['proxy-protocol:send-v2'],
    link: { state: 'encrypted' },
  },
  {
    name: 'a product of another version of Plainsight is a component of your own',
    drawn: 'a ==> b(from-the-future)[terminate]',
    codes: ['unknown-product'],
    link: { state: 'encrypted', authentication: 'server' },
  },
  {
    name: 'a link to who listens on nothing',
    drawn: 'a ==> c(browser)',
    codes: ['no-such-listener'],
    link: { state: 'failed', cause: { code: 'connection-refused' } },
  },
];

describe('what a product cannot do is a design error with the nearest alternative', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, { drawn, details, codes, link }) => {
    const { designErrors, links } = run(drawn, details);
    expect(designErrors.map(({ code }) => code).sort()).toEqual([...codes].sort());
    for (const error of designErrors) {
      expect(error.alternative).not.toBe('');
      expect(error.message).not.toBe('');
    }
    expect([...links.values()][0]).toMatchObject(link);
  });

  test('names its source', () => {
    const [error] = run('edge(aws-alb) ==> b[terminate]').designErrors;
    expect(error?.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
  test('a feature is bounded by the version that has it', () => {
    const old = run('a ==> r(nginx)[sni] --> b[terminate]', { nodes: { r: { version: '1.10' } } });
    expect(old.designErrors.map(({ code }) => code)).toEqual(['listen:passthrough-sni']);
    expect(run('a ==> r(nginx)[sni] --> b[terminate]', { nodes: { r: { version: '1.26' } } }).designErrors).toEqual([]);
  });
  test('a forwarded dial is nobody’s choice, and no error', () => {
    expect(run('a ==> r(nginx)[tcp] ~~> b[terminate]').designErrors).toEqual([]);
  });
  test('a design that everybody can carry out has none', () => {
    expect(run('c(browser) ==> edge(nginx)[terminate] --> app --> db(postgresql)').designErrors).toEqual([]);
  });
});

describe('what the drawing leaves out', () => {
  test('a node without listeners gets those of its product', () => {
    expect(run('a --> b(nginx) --> c').links.get('a-b')?.state).toBe('plaintext');
  });
  test('a link that names no listener reaches the first', () => {
    const listeners = [
      { id: 'tls', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
      { id: 'plain', port: 80, tls: { mode: 'plaintext' } },
    ] as const;
    const details = (listener?: string): Details => ({
      nodes: { b: { listeners: [...listeners] } },
      links: listener ? { 'a-b': { listener } } : {},
    });
    expect(run('a ==> b', details()).links.get('a-b')?.state).toBe('encrypted');
    expect(run('a ==> b', details('plain')).links.get('a-b')?.state).toBe('failed');
  });
  test.each([
    [{ id: 'app' }, 'app.internal'],
    [{ id: 'app', host: 'api.example.com' }, 'api.example.com'],
    [{ id: 'My_App.v2-' }, 'my-app-v2.internal'],
    [{ id: 'x'.repeat(64) }, `${'x'.repeat(63)}.internal`],
  ])('%j is dialled as %s', (node, host) => {
    expect(hostOf(node)).toBe(host);
  });
});
