/**
 * The two formats of a PostgreSQL server. Values are written through here alone.
 * Quoting: https://www.postgresql.org/docs/current/config-setting.html and …/auth-pg-hba-conf.html
 */

/** A line of postgresql.conf. Text is always quoted, whatever it holds. */
export const setting = (name: SettingName, value: string | number | boolean): string =>
  `${name} = ${typeof value === 'string' ? quoteSetting(value) : typeof value === 'boolean' ? (value ? 'on' : 'off') : value}`;

export type SettingName =
  | 'listen_addresses'
  | 'port'
  | 'password_encryption'
  | 'ssl'
  | 'ssl_cert_file'
  | 'ssl_key_file'
  | 'ssl_ca_file'
  | 'ssl_min_protocol_version'
  | 'ssl_max_protocol_version'
  | 'ssl_ciphers'
  | 'ssl_ecdh_curve'
  | 'ssl_groups';

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "''", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text between single quotes. The server reads C escapes in there, so backslashes are doubled as well as quotes. */
export function quoteSetting(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll(/[\\'\n\r\t]/g, (character) => escapes[character] ?? character)}'`;
}

/** A rule of pg_hba.conf. Keywords such as `all` lose their meaning in quotes, so only what needs quotes gets them. */
export const hbaRule = (...fields: readonly string[]): string => fields.map(hbaField).join('  ');

const bare = /^[A-Za-z0-9_.:/=-]+$/;

/** One field: as it stands, or between double quotes, which are doubled inside. */
export function hbaField(text: string): string {
  refuseNul(text);
  if (bare.test(text)) return text;
  // There is no escape for a line break, and a rule that spans lines would be another rule.
  if (/[\n\r]/.test(text)) throw new Error('a field of pg_hba.conf cannot hold a line break');
  return `"${text.replaceAll('"', '""')}"`;
}

function refuseNul(text: string): void {
  if (text.includes('\0')) throw new Error('PostgreSQL reads no text with a NUL in it');
}
