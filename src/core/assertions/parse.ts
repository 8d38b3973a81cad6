import { type Claim, type Name, type ObserverName, observerKinds, type Part, sentences, slotWords } from './grammar.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A sentence understood, or the first word that was not, with what would have fitted there. */
export type Parsed = { readonly ok: true; readonly claim: Claim } | NotUnderstood;

export interface NotUnderstood {
  readonly ok: false;
  /** The word; empty where the sentence ended too soon. */
  readonly word: string;
  /** Where it stands in the sentence, in UTF-16 code units. */
  readonly at: { readonly start: number; readonly end: number };
  /** What would fit there: words in quotation marks, and what a name stands for. */
  readonly expected: readonly string[];
  readonly message: string;
}

/** Reads a sentence. Keywords are understood in any case; names are kept as written and looked up later. */
export function parse(text: string): Parsed {
  const tokens = tokensOf(text);
  let furthest = 0;
  let expected: string[] = [];
  const missed = (position: number, wanted: readonly string[]): null => {
    if (position > furthest) [furthest, expected] = [position, []];
    if (position === furthest) expected.push(...wanted);
    return null;
  };
  for (const { id, parts } of sentences) {
    const fields = match(parts, tokens, missed);
    // The fields are those that the sentence's own slots name, each read as its slot asks.
    if (fields) return { ok: true, claim: { kind: id, ...fields } as unknown as Claim };
  }
  return notUnderstood(text, tokens, furthest, [...new Set(expected)]);
}

type Missed = (position: number, wanted: readonly string[]) => null;

function match(parts: readonly Part[], tokens: readonly Token[], missed: Missed): Record<string, unknown> | null {
  const fields: Record<string, unknown> = {};
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      for (const word of part.split(' ')) {
        const wanted = word.split('|');
        if (!says(tokens[at], wanted)) return missed(at, [`"${wanted[0]}"`]);
        at++;
      }
      continue;
    }
    const read = readSlot(part, tokens, at, missed);
    if (!read) return null;
    fields[part.as] = read.value;
    at = read.next;
  }
  return at === tokens.length ? fields : missed(at, ['the end of the sentence']);
}

interface Read {
  readonly value: unknown;
  readonly next: number;
}

function readSlot(part: Exclude<Part, string>, tokens: readonly Token[], at: number, missed: Missed): Read | null {
  const token = tokens[at];
  switch (part.slot) {
    case 'choice':
      return readChoice(part.of ?? [], tokens, at, missed);
    case 'nodes':
      return readNames(tokens, at, missed);
    case 'count': {
      if (token?.kind !== 'word' || !/^[0-9]{1,6}$/.test(token.text)) return missed(at, [slotWords.count]);
      return { value: Number(token.text), next: at + 1 };
    }
    case 'observer': {
      const observer = token && observerIn(token);
      return observer ? { value: observer, next: at + 1 } : missed(at, [slotWords.observer]);
    }
    case 'what':
    case 'subject':
    case 'zone':
    case 'node':
    case 'flow':
    case 'pack': {
      const name = token && nameIn(token);
      return name ? { value: name, next: at + 1 } : missed(at, [slotWords[part.slot]]);
    }
  }
}

/** A choice may be of several words; the longest that is said counts. */
function readChoice(of: readonly string[], tokens: readonly Token[], at: number, missed: Missed): Read | null {
  for (const option of of) {
    const words = option.split(' ');
    if (words.every((word, i) => says(tokens[at + i], [word]))) return { value: option, next: at + words.length };
  }
  for (const option of of) {
    const words = option.split(' ');
    const said = words.findIndex((word, i) => !says(tokens[at + i], [word]));
    missed(at + said, [`"${words.slice(said).join(' ')}"`]);
  }
  return null;
}

/** Names with commas between them, in braces or not; braces alone may hold none. */
function readNames(tokens: readonly Token[], start: number, missed: Missed): Read | null {
  const braced = tokens[start]?.kind === '{';
  const names: Name[] = [];
  let at = start + (braced ? 1 : 0);
  if (braced && tokens[at]?.kind === '}') return { value: names, next: at + 1 };
  for (;;) {
    const token = tokens[at];
    const name = token && nameIn(token);
    if (!name) return missed(at, [names.length > 0 || braced ? slotWords.node : slotWords.nodes]);
    names.push(name);
    at++;
    if (tokens[at]?.kind === ',') at++;
    else if (!braced) {
      missed(at, ['","']);
      return { value: names, next: at };
    } else if (tokens[at]?.kind === '}') return { value: names, next: at + 1 };
    else return missed(at, ['","', '"}"']);
  }
}

const says = (token: Token | undefined, words: readonly string[]): boolean =>
  token?.kind === 'word' && words.some((word) => word.toLowerCase() === token.text.toLowerCase());

function nameIn({ kind, text, prefix }: Token): Name | null {
  if (kind === 'word') return { text, quoted: false };
  return kind === 'quoted' && prefix === '' ? { text, quoted: true } : null;
}

function observerIn({ kind, text, prefix }: Token): ObserverName | null {
  if (kind === 'quoted' && prefix === '') return { kind: 'titled', title: text };
  const [said = '', rest] = kind === 'quoted' ? [prefix.slice(0, -1), text] : kind === 'word' ? splitOnce(text) : [];
  if (kind === 'quoted' && !prefix.endsWith(':')) return null;
  const known = observerKinds.find((each) => each === said.toLowerCase());
  if (known === undefined || (known === 'recorder') !== (rest === undefined)) return null;
  return {
    kind: known,
    of: rest === undefined || (rest === '' && kind === 'word') ? null : { text: rest, quoted: kind === 'quoted' },
  };
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

function notUnderstood(text: string, tokens: readonly Token[], position: number, expected: string[]): NotUnderstood {
  const token = tokens[position];
  const at = token ? { start: token.start, end: token.end } : { start: text.length, end: text.length };
  const fits = listed(expected);
  const before = tokens[position - 1];
  const place = before ? ` after "${text.slice(before.start, before.end)}"` : '';
  const message =
    token?.kind === 'unfinished'
      ? 'A quotation mark is opened and never closed.'
      : token
        ? `"${text.slice(at.start, at.end)}" is not understood${place}. What fits there: ${fits}.`
        : tokens.length === 0
          ? `The sentence is empty. It may start with ${fits}.`
          : `The sentence stops too soon${place}. What fits there: ${fits}.`;
  return { ok: false, word: token ? text.slice(at.start, at.end) : '', at, expected, message };
}

const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? 'nothing') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
