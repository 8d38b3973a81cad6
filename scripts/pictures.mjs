import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { serve } from './serve.mjs';

/*
 * Makes the pictures of the documentation from the real app, built before: `npm run pictures`.
 * Every picture opens a document of src/core/templates as a user would, and takes what is on screen.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = [
  { name: 'shop', document: 'shop', theme: 'light', width: 1440, height: 900 },
  { name: 'end-to-end', document: 'end-to-end', theme: 'dark', width: 1440, height: 900 },
  { name: 'online-boutique', document: 'online-boutique', theme: 'light', width: 1920, height: 1080 },
];

const server = await serve({ folder: join(root, 'dist/app'), port: 0 });
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
const executablePath = process.env.PLAINSIGHT_CHROMIUM;
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await mkdir(join(root, 'docs/pictures'), { recursive: true });
  for (const { name, document, theme, width, height } of pictures) {
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: theme === 'dark' ? 'dark' : 'light',
    });
    await page.goto(`http://127.0.0.1:${port}/`);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await (await chooser).setFiles(join(root, `src/core/templates/${document}.json`));
    await page.getByRole('status').filter({ hasText: 'opened' }).waitFor();
    // The message goes by itself; the picture is taken without it.
    await page.getByRole('status').filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
    await page.screenshot({ path: join(root, `docs/pictures/${name}.png`) });
    await page.close();
    console.log(`docs/pictures/${name}.png`);
  }
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}
