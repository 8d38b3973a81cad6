import { createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import apache from 'shiki/langs/apache.mjs';
import go from 'shiki/langs/go.mjs';
import hcl from 'shiki/langs/hcl.mjs';
import ini from 'shiki/langs/ini.mjs';
import java from 'shiki/langs/java.mjs';
import javascript from 'shiki/langs/javascript.mjs';
import json from 'shiki/langs/json.mjs';
import nginx from 'shiki/langs/nginx.mjs';
import python from 'shiki/langs/python.mjs';
import shell from 'shiki/langs/shellscript.mjs';
import toml from 'shiki/langs/toml.mjs';
import yaml from 'shiki/langs/yaml.mjs';
import dark from 'shiki/themes/github-dark-high-contrast.mjs';
import light from 'shiki/themes/github-light-high-contrast.mjs';
import type { Language } from '../../core/plan/exporter.ts';

/** Formats that Shiki has no grammar for are shown in the nearest one's, or plain. */
const grammars: Readonly<Record<Language, string>> = {
  apache: 'apache',
  caddyfile: 'nginx',
  go: 'go',
  haproxy: 'shellscript',
  hcl: 'hcl',
  ini: 'ini',
  java: 'java',
  javascript: 'javascript',
  json: 'json',
  markdown: 'text',
  nginx: 'nginx',
  python: 'python',
  redis: 'shellscript',
  shell: 'shellscript',
  text: 'text',
  toml: 'toml',
  vcl: 'nginx',
  yaml: 'yaml',
};

let highlighter: Promise<HighlighterCore> | null = null;

/** Lines of coloured tokens; the colours are for the light and the dark theme. The engine needs no WebAssembly and no eval. */
export async function highlight(
  text: string,
  language: Language,
): Promise<{ light: ThemedToken[][]; dark: ThemedToken[][] }> {
  highlighter ??= createHighlighterCore({
    langs: [apache, go, hcl, ini, java, javascript, json, nginx, python, shell, toml, yaml],
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
