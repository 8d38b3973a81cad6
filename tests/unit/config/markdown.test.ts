import { describe, expect, it } from 'vitest';
import { code, markdownText } from '../../../src/core/config/markdown.ts';
import { hostileTitles } from '../../support/proxies.ts';

const titles = [
  ...hostileTitles,
  '# heading',
  '| a | b |',
  '[click](javascript:alert(1))',
  '![x](http://a.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '`code` ``more``',
  '- item',
  '1. item',
  '&lt;b&gt;',
  '***',
  'user@host.example http://a.example www.a.example',
  '1) item',
  '=====',
  '> quoted',
];

describe('user text in Markdown', () => {
  it.each(titles)('is text and nothing else: %j', (title) => {
    const written = markdownText(title);
    expect(written).not.toMatch(/[\r\n]/);
    // CommonMark §2.4: a backslash takes the meaning from any ASCII punctuation.
    const bare = written.replaceAll(/\\[!-/:-@[-`{-~]/g, '');
    expect(bare).not.toMatch(/[`*_[\]|<>&~!@$\\]|:\/\/|www\./i);
    // What starts a heading, a list, an underlined heading.
    expect(written).not.toMatch(/^(?:[#+=-]|\d+[.)])/);
  });

  it.each(titles)('stays inside a code span, and inside its cell: %j', (title) => {
    const span = code(title);
    const [fence = ''] = /^`+/.exec(span) ?? [];
    const inside = span.slice(fence.length, -fence.length);
    expect(span.endsWith(fence)).toBe(true);
    expect([...inside.matchAll(/`+/g)].map(([run]) => run)).not.toContain(fence);
    expect(inside.replaceAll('\\|', '')).not.toContain('|');
  });
});
