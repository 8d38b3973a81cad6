import type { KeyExchange, TlsVersion } from '../model/schema.ts';

/** What the exported servers offer: the intermediate profile of TLSRef 6.0, once Mozilla's guideline. */
export const guideline = {
  source: 'https://data.tlsref.org/guidelines/6.0.json',
  ciphers: [
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ],
  suites: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  /** Behind X25519MLKEM768, which is named where the TLS library is known to have it: an older one refuses the whole list. */
  groups: ['X25519', 'prime256v1', 'secp384r1'],
  strictTransportSeconds: 63_072_000,
} as const;

/** The hybrid group, under the name that every library gives it. */
export const hybridGroup = 'X25519MLKEM768';

/** Key transport by RSA, without forward secrecy: for a drawing that asks for it. TLS 1.3 has nothing of the kind. */
const rsaCiphers = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384'] as const;
const oldRsaCiphers = ['AES128-SHA', 'AES256-SHA'] as const;

/** What a listener is to offer: the best key exchange drawn, and whether somebody dials it who knows RSA alone. */
export interface Offer {
  readonly keyExchange: KeyExchange | null;
  readonly dialledByRsa?: boolean;
}
const asRecommended: Offer = { keyExchange: null };

/** TLS 1.0 and 1.1 know no GCM; the ones with forward secrecy among what they do know. */
const oldCiphers = [
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
] as const;

/** OpenSSL 3 speaks TLS below 1.2 at security level 0 only: https://docs.openssl.org/3.0/man3/SSL_CTX_set_security_level/ */
const levelOfOldVersions = '@SECLEVEL=0';

export const isOld = (version: TlsVersion): boolean => version === '1.0' || version === '1.1';

/** For libraries that know no security level. */
export function cipherNames(min: TlsVersion, { keyExchange, dialledByRsa }: Offer = asRecommended): readonly string[] {
  const old = isOld(min);
  const ephemeral = keyExchange === 'rsa' ? [] : [...guideline.ciphers, ...(old ? oldCiphers : [])];
  const transport = keyExchange === 'rsa' || dialledByRsa ? [...rsaCiphers, ...(old ? oldRsaCiphers : [])] : [];
  return [...ephemeral, ...transport];
}

export const serverCiphers = (min: TlsVersion, offer: Offer = asRecommended): string =>
  [...cipherNames(min, offer), ...(isOld(min) ? [levelOfOldVersions] : [])].join(':');

/** For a dial; null where the library's own list will do. */
export function dialCiphers(min: TlsVersion, keyExchange: KeyExchange | null = null): string | null {
  if (keyExchange === 'rsa') return serverCiphers(min, { keyExchange });
  return isOld(min) ? `DEFAULT:${levelOfOldVersions}` : null;
}

/** Groups in order of preference, for a TLS library that has the hybrid one where it is to be offered. */
export const groupsOf = (keyExchange: KeyExchange | null): readonly string[] =>
  keyExchange === 'hybrid' ? [hybridGroup, ...guideline.groups] : guideline.groups;

/**
 * The same for an OpenSSL that is the system's, of any release; null: its own list, which begins with the hybrid group
 * from 3.5 on. https://github.com/openssl/openssl/releases/tag/openssl-3.5.0
 */
export const systemGroups = (keyExchange: KeyExchange | null): readonly string[] | null =>
  keyExchange === 'hybrid' ? null : guideline.groups;

const order: readonly TlsVersion[] = ['1.0', '1.1', '1.2', '1.3'];

/** The versions of a range; of an empty one its lower end, for a server must be told some version. */
export function versionsIn([min, max]: readonly [TlsVersion, TlsVersion]): readonly [TlsVersion, ...TlsVersion[]] {
  const [, ...higher] = order.slice(order.indexOf(min), order.indexOf(max) + 1);
  return [min, ...higher];
}
