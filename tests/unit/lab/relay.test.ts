import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { wirePair } from '../../../src/lab/probes/pair.ts';
import { relay } from '../../../src/lab/relay.ts';

const chunk = Buffer.alloc(64 * 1024);
const chunks = 100;
/** Until everything that can go on has gone on. */
const settled = async () => {
  for (let turn = 0; turn < 2 * chunks; turn++) await setImmediate();
};
const collected = (stream: Duplex): Buffer[] => {
  const all: Buffer[] = [];
  stream.on('data', (each: Buffer) => all.push(each));
  return all;
};

describe('a relay', () => {
  it('does not take from a fast side what a slow one does not want', async () => {
    const [fast, near] = wirePair();
    const slow = new Duplex({ read: () => {}, write: () => {} });
    relay(near, slow);
    for (let count = 0; count < chunks; count++) fast.write(chunk);
    await settled();
    expect(slow.writableLength).toBeLessThan(4 * chunk.length);
    expect(fast.writableLength).toBeGreaterThan((chunks - 5) * chunk.length);
  });
});

describe('two ends of a wire', () => {
  it('hand over everything, either way, and each end by itself', async () => {
    const [one, other] = wirePair();
    const [here, there] = [collected(one), collected(other)];
    for (let count = 0; count < chunks; count++) one.write(chunk);
    one.end('last');
    await settled();
    const everything = Buffer.concat([Buffer.alloc(chunks * chunk.length), Buffer.from('last')]);
    expect(Buffer.concat(there).equals(everything)).toBe(true);
    expect([other.readableEnded, other.writable]).toEqual([true, true]);
    other.end('answer');
    await settled();
    expect([`${Buffer.concat(here)}`, one.readableEnded, one.destroyed, other.destroyed]).toEqual([
      ...['answer', true, true, true],
    ]);
  });

  it('wait for each other', async () => {
    const [one, other] = wirePair();
    for (let count = 0; count < chunks; count++) one.write(chunk);
    await settled();
    expect(one.writableLength).toBeGreaterThan((chunks - 3) * chunk.length);
    const there = collected(other);
    await settled();
    expect(Buffer.concat(there).length).toBe(chunks * chunk.length);
  });

  it('break together', async () => {
    const [one, other] = wirePair();
    one.write('unread');
    one.destroy();
    await settled();
    expect([other.destroyed, other.readableEnded]).toEqual([true, false]);
  });
});
