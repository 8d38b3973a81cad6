/**
 * Text as a string literal between double quotes, and as a line comment, of four languages. Whatever lies outside of
 * printable ASCII is escaped, so that no reader of the source can be shown another text than the compiler sees.
 */
export type Spoken = 'go' | 'java' | 'javascript' | 'python';

/** By code unit where the language pairs surrogates itself, else by code point; a lone surrogate is no character. */
const escaped: Readonly<Record<Spoken, (character: string) => string>> = {
  go: (character) => byPoint(character),
  java: (character) => byUnit(character),
  javascript: (character) => byUnit(character),
  python: (character) => byPoint(character),
};

export const quoted = (language: Spoken, text: string): string =>
  `"${text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll(/[^ -~]/gu, escaped[language])}"`;

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');

const byUnit = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`).join('');

function byPoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/**
 * Lines as comments that begin with `//`. In Java an escape is read even in a comment, where `\u000a` would end it:
 * after another backslash it is none (JLS §3.3). In Go a comment that begins with `+build` would be an instruction.
 */
export const slashComments = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? '//' : `// ${line.replaceAll('\\', '\\\\').replace(/^\+/, "'+")}`));
