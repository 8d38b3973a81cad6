import type { TlsVersion } from '../model/schema.ts';

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
  /** The guideline puts X25519MLKEM768 first; OpenSSL refuses the whole list where it does not know a group (before 3.5). */
  groups: ['X25519', 'prime256v1', 'secp384r1'],
} as const;

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

export const serverCiphers = (min: TlsVersion): string =>
  (isOld(min) ? [...guideline.ciphers, ...oldCiphers, levelOfOldVersions] : guideline.ciphers).join(':');

/** For a dial; null where the library's own list will do. */
export const dialCiphers = (min: TlsVersion): string | null => (isOld(min) ? `DEFAULT:${levelOfOldVersions}` : null);

const order: readonly TlsVersion[] = ['1.0', '1.1', '1.2', '1.3'];

/** The versions of a range; of an empty one its lower end, for a server must be told some version. */
export function versionsIn([min, max]: readonly [TlsVersion, TlsVersion]): readonly [TlsVersion, ...TlsVersion[]] {
  const [, ...higher] = order.slice(order.indexOf(min), order.indexOf(max) + 1);
  return [min, ...higher];
}
