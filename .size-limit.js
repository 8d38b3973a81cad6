import { readFileSync } from 'node:fs';

/**
 * What the browser fetches before the app can show anything: the scripts that the built page names. What is loaded
 * later (exporters, layout, highlighting) is not in it.
 */
function firstLoad() {
  const page = readFileSync('dist/app/index.html', 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="(?:\.)?\/([^"]+\.js)"/g)].map(([, path]) => `dist/app/${path}`);
  if (scripts.length === 0) throw new Error('the built page names no script: this budget would guard nothing');
  return scripts;
}

export default [{ name: 'JavaScript at first load', path: firstLoad(), limit: '250 kB', gzip: true }];
