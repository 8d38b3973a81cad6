import { describe, expect, it, vi } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { stands } from '../../src/lab/log.ts';
import { bridge, dialled } from '../support/bridging.ts';
import { type Details, draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { standingDesigns } from '../support/standing.ts';

// What Apache, Caddy and stunnel write into their logs. NGINX and HAProxy: bridges.test.ts.
const missing =
  requireProgram('apache2', 'apache2') === null ||
  requireProgram('caddy', 'caddy') === null ||
  requireProgram('stunnel', 'stunnel4') === null;
const started = standingDesigns();

const logging = ['apache', 'caddy', 'stunnel'];

describe.skipIf(missing)('what the simulation predicts for a failure stands in the log', () => {
  const shown = (certificate: object): Details => ({
    listeners: { gateway: { tls: { certificate: { issuer: 'public-ca', ...certificate } } } },
  });
  const failing = (product: string): readonly [string, string, Topology][] => [
    ['name-mismatch', product, bridge(product, '==>', 'terminate', shown({ names: ['other.internal'] }))],
    ['certificate-expired', product, bridge(product, '==>', 'terminate', shown({ expired: true }))],
    [
      'unknown-ca',
      product,
      bridge(product, '==>', 'terminate', {
        ...shown({ issuer: 'private-ca' }),
        links: { 'edge-gateway': { dial: { trusts: ['public-ca'] } } },
      }),
    ],
    [
      'tls-to-plaintext',
      product,
      draw(`client ==> edge(${product})[terminate] ==> gateway[plaintext]`, { links: dialled }),
    ],
    ['plaintext-to-tls', product, bridge(product, '-->')],
    ['client-certificate-required', product, bridge(product, '==>', 'mutual')],
    [
      'no-common-version',
      product,
      bridge(product, '==>', 'terminate', {
        listeners: { gateway: { tls: { minVersion: '1.3' } } },
        links: { 'edge-gateway': { dial: { maxVersion: '1.2' } } },
      }),
    ],
  ];
  // Caddy leaves the version of a dial to Go, so that none can be drawn which fails.
  const drawn = logging
    .flatMap(failing)
    .filter(([code, product]) => code !== 'no-common-version' || product !== 'caddy');
  it.each(drawn)('%s on %s', async (code, product, topology) => {
    const expired = code === 'certificate-expired' ? { expired: true } : undefined;
    const design = await started(topology, (node) => (node === 'gateway' ? expired : undefined));
    const { cause } = design.simulation.links.get('edge-gateway') ?? {};
    expect(cause?.code).toBe(code);
    const { status } = await design.curl('edge', 8443, '/');
    expect(status).toMatch(product === 'stunnel' ? /^none$/ : /^[45]/);
    expect(design.got('app')).toEqual([]);
    if (product === 'caddy' && code === 'plaintext-to-tls') {
      expect(status).toBe('400');
      return;
    }
    if (product === 'stunnel' && code === 'client-certificate-required') {
      // Whether the alert is read before the connection is gone is a race; the other end knows.
      await vi.waitFor(() => expect(design.log('gateway')).toContain('peer did not return a certificate'));
      return;
    }
    await vi.waitFor(async () => {
      // Go writes its request before it reads the alert: now and then the pipe is broken first, and it asks again.
      if (product === 'caddy' && code === 'client-certificate-required') await design.curl('edge', 8443, '/');
      const { node = '', line = 'no failure is predicted' } = cause?.log ?? {};
      const log = design.log(node);
      expect(stands(line, log), `${line}\n${log}`).toBe(true);
    });
  });
});
