import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { onScreen, openEmpty, openFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

test('everything comes as one zip', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await page.getByRole('button', { name: 'Configs' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download all (zip)' }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const files = unzipSync(Buffer.concat(chunks));
  for (const path of ['README.md', 'design.plainsight.json', 'pki/issue.sh', 'compose.yaml', 'gateway/nginx.conf'])
    expect(Object.keys(files)).toContain(path);
  expect(JSON.parse(Buffer.from(files['design.plainsight.json'] ?? []).toString())).toEqual(JSON.parse(shop));
});

test('a selected link shows both of its ends side by side', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await page.getByRole('button', { name: 'Configs' }).click();
  await page.getByRole('radio', { name: 'Hop' }).check({ force: true });
  await onScreen(page).link('API gateway', 'Orders').click();
  const agreed = page.getByRole('table', { name: 'What both ends have to say alike' });
  await expect(agreed.getByRole('columnheader', { name: 'API gateway dials' })).toBeVisible();
  await expect(agreed.getByRole('columnheader', { name: 'Orders answers' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'gateway/nginx.conf' })).toContainText('orders.internal:8080');
  await expect(page.getByRole('region', { name: /^orders\// }).first()).toBeVisible();

  await page.getByLabel('Link', { exact: true }).selectOption({ label: 'CDN → API gateway' });
  await expect(agreed.getByRole('columnheader', { name: 'CDN dials' })).toBeVisible();
  await expect(onScreen(page).inspector).toContainText('CDN → API gateway');
});
