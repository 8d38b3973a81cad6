import { describe, expect, it } from 'vitest';
import { readObservations } from '../../../src/core/verify/results.ts';

const head = { format: 'plainsight/observed', version: 1 };
const result = { link: 'a-b', source: 'probe', state: 'encrypted' } as const;
const document = (more: object) => JSON.stringify({ ...head, results: [{ ...result, ...more }] });
const lines = (...all: readonly unknown[]) => `${all.map((each) => JSON.stringify(each)).join('\n')}\n`;

describe('results of a check', () => {
  it('are read as one document or line by line', () => {
    const full = {
      ...result,
      version: '1.3',
      serverName: null,
      authentication: 'mutual',
      detail: 'as it should be',
      at: '2026-03-14T15:09:26Z',
      checks: [{ id: 'old-version', result: 'fail', expected: 'refused', seen: 'accepted' }],
    };
    for (const text of [document(full), lines(head, full), `\ufeff${lines(head, full)}\n`])
      expect(readObservations(text)).toEqual({ ok: true, value: [full] });
    expect(readObservations(JSON.stringify(head))).toEqual({ ok: true, value: [] });
    expect(readObservations(lines(head, result, result))).toMatchObject({ ok: true, value: [{}, {}] });
  });

  it.each([
    ['another format', JSON.stringify({ ...head, format: 'x', results: [] }), '/format'],
    ['a design', '{"format":"plainsight/topology","version":1}', '/format'],
    ['a version to come', JSON.stringify({ ...head, version: 2 }), '/version'],
    ['lines without a head', lines(result, result), '/format'],
    ['no list', JSON.stringify({ ...head, results: {} }), '/results'],
    ['an unknown state', document({ state: 'fine' }), '/results/0/state'],
    ['an unknown source', document({ source: 'guess' }), '/results/0/source'],
    ['a field that nobody knows', document({ mood: 'good' }), '/results/0/mood'],
    ['a link with a slash', document({ link: '../x' }), '/results/0/link'],
    ['a version of TLS that is none', document({ version: '1.4' }), '/results/0/version'],
    ['a time that is none', document({ at: 'yesterday' }), '/results/0/at'],
    ['steering characters', document({ detail: '\u001b[2J' }), '/results/0/detail'],
    ['an endless sentence', document({ detail: 'x'.repeat(501) }), '/results/0/detail'],
    ['too many checks', document({ checks: Array(101).fill({ id: 'x', result: 'pass' }) }), '/results/0/checks'],
    ['a check without a result', document({ checks: [{ id: 'x' }] }), '/results/0/checks/0/result'],
    ['a bad line', lines(head, result, { ...result, state: 1 }), 'line 3/state'],
    ['a line that is no JSON', `${lines(head)}{"link\n`, 'line 2'],
    ['no JSON at all', 'PASS everything', 'line 1'],
  ])('refuse %s and name the place', (_name, text, at) => {
    expect(readObservations(text)).toMatchObject({ ok: false, problems: [{ at }] });
  });

  it('refuse what is empty, nests, or is too large', () => {
    for (const text of ['', '\n\n', '['.repeat(100), 'x'.repeat(64 * 1024 * 1024 + 1)])
      expect(readObservations(text)).toMatchObject({ ok: false });
  });
});
