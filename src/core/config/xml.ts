/** An XML element: text is escaped here and nowhere else. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

export const element = (
  name: string,
  attributes: Element['attributes'] = {},
  ...children: readonly (Element | string)[]
): Element => ({ name, attributes, children });

/**
 * What XML 1.0 (§2.2) has no place for, even escaped: most control characters, two non-characters. Lone surrogates,
 * too: \p{Cs} below.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // As they stand, an attribute would turn them into blanks.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};
const escaped = (text: string, what: RegExp): string =>
  text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(impossible, '\ufffd')
    .replaceAll(what, (c) => entities[c] ?? c);
const escapedText = (text: string): string => escaped(text, /[&<>\r]/g);
const escapedValue = (text: string): string => escaped(text, /[&<>"\n\r\t]/g);

export const xmlDocument = (root: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, 0)}\n`;

function lines({ name, attributes, children }: Element, depth: number): string {
  const pad = '  '.repeat(depth);
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapedValue(String(value))}"`);
  const open = `${pad}<${name}${said.join('')}`;
  if (children.length === 0) return `${open}/>`;
  if (children.every((child) => typeof child === 'string'))
    return `${open}>${children.map(escapedText).join('')}</${name}>`;
  const inner = children.map((child) =>
    typeof child === 'string' ? `${pad}  ${escapedText(child)}` : lines(child, depth + 1),
  );
  return [`${open}>`, ...inner, `${pad}</${name}>`].join('\n');
}
