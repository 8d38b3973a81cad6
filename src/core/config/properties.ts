/**
 * Java properties. Names and values are written through here alone.
 * Escapes: https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html#load-java.io.Reader-
 */
export const property = (name: string, value: string | number): string =>
  `${escaped(name, /[\\ :=#!]/g)}=${escaped(String(value), /\\|^ /g)}`;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };

/** Everything beyond printable ASCII as `\uXXXX`, for the file is read as Latin-1. */
const escaped = (text: string, special: RegExp): string =>
  text
    .replaceAll(special, '\\$&')
    .replaceAll(
      /[^ -~]/g,
      (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
