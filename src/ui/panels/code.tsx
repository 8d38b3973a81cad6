import { useEffect, useState } from 'react';
import type { ThemedToken } from 'shiki/core';
import type { ExportedFile } from '../../core/plan/exporter.ts';
import { useDark } from '../theme.ts';

/** A file to read: plain at once, coloured as soon as the highlighter has come. Text only, never HTML. */
export function Code({ text, language, label }: { text: string; language: ExportedFile['language']; label: string }) {
  const dark = useDark();
  const [lines, setLines] = useState<{ text: string; light: ThemedToken[][]; dark: ThemedToken[][] } | null>(null);
  useEffect(() => {
    let current = true;
    import('./highlight.ts')
      .then(({ highlight }) => highlight(text, language))
      .then((done) => current && setLines({ text, ...done }))
      .catch(() => current && setLines(null));
    return () => {
      current = false;
    };
  }, [text, language]);
  const tokens = lines?.text === text ? lines[dark ? 'dark' : 'light'] : null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="code" tabIndex={0} aria-label={label}>
      <pre>
        {tokens
          ? tokens.map((line, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their number
              <span key={row} className="code-line">
                {line.map((token) => (
                  <span key={token.offset} style={{ color: token.color }}>
                    {token.content}
                  </span>
                ))}
                {'\n'}
              </span>
            ))
          : text}
      </pre>
    </section>
  );
}
