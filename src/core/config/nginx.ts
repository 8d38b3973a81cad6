import { commentLines } from './comment.ts';

/** An NGINX configuration as a tree. Syntax: https://nginx.org/en/docs/beginners_guide.html#conf_structure */
export type Item = Directive | Remark | null;

export interface Directive {
  /** Ours, but for a mapping: its name is what is compared. */
  readonly name: Arg;
  readonly args: readonly Arg[];
  readonly block?: readonly Item[];
}

export interface Remark {
  readonly remark: readonly string[];
}

/** Text stands for itself, whatever is in it; an expression is ours and may hold variables. */
export type Arg = string | { readonly expression: string };

export const directive = (name: string, ...args: readonly Arg[]): Directive => ({ name, args });
export const block = (name: string, args: readonly Arg[], items: readonly Item[]): Directive => ({
  name,
  args,
  block: items,
});
/** A line of a `map`: what the variable is compared with, and the value. */
export const mapping = (key: Arg, value: Arg): Directive => ({ name: key, args: [value] });
export const expression = (text: string): Arg => ({ expression: text });
/** A comment: our sentences, user text in them made harmless. */
export const remark = (text: string): Remark => ({ remark: commentLines(text) });
/** Lines that are known to be fit for a comment. */
export const remarks = (lines: readonly string[]): Remark => ({ remark: lines });

export const printNginx = (items: readonly Item[]): string => `${print(items, '').join('\n')}\n`;

function print(items: readonly Item[], indent: string): string[] {
  return items.flatMap((item) => {
    if (item === null) return [''];
    if ('remark' in item) return item.remark.map((line) => `${indent}# ${line}`.trimEnd());
    const name = word('', item.name);
    const head = [name, ...item.args.map((arg) => word(name, arg))].join(' ');
    if (!item.block) return [`${indent}${head};`];
    return [`${indent}${head} {`, ...print(item.block, `${indent}    `), `${indent}}`];
  });
}

/**
 * NGINX has no escape for `$`: a directive either expands variables or it does not. Only these take text as it is;
 * anywhere else a `$` in text would become somebody else's variable, so it is refused.
 */
const verbatim: ReadonlySet<string> = new Set(['location', 'server_name']);

const plainWord = /^[A-Za-z0-9_./:=*+@,-]+$/;

/** The one place where anything is quoted. */
function word(directive: string, arg: Arg): string {
  const text = typeof arg === 'string' ? arg : arg.expression;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw new Error(`${directive}: a control character has no place in an argument`);
  if (typeof arg === 'string' && text.includes('$') && !verbatim.has(directive))
    throw new Error(`${directive} would take "$" in "${text}" for a variable`);
  if (plainWord.test(text) || (typeof arg !== 'string' && /^(?:\$[a-z_0-9]+|\(\$[a-z_0-9]+\))$/.test(text)))
    return text;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
