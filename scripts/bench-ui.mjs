// `npm run bench:ui`: the canvas in a browser, beside bare React Flow pages with the same drawing, by turns in one run.
// `npm run bench:ui -- --sizes 100,1000 --rows pan,drag --rounds 5 --docs`: those alone; `--docs` writes docs/speed-ui.md.
import './node-version.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { installDependencies, root } = await import('./dependencies.mjs');
const { build } = await import('./build.mjs');
const { serve } = await import('./serve.mjs');

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,3000' },
    rows: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    docs: { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
const pages = /** @type {const} */ (['plainsight', 'a', 'b']);

/** @typedef {(typeof pages)[number]} Name */
/** @typedef {Awaited<ReturnType<import('@playwright/test').Browser['newPage']>>} Page */

/**
 * What is measured: a row of the table for each, in the order in which a page goes through them.
 * @type {readonly { id: string, title: string, unit: string, more?: boolean }[]}
 */
const rows = [
  { id: 'ready', title: 'ready, all drawn', unit: 'ms' },
  { id: 'heap', title: 'heap when ready', unit: 'MB' },
  { id: 'pan', title: 'pan, all visible', unit: 'fps', more: true },
  { id: 'pan-p95', title: 'pan, all visible, p95', unit: 'ms' },
  { id: 'zoom', title: 'zoom', unit: 'fps', more: true },
  { id: 'zoom-p95', title: 'zoom, p95', unit: 'ms' },
  { id: 'zoom-worst', title: 'zoom, worst frame', unit: 'ms' },
  { id: 'zoom-long', title: 'zoom, in long tasks', unit: 'ms' },
  { id: 'edit', title: 'edit → painted, all visible', unit: 'ms' },
  { id: 'pan-close', title: 'pan at 1:1', unit: 'fps', more: true },
  { id: 'pan-close-p95', title: 'pan at 1:1, p95', unit: 'ms' },
  { id: 'drag-p95', title: 'drag and edit, p95', unit: 'ms' },
  { id: 'edit-close', title: 'edit → painted at 1:1', unit: 'ms' },
];
const wanted = values.rows?.split(',') ?? rows.map(({ id }) => id);
/** @param {string} id */
const asks = (id) => wanted.some((each) => each === id || id.startsWith(`${each}-`) || each.startsWith(`${id}-`));

if (!(await installDependencies())) process.exit(4);
for (const target of /** @type {const} */ (['app', 'bench-ui'])) {
  const { code, output } = await build(target);
  if (code !== 0) {
    process.stderr.write(`${output}\nThe pages can't be built.\n`);
    process.exit(4);
  }
}
const { chromium } = await import('@playwright/test');
const server = await serve({ folder: join(root, 'dist/bench-ui'), port: 0 });
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
const executablePath = process.env.PLAINSIGHT_CHROMIUM;
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
  handleSIGINT: false,
});

/** The size and number of the run's results: for each size and page, each row's values, one a round. */
/** @type {Map<string, number[]>} */
const results = new Map();
/**
 * @param {number} size
 * @param {Name} name
 * @param {string} row
 * @param {number} value
 */
function note(size, name, row, value) {
  const key = `${size} ${name} ${row}`;
  results.set(key, [...(results.get(key) ?? []), value]);
}

/**
 * One page, from its opening to its last row.
 * @param {number} size
 * @param {Name} name
 * @param {Page} page
 * @param {string} url
 */
async function go(size, name, page, url) {
  /** @param {string} what */
  const run = (what) => page.evaluate(`globalThis.bench.${what}()`);
  /** @param {string} id @param {unknown} result */
  const frames = (id, result) => {
    const { fps, p95, worst, long } = /** @type {import('../bench/ui/probe.ts').Frames} */ (result);
    for (const [row, value] of /** @type {const} */ ([
      ['', fps],
      ['-p95', p95],
      ['-worst', worst],
      ['-long', long],
    ]))
      note(size, name, `${id}${row}`, value);
  };
  await page.goto(url);
  note(size, name, 'ready', Number(await run('ready')));
  await page.waitForTimeout(1500);
  if (asks('heap')) {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    note(size, name, 'heap', usedSize / 2 ** 20);
    await session.detach();
  }
  await run('whole');
  if (asks('pan')) frames('pan', await run('pan'));
  if (asks('edit')) note(size, name, 'edit', Number(await run('edit')));
  if (asks('zoom')) {
    await run('whole');
    frames('zoom', await run('zoom'));
  }
  await run('whole');
  await run('close');
  if (asks('pan-close')) frames('pan-close', await run('pan'));
  if (asks('drag')) frames('drag', await run('drag'));
  if (asks('edit-close')) note(size, name, 'edit-close', Number(await run('edit')));
}

// Ctrl+C ends the run after the page under way; what was measured until then is printed.
let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});

const begun = loadavg()[0]?.toFixed(1);
for (let round = 0; round < rounds; round++)
  for (const size of sizes)
    for (const name of pages) {
      if (stopped) break;
      process.stderr.write(`round ${round + 1}, ${size} nodes, ${name}\n`);
      // Storage of its own for each, so that none finds what another left.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      try {
        const app = `${origin}/plainsight.html?nodes=${size}`;
        if (name === 'plainsight') {
          await page.goto(app);
          await page.waitForFunction('globalThis.keep');
          await page.evaluate('globalThis.keep()');
          await page.goto('about:blank');
          await go(size, name, page, app);
        } else {
          // As large as the app's canvas, at the same place.
          const box = { left: 216, top: 52, width: 904, height: 578 };
          const where = Object.entries(box).map(([side, value]) => `${side}=${value}`);
          await go(size, name, page, `${origin}/bare.html?page=${name}&nodes=${size}&${where.join('&')}`);
        }
      } finally {
        await context.close();
      }
    }
await browser.close();
server.close();

/** What a page fetches before it can show anything, compressed, in kilobytes. @param {string} folder @param {string} file */
function firstLoad(folder, file) {
  const html = readFileSync(join(root, folder, file), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, path]) => path ?? '');
  return scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(root, folder, path))).length / 1000, 0);
}

/** @param {readonly number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
/** @param {number} value */
const short = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
/** Median, and least to most. @param {readonly number[]} numbers */
const cell = (numbers) =>
  numbers.length === 0
    ? ''
    : `${short(median(numbers))} (${short(Math.min(...numbers))}–${short(Math.max(...numbers))})`;
/** @param {number} over @param {number} under */
const ratio = (over, under) => (under > 0 ? `${(over / under).toFixed(2)}` : over === under ? '1.00' : '–');

const lines = [];
for (const size of sizes) {
  lines.push(`### ${size.toLocaleString('en')} nodes`, '');
  lines.push('| what | | Plainsight | (a) | (b) | ÷ (a) | ÷ (b) |', '|---|---|---|---|---|---|---|');
  for (const { id, title, unit } of rows) {
    const [own = [], a = [], b = []] = pages.map((name) => results.get(`${size} ${name} ${id}`) ?? []);
    if (own.length === 0 || !asks(id)) continue;
    lines.push(
      `| ${title} | ${unit} | ${cell(own)} | ${cell(a)} | ${cell(b)} | ${ratio(median(own), median(a))} | ${ratio(median(own), median(b))} |`,
    );
  }
  lines.push('');
}
const load = { own: firstLoad('dist/app', 'index.html'), bare: firstLoad('dist/bench-ui', 'bare.html') };
lines.push(
  `JavaScript at first load, gzipped: ${load.own.toFixed(0)} KB; the bare pages, with the generator of the drawing: ${load.bare.toFixed(0)} KB.`,
  '',
  `Node ${process.version}, Chromium ${browser.version()} without a GPU, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${stopped ? 'fewer than ' : ''}${rounds} rounds, load ${begun} at the start, ${loadavg()[0]?.toFixed(1)} at the end.`,
);
const table = lines.join('\n');
console.log(table);

if (values.docs) {
  const path = join(root, 'docs/speed-ui.md');
  const [before, after] = ['<!-- measured -->', '<!-- /measured -->'];
  const text = readFileSync(path, 'utf8');
  const [start, end] = [text.indexOf(before), text.indexOf(after)];
  if (start < 0 || end < start) throw new Error(`${path} lacks its marks`);
  writeFileSync(path, `${text.slice(0, start + before.length)}\n\n${table}\n\n${text.slice(end)}`);
}
