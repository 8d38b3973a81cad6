import type { Duplex } from 'node:stream';
import { breakTogether } from '../relay.ts';
import { mysqlTls } from '../wire/upgrades.ts';
import { towards } from './onwards.ts';
import { wirePair } from './pair.ts';

/** Three bytes of length, one that counts. */
const header = 4;

/** The first packet of a MySQL server, protocol version 10. */
const isGreeting = (stream: Buffer): boolean => stream.length > header && stream[3] === 0 && stream[4] === 10;

const isWhole = (stream: Buffer): boolean =>
  stream.length >= header && stream.length >= header + stream.readUIntLE(0, 3);

/** Whether the rest of a greeting is still to come. */
export const greetingGoesOn = (stream: Buffer): boolean => isGreeting(stream) && !isWhole(stream);

/**
 * A server's first words without the flag of TLS; null where they have none.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html
 */
export function withoutTls(greeting: Buffer): Buffer | null {
  if (!isGreeting(greeting)) return null;
  const endOfVersion = greeting.indexOf(0, header + 1);
  // Behind the version stand a thread's number (4), half of a challenge (8) and a filler (1).
  const at = endOfVersion + 1 + 13;
  if (endOfVersion < 0 || greeting.length < at + 2) return null;
  const capabilities = greeting.readUInt16LE(at);
  if ((capabilities & mysqlTls) === 0) return null;
  const stripped = Buffer.from(greeting);
  stripped.writeUInt16LE(capabilities & ~mysqlTls, at);
  return stripped;
}

/**
 * Speaks to the server in TLS for a client whose login, just begun, is in clear. The request for TLS is a packet that the
 * client has not counted, so all are renumbered until the server has answered the login with OK or an error.
 */
export function loginOverTls(login: Buffer, target: Duplex): Duplex {
  const request = Buffer.from(login.subarray(0, header + 32));
  request.writeUIntLE(32, 0, 3);
  request.writeUInt16LE(request.readUInt16LE(header) | mysqlTls, header);
  target.write(request);
  const session = towards(target, {});
  const [near, far] = wirePair();
  let over = false;
  const [toServer, toClient] = [packets(), packets()];
  far.on('data', (chunk: Buffer) => {
    for (const packet of over ? [chunk] : toServer(chunk)) session.write(over ? packet : renumbered(packet, 1));
  });
  session.on('data', (chunk: Buffer) => {
    for (const packet of over ? [chunk] : toClient(chunk)) {
      far.write(over ? packet : renumbered(packet, -1));
      over ||= packet[header] === 0x00 || packet[header] === 0xff;
    }
  });
  far.on('end', () => session.end());
  session.on('end', () => far.end());
  breakTogether(far, session);
  return near;
}

/** Cuts a stream into packets, and waits for the rest of one. */
function packets(): (chunk: Buffer) => Buffer[] {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    const whole: Buffer[] = [];
    while (isWhole(held)) {
      const length = header + held.readUIntLE(0, 3);
      whole.push(held.subarray(0, length));
      held = held.subarray(length);
    }
    return whole;
  };
}

function renumbered(packet: Buffer, by: 1 | -1): Buffer {
  const copy = Buffer.from(packet);
  copy.writeUInt8((copy.readUInt8(3) + by) & 0xff, 3);
  return copy;
}
