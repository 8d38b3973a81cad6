import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { Certificates, type Order } from '../support/certificates.ts';
import { type Details, draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { type Standing, stand } from '../support/standing.ts';
import { type Verified, verifyAt } from '../support/verifying.ts';

// The exported check is run against servers that really run: by the design, and by a design that differs in one thing.

const missing = [
  ['nginx', 'nginx'],
  ['haproxy', 'haproxy'],
  ['apache2', 'apache2'],
  ['caddy', 'caddy'],
  ['hitch', 'hitch'],
  ['stunnel', 'stunnel4'],
  ['curl', 'curl'],
].filter(([program = '', debianPackage = '']) => !requireProgram(program, debianPackage));

let certificates: Certificates;
beforeAll(() => {
  certificates = new Certificates();
});
afterAll(() => certificates.remove());

/** Runs `deployed` and checks it against `drawn`. */
async function checked(
  drawn: Topology,
  deployed: Topology = drawn,
  present?: (node: string, listener: string) => Partial<Order> | undefined,
): Promise<Verified> {
  const standing: Standing = await stand(deployed, certificates, present);
  try {
    return await verifyAt(drawn, standing.binding, certificates.directory);
  } finally {
    await standing.stop();
  }
}

describe.skipIf(missing.length > 0)('verify.sh on web servers', () => {
  const edge = (more: Partial<NonNullable<Details['listeners']>[string]['tls']> = {}) =>
    draw(['client =mutual=> edge(nginx)[mutual] --> app[plaintext]'], {
      listeners: {
        edge: {
          tls: {
            certificate: { issuer: 'private-ca' },
            clientCertificate: 'required',
            strictTransport: 'sent',
            ...more,
          },
        },
      },
    });

  it('passes what is deployed as it is drawn', async () => {
    const { code, words, probes, observed, comparison } = await checked(edge());
    expect(probes('pass'), words).toEqual([
      'client-edge/session',
      'client-edge/certificate',
      'client-edge/client-certificate',
      'client-edge/client-certificate-asked',
      'client-edge/no-client-certificate',
      'client-edge/old-version',
      'client-edge/plaintext',
      'client-edge/strict-transport',
      'edge-app/plaintext',
      'edge-app/tls',
    ]);
    expect(code).toBe(0);
    expect(observed('client-edge')).toMatchObject({ state: 'encrypted', version: '1.3' });
    expect(observed('edge-app')).toMatchObject({ state: 'plaintext' });
    expect([...comparison.links.values()].map(({ agreement }) => agreement)).toEqual(['agrees', 'agrees']);
  });

  it.each<[string, readonly string[], string, () => Topology, ((node: string) => Partial<Order> | undefined)?]>([
    ['a certificate for another name', ['certificate'], 'failed', () => edge(), () => ({ names: ['other.internal'] })],
    ['a certificate of another CA', ['certificate'], 'failed', () => edge(), () => ({ issuer: 'public-ca' })],
    ['an expired certificate', ['certificate'], 'failed', () => edge(), () => ({ expired: true })],
    ['old versions allowed', ['old-version'], 'encrypted', () => edge({ minVersion: '1.1' })],
    ['an older version', ['session'], 'encrypted', () => edge({ maxVersion: '1.2' })],
    [
      'no client certificate asked for',
      ['client-certificate-asked', 'no-client-certificate'],
      'encrypted',
      () => edge({ clientCertificate: 'none' }),
    ],
    [
      'a client certificate asked for and not demanded',
      ['no-client-certificate'],
      'encrypted',
      () => edge({ clientCertificate: 'optional' }),
    ],
    [
      'client certificates of another CA',
      ['client-certificate', 'strict-transport'],
      'failed',
      () => edge({ clientTrusts: ['public-ca'] }),
    ],
    ['no Strict-Transport-Security', ['strict-transport'], 'encrypted', () => edge({ strictTransport: 'off' })],
    [
      'plaintext',
      ['session', 'certificate', 'client-certificate', 'client-certificate-asked', 'plaintext', 'strict-transport'],
      'failed',
      () => draw('client --> edge(nginx)[plaintext] --> app[plaintext]', { listeners: { edge: { port: 8443 } } }),
    ],
  ])('fails on %s, and on nothing else', async (_name, failing, state, deployed, present) => {
    const { code, words, probes, observed, comparison } = await checked(edge(), deployed(), (node) =>
      node === 'edge' ? present?.(node) : undefined,
    );
    expect(probes('fail'), words).toEqual(failing.map((id) => `client-edge/${id}`));
    expect(probes('unreachable')).toEqual([]);
    expect(probes('skipped')).toEqual([]);
    expect(code).toBe(1);
    expect(observed('client-edge')?.state).toBe(state);
    expect(comparison.links.get('client-edge')?.agreement).toBe('differs');
    expect(comparison.links.get('edge-app')?.agreement).toBe('agrees');
  });

  it.each([
    ['nginx', 'mutual'],
    ['haproxy', 'mutual'],
    ['apache', 'mutual'],
    ['caddy', 'mutual'],
    ['stunnel', 'mutual'],
    ['nginx', 'optional'],
    ['haproxy', 'optional'],
    ['caddy', 'optional'],
    ['apache', 'terminate'],
    ['caddy', 'terminate'],
    ['hitch', 'terminate'],
    ['stunnel', 'terminate'],
  ])('passes %s as it is drawn: %s', async (product, listener) => {
    const arrow = listener === 'terminate' ? '==>' : '=mutual=>';
    const drawn = draw(`client ${arrow} edge(${product})[${listener}] --> app[plaintext]`, {
      listeners: { edge: { tls: { certificate: { issuer: 'private-ca' } } } },
    });
    const { code, words, probes } = await checked(drawn);
    expect([...probes('fail'), ...probes('unreachable'), ...probes('skipped')], words).toEqual([]);
    expect(code).toBe(0);
  });

  it('checks through a router by name, whose files are those of whoever dials', async () => {
    const routed = (more: Partial<NonNullable<Details['links']>[string]> = {}) =>
      draw('client ==> router(haproxy)[sni] --> edge(nginx)[terminate] --> app[plaintext]', {
        links: {
          'client-router': { dial: { sni: 'edge.internal' } },
          'router-edge': { match: { sni: ['edge.internal'] }, ...more },
        },
        listeners: { edge: { tls: { certificate: { issuer: 'private-ca' } } } },
      });
    const good = await checked(routed());
    expect(good.probes('pass'), good.words).toEqual(
      expect.arrayContaining([
        'client-router/session',
        'client-router/certificate',
        'client-router/no-server-name',
        'router-edge/session',
        'router-edge/certificate',
        'router-edge/plaintext',
      ]),
    );
    expect(good.code, good.words).toBe(0);
    // Nor does the server behind it insist on a name, where somebody is drawn to send none.
    const open = await checked(
      routed(),
      draw('client =ca=> router(haproxy)[tcp] --> edge(nginx)[terminate] --> app[plaintext]', {
        links: { 'client-router': { dial: { sni: null } } },
        listeners: { edge: { tls: { certificate: { issuer: 'private-ca' } } } },
      }),
    );
    expect(open.probes('fail'), open.words).toEqual(['client-router/no-server-name']);
  });

  it('asks behind a PROXY protocol header by curl', async () => {
    const headed = (expects: boolean) =>
      draw('client ==> router(haproxy)[tcp] --> edge(nginx)[terminate] --> app[plaintext]', {
        links: { 'router-edge': { dial: { sendsProxyProtocol: 'v2' } } },
        listeners: { edge: { acceptsProxyProtocol: expects, tls: { certificate: { issuer: 'private-ca' } } } },
      });
    const good = await checked(headed(true));
    expect(good.probes('pass'), good.words).toEqual(
      expect.arrayContaining(['router-edge/session', 'router-edge/no-proxy-header']),
    );
    expect(good.code, good.words).toBe(0);
    const without = await checked(headed(true), headed(false));
    expect(without.probes('fail'), without.words).toEqual(
      expect.arrayContaining(['router-edge/session', 'router-edge/no-proxy-header']),
    );
  });

  it('asks for redirects and for application protocols', async () => {
    const drawn = (redirectsToTls: boolean, alpn: readonly string[]) =>
      draw(['client --> edge(nginx)[plaintext]', 'other ==> front(nginx)[terminate] --> app[plaintext]'], {
        nodes: { edge: { listeners: [{ id: 'in', port: 8080, tls: { mode: 'plaintext', redirectsToTls } }] } },
        listeners: { front: { alpn: [...alpn], tls: { certificate: { issuer: 'private-ca' } } } },
      });
    const good = await checked(drawn(true, ['h2', 'http/1.1']));
    expect(good.probes('pass'), good.words).toEqual(
      expect.arrayContaining(['client-edge/plaintext', 'other-front/alpn']),
    );
    expect(good.code, good.words).toBe(0);
    const other = await checked(drawn(true, ['h2']), drawn(false, ['http/1.1']));
    expect(other.probes('fail'), other.words).toEqual(['client-edge/plaintext', 'other-front/alpn']);
  });

  it('runs what it is asked to, says what it cannot run, and tells an absent server from a refusal', async () => {
    const standing = await stand(edge(), certificates);
    const { binding } = standing;
    const run = (...args: readonly string[]) => verifyAt(edge(), binding, certificates.directory, { args });
    try {
      const one = await run('--hop', 'edge-app');
      expect(one.words).not.toContain('client-edge');
      expect(one.code).toBe(0);
      expect((await run('--from', 'client')).words).not.toContain('edge-app');
      expect((await run('--from', 'nobody')).code).toBe(3);
      const elsewhere = await run('--hop', 'client-edge', '--issued', '/nowhere');
      expect(elsewhere.probes('skipped')).toContain('client-edge/certificate');
      expect(elsewhere.words).toContain('cannot be read here');
      // The tree that pki/issue.sh makes: each node's files under the path that they have on its host.
      const issued = join(certificates.directory, 'issued');
      cpSync(join(certificates.directory, 'nodes'), join(issued, 'nodes/client', certificates.directory, 'nodes'), {
        recursive: true,
      });
      cpSync(join(certificates.directory, 'ca'), join(issued, 'nodes/client', certificates.directory, 'ca'), {
        recursive: true,
      });
      const fromTree = await run('--hop', 'client-edge', '--issued', issued);
      expect(fromTree.code, fromTree.words).toBe(0);
      expect(fromTree.probes('skipped')).toEqual([]);
    } finally {
      await standing.stop();
    }
    const gone = await run();
    expect(gone.code, gone.words).toBe(2);
    expect(gone.probes('pass').concat(gone.probes('fail'))).toEqual([]);
    expect([...gone.comparison.links.values()].map(({ agreement }) => agreement)).toEqual(['unknown', 'unknown']);
  });
});
