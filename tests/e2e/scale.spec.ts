import { expect, type Page, test } from '@playwright/test';
import { onScreen, openEmpty, openFile, savedFile } from './support.ts';

const columns = 40;
const rows = 25;
const pitch = { x: 272, y: 152 } as const;

/** A thousand services in rows: each row is a chain of plaintext links, and one link asks for TLS where there is none. */
const large = JSON.stringify({
  format: 'plainsight/topology',
  version: 1,
  title: 'A thousand',
  zones: [{ id: 'all', kind: 'private-network', title: 'Everything' }],
  nodes: Array.from({ length: columns * rows }, (_, i) => ({
    id: `n${i}`,
    title: `Service ${i}`,
    product: 'generic-service',
    zone: 'all',
    position: { x: (i % columns) * pitch.x, y: Math.floor(i / columns) * pitch.y },
    listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext' } }],
  })),
  links: Array.from({ length: columns * rows }, (_, i) => i)
    .filter((i) => i % columns !== columns - 1)
    .map((i) => ({
      id: `l${i}`,
      from: `n${i}`,
      to: `n${i + 1}`,
      protocol: 'http',
      // The last link of the first row: TLS, to a port that speaks plaintext.
      dial: { tls: i === columns - 2 ? 'tls' : 'plaintext' },
    })),
  data: [{ id: 'card', title: 'Card number', classification: 'cardholder' }],
  flows: [0, 1, 2].map((row) => ({
    id: `f${row}`,
    title: `Row ${row}`,
    path: Array.from({ length: columns - 1 }, (_, i) => `l${row * columns + i}`),
    carries: ['card'],
  })),
});

const layer = (page: Page) => page.locator('canvas.layer');
const cards = (page: Page) => page.locator('.react-flow__node-card');

async function openLarge(page: Page): Promise<void> {
  await openEmpty(page);
  await openFile(page, 'large.json', large);
  await expect(layer(page)).toHaveAttribute('data-tiles', String(columns * rows));
  await expect(layer(page)).toHaveAttribute('data-layer', 'far');
}

/** Where a point of the drawing is on the screen, by the canvas's own transform. */
async function onPage(page: Page, point: { x: number; y: number }): Promise<{ x: number; y: number }> {
  return page.locator('.react-flow').evaluate((flow, { x, y }) => {
    const { left, top } = flow.getBoundingClientRect();
    const view = flow.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform ?? '';
    const [dx = 0, dy = 0, zoom = 1] = [...view.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(Number);
    return { x: left + dx + x * zoom, y: top + dy + y * zoom };
  }, point);
}

const middleOf = (i: number) => ({ x: (i % columns) * pitch.x + 88, y: Math.floor(i / columns) * pitch.y + 52 });

/** How many pixels of the layer around a point of the drawing are near a colour. */
async function pixels(page: Page, point: { x: number; y: number }, reach: number, colour: string): Promise<number> {
  const at = await onPage(page, point);
  return layer(page).evaluate(
    (element, { at, reach, colour }) => {
      const canvas = element as HTMLCanvasElement;
      const context = canvas.getContext('2d');
      const probe = document.createElement('canvas').getContext('2d');
      if (!context || !probe) throw new Error('no canvas');
      probe.fillStyle = getComputedStyle(canvas).getPropertyValue(colour);
      probe.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data;
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      const size = Math.ceil(reach * 2 * scale);
      const { data } = context.getImageData(
        (at.x - box.left - reach) * scale,
        (at.y - box.top - reach) * scale,
        size,
        size,
      );
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (
          (data[i + 3] ?? 0) > 120 &&
          Math.abs((data[i] ?? 0) - r) + Math.abs((data[i + 1] ?? 0) - g) + Math.abs((data[i + 2] ?? 0) - b) < 60
        )
          found++;
      return found;
    },
    { at, reach, colour },
  );
}

/** Turns the wheel with Ctrl held over a point until the scale is about the one wanted. */
async function zoomTo(page: Page, point: { x: number; y: number }, zoom: number): Promise<void> {
  const at = await onPage(page, point);
  await page.mouse.move(at.x, at.y);
  const now = await page
    .locator('.react-flow__viewport')
    .evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -Math.log2(zoom / now) / 0.002);
  await page.keyboard.up('Control');
}

test('a thousand components open as one layer, with hardly anything mounted, and as cards close up', async ({
  page,
}) => {
  await openLarge(page);
  expect(await cards(page).count()).toBeLessThan(10);
  await expect(page.locator('.react-flow__edge')).toHaveCount(0);
  // Readable links are red, those that no flow reaches are not.
  expect(await pixels(page, { x: 20.5 * pitch.x + 90, y: 52 }, 3, '--plain')).toBeGreaterThan(0);
  expect(await pixels(page, { x: 20.5 * pitch.x + 90, y: 10 * pitch.y + 52 }, 3, '--plain')).toBe(0);

  await zoomTo(page, middleOf(500), 1);
  await expect(layer(page)).toHaveAttribute('data-layer', 'near');
  await expect(onScreen(page).card('Service 500')).toBeInViewport();
  await expect(onScreen(page).link('Service 500', 'Service 501')).toBeVisible();
  expect(await cards(page).count()).toBeLessThan(150);

  await page.keyboard.press('f');
  await expect(layer(page)).toHaveAttribute('data-layer', 'far');
  await expect.poll(() => cards(page).count()).toBeLessThan(10);
});

test('a link that fails is seen from afar: broken, crossed, and not in red', async ({ page }) => {
  await openLarge(page);
  const i = columns - 2;
  const middle = { x: i * pitch.x + 176 + (pitch.x - 176) / 2, y: 52 };
  expect(await pixels(page, middle, 4, '--text')).toBeGreaterThan(0);
  expect(await pixels(page, middle, 2, '--plain')).toBe(0);
  await zoomTo(page, middle, 0.3);
  await expect.poll(() => pixels(page, middle, 8, '--text')).toBeGreaterThan(10);
  expect(await pixels(page, { x: middle.x - 44, y: 52 }, 4, '--broken')).toBeGreaterThan(0);
});

test('from afar a click selects, a drag moves, and undo takes it back', async ({ page }) => {
  await openLarge(page);
  const { inspector } = onScreen(page);
  const before = await savedFile(page);
  const [at, there] = [await onPage(page, middleOf(500)), await onPage(page, { x: 5440, y: 4400 })];
  await page.mouse.click(at.x, at.y);
  await expect(inspector.getByLabel('Name', { exact: true })).toHaveValue('Service 500');
  const line = await onPage(page, {
    x: 500.5 % columns === 0 ? 0 : (500 % columns) * pitch.x + 224,
    y: 12 * pitch.y + 52,
  });
  await page.mouse.click(line.x, line.y);
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('Service 500 → Service 501');

  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x, at.y + 20, { steps: 4 });
  await page.mouse.move(there.x, there.y, { steps: 6 });
  await page.mouse.up();
  await expect(inspector.getByLabel('Name', { exact: true })).toHaveValue('Service 500');
  const placeIn = (text: string) =>
    (JSON.parse(text) as { nodes: { id: string; position?: { x: number; y: number } }[] }).nodes.find(
      ({ id }) => id === 'n500',
    )?.position;
  // Nearer to where it was put than to any row beside: a pixel is 14 of the drawing here, and a drag begins after a few.
  const moved = placeIn(await savedFile(page));
  expect(Math.abs((moved?.x ?? 0) - (5440 - 88))).toBeLessThan(pitch.y / 2);
  expect(Math.abs((moved?.y ?? 0) - (4400 - 52))).toBeLessThan(pitch.y / 2);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => placeIn(await savedFile(page))).toEqual(placeIn(before));
});

test('a marquee from afar chooses what it covers, and the chosen move together', async ({ page }) => {
  await openLarge(page);
  const { inspector } = onScreen(page);
  const [from, to] = [
    await onPage(page, { x: -60, y: 22 * pitch.y - 20 }),
    await onPage(page, { x: 3 * pitch.x - 30, y: 24 * pitch.y - 20 }),
  ];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
  // Six cards, and the eight links that touch them.
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('12 selected');
  const [grip, there] = [
    await onPage(page, middleOf(22 * columns + 1)),
    await onPage(page, { x: 272 + 88, y: 26 * pitch.y + 52 }),
  ];
  await page.mouse.move(grip.x, grip.y);
  await page.mouse.down();
  await page.mouse.move(there.x, there.y, { steps: 8 });
  await page.mouse.up();
  const saved = JSON.parse(await savedFile(page)) as { nodes: { id: string; position: { x: number; y: number } }[] };
  const shift = [0, 1, 2].map((i) => {
    const node = saved.nodes.find(({ id }) => id === `n${22 * columns + i}`);
    return (node?.position.y ?? 0) - 22 * pitch.y;
  });
  expect(shift[0]).toBeGreaterThan(400);
  expect(new Set(shift).size).toBe(1);
});

test('the keyboard goes from card to card from afar, and its focus outlives the change of scale', async ({ page }) => {
  await openLarge(page);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-id'));
  const at = await onPage(page, middleOf(500));
  await page.mouse.click(at.x, at.y);
  expect(await focused()).toBe('n500');
  for (let presses = 0; presses < 4 && (await focused()) !== 'n501'; presses++) await page.keyboard.press('Tab');
  expect(await focused()).toBe('n501');
  await page.keyboard.press('Enter');
  await expect(onScreen(page).inspector.getByLabel('Name', { exact: true })).toHaveValue('Service 501');
  await page.keyboard.press('Shift+F');
  await expect(layer(page)).toHaveAttribute('data-layer', 'near');
  await expect(onScreen(page).card('Service 501')).toBeInViewport();
  expect(await focused()).toBe('n501');
  await page.keyboard.press('f');
  await expect(layer(page)).toHaveAttribute('data-layer', 'far');
  expect(await focused()).toBe('n501');
  await expect(onScreen(page).outline).toContainText(
    'Service 1 to Service 2: Anyone in Everything can read Card number',
  );
});

test('a double click from afar goes where it points', async ({ page }) => {
  await openLarge(page);
  const at = await onPage(page, middleOf(777));
  await page.mouse.dblclick(at.x, at.y);
  await expect(onScreen(page).card('Service 777')).toBeInViewport({ ratio: 1 });
  await expect(layer(page)).toHaveAttribute('data-layer', 'near');
});
