// https://www.postgresql.org/docs/current/protocol-message-formats.html
const startup = 196_608;
const sasl = 10;
const cleartext = 3;

/**
 * What somebody in the middle does about SCRAM, whose channel binding would tell the server of him (RFC 5802 §6): he
 * never asks for it. libpq answers a request for the password itself, and takes a login that succeeds at once, unless
 * `channel_binding=require` or `require_auth` forbids it. https://www.postgresql.org/docs/current/libpq-connect.html
 */
export class RoguePostgres {
  #speaks: boolean | null = null;
  #alone = false;

  /** From the dialler: what to answer in the server's place; null: pass it on. */
  heard(clear: Buffer): Buffer | null {
    this.#speaks ??= clear.length >= 8 && clear.readUInt32BE(4) === startup;
    if (!this.#alone) return null;
    const kind = String.fromCharCode(clear[0] ?? 0);
    if (kind === 'p') return Buffer.concat([message('R', number(0)), ready]);
    return kind === 'Q' ? Buffer.concat([message('C', Buffer.from('SELECT 0\0')), ready]) : Buffer.alloc(0);
  }

  /** From the server: what the dialler gets to read. */
  said(chunk: Buffer): Buffer {
    if (this.#alone) return Buffer.alloc(0);
    const asks = chunk[0] === 0x52 && chunk.length >= 9 && chunk.readUInt32BE(5) === sasl;
    if (!this.#speaks || !asks) return chunk;
    this.#alone = true;
    return message('R', number(cleartext));
  }
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const message = (kind: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(kind, 'latin1'), number(body.length + 4), body]);

const ready = message('Z', Buffer.from('I'));
