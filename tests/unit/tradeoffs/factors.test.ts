import { describe, expect, test } from 'vitest';
import type { Asset, Mesh, Zone } from '../../../src/core/model/schema.ts';
import type { Scene } from '../../../src/core/observers/observer.ts';
import { tradeoffsOf } from '../../../src/core/tradeoffs/tradeoffs.ts';
import { type Factor, factors, weights } from '../../../src/core/tradeoffs/weights.ts';
import { type Details, draw } from '../../support/draw.ts';
import { sceneOf } from '../cost/scene.ts';

const zones: readonly Zone[] = [
  { id: 'net', kind: 'internet', title: 'net' },
  { id: 'dmz', kind: 'dmz', title: 'dmz' },
  { id: 'vpc', kind: 'private-network', title: 'vpc' },
  { id: 'box', kind: 'host', title: 'box' },
  { id: 'box2', kind: 'host', title: 'box2' },
  { id: 'wg', kind: 'private-network', title: 'wg', networkEncryption: 'wireguard' },
  { id: 'nitro', kind: 'private-network', title: 'nitro', networkEncryption: 'provider' },
];
const scene = (lines: string | readonly string[], details: Details = {}): Scene =>
  sceneOf(draw(lines, { zones, ...details }));

/** How often something is counted for a factor of the design; `what` is the key in the table of weights. */
function count<F extends Factor>(factor: F, what: keyof (typeof weights)[F] & string, of: Scene): number {
  const { design } = tradeoffsOf(of);
  if (!design) throw new Error('no flow works');
  const index = Object.keys(weights[factor]).indexOf(what);
  const counted = design[factor].counted[index];
  if (!counted) throw new Error(`nothing is called ${what}`);
  return counted.count;
}

describe('security posture counts', () => {
  test.each([
    ['plaintext3', 'a@net --> b@net'],
    ['plaintext2', 'a@dmz --> b@dmz'],
    ['plaintext2', 'a --> b'],
    ['plaintext1', 'a@vpc --> b@vpc'],
    ['plaintext0', 'a@box --> b@box'],
    // A wire between two hosts is on their network, and nobody says which that is.
    ['plaintext2', 'a@box --> b@box2'],
    ['active3', 'a@net =none=> b[terminate]@net'],
    ['active2', 'a@dmz =ca=> b[terminate]@dmz'],
    ['active1', 'a@vpc ~~> b[permissive]@vpc'],
    ['active0', 'a@box =none=> b[terminate]@box'],
  ] as const)('%s: %s', (what, line) => {
    expect(count('security-posture', what, scene(line))).toBe(1);
    for (const other of Object.keys(weights['security-posture']) as (keyof (typeof weights)['security-posture'])[])
      if (other !== what && /^(plaintext|active)/.test(other))
        expect(count('security-posture', other, scene(line))).toBe(0);
  });

  test('no wire that the network encrypts, but whoever reads at either end', () => {
    const of = scene('a@wg --> b@wg --> c@wg');
    expect(count('security-posture', 'plaintext1', of)).toBe(0);
    expect(count('security-posture', 'readers', of)).toBe(1);
    expect(count('security-posture', 'otherLayer', of)).toBe(2);
    expect(count('security-posture', 'otherLayer', scene('a@wg ==> b[terminate]@wg'))).toBe(0);
  });

  test('readers: who decrypts in between and who relays plaintext; not who relays ciphertext', () => {
    expect(count('security-posture', 'readers', scene('a ==> b(nginx)[terminate] ==> c[terminate]'))).toBe(1);
    expect(count('security-posture', 'readers', scene('a --> b(nginx)[tcp] --> c[plaintext]'))).toBe(1);
    expect(count('security-posture', 'readers', scene('a ==> b(nginx)[tcp] --> c[terminate]'))).toBe(0);
  });

  test('no reader, and no wire, of what only the two ends can decrypt', () => {
    const data = [
      { id: 'card', title: 'Card', classification: 'cardholder', protection: { by: 'a', readableBy: ['c'] } },
    ];
    const of = scene('a@net --> b@net --> c@net', { data });
    expect(count('security-posture', 'readers', of)).toBe(0);
    expect(count('security-posture', 'plaintext3', of)).toBe(0);
    expect(count('debugging-ease', 'sealedAssets', of)).toBe(1);
  });

  test('what a flow that carries nothing would show', () => {
    const flows = [{ id: 'ping', title: 'Ping', path: ['a-b'], carries: [] }];
    expect(count('security-posture', 'plaintext1', scene('a@vpc --> b@vpc', { flows }))).toBe(1);
    expect(count('security-posture', 'active1', scene('a@vpc =none=> b[terminate]@vpc', { flows }))).toBe(1);
    expect(count('security-posture', 'plaintext1', scene('a@wg --> b@wg', { flows }))).toBe(0);
  });

  test('an outside operator once, however many machines it runs', () => {
    const line = 'a(browser) ==> b(aws-cloudfront)[terminate] ==> c(aws-alb)[terminate] --> d[plaintext]';
    expect(count('security-posture', 'operators', scene(line))).toBe(1);
    expect(count('security-posture', 'operators', scene('a ==> b(aws-nlb)[tcp] --> c[terminate]'))).toBe(0);
  });

  test('keys of terminators and of clients', () => {
    expect(count('security-posture', 'keyHolders', scene('a =mutual=> b[mutual] ==> c[terminate]'))).toBe(3);
  });

  test('inner hops that do not know who calls: not those of a public client, nor of a client certificate', () => {
    expect(count('security-posture', 'unknownCallers', scene('a(browser) ==> b[terminate] ==> c[terminate]'))).toBe(1);
    expect(count('security-posture', 'unknownCallers', scene('a =mutual=> b[mutual]'))).toBe(0);
    // Whoever brings no certificate is let in as well.
    expect(count('security-posture', 'unknownCallers', scene('a =mutual=> b[optional]'))).toBe(1);
    expect(count('security-posture', 'unknownCallers', scene('a --> b'))).toBe(1);
  });

  test('weak handshakes', () => {
    const rsa = { links: { 'a-b': { dial: { keyExchange: 'rsa' } } } } as const;
    expect(count('security-posture', 'noForwardSecrecy', scene('a ==> b[terminate]', rsa))).toBe(1);
    const old = {
      links: { 'a-b': { dial: { minVersion: '1.0', maxVersion: '1.1' } } },
      listeners: { b: { tls: { minVersion: '1.0' } } },
    } as const;
    expect(count('security-posture', 'oldVersions', scene('a@vpc ==> b[terminate]@vpc', old))).toBe(1);
    expect(count('compliance-readiness', 'oldVersions', scene('a@vpc ==> b[terminate]@vpc', old))).toBe(1);
    expect(count('compliance-readiness', 'oldVersions', scene('a@box ==> b[terminate]@box', old))).toBe(0);
  });

  test('what is recorded on public wires for later', () => {
    expect(count('security-posture', 'recordable', scene('a@net ==> b[terminate]@net'))).toBe(1);
    expect(count('security-posture', 'recordable', scene('a@vpc ==> b[terminate]@vpc'))).toBe(0);
    const hybrid = {
      links: { 'a-b': { dial: { keyExchange: 'hybrid' } } },
      listeners: { b: { tls: { keyExchange: 'hybrid' } } },
    } as const;
    expect(count('security-posture', 'recordable', scene('a@net ==> b[terminate]@net', hybrid))).toBe(0);
    // In plaintext nobody needs to wait for a computer, and a mesh's own key exchange counts like any other.
    expect(count('security-posture', 'recordable', scene('a@net --> b@net'))).toBe(0);
    const mesh = (product: 'istio' | 'linkerd'): readonly Zone[] => [
      { id: 'net', kind: 'internet', title: 'net', mesh: { product, mode: 'strict' } },
    ];
    expect(count('security-posture', 'recordable', scene('a@net --> b@net', { zones: mesh('istio') }))).toBe(1);
    expect(count('security-posture', 'recordable', scene('a@net --> b@net', { zones: mesh('linkerd') }))).toBe(0);
  });
});

describe('compliance readiness counts', () => {
  test.each([
    ['publicReadable', 'a@net --> b@net'],
    ['publicOpen', 'a@net =none=> b[terminate]@net'],
    ['innerReadable', 'a@vpc --> b@vpc'],
    ['innerReadable', 'a@dmz --> b@dmz'],
    ['innerOpen', 'a@vpc =ca=> b[terminate]@vpc'],
    ['notEnforced', 'a@vpc ==> b[permissive]@vpc'],
    ['notEnforced', 'a@vpc --> b[permissive]@vpc'],
    ['notEnforced', 'a@vpc ~~> b[terminate]@vpc'],
    ['undrawn', 'a --> b'],
  ] as const)('%s: %s', (what, line) => {
    expect(count('compliance-readiness', what, scene(line))).toBe(1);
  });

  test('nothing about transmission on one host', () => {
    for (const what of ['publicReadable', 'innerReadable', 'innerOpen', 'notEnforced'] as const)
      expect(count('compliance-readiness', what, scene('a@box ~~> b[permissive]@box'))).toBe(0);
  });
});

describe('operations, debugging and certificates count', () => {
  test('relays inside a session', () => {
    const of = scene('a ==> b(nginx)[sni] --> c[terminate]');
    expect(count('operational-complexity', 'relays', of)).toBe(1);
    expect(count('debugging-ease', 'blindRelays', of)).toBe(1);
    expect(count('debugging-ease', 'encryptedWires', of)).toBe(2);
    expect(count('operational-complexity', 'bridges', of)).toBe(0);
  });

  test('networks that you encrypt yourself, and not those that the provider encrypts', () => {
    expect(count('operational-complexity', 'networkLayers', scene('a@wg --> b@wg'))).toBe(1);
    expect(count('operational-complexity', 'networkLayers', scene('a@nitro --> b@nitro'))).toBe(0);
    expect(count('debugging-ease', 'networkLayers', scene('a@nitro --> b@nitro'))).toBe(1);
  });

  test('client certificates', () => {
    const of = scene('a =mutual=> b[mutual]');
    expect(count('operational-complexity', 'clientCertificates', of)).toBe(1);
    expect(count('debugging-ease', 'clientCertificates', of)).toBe(1);
    expect(count('certificate-management', 'clientCertificates', of)).toBe(1);
  });

  test('self-signed certificates, and who renews', () => {
    const of = scene('a =none=> b[terminate]', {
      listeners: { b: { tls: { certificate: { issuer: 'self-signed', renewal: 'manual', lifetimeDays: 365 } } } },
    });
    expect(count('certificate-management', 'selfSigned', of)).toBe(1);
    expect(count('operational-complexity', 'selfSigned', of)).toBe(1);
    expect(count('certificate-management', 'manual', of)).toBe(1.5);
    const automated = scene('a ==> b[terminate]', {
      listeners: { b: { tls: { certificate: { issuer: 'private-ca', renewal: 'automated' } } } },
    });
    expect(count('certificate-management', 'automated', automated)).toBe(1.5);
  });

  test('a listener that no flow reaches, for the design alone', () => {
    const of = scene(['a --> b', 'idle[terminate]']);
    expect(count('certificate-management', 'certificates', of)).toBe(1);
    expect(tradeoffsOf(of).flows.get('flow1')?.profile?.['certificate-management'].points).toBe(0);
  });
});

describe('in a mesh', () => {
  const inMesh = (line: string, mesh: Partial<Mesh> = {}, data?: readonly Asset[]) => {
    const zone: Zone = { id: 'm', kind: 'mesh', title: 'm', mesh: { product: 'istio', mode: 'strict', ...mesh } };
    return scene(line, { zones: [...zones, zone], ...(data ? { data } : {}) });
  };
  const of = inMesh('a@m --> b@m');

  test('the wire is judged by the session that covers it, not by what the applications say to each other', () => {
    expect(count('security-posture', 'plaintext1', of)).toBe(0);
    expect(count('compliance-readiness', 'innerReadable', of)).toBe(0);
    expect(count('debugging-ease', 'encryptedWires', of)).toBe(1);
    expect(count('security-posture', 'unknownCallers', of)).toBe(0);
  });

  test('a session that anyone could pose in is safe inside that of the mesh', () => {
    expect(count('security-posture', 'active1', inMesh('a@m =none=> b[terminate]@m'))).toBe(0);
  });

  test('its proxies read, hold keys, are operated, and stand in the way of whoever looks for a fault', () => {
    expect(count('security-posture', 'readers', of)).toBe(2);
    expect(count('security-posture', 'keyHolders', of)).toBe(2);
    expect(count('operational-complexity', 'meshProxies', of)).toBe(2);
    expect(count('debugging-ease', 'meshProxies', of)).toBe(2);
    expect(count('certificate-management', 'meshIdentities', of)).toBe(2);
    expect(count('certificate-management', 'certificates', of)).toBe(0);
  });

  test('its proxies read nothing that applications encrypt to each other, or seal', () => {
    expect(count('security-posture', 'readers', inMesh('a@m ==> b[terminate]@m'))).toBe(0);
    const protection = { by: 'a', readableBy: ['b'] };
    const sealed = [{ id: 'card', title: 'Card', classification: 'cardholder', protection }];
    expect(count('security-posture', 'readers', inMesh('a@m --> b@m', {}, sealed))).toBe(0);
  });

  test('TLS inside it is a session within a session', () => {
    expect(count('debugging-ease', 'nestedWires', inMesh('a@m ==> b[terminate]@m'))).toBe(1);
    expect(count('debugging-ease', 'nestedWires', of)).toBe(0);
  });

  test('a permissive one is not enforced', () => {
    expect(count('compliance-readiness', 'notEnforced', inMesh('a@m --> b@m', { mode: 'permissive' }))).toBe(1);
    expect(count('compliance-readiness', 'notEnforced', of)).toBe(0);
  });
});

describe('the design', () => {
  test('is as good as its worst flow where that decides, and says which one that is', () => {
    const { design, flows } = tradeoffsOf(scene(['a@vpc ==> b[terminate]@vpc', 'c@net --> d@net']));
    const worst = flows.get('flow2')?.profile?.['security-posture'];
    expect(design?.['security-posture']).toMatchObject({ score: worst?.score, counted: worst?.counted });
    expect(design?.['security-posture'].arithmetic).toBe(`The lowest of 2 flows, "Flow 2": ${worst?.arithmetic}`);
  });

  test('counts what has to be run for all its flows, each thing once', () => {
    const of = scene(['a ==> b[terminate] ==> c[terminate]', 'd ==> b ==> e[terminate]']);
    expect(count('operational-complexity', 'terminators', of)).toBe(3);
    expect(count('operational-complexity', 'sessions', of)).toBe(4);
    expect(count('certificate-management', 'certificates', of)).toBe(3);
  });

  test('leaves failing flows and unused links out, and says so', () => {
    const { design, flows, leftOut } = tradeoffsOf(
      scene(['a ==> b[plaintext]', 'c ==> d[terminate]', 'e --> f'], {
        flows: [
          { id: 'broken', title: 'Broken', path: ['a-b'], carries: ['card'] },
          { id: 'fine', title: 'Fine', path: ['c-d'], carries: ['card'] },
        ],
      }),
    );
    expect(flows.get('broken')?.profile).toBeNull();
    expect(design?.['security-posture'].score).toBe(flows.get('fine')?.profile?.['security-posture'].score);
    expect(leftOut).toEqual([
      '1 flow fails and is not judged: repair comes first.',
      '1 link is reached by no flow: nothing is known of it.',
    ]);
  });

  test('has no profile where nothing works', () => {
    expect(tradeoffsOf(scene('a ==> b[plaintext]')).design).toBeNull();
  });
});

test('every weight has a reason, and every factor something to count', () => {
  for (const factor of factors) {
    const table = Object.values(weights[factor]);
    expect(table.length).toBeGreaterThan(0);
    for (const { weight, why, what } of table) {
      expect(weight).toBeGreaterThan(0);
      expect(why).toMatch(/\.$/);
      expect(what).not.toBe('');
    }
  }
});

test('a wire in plaintext weighs no less than all that can be wrong with a session on it', () => {
  const posture = weights['security-posture'];
  const worstHandshake = posture.noForwardSecrecy.weight + posture.oldVersions.weight + 2 * posture.keyHolders.weight;
  expect(posture.plaintext0.weight).toBeGreaterThanOrEqual(posture.active0.weight + worstHandshake);
  expect(posture.plaintext1.weight).toBeGreaterThanOrEqual(posture.active1.weight + worstHandshake);
  expect(posture.plaintext2.weight).toBeGreaterThanOrEqual(posture.active2.weight + worstHandshake);
  expect(posture.plaintext3.weight).toBeGreaterThanOrEqual(
    posture.active3.weight + worstHandshake + posture.recordable.weight,
  );
  expect(posture.otherLayer.weight).toBeGreaterThanOrEqual(worstHandshake + posture.recordable.weight);
  const { publicReadable, publicOpen, innerReadable, innerOpen, notEnforced, oldVersions } =
    weights['compliance-readiness'];
  expect(publicReadable.weight).toBeGreaterThanOrEqual(publicOpen.weight + notEnforced.weight + oldVersions.weight);
  expect(innerReadable.weight).toBeGreaterThanOrEqual(innerOpen.weight + notEnforced.weight + oldVersions.weight);
});
