import { test } from '@playwright/test';
import { expectLink, onScreen, openEmpty, openFile } from './support.ts';

const design = JSON.stringify({
  format: 'plainsight/topology',
  version: 1,
  title: 'A mesh and a straggler',
  zones: [
    { id: 'cluster', kind: 'cluster', title: 'Cluster' },
    { id: 'mesh', kind: 'mesh', title: 'Meshed', parent: 'cluster' },
  ],
  nodes: [
    { id: 'cron', product: 'generic-service', title: 'Cron', zone: 'cluster', position: { x: 0, y: 0 } },
    { id: 'orders', product: 'generic-service', title: 'Orders', zone: 'mesh', position: { x: 320, y: 0 } },
    { id: 'payments', product: 'generic-service', title: 'Payments', zone: 'mesh', position: { x: 640, y: 0 } },
  ],
  links: [
    { id: 'l1', from: 'cron', to: 'payments', protocol: 'http', dial: { tls: 'plaintext' } },
    { id: 'l2', from: 'orders', to: 'payments', protocol: 'http', dial: { tls: 'plaintext' } },
  ],
});

test('a zone becomes a mesh: members are encrypted, strict turns the straggler away', async ({ page }) => {
  const { inspector } = onScreen(page);
  await openEmpty(page);
  await openFile(page, 'mesh.json', design);
  await expectLink(page, 'Orders', 'Payments', 'readable');
  await page
    .getByRole('button', { name: /Zone Meshed|^Meshed/ })
    .first()
    .click();
  await inspector.getByLabel('Service mesh').selectOption('istio');
  await expectLink(page, 'Orders', 'Payments', 'mutual TLS');
  await expectLink(page, 'Cron', 'Payments', 'readable');
  await inspector.getByLabel('Mutual TLS').selectOption('strict');
  await expectLink(page, 'Cron', 'Payments', 'fails');
  await expectLink(page, 'Orders', 'Payments', 'mutual TLS');
  await page.keyboard.press('Control+z');
  await expectLink(page, 'Cron', 'Payments', 'readable');
});
