/** A directive as NGINX's own lexer reads it: words unquoted, blocks nested. */
export interface ReadDirective {
  readonly words: readonly string[];
  readonly block: readonly ReadDirective[] | null;
}

/** Reads an NGINX configuration by the rules of ngx_conf_read_token, so that the writer is not its own judge. */
export function readNginx(text: string): readonly ReadDirective[] {
  let at = 0;
  const readBlock = (top: boolean): ReadDirective[] => {
    const items: ReadDirective[] = [];
    let words: string[] = [];
    for (;;) {
      const char = text[at];
      if (char === undefined) {
        if (!top || words.length > 0) throw new Error('unexpected end of file');
        return items;
      }
      if (/\s/.test(char)) at++;
      else if (char === '#') while (at < text.length && text[at] !== '\n') at++;
      else if (char === ';') {
        at++;
        items.push({ words, block: null });
        words = [];
      } else if (char === '{') {
        at++;
        items.push({ words, block: readBlock(false) });
        words = [];
      } else if (char === '}') {
        at++;
        if (top || words.length > 0) throw new Error('unexpected "}"');
        return items;
      } else words.push(readWord());
    }
  };
  const readWord = (): string => {
    const quote = text[at];
    let word = '';
    if (quote === '"' || quote === "'") {
      for (at++; text[at] !== quote; at++) {
        if (text[at] === undefined) throw new Error('an open quote');
        if (text[at] === '\\' && /["'\\]/.test(text[at + 1] ?? '')) at++;
        word += text[at];
      }
      at++;
      if (!/[\s;{)]/.test(text[at] ?? ' ')) throw new Error(`unexpected "${text[at]}" after a quoted word`);
      return word;
    }
    for (; at < text.length && !/[\s;{]/.test(text[at] ?? ''); at++) word += text[at];
    return word;
  };
  return readBlock(true);
}

/** Reads a HAProxy configuration by section 2.2 of its manual: lines of words, quotes and escapes undone. */
export function readHaproxy(text: string): readonly (readonly string[])[] {
  return text.split('\n').flatMap((line) => {
    const words: string[] = [];
    let word: string | null = null;
    let quote = '';
    for (let i = 0; i < line.length; i++) {
      const char = line[i] ?? '';
      if (quote === "'") {
        if (char === "'") quote = '';
        else word += char;
      } else if (char === '\\') {
        word = (word ?? '') + (line[++i] ?? '');
      } else if (quote === '"') {
        if (char === '"') quote = '';
        else if (char === '$') throw new Error('a variable of the environment');
        else word += char;
      } else if (char === "'" || char === '"') {
        quote = char;
        word ??= '';
      } else if (char === '#') break;
      else if (/\s/.test(char)) {
        if (word !== null) words.push(word);
        word = null;
      } else word = (word ?? '') + char;
    }
    if (quote !== '') throw new Error(`an open quote: ${line}`);
    if (word !== null) words.push(word);
    return words.length > 0 ? [words] : [];
  });
}
