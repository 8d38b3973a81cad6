import { hashComments } from './hash-comment.ts';

/**
 * /etc/memcached.conf of Debian: every line is a piece of memcached's command line, which a shell splits. Options are
 * written through here alone.
 */
export function memcachedOption(flag: Flag, value?: string | number): string {
  if (value === undefined) return flag;
  const text = String(value);
  if (!/^[A-Za-z0-9_.:/=@,+*-]+$/.test(text)) throw new Error(`memcached.conf cannot hold ${JSON.stringify(text)}`);
  return `${flag} ${text}`;
}

export type Flag = '-Z' | '-U' | '-l' | '-o' | '-p' | '-u';

/** A `-o` option with a value: a comma would start the next one. */
export function extended(name: ExtendedName, value: string | number): string {
  const text = String(value);
  if (text.includes(',')) throw new Error(`memcached takes ${JSON.stringify(text)} for several options`);
  return memcachedOption('-o', `${name}=${text}`);
}

export type ExtendedName =
  | 'ssl_ca_cert'
  | 'ssl_chain_cert'
  | 'ssl_ciphers'
  | 'ssl_key'
  | 'ssl_min_version'
  | 'ssl_verify_mode';

/** The script that reads the file takes what follows `\#` in a comment for an option: no second `#` in a line. */
export const memcachedComments = (lines: readonly string[]): readonly string[] =>
  hashComments(lines.map((line) => line.replaceAll('#', '')));
