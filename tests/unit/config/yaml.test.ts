import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { printYaml } from '../../../src/core/config/yaml.ts';

const treacherous = [
  'yes',
  'on',
  'null',
  '~',
  '1.20',
  '0x1f',
  '1e3',
  '12:30:00',
  '- a',
  '# b',
  'a: b',
  '{',
  '*',
  '&x',
  '!t',
  '|',
  '>',
  '%',
  '@',
  '`',
  '"',
  "'",
  ' a ',
  '',
  'a\nb',
  '\u0007',
  '\u202e',
  '{{ x }}',
  '\u0024{x}',
  '\ufeff',
  '\u0085',
  '<<',
  '=',
  '---',
  '...',
];

test('every string reads back as that string, under YAML 1.2 and 1.1', () => {
  const text = printYaml(
    ['Plainsight'],
    [{ leaves: treacherous, map: Object.fromEntries(treacherous.map((each) => [`k${each}`, each])) }],
  );
  for (const version of ['1.2', '1.1'] as const) {
    const [document] = parseAllDocuments(text, { version });
    expect(document?.errors).toEqual([]);
    expect(document?.toJS()).toEqual({
      leaves: treacherous,
      map: Object.fromEntries(treacherous.map((each) => [`k${each}`, each])),
    });
  }
});

test('several documents stand one after the other, the header in front, what is undefined left out', () => {
  expect(printYaml(['Plainsight', ''], [{ a: 1, b: undefined }, { c: ['x'] }])).toBe(
    '# Plainsight\n#\n---\na: 1\n---\nc:\n  - x\n',
  );
});
