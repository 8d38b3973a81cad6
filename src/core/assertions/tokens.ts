/** A word of a sentence. `prefix` is what stands in front of a quotation mark without a space: `operator:"Some Cloud"`. */
export interface Token {
  readonly kind: 'word' | 'quoted' | '{' | '}' | ',' | 'unfinished' | 'stray';
  readonly text: string;
  readonly prefix: string;
  /** Position in the sentence, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** What may be written without quotation marks: ids, ids of derived flows, observers, ids of packs, words of any script. */
const bare = /[\p{L}\p{M}\p{N}_.:>-]+/uy;
/** In quotation marks a backslash stands in front of a quotation mark or a backslash that is meant. */
const quoted = /"((?:[^"\\]|\\.)*)"/uy;
const space = /\s+/uy;

export const isBare = (text: string): boolean => {
  bare.lastIndex = 0;
  return bare.test(text) && bare.lastIndex === text.length;
};

export const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** Splits a sentence into words. What is no word is a token of its own, for the parser to complain of. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const gap = matchAt(space, text, at);
    if (gap) {
      at += gap[0].length;
      continue;
    }
    const start = at;
    const prefix = matchAt(bare, text, at)?.[0] ?? '';
    at += prefix.length;
    const inner = matchAt(quoted, text, at);
    if (inner) {
      at += inner[0].length;
      const said = (inner[1] ?? '').replaceAll(/\\(.)/gu, '$1');
      tokens.push({ kind: 'quoted', text: said, prefix, start, end: at });
      continue;
    }
    if (prefix !== '') {
      tokens.push({ kind: 'word', text: prefix, prefix: '', start, end: at });
      continue;
    }
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const kind = sign === '{' || sign === '}' || sign === ',' ? sign : sign === '"' ? 'unfinished' : 'stray';
    // Everything after a quotation mark that nothing closes belongs to it.
    at = kind === 'unfinished' ? text.length : at + sign.length;
    tokens.push({ kind, text: text.slice(start, at), prefix: '', start, end: at });
  }
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
