/** An element as a strict reader finds it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
/** The characters that XML 1.0 §2.2 allows. */
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Reads the XML that a report is made of, and throws at whatever is not well-formed. No DTD, no comments. */
export function readXml(source: string): XmlElement {
  if (!allowed.test(source)) throw new Error('a character that XML has no place for');
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${source.slice(at, at + 60)}`);
  };
  const take = (pattern: RegExp, what: string): RegExpExecArray => {
    const found = new RegExp(pattern.source, 'yu');
    found.lastIndex = at;
    const match = found.exec(source) ?? fail(what);
    at += match[0].length;
    return match;
  };
  const decoded = (text: string): string =>
    text.replaceAll(/&([^;]*);?/g, (whole, name: string) => {
      const [, decimal] = /^#(\d+)$/.exec(name) ?? [];
      const value = decimal === undefined ? entities.get(name) : String.fromCodePoint(Number(decimal));
      if (value === undefined || !whole.endsWith(';')) throw new Error(`no such entity: ${whole}`);
      return value;
    });
  const readElement = (): XmlElement => {
    const name = take(/<([A-Za-z][A-Za-z0-9_-]*)/, 'an element')[1] ?? '';
    const attributes = new Map<string, string>();
    while (/\s/.test(source[at] ?? '')) {
      const [, key = '', value = ''] = take(/\s+([A-Za-z][A-Za-z0-9_-]*)="([^"<]*)"/, 'an attribute');
      if (attributes.has(key)) fail(`two attributes "${key}"`);
      // A reader turns line ends in an attribute into blanks, unless they are written as numbers.
      attributes.set(key, decoded(value.replaceAll(/[\n\r\t]/g, ' ')));
    }
    const children: XmlElement[] = [];
    let text = '';
    if (take(/\/?>/, 'the end of a tag')[0] === '/>') return { name, attributes, children, text };
    while (!source.startsWith('</', at)) {
      if (source[at] === '<') children.push(readElement());
      else text += decoded(take(/[^<]+/, 'text')[0]);
    }
    if ((take(/<\/([A-Za-z][A-Za-z0-9_-]*)>/, 'an end tag')[1] ?? '') !== name) fail(`</${name}> is missing`);
    return { name, attributes, children, text };
  };
  take(/<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, 'the declaration');
  const root = readElement();
  take(/\s*$/, 'the end');
  return root;
}
