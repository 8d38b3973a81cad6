import { describe, expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import type { Control } from '../../../src/core/model/schema.ts';
import { type Details, draw } from '../../support/draw.ts';
import { asset, zone } from './case.ts';

const control = (kind: Control['kind'], reason = 'so it is'): Control => ({ kind, reason });
const first = (drawn: string, details: Details = {}) => check(draw(drawn, details)).findings[0];

describe('what controls leave of a finding', () => {
  const inside = (controls: readonly Control[], more: Details = {}): Details => ({
    zones: [zone('net', 'private-network', { controls: [...controls] })],
    ...more,
  });

  test('without any, nothing is said', () => {
    expect(first('a@net --> b@net', inside([]))?.residual).toBeUndefined();
  });
  test('one step less, with the reason and the place it stands on; the severity itself stays', () => {
    const finding = first('a@net --> b@net', inside([control('segmentation', 'own VLAN')]));
    expect(finding?.severity).toBe('high');
    expect(finding?.residual).toEqual({ severity: 'medium', reason: 'segmentation (net): own VLAN' });
  });
  test('what does nothing about it lowers nothing: who listens in leaves no trace to detect', () => {
    expect(first('a@net --> b@net', inside([control('detection')]))?.residual).toBeUndefined();
  });
  test('who alters packets does', () => {
    expect(first('a@net =none=> b[terminate]@net', inside([control('detection')]))?.residual?.severity).toBe('low');
  });
  test('several kinds add up to two steps at most, and one kind counts once', () => {
    const many = [control('segmentation'), control('segmentation'), control('physical-protection'), control('other')];
    expect(first('a@net --> b@net', inside(many))?.residual?.severity).toBe('low');
    expect(
      first('a@net --> b@net', inside([control('segmentation'), control('segmentation')]))?.residual?.severity,
    ).toBe('medium');
  });
  test('on the link itself, and on a zone around the zone', () => {
    const details: Details = {
      zones: [
        zone('net', 'private-network', { parent: 'site' }),
        zone('site', 'on-premises', { controls: [control('physical-protection', 'locked')] }),
      ],
      links: { 'a-b': { controls: [control('segmentation', 'firewall')] } },
    };
    expect(first('a@net --> b@net', details)?.residual).toEqual({
      severity: 'low',
      reason: 'physical protection (site): locked; segmentation (on this link): firewall',
    });
  });
  test('scrubbing is for logs', () => {
    const logs: Details = { nodes: { b: { logsBodies: true, controls: [control('log-scrubbing', 'masked')] } } };
    const finding = first('a ==> b[terminate]', logs);
    expect(finding?.rule).toBe('logged-bodies');
    expect(finding?.residual).toEqual({ severity: 'info', reason: 'log scrubbing (b): masked' });
  });
  test('nothing lowers a connection that does not come about', () => {
    expect(first('a@net --> b[terminate]@net', inside([control('other')]))?.residual).toBeUndefined();
  });
});

describe('the clauses of a finding', () => {
  const clauses = (kind: 'internet' | 'private-network', ...classes: readonly string[]) =>
    first('a@z --> b@z', { zones: [zone('z', kind)], data: classes.map((each) => asset(each, each)) })?.clauses ?? [];

  test('a regime about one kind of data is touched only where there is such data', () => {
    expect(clauses('internet', 'internal').join()).not.toMatch(/pci|hipaa|gdpr/);
    expect(clauses('internet', 'health').join()).toMatch(/hipaa/);
    expect(clauses('internet', 'personal')).toContain('gdpr/art-32');
  });
  test('PCI DSS demands it in public, and calls it good practice inside', () => {
    expect(clauses('internet', 'cardholder')).toContain('pci-dss-4.0.1/4.2.1');
    expect(clauses('private-network', 'cardholder')).toContain('pci-dss-4.0.1/4.2.1-guidance');
    expect(clauses('private-network', 'cardholder')).not.toContain('pci-dss-4.0.1/4.2.1');
  });
});

describe('a wire is judged by the link, not by the leg', () => {
  const details: Details = {
    zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'strict' } })],
  };
  const topology = draw(['a@m --> b@m', 'c@m --> b', 'b --> db@out'], details);
  test('a mesh encrypts a plaintext leg; where it ends, that is said', () => {
    const plaintext = check(topology).findings.filter(({ rule }) => rule === 'plaintext-on-the-wire');
    expect(plaintext.map(({ where }) => where.link)).toEqual(['b-db']);
    expect(plaintext[0]?.message).toMatch(/The mesh of m ends at b: it covers what runs between its members\.$/);
  });
});

describe('a plaintext finding says what makes people think that it is encrypted', () => {
  test('port 443 on the way', () => {
    const { findings } = check(
      draw('a --> r(aws-nlb) --> b', {
        nodes: { r: { listeners: [{ id: 'in', port: 443, tls: { mode: 'passthrough', by: 'tcp' } }] } },
      }),
    );
    expect(findings[0]?.message).toMatch(/Port 443 on the way encrypts nothing: a relay carries what it is given\.$/);
  });
  test('a private subnet', () => {
    expect(first('a@net --> b@net')?.message).toMatch(/^Anyone in net, private or not, can read Card number/);
  });
  test('a certificate of a public CA without a look at the name is anybody’s', () => {
    expect(first('a =ca=> b[terminate]')?.message).toMatch(
      /^Whoever gets a certificate of a public CA for any name of their own, and is on this wire, could read/,
    );
  });
  test('it proves itself to whoever answers', () => {
    const drawn = draw('a =mutual=> b[mutual]', { links: { 'a-b': { dial: { verify: 'none' } } } });
    expect(check(drawn).findings[0]?.message).toMatch(
      /a accepts any certificate\. It proves who it is itself, to whoever answers\.$/,
    );
  });
});
