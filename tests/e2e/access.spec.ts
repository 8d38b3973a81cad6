import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page, test } from '@playwright/test';
import { loadResults, onScreen, openEmpty, openFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe objects to on this screen, as lines to read in a failure. */
async function objections(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(readFileSync(axePath, 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ html }) => html)
        .join(' | ')
        .slice(0, 400)}`,
  );
}

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on the empty canvas, a design, a selection, the configurations and the dialogues', async ({
      page,
    }) => {
      await openEmpty(page);
      expect(await objections(page)).toEqual([]);
      await openFile(page, 'shop.json', shop);
      await expect(onScreen(page).card('Orders')).toBeVisible();
      expect(await objections(page)).toEqual([]);
      await onScreen(page).card('API gateway').click();
      await expect(onScreen(page).inspector).toContainText('Where TLS ends');
      expect(await objections(page)).toEqual([]);
      await onScreen(page).link('Orders', 'Orders DB').click();
      expect(await objections(page)).toEqual([]);
      await page.getByRole('button', { name: 'Configs', exact: true }).click();
      await expect(page.getByRole('button', { name: /^Download all/ })).toBeVisible();
      expect(await objections(page)).toEqual([]);
      const seen = '{"link":"l2","source":"lab","state":"plaintext"}';
      await loadResults(page, 'seen.jsonl', `{"format":"plainsight/observed","version":1}\n${seen}`);
      await expect(page.getByRole('table', { name: 'Predicted and observed' })).toBeVisible();
      expect(await objections(page)).toEqual([]);
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused();
      expect(await objections(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Patterns', exact: true }).click();
      await expect(page.getByRole('dialog')).toContainText('Start from');
      expect(await objections(page)).toEqual([]);
    });
  });

test('nothing is asked of any other origin, and the policy is never broken', async ({ page, baseURL }) => {
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${baseURL}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) foreign.push(url);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await expect(onScreen(page).card('Orders')).toBeVisible();
  await page.getByRole('button', { name: 'Tidy the layout' }).click();
  await expect(page.getByRole('status')).toContainText('Laid out');
  await page.getByRole('button', { name: 'Configs', exact: true }).click();
  await page.getByRole('button', { name: 'gateway/nginx.conf' }).click();
  await expect(page.getByRole('region', { name: 'gateway/nginx.conf' }).locator('span[style]').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});
