import { expect, test } from '@playwright/test';
import { dragLink, dropComponent, expectLink, onScreen, openEmpty, savedFile } from './support.ts';

const alb = 'AWS Application Load Balancer';

test('the edge pattern, drawn with the mouse alone', async ({ page }) => {
  const { card, inspector, findings } = onScreen(page);
  await openEmpty(page);

  await dropComponent(page, 'Browser', 140, 260);
  await dropComponent(page, alb, 420, 260);
  await dropComponent(page, 'Service', 700, 260);
  await expect(card('Service')).toBeVisible();

  await dragLink(page, 'Browser', alb);
  await dragLink(page, alb, 'Service');

  // The balancer listens in plaintext, as it does when fresh; the browser dials TLS: that can't work, and says so.
  await expectLink(page, 'Browser', alb, 'fails');
  await expectLink(page, alb, 'Service', 'not reached');
  await expect(findings).toContainText('will not connect');

  await card(alb)
    .getByRole('button', { name: /Change where TLS ends/ })
    .click();
  await expectLink(page, 'Browser', alb, 'TLS');
  await expectLink(page, alb, 'Service', 'readable');
  await page.getByRole('region', { name: 'Canvas' }).click({ position: { x: 440, y: 60 } });
  await expect(inspector).toContainText('Edge termination');
  await expect(findings).toContainText('can read everything sent');

  // One click on the link's badge encrypts it; the service does not answer in TLS yet, which shows at once.
  await onScreen(page).link(alb, 'Service').click();
  await expectLink(page, alb, 'Service', 'fails');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expectLink(page, alb, 'Service', 'readable');

  // The finding's fix does both ends, as far as the balancer can: it encrypts and verifies nothing.
  await findings.getByRole('button', { name: 'Terminate TLS at Service and verify its certificate' }).click();
  await expectLink(page, alb, 'Service', 'unverified');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expectLink(page, alb, 'Service', 'readable');

  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  const before = await savedFile(page);
  await page.reload();
  await expect(card('Service')).toBeVisible();
  await expectLink(page, alb, 'Service', 'readable');
  expect(await savedFile(page)).toBe(before);
});

test('the edge pattern, drawn with the keyboard alone', async ({ page }) => {
  const { card, inspector } = onScreen(page);
  await openEmpty(page);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  // The box that a key brings up takes what is typed from the moment it has the focus.
  const type = async (box: string, text: string) => {
    await expect(page.getByRole('combobox', { name: box })).toBeFocused();
    await page.keyboard.type(text);
  };

  await press('a');
  await type('Add a component', 'Browser');
  await press('Enter');
  await expect(card('Browser')).toBeVisible();

  await press('a');
  await type('Add a component', 'Application Load Balancer');
  await expect(page.getByRole('option', { name: /AWS Application Load Balancer/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await press('Enter');
  await expect(card(alb)).toBeVisible();
  await press('t');
  await expect(card(alb).getByRole('button', { name: /TLS ends here/ })).toBeVisible();

  await press('a');
  await type('Add a component', 'application of your own, in any');
  await press('Enter');
  // What was added has the focus.
  await expect(page.getByRole('group').filter({ has: card('Service') })).toBeFocused();

  // Reach the cards by Tab, once round the whole page if need be, and link each to the next with L.
  const focusCard = async (title: string) => {
    for (let i = 0; i < 200; i++) {
      const at = await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.matches('[role="group"]')
          ? activeElement.querySelector('article')?.getAttribute('aria-label')
          : null;
      });
      if (at === title) return;
      await press('Tab');
    }
    throw new Error(`Tab does not reach ${title}`);
  };
  await focusCard('Browser');
  await press('Enter', 'l');
  await type('Link Browser to', 'Application Load');
  await press('Enter');
  await expectLink(page, 'Browser', alb, 'TLS');
  await focusCard(alb);
  await press('Enter', 'l');
  await type(`Link ${alb} to`, 'Service');
  await press('Enter');
  await expectLink(page, alb, 'Service', 'readable');

  // E changes how the link just drawn dials; undo takes it back.
  await press('e');
  await expectLink(page, alb, 'Service', 'fails');
  await press('Control+z');
  await expectLink(page, alb, 'Service', 'readable');
  await press('Escape');
  await expect(inspector).toContainText('Edge termination');

  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(card('Service')).toBeVisible();
  await expectLink(page, 'Browser', alb, 'TLS');
  await expectLink(page, alb, 'Service', 'readable');
});
