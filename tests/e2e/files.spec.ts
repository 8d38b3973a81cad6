import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectLink, onScreen, openEmpty, openFile, savedFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

test('the shop opens, shows its verdict, and saves as it was', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await expectLink(page, 'Shopper', 'CDN', 'TLS');
  await expectLink(page, 'CDN', 'API gateway', 'TLS');
  await expectLink(page, 'API gateway', 'Orders', 'readable');
  await expectLink(page, 'Orders', 'Orders DB', 'readable');
  await expect(onScreen(page).card('CDN').getByRole('list', { name: 'Readable here' })).toContainText('Card number');
  expect(JSON.parse(await savedFile(page))).toEqual(JSON.parse(shop));
});

const broken: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  ['not JSON', '{ "format": ', /This is not JSON/],
  ['foreign', '{"type": "excalidraw", "elements": []}', /"format" must be "plainsight\/topology"/],
  ['of a newer version', shop.replace('"version": 1', '"version": 99'), /\/version: .*format version 99/],
  ['with a bad port', shop.replace('"port": 5432', '"port": 99999'), /\/nodes\/4\/listeners\/0\/port/],
  ['with a dangling link', shop.replace('"to": "db"', '"to": "nowhere"'), /\/links\/3\/to: there is no node "nowhere"/],
  ['with a hostile prototype', shop.replace('"zone": "pop"', '"__proto__": {"polluted": 1}, "zone": 5'), /\/nodes\/1/],
  ['nested without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, /nests deeper/],
];

for (const [name, text, says] of broken)
  test(`a file ${name} is refused, and the design on screen stays`, async ({ page }) => {
    await openEmpty(page);
    await openFile(page, 'shop.json', shop);
    await expect(onScreen(page).card('Orders DB')).toBeVisible();
    const before = await savedFile(page);

    await openFile(page, 'bad.json', text);
    const dialogue = page.getByRole('alertdialog');
    await expect(dialogue).toContainText('bad.json was not opened');
    await expect(dialogue).toContainText(says);
    await dialogue.getByRole('button', { name: 'Close' }).click();

    await expect(onScreen(page).card('Orders DB')).toBeVisible();
    expect(await savedFile(page)).toBe(before);
  });

test('markup in titles is text and nothing else', async ({ page }) => {
  await openEmpty(page);
  const hostile = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
  await openFile(page, 'hostile.json', shop.replace('"title": "Orders DB"', `"title": ${JSON.stringify(hostile)}`));
  await expect(onScreen(page).card(hostile)).toBeVisible();
  expect(await page.evaluate(() => 'owned' in window)).toBe(false);
});
