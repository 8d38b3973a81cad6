import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { exportPlan as exportCurl } from '../../../src/core/products/api-client/export.ts';
import { exportPlan as exportPage } from '../../../src/core/products/third-party-webhook/export.ts';
import { titles } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { exportedFiles } from '../../support/exported.ts';
import { hostileTitles } from '../../support/proxies.ts';

/** A client with one of everything that shows a title: a failing hop, an unverified one, a plaintext one. */
const named = (product: string, title: string): Topology => ({
  ...draw(
    [
      `c(${product}) =mutual=> app[mutual]`,
      'c =none=> other[terminate]',
      'c ==> broken[plaintext]',
      'c --> open[plaintext]',
    ],
    {
      nodes: Object.fromEntries(['c', 'app', 'other', 'broken', 'open'].map((id) => [id, { title }])),
    },
  ),
  title,
});

describe('hostile titles', () => {
  const script = (title: string) => exportedFiles('api-client', exportCurl, named('api-client', title))[0]?.text ?? '';
  const commands = (text: string) => text.split('\n').filter((line) => !line.startsWith('#') && line !== '');

  it('change nothing but comments in a script', () => {
    const plain = commands(script('Plain'));
    expect(plain.length).toBeGreaterThan(30);
    const check = (title: string) => {
      expect(commands(script(title))).toEqual(plain);
    };
    for (const title of hostileTitles) check(title);
    fc.assert(fc.property(titles, check), { numRuns: 200 });
  });

  it('leave a script that a shell can read', () => {
    for (const title of hostileTitles) execFileSync('/bin/sh', ['-n'], { input: script(title) });
  });

  const page = (title: string) =>
    exportedFiles('third-party-webhook', exportPage, named('third-party-webhook', title))[0]?.text ?? '';
  /** The lines that are headings or items, without what follows the mark. */
  const marks = (text: string) =>
    text.split('\n').flatMap((line) => /^(?:#{1,6} |[-*+>] |\d+[.)] |```|\|)/.exec(line) ?? []);

  it('are text and nothing else in a page', () => {
    const plain = marks(page('Plain'));
    expect(plain.length).toBeGreaterThan(10);
    const check = (title: string) => {
      const text = page(title);
      expect(marks(text)).toEqual(plain);
      // Outside of code, whatever could be markup or HTML is escaped.
      for (const line of text.split('\n')) expect(line.replaceAll(/\\.|`[^`]*`/g, '')).not.toMatch(/[<>[\]|`*_]/);
    };
    for (const title of hostileTitles) check(title);
    fc.assert(fc.property(titles, check), { numRuns: 200 });
  });
});
