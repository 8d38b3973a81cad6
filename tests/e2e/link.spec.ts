import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { onScreen, openEmpty, openFile, savedFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

/** The link to a text, made by hand as docs say: CRC-32, length, raw DEFLATE, base64url. */
function linkTo(text: string, crc = checksum(Buffer.from(text))): string {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(crc, 0);
  header.writeUInt32BE(bytes.length, 4);
  return `/#d=1.${Buffer.concat([header, deflateRawSync(bytes)]).toString('base64url')}`;
}

function checksum(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

test('a link opens the design that it holds, once', async ({ page }) => {
  await page.goto(linkTo(shop));
  await expect(onScreen(page).card('Orders DB')).toBeVisible();
  expect(JSON.parse(await savedFile(page))).toEqual(JSON.parse(shop));
  await expect(page).toHaveURL(/#d=[a-z0-9-]+$/);
  const copy = page.url();
  await page.reload();
  await expect(onScreen(page).card('Orders DB')).toBeVisible();
  expect(page.url()).toBe(copy);
});

test('what was open stays as it is, kept in this browser', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'mine.json', shop.replace('"title": "Orders DB"', '"title": "My own DB"'));
  await expect(onScreen(page).card('My own DB')).toBeVisible();
  const mine = page.url();

  await page.goto(linkTo(shop));
  await expect(onScreen(page).card('Orders DB')).toBeVisible();
  await expect(page.getByText('Opened from a link, as a design of its own.')).toBeVisible();

  await page.goto(mine);
  await expect(onScreen(page).card('My own DB')).toBeVisible();
});

for (const [name, link, says] of [
  ['cut off', linkTo(shop).slice(0, -20), /The link is damaged/],
  ['with a wrong checksum', linkTo(shop, 1), /The link is damaged/],
  ['of a newer version', '/#d=2.AAAA', /version 2/],
  ['to another kind of file', linkTo('{"type": "excalidraw"}'), /"format" must be/],
] as const)
  test(`a link ${name} is refused with its reason, and the design on screen stays`, async ({ page }) => {
    await openEmpty(page);
    await openFile(page, 'shop.json', shop);
    await expect(onScreen(page).card('Orders DB')).toBeVisible();
    const before = page.url();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, link.slice(1));
    const dialogue = page.getByRole('alertdialog');
    await expect(dialogue).toContainText('The link was not opened');
    await expect(dialogue).toContainText(says);
    await dialogue.getByRole('button', { name: 'Close' }).click();
    await expect(onScreen(page).card('Orders DB')).toBeVisible();
    expect(page.url()).toBe(before);
  });

test('a bad link at the start leads to a design that works, and says why', async ({ page }) => {
  await page.goto('/#d=1.nonsense');
  await expect(page.getByRole('alertdialog')).toContainText('The link is damaged');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('Where does your TLS end?')).toBeVisible();
});

test('an exported file leads back to the same design', async ({ page, context }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await page.getByRole('button', { name: 'Configs' }).click();
  await page.getByRole('button', { name: 'README.md' }).click();
  const text = await page.getByRole('region', { name: 'README.md' }).textContent();
  const [, link = ''] = /Reopen the design: <(.+?)>/.exec(text ?? '') ?? [];
  const other = await context.newPage();
  await other.goto(link);
  await expect(onScreen(other).card('Orders DB')).toBeVisible();
  expect(await savedFile(other)).toBe(await savedFile(page));
});
