import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectLink, onScreen, openEmpty, openFile } from './support.ts';

const shop = readFileSync(new URL('../../src/core/templates/shop.json', import.meta.url), 'utf8');

test('two tabs on one design both keep every edit', async ({ page, context }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await expect(onScreen(page).card('Orders')).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(onScreen(second).card('Orders')).toBeVisible();

  // One tab renames a component while the other changes its address: two fields of one record.
  await onScreen(page).card('Orders').click();
  await onScreen(page).inspector.getByLabel('Name', { exact: true }).fill('Order service');
  await page.keyboard.press('Enter');
  await onScreen(second).card('Order service').click();
  await onScreen(second).inspector.getByLabel('Address').fill('orders.svc.example');
  await second.keyboard.press('Enter');

  await expect(onScreen(page).card('Order service')).toBeVisible();
  await onScreen(page).card('Order service').click();
  await expect(onScreen(page).inspector.getByLabel('Address')).toHaveValue('orders.svc.example');

  // Undo takes back one's own edit only.
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(onScreen(second).card('Orders')).toBeVisible();
  await expect(onScreen(page).inspector.getByLabel('Address')).toHaveValue('orders.svc.example');
});

test('a finding jumps to its place, and its fix closes it and can be undone', async ({ page }) => {
  const { findings, inspector } = onScreen(page);
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await findings.getByRole('button', { name: /Orders → Orders DB/ }).click();
  await expect(inspector).toContainText('Orders → Orders DB');
  await findings.getByRole('button', { name: 'Terminate TLS at Orders DB and verify its certificate' }).click();
  await expectLink(page, 'Orders', 'Orders DB', 'TLS');
  await expect(findings).not.toContainText('Orders → Orders DB');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expectLink(page, 'Orders', 'Orders DB', 'readable');
  await expect(findings).toContainText('Orders → Orders DB');
});

test('what a product cannot do is shown with its reason', async ({ page }) => {
  const { inspector, component, card } = onScreen(page);
  await openEmpty(page);
  await component('AWS Application Load Balancer').click();
  await card('AWS Application Load Balancer').click();
  await expect(inspector.getByRole('radio', { name: 'Pass through by SNI' })).toBeDisabled();
  await inspector.getByText('Why not the others?').first().click();
  await expect(inspector).toContainText('AWS Application Load Balancer:');
});

test('the patterns open from the dialogue', async ({ page }) => {
  await openEmpty(page);
  await page.getByRole('button', { name: 'Browse patterns' }).click();
  await page.getByRole('button', { name: /^End to end/ }).click();
  await expect(onScreen(page).inspector).toContainText('End to end');
  await expect(page.getByText(/^All \d+ links encrypted to a verified peer\.$/).first()).toBeVisible();
});

test('configurations show per node and follow the drawing', async ({ page }) => {
  await openEmpty(page);
  await openFile(page, 'shop.json', shop);
  await page.getByRole('button', { name: 'Configs' }).click();
  const code = page.getByRole('region', { name: 'gateway/nginx.conf' });
  await page.getByRole('button', { name: 'gateway/nginx.conf' }).click();
  await expect(code).toContainText('ssl_certificate');
  await expect(code).toContainText('server orders.internal:8080');
  await onScreen(page).link('API gateway', 'Orders').click();
  await expect(code).toContainText('WILL NOT CONNECT');
});
