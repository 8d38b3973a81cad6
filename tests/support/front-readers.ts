/** A directive as the server's own parser reads it: words unquoted, blocks nested. */
export interface Read {
  readonly words: readonly string[];
  readonly block: readonly Read[] | null;
}

/** What the words start with, at any depth. */
export function found(items: readonly Read[], ...start: readonly string[]): readonly (readonly string[])[] {
  return items.flatMap(({ words, block }) => [
    ...(start.every((word, i) => words[i] === word) ? [words] : []),
    ...(block ? found(block, ...start) : []),
  ]);
}

interface Line {
  readonly words: readonly string[];
  readonly opens: boolean;
  readonly closes: boolean;
}

function nested(lines: readonly Line[]): readonly Read[] {
  const top: Read[] = [];
  const open: Read[][] = [top];
  for (const { words, opens, closes } of lines) {
    const here = open.at(-1);
    if (!here) throw new Error('a block ends that never began');
    if (closes) open.pop();
    else if (opens) {
      const block: Read[] = [];
      here.push({ words, block });
      open.push(block);
    } else here.push({ words, block: null });
  }
  if (open.length !== 1) throw new Error('a block does not end');
  return top;
}

/** By the rules of ap_cfg_getline and ap_getword_conf; arguments of mod_rewrite by those of parseargline. */
export function readApache(text: string): readonly Read[] {
  if (/\$\{/.test(text.replaceAll(/^\s*#.*$/gm, ''))) throw new Error('a variable of the environment');
  const lines = text
    .replaceAll(/\\\n/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return nested(
    lines.map((line): Line => {
      if (line.startsWith('</')) return { words: [], opens: false, closes: true };
      const section = line.startsWith('<');
      const inside = section ? line.slice(1, line.lastIndexOf('>')) : line;
      const [name = ''] = inside.split(' ');
      const rest = inside.slice(name.length);
      return { words: [name, ...apacheWords(rest, name.startsWith('Rewrite'))], opens: section, closes: false };
    }),
  );
}

function apacheWords(text: string, rewriting: boolean): readonly string[] {
  const words: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text[at];
    if (quote === ' ') at++;
    else if (quote === '"' || quote === "'") {
      let word = '';
      for (at++; text[at] !== quote; at++) {
        if (text[at] === undefined) throw new Error(`an open quote: ${text}`);
        if (!rewriting && text[at] === '\\' && (text[at + 1] === '\\' || text[at + 1] === quote)) at++;
        word += text[at];
      }
      at++;
      words.push(word);
    } else {
      const end = text.indexOf(' ', at) === -1 ? text.length : text.indexOf(' ', at);
      words.push(text.slice(at, end));
      at = end;
    }
  }
  return words;
}

/** By the rules of Caddy's lexer: quotes, backticks, comments at the start of a word, the environment before all. */
export function readCaddyfile(text: string): readonly Read[] {
  if (text.includes('{$')) throw new Error('a variable of the environment');
  const lines: Line[] = [];
  for (const line of text.replaceAll(/\\\n/g, '').split('\n')) {
    const words: string[] = [];
    for (let at = 0; at < line.length; ) {
      const char = line[at] ?? '';
      if (/\s/.test(char)) at++;
      else if (char === '#') break;
      else if (char === '`' || char === '"') {
        const end = line.indexOf(char, at + 1);
        if (end === -1) throw new Error(`an open quote: ${line}`);
        if (char === '"' && line.slice(at, end).includes('\\')) throw new Error('an escape');
        words.push(line.slice(at + 1, end));
        at = end + 1;
      } else {
        const rest = /^\S+/.exec(line.slice(at))?.[0] ?? '';
        words.push(rest);
        at += rest.length;
      }
    }
    if (words.length === 0) continue;
    if (words.length === 1 && words[0] === '}') lines.push({ words: [], opens: false, closes: true });
    else if (words.at(-1) === '{') lines.push({ words: words.slice(0, -1), opens: true, closes: false });
    else lines.push({ words, opens: false, closes: false });
  }
  return nested(lines);
}

/** Sections of options; what comes before the first is global. */
export function readStunnel(text: string): readonly Read[] {
  const lines = text.split('\n').map((line) => line.trim());
  const sections: { words: string[]; block: Read[] }[] = [{ words: [''], block: [] }];
  for (const line of lines.filter((each) => each !== '' && !/^[#;]/.test(each))) {
    const name = /^\[(.*)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      sections.push({ words: [name], block: [] });
      continue;
    }
    const at = line.indexOf('=');
    if (at === -1) throw new Error(`neither a section nor an option: ${line}`);
    sections.at(-1)?.block.push({ words: [line.slice(0, at).trim(), line.slice(at + 1).trim()], block: null });
  }
  return sections;
}

/** Options and blocks; everything behind a number sign is a comment. */
export function readHitch(text: string): readonly Read[] {
  const lines = text.split('\n').flatMap((line): readonly Line[] => {
    if (/^\s*#/.test(line)) return [];
    const [plain = ''] = line.split(/#(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    const trimmed = plain.trim();
    if (trimmed === '') return [];
    if (trimmed === '}') return [{ words: [], opens: false, closes: true }];
    const [, name = '', value = ''] = /^([a-z0-9-]+) = (.*)$/.exec(trimmed) ?? [];
    if (name === '') throw new Error(`not an option: ${line}`);
    if (value === '{') return [{ words: [name], opens: true, closes: false }];
    const quoted = /^"([^"\\]*)"$/.exec(value)?.[1];
    return [{ words: [name, ...(quoted === undefined ? value.split(' ') : [quoted])], opens: false, closes: false }];
  });
  return nested(lines);
}

/** The tokens of a VCL program: strings without their marks, comments left out. */
export function readVcl(text: string): readonly string[] {
  const tokens: string[] = [];
  const shape = /\s+|#[^\n]*|"([^"\n]*)"|[A-Za-z0-9_.-]+|[^\sA-Za-z0-9_"]/gy;
  while (shape.lastIndex < text.length) {
    const match = shape.exec(text);
    if (!match) throw new Error('a string does not end');
    const [token, string] = match;
    if (!/^(?:\s|#)/.test(token)) tokens.push(string ?? token);
  }
  return tokens;
}
