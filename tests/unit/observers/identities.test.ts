import { describe, expect, test } from 'vitest';
import { type Claim, identitiesOf, type Scene } from '../../../src/core/observers/index.ts';
import { meshZone, sceneOf } from './scene.ts';

/** What the far side of the numbered leg is told, as `by state subject`, with `!` where it can be forged. */
function told(scene: Scene, leg: number, wanted: readonly Claim['by'][]): readonly string[] {
  const claims = identitiesOf(scene, 'flow1')[leg]?.claims ?? [];
  return claims
    .filter(({ by }) => wanted.includes(by))
    .map(({ by, state, subject, forgeable }) => `${by} ${state} ${subject}${forgeable ? '!' : ''}`);
}
const certificates = ['client-certificate', 'forwarded-header', 'workload-identity'] as const;
const addresses = ['source-address', 'proxy-protocol', 'forwarded-header'] as const;

describe('a client certificate', () => {
  test('proves the dialer to whoever ends the session, through relays', () => {
    expect(told(sceneOf('a =mutual=> b[mutual]'), 0, certificates)).toEqual(['client-certificate asserted a']);
    expect(told(sceneOf('a =mutual=> r[tcp] --> b[mutual]'), 0, certificates)).toEqual([
      'client-certificate asserted a',
    ]);
  });
  test('that nobody asks for proves nothing', () => {
    expect(told(sceneOf('a =mutual=> b[terminate]'), 0, certificates)).toEqual(['client-certificate lost a']);
    expect(told(sceneOf('a ==> b[terminate]'), 0, certificates)).toEqual([]);
  });
  test('that is optional proves the dialer, and the claim says that others get in without', () => {
    const [leg] = identitiesOf(sceneOf('a =mutual=> b[optional]'), 'flow1');
    expect(leg?.claims[0]?.text).toContain('lets in whoever brings none');
  });
  test('is lost at a bridge, and a header in its place can be forged', () => {
    for (const hop of ['==> c[terminate]', '--> c[plaintext]'])
      expect(told(sceneOf(`a =mutual=> b[mutual] ${hop}`), 1, certificates)).toEqual([
        'client-certificate lost a',
        'forwarded-header re-asserted a!',
      ]);
  });
  test('unless the next hop accepts that bridge alone', () => {
    expect(told(sceneOf('a =mutual=> b[mutual] =mutual=> c[mutual]'), 1, certificates)).toEqual([
      'client-certificate lost a',
      'forwarded-header re-asserted a',
      'client-certificate asserted b',
    ]);
  });
  test('a next hop that also lets in whoever brings no certificate accepts anybody', () => {
    expect(told(sceneOf('a =mutual=> b[mutual] =mutual=> c[optional]'), 1, ['forwarded-header'])).toEqual([
      'forwarded-header re-asserted a!',
    ]);
  });
  test.each([
    ['in a flow', ['a =mutual=> b[mutual] =mutual=> c[mutual]', 'x =mutual=> c'], undefined],
    ['in no flow', ['a =mutual=> b[mutual] =mutual=> c[mutual]', 'x =mutual=> c'], 1],
  ])('somebody else who dials that listener can forge it: %s', (_, lines, kept) => {
    const all = sceneOf(lines);
    const flows = [...all.topology.flows.values()];
    const scene = kept === undefined ? all : sceneOf(lines, { flows: flows.slice(0, kept) });
    expect(told(scene, 1, ['forwarded-header'])).toEqual(['forwarded-header re-asserted a!']);
    expect(identitiesOf(scene, 'flow1')[1]?.claims[1]?.text).toContain('x calls it too');
  });
  test('not somebody whom the next hop does not let call', () => {
    const scene = sceneOf(['a =mutual=> b[mutual] =mutual=> c[mutual]', 'x =mutual=> c'], {
      nodes: { c: { allows: ['b'] } },
    });
    expect(told(scene, 1, ['forwarded-header'])).toEqual(['forwarded-header re-asserted a']);
  });
  test('a protocol without headers carries nothing on', () => {
    const scene = sceneOf('a =mutual=> b[mutual] =mutual=> c[mutual]', { links: { 'b-c': { protocol: 'tcp' } } });
    expect(told(scene, 1, ['forwarded-header'])).toEqual([]);
  });
  test('the next hop is drawn to believe headers, not to believe them, or neither', () => {
    const drawn = (trustsHeaders?: 'client-certificate'[]) =>
      sceneOf('a =mutual=> b[mutual] --> c[plaintext]', trustsHeaders ? { nodes: { c: { trustsHeaders } } } : {});
    const header = (scene: Scene) =>
      identitiesOf(scene, 'flow1')[1]?.claims.find(({ standsFor }) => standsFor === 'client-certificate');
    expect(header(drawn(['client-certificate']))?.text).toContain('c believes such headers');
    expect(header(drawn())?.text).toContain('is not drawn');
    expect(header(drawn([]))).toBeUndefined();
  });
  test('a header goes on being carried, and once forgeable stays so', () => {
    const scene = sceneOf('a =mutual=> b[mutual] --> c[plaintext] =mutual=> d[mutual]');
    expect(told(scene, 2, ['forwarded-header'])).toEqual(['forwarded-header carried a!']);
    const proven = sceneOf('a =mutual=> b[mutual] =mutual=> c[mutual] =mutual=> d[mutual]');
    expect(told(proven, 2, certificates)).toEqual([
      'client-certificate lost a',
      'forwarded-header carried a',
      'client-certificate lost b',
      'forwarded-header re-asserted b',
      'client-certificate asserted c',
    ]);
  });
});

describe("a mesh's workload identity", () => {
  const zones = [meshZone('mesh', { mode: 'permissive' })];
  test('names the last caller, and makes a header from it worth something', () => {
    const scene = sceneOf('a =mutual=> b[mutual]@mesh --> c[plaintext]@mesh', { zones });
    expect(told(scene, 1, certificates)).toEqual([
      'client-certificate lost a',
      'forwarded-header re-asserted a',
      'workload-identity asserted b',
    ]);
  });
  test('but not where somebody outside of it calls as well', () => {
    const scene = sceneOf(['a =mutual=> b[mutual]@mesh --> c[plaintext]@mesh', 'x --> c'], { zones });
    expect(told(scene, 1, ['forwarded-header'])).toEqual(['forwarded-header re-asserted a!']);
  });
  test('ends with its own hop', () => {
    const scene = sceneOf('a@mesh --> b[plaintext]@mesh --> c[plaintext]@mesh', { zones });
    expect(told(scene, 1, certificates)).toEqual(['workload-identity lost a', 'workload-identity asserted b']);
  });
  test('is none for a caller without a proxy', () => {
    expect(told(sceneOf('a --> c[plaintext]@mesh', { zones }), 0, ['workload-identity'])).toEqual([]);
  });
  test('proves the address as well', () => {
    expect(told(sceneOf('a@mesh --> b[plaintext]@mesh', { zones }), 0, addresses)).toEqual([
      'source-address asserted a',
    ]);
  });
});

describe('an address', () => {
  test('is that of whoever opened the connection, and proves little', () => {
    expect(told(sceneOf('a ==> b[terminate]'), 0, addresses)).toEqual(['source-address asserted a!']);
    expect(told(sceneOf('a =mutual=> b[mutual]'), 0, addresses)).toEqual(['source-address asserted a']);
  });
  test('behind a relay or a terminator is theirs', () => {
    const lost = ['source-address asserted r!', 'source-address lost a'];
    expect(told(sceneOf('a ==> r[tcp] --> b[terminate]'), 0, addresses)).toEqual(lost);
    expect(told(sceneOf('a ==> r[terminate] ==> b[terminate]'), 1, addresses)).toEqual(lost);
  });
  test('comes through where the PROXY protocol is sent and expected', () => {
    const details = (zones = {}) => ({
      links: { 'r-b': { dial: { sendsProxyProtocol: true } } },
      listeners: { b: { acceptsProxyProtocol: true } },
      ...zones,
    });
    expect(told(sceneOf('a ==> r(haproxy)[tcp] --> b(haproxy)[terminate] --> c', details()), 0, addresses)).toEqual([
      'source-address asserted r!',
      'proxy-protocol carried a!',
    ]);
    const wrapped = details({
      zones: [{ id: 'vpc', kind: 'private-network', title: 'VPC', networkEncryption: 'wireguard' }],
    });
    expect(
      told(sceneOf('a ==> r(haproxy)[tcp]@vpc --> b(haproxy)[terminate]@vpc --> c', wrapped), 0, addresses),
    ).toEqual(['source-address asserted r', 'proxy-protocol carried a']);
    const shared = sceneOf(['a ==> r(haproxy)[tcp]@vpc --> b(haproxy)[terminate]@vpc --> c', 'x@vpc ==> b'], wrapped);
    expect(told(shared, 0, ['proxy-protocol'])).toEqual(['proxy-protocol carried a!']);
  });
  test('is handed on by a terminator that was told it', () => {
    const scene = sceneOf('a ==> r(haproxy)[tcp] --> b(haproxy)[terminate] --> c(haproxy)[plaintext] --> d', {
      links: { 'r-b': { dial: { sendsProxyProtocol: true } }, 'b-c': { dial: { sendsProxyProtocol: true } } },
      listeners: { b: { acceptsProxyProtocol: true }, c: { acceptsProxyProtocol: true } },
    });
    expect(told(scene, 1, ['proxy-protocol'])).toEqual(['proxy-protocol carried a!']);
  });
  test('in a header counts where it is believed, and can be written by anyone who gets there', () => {
    const drawn = (hop: string) =>
      sceneOf(`a ==> b[terminate] ${hop}`, { nodes: { c: { trustsHeaders: ['forwarded-for'] } } });
    const claims = (scene: Scene) => told(scene, 1, ['forwarded-header']);
    expect(claims(drawn('--> c[plaintext]'))).toEqual(['forwarded-header re-asserted a!']);
    expect(claims(drawn('=mutual=> c[mutual]'))).toEqual(['forwarded-header re-asserted a']);
    expect(claims(sceneOf('a ==> b[terminate] --> c'))).toEqual([]);
  });
});

describe('a token', () => {
  const token = { data: [{ id: 'jwt', title: 'Session token', classification: 'credentials' }] };
  test('speaks for its sender all the way', () => {
    const scene = sceneOf('a ==> b[terminate] ==> c[terminate]', token);
    expect(told(scene, 0, ['token'])).toEqual(['token asserted a!']);
    expect(told(scene, 1, ['token'])).toEqual(['token carried a!']);
    const [, leg] = identitiesOf(scene, 'flow1');
    expect(leg?.claims.at(-1)).toMatchObject({ asset: 'jwt', text: expect.stringContaining('b can read it too') });
  });
  test('is safe from replay where nobody else reads it', () => {
    expect(told(sceneOf('a ==> r[tcp] --> b[terminate]', token), 0, ['token'])).toEqual(['token asserted a']);
  });
  test('is open to whoever is on a wire where it can be read', () => {
    const [leg] = identitiesOf(sceneOf('a --> b[plaintext]', token), 'flow1');
    expect(leg?.claims.at(-1)).toMatchObject({ forgeable: true, text: expect.stringContaining('whoever is on a → b') });
  });
  test('that is encrypted past a node tells it nothing', () => {
    const scene = sceneOf('a ==> b[terminate] ==> c[terminate]', {
      data: [{ id: 'jwt', title: 'Token', classification: 'credentials', protection: { by: 'a', readableBy: ['c'] } }],
    });
    expect(told(scene, 0, ['token'])).toEqual(['token carried a']);
    expect(told(scene, 1, ['token'])).toEqual(['token carried a']);
  });
});

test('a flow that is not there, or does not connect, has nobody to ask', () => {
  expect(identitiesOf(sceneOf('a --> b'), 'nothing')).toEqual([]);
  expect(identitiesOf(sceneOf('a --> b[terminate]'), 'flow1')).toEqual([]);
});
