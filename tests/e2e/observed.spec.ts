import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectLink, loadResults, onScreen, openEmpty, openFile, savedFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

const head = { format: 'plainsight/observed', version: 1 };
/** What verify.sh writes: the gateway takes plaintext of the CDN, old versions are taken at the edge, one host is away. */
const results = [
  head,
  {
    link: 'l1',
    source: 'probe',
    state: 'encrypted',
    version: '1.3',
    at: '2026-03-14T15:09:26Z',
    checks: [
      { id: 'session', result: 'pass', expected: 'accepted, TLS 1.3', seen: 'accepted, TLS 1.3' },
      { id: 'old-version', result: 'fail', expected: 'refused', seen: 'accepted, TLS 1.1' },
    ],
  },
  { link: 'l2', source: 'lab', state: 'plaintext', detail: 'the canary in clear' },
  { link: 'l3', source: 'probe', state: 'plaintext' },
  { link: 'l4', source: 'probe', state: 'unreached' },
  { link: 'gone', source: 'probe', state: 'failed' },
]
  .map((each) => JSON.stringify(each))
  .join('\n');

const mark = (page: Page, hop: string) => page.getByRole('button', { name: new RegExp(`^seen.* on ${hop}: `) });

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('what was seen stands beside what is predicted, and goes again', async ({ page }, { outputDir }) => {
      await openEmpty(page);
      await openFile(page, 'shop.json', shop);
      await expectLink(page, 'CDN', 'API gateway', 'TLS');
      const before = await savedFile(page);
      await loadResults(page, 'results.jsonl', results);

      await expect(mark(page, 'CDN → API gateway')).toHaveAccessibleName(
        'seen: readable on CDN → API gateway: Predicted encrypted, seen plaintext (the canary in clear).',
      );
      await expect(mark(page, 'CDN → API gateway')).toContainText('seen: readable');
      await expect(mark(page, 'Shopper → CDN')).toHaveAccessibleName(
        /Probe old-version: expected refused, seen accepted, TLS 1\.1\.$/,
      );
      await expect(page.getByRole('button', { name: /^seen.* on / })).toHaveCount(2);
      // The badges go on saying what is predicted.
      await expectLink(page, 'CDN', 'API gateway', 'TLS');

      const table = page.getByRole('table', { name: 'Predicted and observed' });
      const row = (hop: string) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: hop }) });
      await expect(row('CDN → API gateway')).toContainText('differs');
      await expect(row('CDN → API gateway')).toContainText('encrypted, TLS 1.3plaintext (lab)');
      await expect(row('API gateway → Orders')).toContainText('agrees');
      await expect(row('Orders → Orders DB')).toContainText('unknown');
      await expect(page.getByText('Not in this design: gone.')).toBeVisible();
      await expect(page.getByRole('tab', { name: 'Observed 2' })).toHaveAttribute('aria-selected', 'true');
      await expect(page.getByRole('complementary', { name: 'Legend' })).toContainText('otherwise than predicted');
      await expect(onScreen(page).outline).toContainText('Observed: Predicted encrypted, seen plaintext');
      await page.screenshot({ path: `${outputDir}/observed-${colorScheme}.png` });

      await row('CDN → API gateway').getByRole('button').click();
      await expect(onScreen(page).inspector).toContainText('CDN → API gateway');
      expect(await savedFile(page)).toBe(before);

      await page.getByRole('button', { name: 'Clear the results' }).click();
      await expect(page.getByRole('button', { name: /^seen.* on / })).toHaveCount(0);
      await expect(page.getByRole('tab', { name: /^Observed/ })).toHaveCount(0);
    });
  });

test('a design that is changed to what was seen agrees with it', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await loadResults(
    page,
    'results.json',
    JSON.stringify({ ...head, results: [{ link: 'l3', source: 'lab', state: 'encrypted' }] }),
  );
  await expect(mark(page, 'API gateway → Orders')).toBeVisible();
  await onScreen(page).link('API gateway', 'Orders').click();
  await page.getByRole('button', { name: /^Orders, port 8080: Listens in plaintext/ }).click();
  await expect(mark(page, 'API gateway → Orders')).toHaveCount(0);
});

test('a file that holds no results is refused, with the place, and changes nothing', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await loadResults(page, 'bad.jsonl', `${JSON.stringify(head)}\n{"link":"l1","source":"probe","state":"fine"}`);
  await expect(page.getByRole('alertdialog')).toContainText('bad.jsonl was not opened');
  await expect(page.getByRole('alertdialog')).toContainText('line 2/state');
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('tab', { name: /^Observed/ })).toHaveCount(0);
});

test('a link says by which commands it is checked', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await page.getByRole('button', { name: 'Configs' }).click();
  await page.getByRole('radio', { name: 'Hop' }).check({ force: true });
  await page.getByLabel('Link', { exact: true }).selectOption({ label: 'CDN → API gateway' });
  await page.getByText('Check it where it is deployed').click();
  const probes = page.getByRole('list', { name: 'Probes' });
  await expect(probes).toContainText('openssl s_client -brief -connect gateway.internal:443');
  await expect(probes).toContainText('TLS 1.1 is refused. Expected: refused.');
});
