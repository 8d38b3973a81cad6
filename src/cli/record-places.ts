/** Where something stands in a text: lines and columns from 1, the end just behind its last character. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A name in a document: a table, and the id of a record in it; for a listener its node's id and its own. */
const keyOf = (path: readonly string[]): string => JSON.stringify(path);

export interface RecordPlaces {
  /** The record with this id in a table such as `links`. Null where the text has none. */
  readonly record: (table: string, id: string) => Region | null;
  readonly listener: (node: string, listener: string) => Region | null;
}

/** Finds the records of a document in its text, which is JSON that was already read without a complaint. */
export function recordPlaces(text: string): RecordPlaces {
  const found = new Map<string, Region>();
  const lines = lineStarts(text);
  const positionOf = (offset: number) => {
    const line = lastAtMost(lines, offset);
    return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
  };
  const stack: Open[] = [];
  for (let at = 0; at < text.length; at++) {
    const top = stack.at(-1);
    switch (text[at]) {
      case '"': {
        const end = closing(text, at);
        const said = text.slice(at, end + 1);
        if (top?.kind === 'object' && top.expectsKey) top.key = JSON.parse(said) as string;
        else if (top?.kind === 'object' && top.key === 'id') top.id = JSON.parse(said) as string;
        at = end;
        break;
      }
      case ':':
        if (top?.kind === 'object') top.expectsKey = false;
        break;
      case ',':
        if (top?.kind === 'object') top.expectsKey = true;
        break;
      case '{':
        stack.push({ kind: 'object', start: at, key: '', id: null, expectsKey: true, inner: [] });
        break;
      case '[':
        stack.push({ kind: 'array', start: at, key: '', id: null, expectsKey: false, inner: [] });
        break;
      case '}':
      case ']': {
        const closed = stack.pop();
        const path = closed && pathOf(stack, closed);
        if (!closed || !path) break;
        const [from, to] = [positionOf(closed.start), positionOf(at + 1)];
        const region = { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
        const node = stack[2];
        // A node may say its id after its listeners: they wait for it.
        if (isListener(stack)) node?.inner.push({ id: closed.id ?? '', region });
        else {
          found.set(keyOf(path), region);
          for (const { id, region: inner } of closed.inner) found.set(keyOf([...path, id]), inner);
        }
        break;
      }
    }
  }
  return {
    record: (table, id) => found.get(keyOf([table, id])) ?? null,
    listener: (node, listener) => found.get(keyOf(['nodes', node, listener])) ?? null,
  };
}

interface Open {
  readonly kind: 'object' | 'array';
  readonly start: number;
  key: string;
  id: string | null;
  expectsKey: boolean;
  /** Listeners of a node. */
  readonly inner: { readonly id: string; readonly region: Region }[];
}

/** `[table, id]` for a record of a table and for a listener in one; null for all that has no name. */
function pathOf(stack: readonly Open[], closed: Open): readonly string[] | null {
  if (closed.kind !== 'object' || closed.id === null) return null;
  const [document, table] = stack;
  if (document?.kind !== 'object' || table?.kind !== 'array') return null;
  return stack.length === 2 || isListener(stack) ? [document.key, closed.id] : null;
}

function isListener([document, , node, listeners, ...deeper]: readonly Open[]): boolean {
  return document?.key === 'nodes' && node?.key === 'listeners' && listeners?.kind === 'array' && deeper.length === 0;
}

/** The position of the quotation mark that ends the string which starts here. */
function closing(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length - 1;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last number that is no larger than the one asked for; the numbers ascend. */
function lastAtMost(numbers: readonly number[], asked: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= asked) low = middle;
    else high = middle - 1;
  }
  return low;
}
