/** Connection strings and the files that carry them: URIs, libpq's keyword/value form, and shell-quoted assignments. */

export interface Address {
  readonly scheme: string;
  readonly user?: string;
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  readonly parameters?: Pairs;
}

export type Pairs = readonly (readonly [name: string, value: string])[];

/** A URI (RFC 3986): an IPv6 host in brackets, everything else percent-encoded where it would be read as punctuation. */
export function uri({ scheme, user, host, port, path, parameters = [] }: Address): string {
  const authority = `${user === undefined ? '' : `${percentEncode(user)}@`}${uriHost(host)}:${port}`;
  const query = parameters.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value, '/')}`).join('&');
  return `${scheme}://${authority}${path === undefined ? '' : `/${percentEncode(path)}`}${query ? `?${query}` : ''}`;
}

const uriHost = (host: string): string => (isIpv6(host) ? `[${host}]` : percentEncode(host));

/** `host:port` as sockets are written; an IPv6 host in brackets. */
export const hostAndPort = (host: string, port: number): string => `${isIpv6(host) ? `[${host}]` : host}:${port}`;

/** Every character but the unreserved ones (RFC 3986 §2.3) and those of `keep`. */
export const percentEncode = (text: string, keep = ''): string =>
  text
    // A lone surrogate has no bytes to encode.
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[^A-Za-z0-9_.~-]/gu, (character) =>
      keep.includes(character)
        ? character
        : encodeURIComponent(character).replaceAll(/[!'()*]/g, (left) => `%${left.charCodeAt(0).toString(16)}`),
    );

/** libpq's other form: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE */
export const conninfo = (pairs: Pairs): string =>
  pairs
    .map(([name, value]) =>
      /^[A-Za-z0-9_.:/+-]+$/.test(value) ? `${name}=${value}` : `${name}='${value.replaceAll(/[\\']/g, '\\$&')}'`,
    )
    .join(' ');

/** A word of a POSIX shell: nothing inside single quotes is special but the quote itself. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_.:/=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** `NAME='value'`, for a shell, an `env_file` of Compose and an `EnvironmentFile` of systemd. */
export const assignment = (name: string, value: string): string => `${name}=${shellWord(value)}`;

const isIpv6 = (host: string): boolean => host.includes(':');
