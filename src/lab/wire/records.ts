import { orNull, Reader } from './reader.ts';

/** https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export interface TlsRecord {
  readonly type: number;
  readonly body: Buffer;
}

export interface Records {
  readonly records: readonly TlsRecord[];
  /** Whether there is nothing besides records; the last one may be cut short. */
  readonly pure: boolean;
}

const header = 5;

export function readRecords(stream: Buffer): Records {
  const records: TlsRecord[] = [];
  let at = 0;
  while (isRecord(stream.subarray(at))) {
    const end = at + header + (stream.length < at + header ? 0 : stream.readUInt16BE(at + 3));
    if (end > stream.length) return { records, pure: true };
    records.push({ type: stream[at] ?? 0, body: stream.subarray(at + header, end) });
    at = end;
  }
  return { records, pure: at === stream.length };
}

/** From 20 (ChangeCipherSpec) to 24 (heartbeat), version 3.0 to 3.4. */
function isRecord(stream: Buffer): boolean {
  const [type, major, minor] = stream;
  if (type === undefined || type < 20 || type > 24) return false;
  return (major === undefined || major === 3) && (minor === undefined || minor <= 4);
}

export interface Message {
  readonly type: number;
  readonly body: Buffer;
}

/** The handshake messages in clear: those before the first ChangeCipherSpec. Messages and records need not fit each other. */
export function readMessages(records: readonly TlsRecord[]): readonly Message[] {
  const end = records.findIndex(({ type }) => type === contentType.changeCipherSpec);
  const clear = (end < 0 ? records : records.slice(0, end)).filter(({ type }) => type === contentType.handshake);
  const reader = new Reader(Buffer.concat(clear.map(({ body }) => body)));
  const messages: Message[] = [];
  for (;;) {
    const message = orNull(() => ({ type: reader.number(1), body: reader.vector(3).rest() }));
    if (message === null) return messages;
    messages.push(message);
  }
}
