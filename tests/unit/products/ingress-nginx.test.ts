import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import type { Details } from '../../support/draw.ts';
import { kindsOf, written } from '../../support/kubernetes-exports.ts';

describe('an Ingress of ingress-nginx', () => {
  const prefix = 'nginx.ingress.kubernetes.io/';
  const annotations = (lines: string | readonly string[], details: Details = {}) =>
    written('ingress-nginx', lines, details).one('Ingress').metadata.annotations ?? {};
  const client = 'client ==> edge(ingress-nginx)[terminate]';

  it('says that it is retired', () => {
    expect(written('ingress-nginx', `${client} --> app[plaintext]`).notices).toContain('retired: since March 2026');
    const { facts } = products.get('ingress-nginx') ?? { facts: [] };
    expect(facts.map(({ text }) => text).join()).toContain('March 2026');
  });

  it.each([
    ['plaintext', `${client} --> app[plaintext]`, { 'backend-protocol': 'HTTP' }],
    ['unverified TLS', `${client} =none=> app[terminate]`, { 'backend-protocol': 'HTTPS' }],
    [
      'verified TLS',
      `${client} ==> app[terminate]`,
      {
        'backend-protocol': 'HTTPS',
        'proxy-ssl-secret': 'default/edge--edge-app--client',
        'proxy-ssl-verify': 'on',
        'proxy-ssl-name': 'app.internal',
        'proxy-ssl-server-name': 'on',
        'proxy-ssl-protocols': 'TLSv1.2 TLSv1.3',
      },
    ],
  ])('dials %s', (_what, lines, wanted) => {
    const found = Object.entries(annotations(lines)).filter(([key]) => /backend-protocol|proxy-ssl/.test(key));
    expect(Object.fromEntries(found.map(([key, value]) => [key.replace(prefix, ''), value]))).toEqual(wanted);
  });

  it('says that nothing is checked of gRPC, and writes no annotation that pretends it', () => {
    const drawn = `${client} =mutual=> app[mutual]`;
    const details: Details = { links: { 'client-edge': { protocol: 'grpc' }, 'edge-app': { protocol: 'grpc' } } };
    expect(annotations(drawn, details)).toMatchObject({ [`${prefix}backend-protocol`]: 'GRPCS' });
    expect(Object.keys(annotations(drawn, details)).join()).not.toContain('proxy-ssl');
    expect(written('ingress-nginx', drawn, details).notices).toContain(
      'lost: With backend-protocol GRPCS no certificate',
    );
  });

  it.each([
    ['mutual', 'on'],
    ['optional', 'optional'],
  ])('asks for client certificates: %s', (mode, word) => {
    expect(annotations(`client =mutual=> edge(ingress-nginx)[${mode}] --> app[plaintext]`)).toMatchObject({
      [`${prefix}auth-tls-secret`]: 'default/edge--in--clients-ca',
      [`${prefix}auth-tls-verify-client`]: word,
    });
  });

  it('passes TLS on by name, with the flag that this needs', () => {
    const result = written('ingress-nginx', 'client ==> edge(ingress-nginx)[sni] --> app[terminate]', {
      links: { 'edge-app': { match: { sni: ['app.example.com'] } } },
    });
    expect(result.one('Ingress').metadata.annotations).toEqual({ [`${prefix}ssl-passthrough`]: 'true' });
    expect(result.one('Ingress').spec.rules[0].host).toBe('app.example.com');
    expect(result.notices).toContain('--enable-ssl-passthrough');
  });

  it('relays other bytes by the ConfigMap of TCP services, which alone sends PROXY headers', () => {
    const result = written('ingress-nginx', 'client --> edge(ingress-nginx)[plaintext] --> db[plaintext]', {
      links: {
        'client-edge': { protocol: 'redis' },
        'edge-db': { protocol: 'redis', dial: { sendsProxyProtocol: 'v1' } },
      },
      listeners: { db: { acceptsProxyProtocol: true } },
    });
    expect(result.one('ConfigMap', 'tcp-services').data).toEqual({ '8080': 'default/edge--edge-db--to:8080::PROXY' });
    expect(kindsOf(result)).not.toContain('Ingress');
  });

  it('leaves out a TCP service where TLS is drawn, for that would be plaintext', () => {
    const result = written('ingress-nginx', 'client --> edge(ingress-nginx)[plaintext] ==> db[terminate]', {
      links: { 'client-edge': { protocol: 'redis' }, 'edge-db': { protocol: 'redis' } },
    });
    expect(result.objects.some(({ metadata }) => metadata.name.includes('tcp-services'))).toBe(false);
    expect(result.notices).toContain('would get plaintext where TLS is drawn');
  });

  it('redirects, sends HSTS and reads PROXY headers as drawn, which hold for the controller', () => {
    const settings = (details: Details) =>
      written('ingress-nginx', `${client} --> app[plaintext]`, details).one('ConfigMap', 'controller').data;
    expect(settings({})).toMatchObject({
      hsts: 'false',
      'use-proxy-protocol': 'false',
      'ssl-protocols': 'TLSv1.2 TLSv1.3',
    });
    expect(
      settings({ listeners: { edge: { tls: { strictTransport: 'preloaded', minVersion: '1.3' } } } }),
    ).toMatchObject({
      hsts: 'true',
      'hsts-preload': 'true',
      'ssl-protocols': 'TLSv1.3',
    });
    expect(settings({ listeners: { edge: { tls: { keyExchange: 'hybrid' } } } })?.['ssl-ecdh-curve']).toBe('auto');
    expect(settings({ listeners: { edge: { acceptsProxyProtocol: true } } })).toMatchObject({
      'use-proxy-protocol': 'true',
    });
  });

  it('refuses a path that the controller refuses', () => {
    const result = written('ingress-nginx', [`${client} --> app[plaintext]`, 'client ==> edge --> api[plaintext]'], {
      links: { 'edge-api': { match: { path: '/a;b' } } },
    });
    expect(JSON.stringify(result.objects)).not.toContain('/a;b');
    expect(result.notices).toContain('refuses the path /a;b');
  });
});
