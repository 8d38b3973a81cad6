import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatNames } from '../../../src/core/diagram/formats.ts';
import { plainsight } from './world.ts';

const shop = new URL('../../../src/core/templates/shop.json', import.meta.url).pathname;
const edge = new URL('../../../src/core/templates/edge-termination.json', import.meta.url).pathname;
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plainsight-diagram-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const starts = {
  svg: /^<\?xml .*\?>\n<svg /,
  drawio: /^<\?xml .*\?>\n<mxfile /,
  mermaid: /^---\n/,
  excalidraw: /^\{\n {2}"type": "excalidraw"/,
  dot: /^digraph /,
  plantuml: /^@startuml\n/,
};

describe('diagram', () => {
  it.each(formatNames)('draws %s to standard output', async (format) => {
    const ran = await plainsight(['diagram', shop, '--format', format]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(starts[format]);
    expect(ran.out).toContain('Orders DB');
  });

  it('writes a file, which every command reads in the place of the document', async () => {
    const out = join(home, 'shop.svg');
    expect(await plainsight(['diagram', shop, '--out', out])).toEqual({ code: 0, out: '', err: '' });
    const [of, inside] = [await plainsight(['check', shop]), await plainsight(['check', out])];
    expect(inside).toEqual(of);
    expect((await plainsight(['diagram', out])).out).toBe(readFileSync(out, 'utf8'));
    expect(await plainsight(['diagram', shop, '--out', out])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--force'),
    });
    expect(await plainsight(['diagram', edge, '--out', out, '--force'])).toMatchObject({ code: 0 });
    expect(await plainsight(['compare', shop, out])).toMatchObject({ code: 0, err: '' });
  });

  it('leaves the design out when told to, and then can’t be read', async () => {
    const out = join(home, 'bare.svg');
    await plainsight(['diagram', shop, '--out', out, '--without-design']);
    const ran = await plainsight(['check', out]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('carries no design');
  });

  it('draws a flow, an observer and two designs', async () => {
    const flow = await plainsight(['diagram', edge, '--flow', 'checkout', '--alone']);
    expect(flow.out).toContain('Flow “Checkout”, carrying Card number and Session cookie.');
    const observer = await plainsight(['diagram', shop, '--observer', 'tap:vpc', '--theme', 'dark']);
    expect(observer.out).toContain('Someone listening in VPC: reads Card number.');
    const both = await plainsight(['diagram', edge, '--compare', shop]);
    expect(both.out).toContain('A: Edge termination');
    expect(both.out).toContain('B: Shop');
  });

  it.each([
    [['--format', 'gif'], 'svg, drawio, mermaid'],
    [['--theme', 'pink'], 'light, dark, print'],
    [['--flow', 'nope'], 'no flow "nope"; its flows: '],
    [['--observer', 'nope'], 'no observer "nope"; there are: tap:'],
    [['--flow', 'a', '--observer', 'recorder'], 'at a time'],
    [['--alone'], '--alone goes with --flow'],
  ])('refuses %j', async (args, why) => {
    const ran = await plainsight(['diagram', shop, ...args]);
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toContain(why);
  });

  it('refuses a picture that is none, as any other file', async () => {
    const file = join(home, 'not.png');
    writeFileSync(file, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]));
    expect(await plainsight(['diagram', file])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('damaged'),
    });
  });
});
