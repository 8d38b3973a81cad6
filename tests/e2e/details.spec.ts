import { expect, test } from '@playwright/test';
import { onScreen, openEmpty, openFile } from './support.ts';

const design = JSON.stringify({
  format: 'plainsight/topology',
  version: 1,
  title: 'Details',
  nodes: [
    { id: 'app', product: 'generic-service', title: 'App', position: { x: 0, y: 0 } },
    {
      id: 'edge',
      product: 'nginx',
      title: 'Edge',
      position: { x: 320, y: 0 },
      listeners: [
        { id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'private-ca' } } },
        { id: 'http', port: 80, tls: { mode: 'plaintext' } },
      ],
    },
    { id: 'vault', product: 'vault-pki', title: 'Vault', position: { x: 320, y: 240 } },
  ],
  links: [{ id: 'l1', from: 'app', to: 'edge', listener: 'https', protocol: 'https', dial: { tls: 'tls' } }],
});

test('what few listeners need is set in the inspector and stands in the configuration', async ({ page }) => {
  const { inspector, card } = onScreen(page);
  await openEmpty(page);
  await openFile(page, 'details.json', design);
  await card('Edge').click();
  const https = inspector.getByRole('region', { name: 'Listener on port 443' });
  await https.getByText('More about TLS here').click();
  await https.getByLabel('Issued by').selectOption('Vault');
  await https.getByLabel('Strict-Transport-Security').selectOption('sent');
  await https.getByLabel('Best key exchange').selectOption('hybrid');
  await inspector.getByRole('region', { name: 'Listener on port 80' }).getByLabel('Only redirects to https').check();
  await page.getByRole('button', { name: 'Configs' }).click();
  const code = page.getByRole('region', { name: 'edge/nginx.conf' }).or(page.getByLabel('edge/nginx.conf'));
  await expect(code.first()).toContainText('Strict-Transport-Security');
  await expect(code.first()).toContainText('ssl_ecdh_curve auto');
  await expect(code.first()).toContainText('return 308 "https://$host$request_uri"');
  await page.getByRole('button', { name: /vault/ }).first().click();
  await expect(page.getByText('edge.internal').first()).toBeVisible();
});
