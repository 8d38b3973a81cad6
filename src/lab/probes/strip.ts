import type { Duplex } from 'node:stream';
import { relay } from '../relay.ts';
import { readProxyHeader } from '../wire/proxy-header.ts';
import { isPostgresRequest, mysqlRequest, mysqlTls, postgresTlsRequest, startsTls } from '../wire/upgrades.ts';
import { towards } from './onwards.ts';
import { openWith } from './opening.ts';

/**
 * Answers N to PostgreSQL's requests for encryption, takes TLS out of what a MySQL server says it can, and hangs up on a
 * ClientHello. A PostgreSQL server is spoken to in TLS where it wants that, so that it has no reason to refuse.
 */
export function strip(target: Duplex, intercept: (clear: Buffer) => void): Duplex {
  let heard: Buffer = Buffer.alloc(0);
  let greeting: Buffer = Buffer.alloc(0);
  let isPostgres = false;
  const { near, dialler, handOver } = openWith(target, {
    dialler: (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      const header = readProxyHeader(heard);
      if (header !== null) {
        target.write(heard.subarray(0, header.length));
        heard = heard.subarray(header.length);
      }
      for (; isPostgresRequest(heard); heard = heard.subarray(8)) {
        dialler.write('N');
        isPostgres = true;
      }
      if (heard.length === 0) return;
      if (startsTls(heard) || mysqlRequest(heard) > 0) {
        dialler.destroy();
        return;
      }
      handOver(heard);
      const goOn = (onwards: Duplex) => {
        dialler.on('data', intercept);
        relay(dialler, onwards);
      };
      if (isPostgres) askForTls(dialler, target, goOn);
      else goOn(target);
    },
    target: (chunk) => {
      greeting = Buffer.concat([greeting, chunk]);
      if (isGreeting(greeting) && greeting.length < 4 + greeting.readUIntLE(0, 3)) return;
      dialler.write(withoutTls(greeting));
      greeting = Buffer.alloc(0);
    },
  });
  return near;
}

function askForTls(dialler: Duplex, target: Duplex, goOn: (onwards: Duplex) => void): void {
  const fail = () => dialler.destroy();
  target.write(postgresTlsRequest);
  target.once('close', fail);
  target.resume().once('data', (answer: Buffer) => {
    target.off('close', fail).pause();
    goOn(answer.toString() === 'S' ? towards(target, {}) : target);
  });
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
