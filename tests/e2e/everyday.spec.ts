import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { dropComponent, expectLink, onScreen, openEmpty, openFile, savedFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

test('Undo works from a radio button and from a list, and leaves text to its field', async ({ page }) => {
  const { card, inspector } = onScreen(page);
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await card('Orders DB').click();
  await inspector.getByText('Terminate TLS', { exact: true }).click();
  await expectLink(page, 'Orders', 'Orders DB', 'downgradable');
  await page.keyboard.press('Control+z');
  await expectLink(page, 'Orders', 'Orders DB', 'readable');

  await inspector.getByLabel('Zone').selectOption({ label: 'None drawn' });
  await inspector.getByLabel('Zone').press('Control+z');
  await expect(inspector.getByLabel('Zone')).toHaveValue('data');

  await inspector.getByLabel('Zone').selectOption({ label: 'None drawn' });
  await inspector.getByLabel('Name', { exact: true }).press('Control+z');
  await inspector.getByLabel('Name', { exact: true }).press('Delete');
  await expect(inspector.getByLabel('Zone')).toHaveValue('');
  await expect(card('Orders DB')).toBeVisible();
});

test('keys do not reach the canvas through a refusal', async ({ page }) => {
  const { card } = onScreen(page);
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await card('Orders DB').click();
  await openFile(page, 'bad.json', 'no');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(card('Orders DB')).toBeVisible();
});

test('a name that no file may hold is marked and not taken', async ({ page }) => {
  const { card, inspector } = onScreen(page);
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await expect(card('Orders DB')).toBeVisible();
  const before = await savedFile(page);
  await card('Orders DB').click();
  await inspector.getByLabel('Name', { exact: true }).fill('n'.repeat(501));
  await page.keyboard.press('Enter');
  await expect(inspector).toContainText('At most 500 characters.');
  await inspector.getByLabel('Address').fill(':::::::::');
  await page.keyboard.press('Enter');
  await expect(inspector).toContainText('is not a host name');
  expect(await savedFile(page)).toBe(before);
});

test('zones from the list stand side by side; what is dropped into one is in it', async ({ page }) => {
  const { component, card, inspector } = onScreen(page);
  await openEmpty(page);
  await component('Private network').click();
  await expect(page.getByText('Where does your TLS end?')).toBeHidden();
  await component('Data tier').click();
  await component('NGINX').click();
  await page.keyboard.press('f');
  const frame = page.locator('.react-flow__node-zone');
  await expect(frame).toHaveCount(2);
  // The view may still be fitting itself around them.
  await expect(async () => {
    const first = await frame.nth(0).boundingBox();
    const second = await frame.nth(1).boundingBox();
    expect(second?.x).toBeGreaterThanOrEqual((first?.x ?? 0) + (first?.width ?? 0));
  }).toPass({ timeout: 5_000 });
  const second = await frame.nth(1).boundingBox();
  if (!second) throw new Error('no zone on screen');

  // A link dropped into empty space inside a zone asks what to add there.
  const from = await card('NGINX').boundingBox();
  if (!from) throw new Error('no card on screen');
  await page.mouse.move(from.x + from.width, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(second.x + second.width * 0.2, second.y + second.height * 0.6, { steps: 8 });
  await page.mouse.up();
  await page.getByRole('dialog').getByRole('combobox').fill('Redis');
  await page.keyboard.press('Enter');
  await expect(inspector.getByLabel('Zone')).toHaveValue('data-tier');
  await expectLink(page, 'NGINX', 'Redis', 'readable');
});

test('long names break inside their panels, and the page itself never scrolls', async ({ page }) => {
  await openEmpty(page);
  const long = shop.replaceAll(/"title": "[^"]*"/g, `"title": "${'w'.repeat(300)}"`);
  await openFile(page, 'long.json', long);
  await expect(onScreen(page).findings).toBeVisible();
  for (const selector of ['.inspector', '.panel', '.app', 'html'])
    expect(
      await page
        .locator(selector)
        .first()
        .evaluate((at) => at.scrollWidth - at.clientWidth),
      selector,
    ).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
});

test('every tool stays on screen in a narrow window', async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 900 });
  await openEmpty(page);
  for (const name of ['Patterns', 'Open', 'Save', 'Configs', 'All commands'])
    await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
});

test('without storage and without other tabs the app still works, and says that nothing is kept', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined });
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused here', 'SecurityError');
    };
  });
  await openEmpty(page);
  await dropComponent(page, 'NGINX', 300, 300);
  await expect(onScreen(page).card('NGINX')).toBeVisible();
  await expect(page.getByText(/^Not saved/)).toBeVisible();
});

test('the command palette gives the focus back to the card it was called from', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  const node = page.locator('.react-flow__node', { has: onScreen(page).card('Orders') });
  await node.focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(node).toBeFocused();
});

for (const width of [1024, 1100, 1440])
  test(`at ${width} pixels every tool of the top bar stands on one line, on the screen`, async ({ page }) => {
    await page.setViewportSize({ width, height: 768 });
    await openEmpty(page);
    await openFile(page, 'shop.json', shop);
    for (const name of ['Patterns', 'Open', 'Save', 'Configs']) {
      const box = await page
        .getByRole('toolbar', { name: 'Design' })
        .getByRole('button', { name, exact: true })
        .boundingBox();
      expect(box?.height, name).toBeLessThan(44);
      expect((box?.x ?? width) + (box?.width ?? 0), name).toBeLessThanOrEqual(width);
    }
  });
