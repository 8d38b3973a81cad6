import type { TlsVersion } from '../model/schema.ts';
import { cipherNames, groupsOf, type Offer, versionsIn } from './tls-guideline.ts';

/** TLS in the words of Go's crypto/tls, for products that are written in it: https://pkg.go.dev/crypto/tls#pkg-constants */

const versionName = (version: TlsVersion): string => `VersionTLS${version.replace('.', '')}`;

/** Both ends of the range are always written: defaults move with releases. */
export function goVersions(range: readonly [TlsVersion, TlsVersion]): {
  readonly minVersion: string;
  readonly maxVersion: string;
} {
  const versions = versionsIn(range);
  return { minVersion: versionName(versions[0]), maxVersion: versionName(versions.at(-1) ?? versions[0]) };
}

/** Up to TLS 1.2: those of TLS 1.3 cannot be chosen. */
export const goCipherSuites = (min: TlsVersion, offer?: Offer): readonly string[] =>
  cipherNames(min, offer).map((name) => {
    const [exchange, cipher] = /^(?:ECDHE-(ECDSA|RSA)-)?(.+)$/.exec(name)?.slice(1) ?? [];
    return `TLS_${exchange ? `ECDHE_${exchange}` : 'RSA'}_WITH_${cipherInGo[cipher ?? ''] ?? cipher}`;
  });

const cipherInGo: Readonly<Record<string, string>> = {
  'AES128-GCM-SHA256': 'AES_128_GCM_SHA256',
  'AES256-GCM-SHA384': 'AES_256_GCM_SHA384',
  'CHACHA20-POLY1305': 'CHACHA20_POLY1305_SHA256',
  'AES128-SHA': 'AES_128_CBC_SHA',
  'AES256-SHA': 'AES_256_CBC_SHA',
};

const curveInGo: Readonly<Record<string, string>> = { prime256v1: 'CurveP256', secp384r1: 'CurveP384' };

export const goCurves = (keyExchange: Offer['keyExchange']): readonly string[] =>
  groupsOf(keyExchange).map((group) => curveInGo[group] ?? group);
