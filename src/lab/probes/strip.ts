import type { Duplex } from 'node:stream';
import { breakTogether } from '../relay.ts';
import { readProxyHeader } from '../wire/proxy-header.ts';
import { isPostgresRequest, mysqlRequest, mysqlTls, startsTls } from '../wire/upgrades.ts';
import { wirePair } from './pair.ts';

/**
 * Answers N to PostgreSQL's requests for encryption, takes TLS out of what a MySQL server says it can, and hangs up on a
 * ClientHello. The target is spoken to in plaintext.
 */
export function strip(target: Duplex, intercept: (clear: Buffer) => void): Duplex {
  const [near, dialler] = wirePair();
  let held: Buffer = Buffer.alloc(0);
  let opened = false;
  const pass = (chunk: Buffer) => {
    intercept(chunk);
    if (!target.write(chunk)) dialler.pause();
  };
  target.on('drain', () => dialler.resume());
  dialler.on('data', (chunk: Buffer) => {
    if (opened) {
      pass(chunk);
      return;
    }
    held = Buffer.concat([held, chunk]);
    const header = readProxyHeader(held);
    if (header !== null) {
      target.write(held.subarray(0, header.length));
      held = held.subarray(header.length);
    }
    while (isPostgresRequest(held)) {
      dialler.write('N');
      held = held.subarray(8);
    }
    if (held.length === 0) return;
    if (startsTls(held) || mysqlRequest(held) > 0) {
      dialler.destroy();
      target.destroy();
      return;
    }
    opened = true;
    pass(held);
  });
  dialler.on('end', () => target.end());

  let greeted = false;
  let greeting: Buffer = Buffer.alloc(0);
  target.on('data', (chunk: Buffer) => {
    if (greeted) {
      if (!dialler.write(chunk)) target.pause();
      return;
    }
    greeting = Buffer.concat([greeting, chunk]);
    if (isGreeting(greeting) && greeting.length < 4 + greeting.readUIntLE(0, 3)) return;
    greeted = true;
    dialler.write(withoutTls(greeting));
  });
  dialler.on('drain', () => target.resume());
  target.on('end', () => dialler.end());
  breakTogether(dialler, target);
  return near;
}

/** The first packet of a MySQL server, protocol version 10. */
const isGreeting = (stream: Buffer): boolean => stream.length >= 5 && stream[3] === 0 && stream[4] === 10;

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
export function withoutTls(greeting: Buffer): Buffer {
  if (!isGreeting(greeting)) return greeting;
  const endOfVersion = greeting.indexOf(0, 5);
  // Behind the version stand a thread's number (4), half of a challenge (8) and a filler (1).
  const capabilities = endOfVersion + 1 + 13;
  if (endOfVersion < 0 || greeting.length < capabilities + 2) return greeting;
  const stripped = Buffer.from(greeting);
  stripped.writeUInt16LE(stripped.readUInt16LE(capabilities) & ~mysqlTls & 0xffff, capabilities);
  return stripped;
}
