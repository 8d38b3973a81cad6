import { describe, expect, it } from 'vitest';
import type { Details } from '../../support/draw.ts';
import { cluster, kindsOf, type Written, written } from '../../support/kubernetes-exports.ts';

describe('cert-manager', () => {
  const issued = { issuedBy: 'ca' } as const;
  const drawn = [
    'client ==> edge(gateway-api)[terminate]@shop =mutual=> app[mutual]@shop',
    'ca(cert-manager)@shop --> app',
  ];
  const details = (issuer: 'public-ca' | 'private-ca', more: object = {}): Details => ({
    zones: [cluster('shop')],
    links: { 'edge-app': { dial: { clientCertificate: { issuer: 'private-ca', ...issued } } } },
    listeners: { edge: { tls: { certificate: { issuer, ...issued, names: ['shop.example.com'], ...more } } } },
  });
  const alone = (issuer: 'public-ca' | 'private-ca', more: object = {}): Written => {
    const { zones, links, listeners } = details(issuer, more);
    return written('cert-manager', [drawn[0] ?? '', 'ca(cert-manager)@shop'], {
      zones: zones ?? [],
      links: links ?? {},
      listeners: listeners ?? {},
    });
  };

  it('issues for servers and for clients into the Secrets that the gateway names', () => {
    const result = alone('private-ca', { lifetimeDays: 30 });
    const server = result.one('Certificate', 'server');
    expect(server.metadata.namespace).toBe('shop');
    expect(server.spec).toMatchObject({
      secretName: 'edge--in--tls',
      dnsNames: ['shop.example.com'],
      duration: '720h',
      usages: ['digital signature', 'key encipherment', 'server auth'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { name: 'ca--ca', kind: 'Issuer', group: 'cert-manager.io' },
    });
    expect(result.one('Certificate', 'client').spec).toMatchObject({
      secretName: 'edge--edge-app--client',
      usages: ['digital signature', 'key encipherment', 'client auth'],
    });
    const gateway = written('gateway-api', drawn, details('private-ca')).one('Gateway');
    expect(JSON.stringify(gateway.spec)).toContain('"edge--in--tls"');
    expect(JSON.stringify(gateway.spec)).toContain('"edge--edge-app--client"');
  });

  it('makes a root in the cluster for a private CA', () => {
    const result = alone('private-ca');
    expect(result.one('Certificate', 'root').spec).toMatchObject({
      isCA: true,
      issuerRef: { name: 'ca--root--self-signed' },
    });
    expect(result.objects.find(({ metadata: { name } }) => name === 'ca--ca')?.spec).toEqual({
      ca: { secretName: 'ca--root' },
    });
  });

  it('asks an ACME server for public names', () => {
    const result = alone('public-ca', { lifetimeDays: 30 });
    expect(result.one('Issuer', 'acme').spec.acme.server).toContain('letsencrypt.org');
    const { spec } = result.one('Certificate', 'server');
    expect(spec.issuerRef.name).toBe('ca--acme');
    expect(spec.duration).toBeUndefined();
    expect(spec.commonName).toBeUndefined();
    expect(result.notices).toContain('an ACME server chooses');
  });

  it('says loudly what no public CA issues', () => {
    expect(alone('public-ca', { names: ['shop.internal'] }).notices).toMatch(
      /fails: No public CA vouches for shop.internal/,
    );
  });

  it('asks a Vault that is drawn, which it verifies', () => {
    const result = written('cert-manager', [drawn[0] ?? '', 'ca(cert-manager)@shop ==> vault[terminate]@shop'], {
      ...details('private-ca'),
    });
    expect(result.one('Issuer').spec.vault).toEqual({
      server: 'https://vault.internal:8443',
      path: 'pki/sign/ca--vault',
      auth: {
        kubernetes: { role: 'ca--vault', mountPath: '/v1/auth/kubernetes', serviceAccountRef: { name: 'ca--vault' } },
      },
    });
    expect(kindsOf(result)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Issuer', 'Certificate', 'Certificate']);
  });

  it('serves several namespaces by an issuer of the cluster', () => {
    const result = written(
      'cert-manager',
      ['client ==> edge(gateway-api)[terminate]@shop ==> app[terminate]@inner', 'ca(cert-manager)@shop'],
      {
        zones: [cluster('shop'), { id: 'inner', kind: 'mesh', title: 'inner', parent: 'shop' }],
        listeners: {
          edge: { tls: { certificate: { issuer: 'private-ca', ...issued } } },
          app: { tls: { certificate: { issuer: 'private-ca', ...issued } } },
        },
      },
    );
    expect(result.objects.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
    const leaves = result.objects.filter(({ kind, spec }) => kind === 'Certificate' && !spec.isCA);
    expect(leaves.map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'inner']);
    expect(leaves.map(({ spec }) => spec.issuerRef.kind)).toEqual(['ClusterIssuer', 'ClusterIssuer']);
  });

  it('says how a certificate gets out of the cluster', () => {
    const result = written(
      'cert-manager',
      ['client ==> edge(haproxy)[terminate] --> app[plaintext]', 'ca(cert-manager)@shop'],
      {
        zones: [cluster('shop')],
        listeners: { edge: { tls: { certificate: { issuer: 'private-ca', ...issued } } } },
      },
    );
    expect(result.notices).toMatch(
      /edge lies outside the cluster: copy tls.crt and tls.key from the Secret edge--in--tls/,
    );
  });
});
