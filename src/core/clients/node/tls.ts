import { quoted } from '../../config/string-literals.ts';
import { dialCiphers, groupsOf } from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Upstream } from '../../plan/plan.ts';
import type { TlsSettings } from '../tls-settings.ts';

export const js = (text: string): string => quoted('javascript', text);

export const readFile = (path: string): string => `readFileSync(${js(path)})`;

export const versionName = (version: TlsVersion): string => js(version === '1.0' ? 'TLSv1' : `TLSv${version}`);

/**
 * Options of tls.connect, which every driver passes on: https://github.com/nodejs/node/blob/main/doc/api/tls.md
 * The name is compared by a function of our own, for drivers put the host that they dial in its place.
 */
export function tlsOptions(settings: TlsSettings, { keyExchange, alpn }: Upstream): readonly string[] {
  const { check, trust, name, sent, min, max, client } = settings;
  const ciphers = dialCiphers(min, keyExchange);
  return [
    'export const tlsOptions = {',
    ...(check === 'none'
      ? [
          '  // !!! NOT VERIFIED: whoever stands in the way can pretend to be the server.',
          '  rejectUnauthorized: false,',
        ]
      : [`  ca: ${readFile(trust)},`, '  rejectUnauthorized: true,']),
    ...(check === 'ca' ? ['  // The issuer alone is checked: any certificate of that CA will do.'] : []),
    check === 'full'
      ? `  checkServerIdentity: (_host, certificate) => checkServerIdentity(${js(name)}, certificate),`
      : '  checkServerIdentity: () => undefined,',
    // An empty name is none.
    `  servername: ${js(sent ?? '')},`,
    `  minVersion: ${versionName(min)},`,
    `  maxVersion: ${versionName(max)},`,
    ...(ciphers ? [`  ciphers: ${js(ciphers)},`] : []),
    ...(keyExchange === 'hybrid' || keyExchange === 'ecdhe'
      ? [`  ecdhCurve: ${js(groupsOf(keyExchange).join(':'))},`]
      : []),
    ...(alpn ? [`  ALPNProtocols: [${alpn.map(js).join(', ')}],`] : []),
    ...(client ? [`  cert: ${readFile(client.certificate)},`, `  key: ${readFile(client.key)},`] : []),
    '};',
  ];
}
