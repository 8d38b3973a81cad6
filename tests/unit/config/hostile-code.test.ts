import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoted, type Spoken, slashComments } from '../../../src/core/config/string-literals.ts';
import { protocols } from '../../../src/core/model/protocols.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { ExportedFile } from '../../../src/core/plan/exporter.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { titles } from '../../support/arbitrary.ts';
import { readGo, readJava, readJavascript, readPython, readYaml } from '../../support/code-readers.ts';
import { draw } from '../../support/draw.ts';
import { exportedFiles } from '../../support/exported.ts';
import { hostileTitles } from '../../support/proxies.ts';
import { requireProgram } from '../../support/servers.ts';

const python = requireProgram('python3', 'python3');

/** What means something in a comment of one of the languages. */
const special = [
  '\\u000aSystem.exit(1);//',
  '\\\\u000aSystem.exit(1);//',
  '\\uuuu',
  'coding: utf-7',
  '-*- coding: latin-1 -*-',
  '+build ignore',
  'go:build windows',
  '*/ import "os" /*',
  '# sourceMappingURL=x',
  '---',
  '"""',
  '%YAML 9',
];
const samples = [...hostileTitles, ...special, ...fc.sample(titles, 40)];

/** A service that dials by every protocol, checks more and less, and ends TLS itself; everything bears the title. */
function named(product: string, title: string): Topology {
  const ids = protocols.map((_, i) => `s${i}`);
  const arrows = ['==>', '=ca=>', '=none=>', '=mutual=>'];
  return {
    ...draw(
      [
        'client =mutual=> app[optional] --> open[plaintext]',
        ...ids.map((id, i) => `app ${arrows[i % 4]} ${id}[mutual]`),
      ],
      {
        nodes: {
          ...Object.fromEntries(['client', 'open', ...ids].map((id) => [id, { title }])),
          app: { title, product },
        },
        links: Object.fromEntries(protocols.map(({ id }, i) => [`app-s${i}`, { protocol: id }])),
      },
    ),
    title,
  };
}

const codeOf = (product: string, title: string): readonly ExportedFile[] => {
  const exporter = exporters.get(product);
  if (!exporter) throw new Error(product);
  return exportedFiles(product, exporter, named(product, title)).filter(({ path }) =>
    /\.(?:mjs|go|java|ya?ml|py)$/.test(path),
  );
};

const readers: Readonly<Record<string, (text: string) => string>> = {
  mjs: readJavascript,
  go: readGo,
  java: readJava,
  yaml: readYaml,
};

describe.each(['node-service', 'go-service', 'spring-service'])('hostile titles in %s', (product) => {
  it('change nothing but comments', () => {
    const read = (title: string) =>
      codeOf(product, title).map(({ path, text }) => [path, readers[path.replace(/^.*\./, '')]?.(text)]);
    const plain = read('Plain');
    expect(plain.length).toBeGreaterThan(8);
    for (const [path, shape] of plain) expect(shape?.length, path).toBeGreaterThan(100);
    for (const title of samples) expect(read(title), title).toEqual(plain);
  });

  it('bring no invisible character into a line', () => {
    for (const title of samples)
      for (const { text } of codeOf(product, title))
        for (const line of text.split('\n')) expect(line).not.toMatch(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

it.skipIf(python === null)('hostile titles in python-service change nothing but comments', () => {
  const all = ['Plain', ...samples].map((title) => codeOf('python-service', title));
  const shapes = readPython(
    python ?? '',
    all.flatMap((files) => files.map(({ text }) => text)),
  );
  const count = all[0]?.length ?? 0;
  expect(count).toBeGreaterThan(10);
  const plain = shapes.slice(0, count);
  for (let i = 1; i < all.length; i++) expect(shapes.slice(i * count, (i + 1) * count), samples[i - 1]).toEqual(plain);
});

describe('a quoted literal', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 40 });
  const meant = (text: string) => text.replaceAll(/\p{Cs}/gu, '\ufffd');

  it('is what it stands for in JavaScript and, but for long escapes, in the others', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const language of ['javascript', 'java'] satisfies Spoken[])
          expect(JSON.parse(quoted(language, text))).toBe(meant(text));
        for (const language of ['go', 'python'] satisfies Spoken[]) {
          const shortened = quoted(language, text).replaceAll(/\\U(.{8})/g, (_, code) =>
            JSON.stringify(String.fromCodePoint(Number.parseInt(code, 16))).slice(1, -1),
          );
          expect(JSON.parse(shortened)).toBe(meant(text));
        }
      }),
    );
  });

  it.skipIf(python === null)('is what it stands for in Python', () => {
    const samplesOfText = fc.sample(texts, 200);
    const shapes = readPython(
      python ?? '',
      samplesOfText.map((text) => quoted('python', text)),
    );
    const plain = readPython(
      python ?? '',
      samplesOfText.map((text) => JSON.stringify(meant(text))),
    );
    const same = shapes.map((shape, i) => shape === plain[i] || /[^ -~]/.test(samplesOfText[i] ?? ''));
    expect(same).not.toContain(false);
  });

  it('is one token in Go and Java', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(readGo(`package p\nvar x = ${quoted('go', text)}\n`)).toContain('var_spec');
        expect(readJava(`class C { String x = ${quoted('java', text)}; }`)).toContain('string_literal');
      }),
      { numRuns: 50 },
    );
  });
});

it('comments give Java no escape to read', () => {
  for (const line of slashComments(special)) expect(line.replaceAll('\\\\', '')).not.toContain('\\');
});
