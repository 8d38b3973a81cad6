/**
 * Option files of MySQL and MariaDB: groups of `name = value`. Values are written through here alone.
 * Quotes and escapes: https://dev.mysql.com/doc/refman/8.4/en/option-files.html
 */
export interface Option {
  readonly name: OptionName;
  readonly value: string | number | boolean;
}

export type OptionName =
  | 'bind_address'
  | 'port'
  | 'proxy_protocol_networks'
  | 'require_secure_transport'
  | 'skip_networking'
  | 'ssl'
  | 'ssl_ca'
  | 'ssl_cert'
  | 'ssl_cipher'
  | 'ssl_key'
  | 'tls_version';

export const option = ({ name, value }: Option): string =>
  `${name} = ${typeof value === 'string' ? quoteOption(value) : typeof value === 'boolean' ? (value ? 'ON' : 'OFF') : value}`;

export const group = (name: 'mysqld' | 'mariadbd'): string => `[${name}]`;

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
};

/** Text between double quotes, in which `#` and spaces mean nothing. */
function quoteOption(text: string): string {
  if (text.includes('\0')) throw new Error('an option file cannot hold a NUL');
  return `"${text.replaceAll(/[\\"\n\r\t\b]/g, (character) => escapes[character] ?? character)}"`;
}
