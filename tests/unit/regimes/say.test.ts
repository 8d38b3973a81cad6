import { expect, test } from 'vitest';
import { judgePack } from '../../../src/core/regimes/index.ts';
import { type Drawing, drawn, zone } from './support.ts';

/** What SC-8(1), which asks of every hop, says of one hop from a to b. */
const said = (line: string, drawing: Drawing = {}): string | undefined =>
  judgePack(drawn(line, drawing), 'nist-800-53').find(
    ({ clause, place }) => clause === 'SC-8(1)' && place.link === 'a-b',
  )?.message;

const below = (networkEncryption: 'macsec' | 'provider' | 'ipsec' | 'wireguard'): Drawing => ({
  zones: [zone('vpc', 'private-network', { networkEncryption })],
});
const mesh = (mode: 'strict' | 'permissive'): Drawing => ({
  zones: [zone('vpc', 'mesh', { mesh: { product: 'istio', mode } })],
});

test.each<[string, string, Drawing, string]>([
  ['in clear', 'a@vpc --> b[plaintext]@vpc', {}, 'Anyone in VPC can read Card number: a → b is in clear.'],
  ['where no zone is drawn', 'a --> b[plaintext]', {}, 'Anyone on this wire can read Card number: a → b is in clear.'],
  [
    'opportunistic',
    'a@vpc ~~> b[terminate]@vpc',
    {},
    'Someone in VPC who can alter packets switches encryption off and reads Card number: on a → b, a encrypts only if offered.',
  ],
  [
    'permissive',
    'a@vpc ==> b[permissive]@vpc',
    {},
    'b also accepts plaintext, so whoever forgets TLS, or is made to, sends Card number readable in VPC: a → b.',
  ],
  [
    'TLS 1.0',
    'a@vpc ==> b[terminate]@vpc',
    { links: { 'a-b': { dial: { minVersion: '1.0' } } }, listeners: { b: { tls: { minVersion: '1.0' } } } },
    'a → b may come down to TLS 1.0, which RFC 8996 retired; Card number travels there.',
  ],
  [
    'nobody checked',
    'a@vpc =none=> b[terminate]@vpc',
    {},
    'a → b is encrypted, but a does not check who answers: Card number would go to anybody posing as b.',
  ],
  [
    'the issuer alone checked',
    'a@vpc =ca=> b[terminate]@vpc',
    {},
    "a → b is encrypted, but a takes any certificate of the same CA for b's: Card number would go to its holder.",
  ],
  [
    'verified',
    'a@vpc ==> b[terminate]@vpc',
    {},
    "The wire of a → b shows nothing of Card number: TLS 1.2 or later with the server's certificate checked.",
  ],
  [
    'mutual',
    'a@vpc =mutual=> b[mutual]@vpc',
    {},
    'The wire of a → b shows nothing of Card number: mutual TLS 1.2 or later.',
  ],
  [
    'a strict mesh',
    'a@vpc --> b[plaintext]@vpc',
    mesh('strict'),
    'The wire of a → b shows nothing of Card number: mutual TLS 1.3 of the mesh.',
  ],
  [
    'a permissive mesh',
    'a@vpc --> b[plaintext]@vpc',
    mesh('permissive'),
    'The mesh in front of b still lets plaintext in, so nothing enforces that Card number is encrypted: a → b.',
  ],
  [
    'WireGuard',
    'a@vpc --> b[plaintext]@vpc',
    below('wireguard'),
    'The wire of a → b shows nothing of Card number: WireGuard between the hosts.',
  ],
  [
    'IPsec',
    'a@vpc --> b[plaintext]@vpc',
    below('ipsec'),
    'The wire of a → b shows nothing of Card number: IPsec between the hosts.',
  ],
  [
    'MACsec',
    'a@vpc --> b[plaintext]@vpc',
    below('macsec'),
    'Only the wire under a → b is encrypted (MACsec): whatever runs on or taps the machines at its ends reads Card number. Show that this is switched on and that it is enough.',
  ],
])('%s', (_, line, drawing, message) => {
  expect(said(line, drawing)).toBe(message);
});
