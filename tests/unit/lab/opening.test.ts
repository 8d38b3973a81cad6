import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutTls } from '../../../src/lab/probes/mysql.ts';
import { judge, nothing, type Streams, sameStream } from '../../../src/lab/wire/judge.ts';
import { Certificates } from '../../support/certificates.ts';
import { recordTls } from '../../support/tls-recording.ts';

const certificates = new Certificates();
afterAll(() => certificates.remove());
const canary = 'k7Qz2mWx9Tb4';
let tls: Streams;
let other: Streams;
beforeAll(async () => {
  const issued = certificates.issue({ issuer: 'private-ca', names: ['a.example'] });
  [tls, other] = await Promise.all([recordTls({ issued }), recordTls({ issued })]);
});

const bytes = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

const v1 = bytes('PROXY TCP4 127.0.0.1 127.0.0.1 40000 443\r\n');
/** Both addresses and ports of IPv4, and 0x04 (a no-op of 3 bytes) behind them. */
const v2 = hex('0d0a0d0a000d0a515549540a 21 11 0012 7f000001 7f000001 9c40 01bb 040003 000000');
const sslRequest = hex('00000008 04d2162f');
const gssRequest = hex('00000008 04d21630');
const startup = bytes(hex('00000016 00030000'), 'user\0postgres\0\0');
/** As MariaDB 10.11 greets: its capabilities begin with feff, and with fef7 where it has no TLS. */
const greeting = bytes(
  hex('6e000000 0a'),
  '5.5.5-10.11.6-MariaDB\0',
  hex('05000000'),
  'abcdefgh\0',
  hex('feff'),
  'x'.repeat(0x6e - 38),
);
const mysqlTlsRequest = hex(`20000001 8daabf09 00000040 2d ${'00'.repeat(23)}`);
const mysqlLogin = hex(`54000001 85a2bf09 00000040 2d ${'00'.repeat(23)} 726f6f7400`);

describe('a PROXY header', () => {
  it.each([
    ['v1', v1],
    ['v2', v2],
  ])('of %s stands before TLS, before an upgrade and before plaintext', (version, header) => {
    const behind = (sent: Buffer, received: Buffer | string = '') =>
      judge({ sent: bytes(header, sent), received: bytes(received) }, [canary]);
    expect(behind(tls.sent, tls.received)).toEqual({ ...judge(tls, []), proxyHeader: version });
    expect(behind(bytes(sslRequest, tls.sent), bytes('S', tls.received))).toEqual({
      ...judge(tls, []),
      proxyHeader: version,
      upgrade: 'postgres',
    });
    expect(behind(bytes(`GET /${canary}`))).toMatchObject({
      ...{ state: 'plaintext', proxyHeader: version, canaries: [canary] },
    });
    expect(behind(bytes(''))).toEqual({ ...nothing, proxyHeader: version });
  });

  it('may carry a canary itself', () => {
    const header = bytes(hex('0d0a0d0a000d0a515549540a 20 00 000c'), canary);
    expect(judge({ sent: bytes(header, tls.sent), received: tls.received }, [canary])).toMatchObject({
      ...{ state: 'tls', proxyHeader: 'v2', canaries: [canary] },
    });
  });

  it('is not whatever looks like the beginning of one', () => {
    for (const sent of [bytes('PROXY me\n'), bytes('PROXY '.padEnd(200), '\r\n'), v2.subarray(0, 20)])
      expect(judge({ sent, received: bytes() }, [])).toMatchObject({ state: 'plaintext', proxyHeader: null });
  });
});

describe('an upgrade', () => {
  const asked: readonly (readonly [string, Buffer, Buffer, Buffer])[] = [
    ['postgres', sslRequest, bytes('S'), bytes('N')],
    ['postgres', bytes(gssRequest, sslRequest), bytes('NS'), bytes('NN')],
    ['mysql', mysqlTlsRequest, greeting, greeting],
    [
      'smtp',
      bytes('EHLO a.example\r\nSTARTTLS\r\n'),
      bytes('220 b.example\r\n250-b.example\r\n250 STARTTLS\r\n220 go ahead\r\n'),
      bytes('220 b.example\r\n250 b.example\r\n454 no TLS\r\n'),
    ],
  ];

  it.each(asked)('of %s leads to TLS', (upgrade, request, agreed) => {
    const streams = { sent: bytes(request, tls.sent), received: bytes(agreed, tls.received) };
    expect(judge(streams, [])).toEqual({ ...judge(tls, []), upgrade });
    expect(sameStream(streams, tls)).toBe(true);
    expect(sameStream(streams, other)).toBe(false);
  });

  it.each(asked)('of %s may be refused, and the dialler leaves', (upgrade, request, _agreed, refused) => {
    expect(judge({ sent: request, received: refused }, [])).toEqual({ ...nothing, upgrade });
    // A courtesy of SMTP is no payload; anywhere else it is.
    expect(judge({ sent: bytes(request, 'QUIT\r\n'), received: refused }, []).state).toBe(
      upgrade === 'smtp' ? 'nothing' : 'plaintext',
    );
  });

  it.each(asked)('of %s may be refused, and the dialler goes on in plaintext', (upgrade, request, _agreed, refused) => {
    const sent = bytes(request, startup, canary);
    expect(judge({ sent, received: refused }, [canary])).toEqual({
      ...nothing,
      ...{ state: 'plaintext', upgrade, payload: true, canaries: [canary] },
    });
  });

  it('is not asked for by a dialler of the same protocol who wants none', () => {
    for (const [sent, received] of [
      [startup, bytes()],
      [mysqlLogin, greeting],
      [bytes('EHLO a.example\r\nMAIL FROM:<a@a.example>\r\n'), bytes('220 b.example\r\n')],
    ] as const)
      expect(judge({ sent, received }, [])).toEqual({ ...nothing, state: 'plaintext', payload: true });
    for (const [sent, received] of [
      [bytes(), greeting],
      [bytes('EHLO a.example\r\nQUIT\r\n'), bytes('220 b.example\r\n')],
    ] as const)
      expect(judge({ sent, received }, [])).toEqual(nothing);
  });
});

describe('a MySQL greeting', () => {
  it('loses the one flag of TLS', () => {
    const stripped = withoutTls(greeting) ?? bytes();
    expect([...stripped.keys()].filter((at) => stripped[at] !== greeting[at])).toEqual([41]);
    expect([greeting[41], stripped[41]]).toEqual([0xff, 0xf7]);
    for (const other of [stripped, bytes('220 b.example\r\n'), greeting.subarray(0, 30)])
      expect(withoutTls(other)).toBeNull();
  });
});

describe('a TLS stream', () => {
  it('is the same on two links, cut off or behind a header on one of them', () => {
    const shorter = { sent: tls.sent.subarray(0, -24), received: tls.received.subarray(0, -24) };
    expect(sameStream(tls, tls)).toBe(true);
    expect(sameStream(tls, shorter)).toBe(true);
    expect(sameStream({ sent: bytes(v1, tls.sent), received: tls.received }, shorter)).toBe(true);
  });

  it('is another one with another byte either way, and none is plaintext', () => {
    const changed = (stream: Buffer) => bytes(stream.subarray(0, -30), 'x', stream.subarray(-29));
    expect(sameStream(tls, other)).toBe(false);
    expect(sameStream(tls, { ...tls, sent: changed(tls.sent) })).toBe(false);
    expect(sameStream(tls, { ...tls, received: changed(tls.received) })).toBe(false);
    const clear = { sent: startup, received: bytes() };
    expect(sameStream(clear, clear)).toBe(false);
  });
});

it('whatever comes in is judged', () => {
  const beginnings = [
    bytes(),
    v1,
    v2,
    v2.subarray(0, 14),
    sslRequest,
    mysqlTlsRequest,
    bytes('STARTTLS\r\n'),
    greeting,
  ];
  const stream = fc
    .tuple(
      fc.constantFrom(...beginnings),
      fc.constantFrom('', '160301', '16030100ff010000fb0303', '1603030030020000', '15030300020228'),
      fc.uint8Array({ maxLength: 80 }),
    )
    .map(([beginning, records, rest]) => bytes(beginning, hex(records), Buffer.from(rest)));
  fc.assert(
    fc.property(stream, stream, (sent, received) => {
      const { state, payload } = judge({ sent, received }, [canary]);
      expect(payload).toBe(state === 'plaintext' || (state === 'tls' && payload));
      sameStream({ sent, received }, { sent: received, received: sent });
      withoutTls(received);
    }),
    { numRuns: 2_000 },
  );
});
