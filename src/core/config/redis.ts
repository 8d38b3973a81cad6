/** A line of redis.conf. Values are written through here alone. */
export const directive = (name: DirectiveName, ...values: readonly (string | number)[]): string =>
  [name, ...values.map((value) => (typeof value === 'number' ? String(value) : redisValue(value)))].join(' ');

export type DirectiveName =
  | 'bind'
  | 'port'
  | 'protected-mode'
  | 'tls-port'
  | 'tls-cert-file'
  | 'tls-key-file'
  | 'tls-ca-cert-file'
  | 'tls-auth-clients'
  | 'tls-replication'
  | 'tls-cluster'
  | 'tls-protocols'
  | 'tls-ciphers';

const bare = /^[A-Za-z0-9_.*:-]+$/;

/** A word as it stands, or between double quotes with the escapes of sdssplitargs (src/sds.c of Redis). */
export const redisValue = (text: string): string =>
  bare.test(text)
    ? text
    : `"${text
        .replaceAll(/["\\]/g, '\\$&')
        .replaceAll(/\p{Cc}/gu, (character) => [...utf8(character)].map((byte) => `\\x${hex(byte)}`).join(''))}"`;

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** The bytes of a control character: U+0080 to U+009F take two. */
function utf8(character: string): readonly number[] {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? [code] : [0xc0 | (code >> 6), 0x80 | (code & 0x3f)];
}
