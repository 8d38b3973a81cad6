import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTap } from '../../../src/lab/tap.ts';
import { findCanaries } from '../../../src/lab/wire/canary.ts';
import { huffmanBits } from '../../../src/lab/wire/huffman.ts';

const canary = 'k7Qz2mWx9Tb4';
const found = (...parts: readonly (string | Buffer)[]) =>
  findCanaries(Buffer.concat(parts.map((part) => Buffer.from(part))), [canary]).length > 0;

describe('a canary', () => {
  it('is found as it is, and only then', () => {
    expect(found('GET /?q=', canary, ' HTTP/1.1')).toBe(true);
    expect(found('GET /?q=', canary.slice(0, -1), ' HTTP/1.1')).toBe(false);
    expect(found('GET /?q=', canary.toLowerCase())).toBe(false);
    expect(findCanaries(Buffer.from(`b${canary}`), ['notThereAtAll', canary])).toEqual([canary]);
  });

  it('is found in hex of either case', () => {
    const inHex = Buffer.from(`a${canary}b`).toString('hex');
    expect([found(inHex), found(inHex.toUpperCase())]).toEqual([true, true]);
  });

  it.each([0, 1, 2, 3])('is found in base64 with %i bytes before it and any number behind', (before) => {
    for (const encoding of ['base64', 'base64url'] as const)
      for (const behind of ['', '~', '~~', '~~~']) {
        const text = Buffer.from(`${'>'.repeat(before)}${canary}${behind}`).toString(encoding);
        expect(found('Authorization: Basic ', text), text).toBe(true);
        expect(found(text.slice(0, 12)), text).toBe(false);
      }
  });

  it.each(['', '0', 'A', 'B', 'X', 'a0', 'aA', 'AA', 'Bearer '])('is found in HPACK behind %j', async (before) => {
    expect(found(await headersOnTheWire(`${before}${canary}`))).toBe(true);
    expect(found(await headersOnTheWire(`${before}${canary.slice(3)}`))).toBe(false);
  });
});

describe('the code of HPACK', () => {
  it('is the published one', () => {
    // https://www.rfc-editor.org/rfc/rfc7541#appendix-C.4
    for (const [text, hex] of [
      ['www.example.com', 'f1e3c2e5f23a6ba0ab90f4ff'],
      ['no-cache', 'a8eb10649cbf'],
      ['custom-key', '25a849e95ba97d7f'],
      ['custom-value', '25a849e95bb8e8b4bf'],
    ] as const) {
      const bits = huffmanBits(text);
      const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? [];
      expect(Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))).toString('hex')).toBe(hex);
    }
  });

  it('has to have every character', () => {
    expect(() => huffmanBits('ä')).toThrow('no code');
  });
});

/** What a client of HTTP/2 in clear sends, its value of a header in Huffman's code. */
async function headersOnTheWire(value: string): Promise<Buffer> {
  const server = createServer((_request, response) => response.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tap = await startTap({ port: 0, target: (server.address() as AddressInfo).port });
  const session = connect(`http://127.0.0.1:${tap.port}`);
  try {
    const request = session.request({ ':path': '/', 'x-canary': value });
    request.resume().end();
    await once(request, 'close');
    return Buffer.concat(tap.connections().map(({ sent }) => sent));
  } finally {
    session.destroy();
    await tap.stop();
    server.close();
  }
}
