import type { Duplex } from 'node:stream';
import { breakTogether, relay } from '../relay.ts';
import { readProxyHeader } from '../wire/proxy-header.ts';
import { isPostgresRequest, mysqlRequest, postgresTlsRequest, startsTls } from '../wire/upgrades.ts';
import { greetingGoesOn, loginOverTls, withoutTls } from './mysql.ts';
import { towards } from './onwards.ts';
import { openWith } from './opening.ts';
import { RoguePostgres } from './rogue-postgres.ts';

/**
 * Answers N to PostgreSQL's requests for encryption, takes TLS out of what a MySQL server says it can, and hangs up on a
 * ClientHello. Either server is spoken to in TLS if it can, so that it has no reason to refuse.
 */
export function strip(target: Duplex, intercept: (clear: Buffer) => void): Duplex {
  let heard: Buffer = Buffer.alloc(0);
  let greeting: Buffer = Buffer.alloc(0);
  let isPostgres = false;
  let isMysql = false;
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
        if (isPostgres) relayUnbound(dialler, onwards);
        else relay(dialler, onwards);
      };
      if (isPostgres) askForTls(dialler, target, goOn);
      else goOn(isMysql ? loginOverTls(heard, target) : target);
    },
    target: (chunk) => {
      greeting = Buffer.concat([greeting, chunk]);
      if (greetingGoesOn(greeting)) return;
      const stripped = withoutTls(greeting);
      isMysql ||= stripped !== null;
      dialler.write(stripped ?? greeting);
      greeting = Buffer.alloc(0);
    },
  });
  return near;
}

/** The server offers channel binding, for its own side is encrypted; the dialler is not to hear of it. */
function relayUnbound(dialler: Duplex, onwards: Duplex): void {
  const postgres = new RoguePostgres();
  dialler.on('data', (clear: Buffer) => {
    const answer = postgres.heard(clear);
    if (answer === null) onwards.write(clear);
    else dialler.write(answer);
  });
  onwards.on('data', (chunk: Buffer) => dialler.write(postgres.said(chunk)));
  dialler.on('end', () => onwards.end());
  onwards.on('end', () => dialler.end());
  breakTogether(dialler, onwards);
  onwards.resume();
  dialler.resume();
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
