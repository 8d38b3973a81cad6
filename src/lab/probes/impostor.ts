import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { relay } from '../relay.ts';
import { type ClientHello, readClientHello } from '../wire/hello.ts';
import { readOpening } from '../wire/opening.ts';
import { readMessages, readRecords } from '../wire/records.ts';
import type { Certificate } from './interference.ts';
import { anything, towards } from './onwards.ts';
import { openWith } from './opening.ts';
import { RoguePostgres } from './rogue-postgres.ts';

/** What the impostor shows to the dialler, and to the target if that asks. */
export interface Identity extends Certificate {
  readonly clientCertificate?: Certificate;
}

/** Longer than any PROXY header with an upgrade behind it: whoever said so much in clear will not ask for TLS. */
const longestOpening = 16 * 1024;

/**
 * Ends the dialler's TLS with a certificate of its own. What comes before the ClientHello is passed on; a dialler who
 * never asks for TLS is merely relayed.
 */
export function impostor(identity: Identity, target: Duplex, intercept: (clear: Buffer) => void): Duplex {
  let heard: Buffer = Buffer.alloc(0);
  let passed = 0;
  const { near, dialler, handOver } = openWith(target, {
    dialler: (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      const { at, tls } = readOpening(heard);
      const end = tls ? at : heard.length;
      if (end > passed) target.write(heard.subarray(passed, end));
      passed = end;
      const hello = tls ? helloIn(heard.subarray(at)) : null;
      if (hello === null && passed < longestOpening) return;
      handOver(heard.subarray(passed));
      if (hello === null) relay(dialler, target);
      else standBetween({ identity, hello, dialler, target, intercept });
    },
    target: (chunk) => dialler.write(chunk),
  });
  return near;
}

function helloIn(stream: Buffer): ClientHello | null {
  const clientHello = readMessages(readRecords(stream).records)[0];
  return clientHello ? readClientHello(clientHello.body) : null;
}

function standBetween({
  identity,
  hello,
  dialler,
  target,
  intercept,
}: {
  readonly identity: Identity;
  readonly hello: ClientHello;
  readonly dialler: Duplex;
  readonly target: Duplex;
  readonly intercept: (clear: Buffer) => void;
}): void {
  const { certificate, key, clientCertificate } = identity;
  const onwards = towards(target, {
    ...(hello.serverName === null ? {} : { servername: hello.serverName }),
    ...(hello.alpn.length === 0 ? {} : { ALPNProtocols: [...hello.alpn] }),
    ...(clientCertificate ? { cert: clientCertificate.certificate, key: clientCertificate.key } : {}),
  });
  const postgres = new RoguePostgres();
  let inClear: TLSSocket | null = null;
  let heard = false;
  let lost = false;

  const pretend = (alpn: string | undefined) => {
    if (inClear !== null) return;
    inClear = new TLSSocket(dialler, {
      isServer: true,
      cert: certificate,
      key,
      ...anything,
      ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
    });
    inClear.on('data', (clear: Buffer) => {
      intercept(clear);
      heard = true;
      const answer = postgres.heard(clear);
      if (answer !== null) inClear?.write(answer);
      else if (lost) dialler.destroy();
      else onwards.write(clear);
    });
    inClear.on('end', () => onwards.end());
    inClear.on('error', () => dialler.destroy());
    inClear.on('close', () => dialler.destroy());
  };
  // A target that refuses the impostor, for want of a client certificate, does not save the dialler: what it would have
  // said is waited for all the same.
  const lose = () => {
    lost = true;
    if (heard) dialler.destroy();
    else pretend(hello.alpn[0]);
  };
  onwards.once('secureConnect', () => pretend(onwards.alpnProtocol || undefined));
  onwards.on('data', (chunk: Buffer) => inClear?.write(postgres.said(chunk)));
  onwards.on('end', () => (heard ? inClear?.end() : lose()));
  onwards.on('error', lose);
  dialler.on('close', () => onwards.destroy());
}
