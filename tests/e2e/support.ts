import { expect, type Locator, type Page } from '@playwright/test';

/** What a person sees and touches, by role and label. */
export const onScreen = (page: Page) => ({
  canvas: page.getByRole('region', { name: 'Canvas' }),
  palette: page.getByRole('navigation', { name: 'Components' }),
  inspector: page.getByRole('complementary', { name: 'Inspector' }),
  findings: page.getByRole('list', { name: 'Findings' }),
  card: (title: string): Locator => page.getByRole('article', { name: title, exact: true }),
  component: (title: string): Locator =>
    page.getByRole('navigation', { name: 'Components' }).getByRole('button', { name: title, exact: true }),
  /** The badge of a link: its name says the hop and the state. */
  link: (from: string, to: string): Locator => page.getByRole('button', { name: new RegExp(`^${from} → ${to}: `) }),
  outline: page.getByRole('region', { name: 'Outline of the design' }),
});

/** The state that a link's badge tells, in its own words. */
export async function expectLink(page: Page, from: string, to: string, state: string): Promise<void> {
  await expect(onScreen(page).link(from, to)).toHaveAccessibleName(new RegExp(`: ${state}\\. `));
}

/** Opens the app on an empty design of its own. */
export async function openEmpty(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByText('Where does your TLS end?')).toBeVisible();
}

/** Drags a component from the palette to a point of the canvas, given from its top left corner. */
export async function dropComponent(page: Page, title: string, x: number, y: number): Promise<void> {
  const { component, canvas } = onScreen(page);
  await component(title).dragTo(canvas, { targetPosition: { x, y } });
}

/** Drags a link from the right edge of one card onto another. */
export async function dragLink(page: Page, from: string, to: string): Promise<void> {
  const { card } = onScreen(page);
  const start = await card(from).boundingBox();
  const end = await card(to).boundingBox();
  if (!start || !end) throw new Error(`no card ${from} or ${to} on screen`);
  await page.mouse.move(start.x + start.width, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x - 30, end.y + end.height / 2, { steps: 6 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 });
  await page.mouse.up();
}

/** Chooses a file in the dialogue that the Open button brings up. */
export async function openFile(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

/** The text of the file that Save hands out. */
export async function savedFile(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Loads results of a check by the command palette, as they are found there. */
export async function loadResults(page: Page, name: string, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Commands' }).fill('results');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('option', { name: 'Load results of a check…' }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}
