import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectLink, onScreen, openEmpty, openFile, savedFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

async function exported(page: Page, format: string, before?: () => Promise<void>): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export diagram' }).click();
  const dialogue = page.getByRole('dialog', { name: 'Export diagram' });
  await dialogue.getByLabel('Format').selectOption({ label: format });
  await before?.();
  const download = page.waitForEvent('download');
  await dialogue.getByRole('button', { name: 'Download' }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  await expect(dialogue).toBeHidden();
  return Buffer.concat(chunks);
}

async function openBytes(page: Page, name: string, bytes: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
}

for (const [format, name] of [
  ['SVG', 'shop.svg'],
  ['PNG', 'shop.png'],
] as const)
  test(`a picture as ${format} opens again as the design that it shows`, async ({ page }) => {
    await openEmpty(page);
    await openFile(page, 'shop.json', shop);
    await expectLink(page, 'Shopper', 'CDN', 'TLS');
    const picture = await exported(page, format);
    const before = page.url();
    await openBytes(page, name, picture);
    await expect(page.getByText(`${name} opened as a design of its own.`)).toBeVisible();
    expect(page.url()).not.toBe(before);
    expect(JSON.parse(await savedFile(page))).toEqual(JSON.parse(shop));
  });

test('a picture that is dropped on the page opens too', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  const svg = (await exported(page, 'SVG')).toString('utf8');
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'dropped.svg', { type: 'image/svg+xml' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, svg);
  await expect(page.getByText('dropped.svg opened as a design of its own.')).toBeVisible();
  await expect(onScreen(page).card('Orders DB')).toBeVisible();
});

test('a picture without its design is refused, and the design on screen stays', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  const picture = await exported(page, 'PNG', () => page.getByLabel(/Put the design inside/).uncheck());
  await openBytes(page, 'bare.png', picture);
  await expect(page.getByRole('alertdialog')).toContainText('carries no design');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click();
  await expect(onScreen(page).card('Orders DB')).toBeVisible();
});

test('a PNG is as many times as large as was chosen', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  const width = async (scale: string) => {
    const png = await exported(page, 'PNG', () => page.getByText(scale, { exact: true }).click());
    return png.readUInt32BE(16);
  };
  const once = await width('1×');
  expect(await width('4×')).toBe(4 * once);
});

test('an SVG opens in a browser by itself, runs nothing and asks for nothing', async ({ page, context }) => {
  const hostile = `"/><script>owned=1</script><image href="http://example.invalid/x" onload="owned=1"/>`;
  await openEmpty(page);
  await openFile(page, 'shop.json', shop.replace('"title": "Orders DB"', `"title": ${JSON.stringify(hostile)}`));
  const svg = (await exported(page, 'SVG')).toString('utf8');
  const alone = await context.newPage();
  const trouble: string[] = [];
  alone.on('console', (message) => trouble.push(message.text()));
  alone.on('pageerror', (error) => trouble.push(error.message));
  await alone.route('http://plain.invalid/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: svg }));
  const asked: string[] = [];
  alone.on('request', (request) => asked.push(request.url()));
  await alone.goto('http://plain.invalid/shop.svg');
  expect(await alone.evaluate(() => document.documentElement.localName)).toBe('svg');
  expect(
    await alone.evaluate(() => document.querySelectorAll('parsererror, script, image, foreignObject').length),
  ).toBe(0);
  expect(await alone.evaluate(() => 'owned' in window)).toBe(false);
  await expect(alone.getByText('API gateway', { exact: true })).toBeVisible();
  expect(trouble).toEqual([]);
  expect(asked).toEqual(['http://plain.invalid/shop.svg']);
});

test('an observer’s view and other formats are a choice away', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  const svg = await exported(page, 'SVG', async () => {
    await page.getByLabel('What it shows').selectOption('observer:tap:vpc');
    await expect(page.getByAltText(/Someone listening in VPC: reads Card number/)).toBeVisible();
  });
  expect(svg.toString('utf8')).toContain('Someone listening in VPC: reads Card number.');
  expect((await exported(page, 'Mermaid')).toString('utf8')).toMatch(/^flowchart LR$/m);
});
