import { createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import hcl from 'shiki/langs/hcl.mjs';
import ini from 'shiki/langs/ini.mjs';
import nginx from 'shiki/langs/nginx.mjs';
import shell from 'shiki/langs/shellscript.mjs';
import yaml from 'shiki/langs/yaml.mjs';
import dark from 'shiki/themes/github-dark-high-contrast.mjs';
import light from 'shiki/themes/github-light-high-contrast.mjs';
import type { ExportedFile } from '../../core/plan/exporter.ts';

/** Formats that Shiki has no grammar for are shown in the nearest one's, or plain. */
const grammars: Readonly<Record<ExportedFile['language'], string>> = {
  nginx: 'nginx',
  haproxy: 'shellscript',
  ini: 'ini',
  redis: 'shellscript',
  hcl: 'hcl',
  yaml: 'yaml',
  shell: 'shellscript',
  markdown: 'text',
  text: 'text',
};

let highlighter: Promise<HighlighterCore> | null = null;

/** Lines of coloured tokens; the colours are for the light and the dark theme. The engine needs no WebAssembly and no eval. */
export async function highlight(
  text: string,
  language: ExportedFile['language'],
): Promise<{ light: ThemedToken[][]; dark: ThemedToken[][] }> {
  highlighter ??= createHighlighterCore({
    langs: [hcl, ini, nginx, shell, yaml],
    themes: [light, dark],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const { codeToTokensBase } = await highlighter;
  const lang = grammars[language];
  return {
    light: codeToTokensBase(text, { lang, theme: 'github-light-high-contrast' }),
    dark: codeToTokensBase(text, { lang, theme: 'github-dark-high-contrast' }),
  };
}
