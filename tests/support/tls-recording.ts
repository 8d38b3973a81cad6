import { type ConnectionOptions, connect, TLSSocket, type TLSSocketOptions } from 'node:tls';
import { wirePair } from '../../src/lab/probes/pair.ts';
import type { Streams } from '../../src/lab/wire/judge.ts';
import type { Issued } from './certificates.ts';

/** Versions and suites of the past as well. */
const anything = { minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' } as const;

/** What Node's own TLS puts on the wire, either way, when a client says something, is answered in other words and leaves. */
export function recordTls({
  issued,
  server = {},
  client = {},
  say = 'a request',
}: {
  readonly issued: Issued;
  readonly server?: TLSSocketOptions;
  readonly client?: ConnectionOptions;
  /** Empty for a client that only shakes hands. */
  readonly say?: string;
}): Promise<Streams> {
  const [near, far] = wirePair();
  const sent: Buffer[] = [];
  const received: Buffer[] = [];
  far.on('data', (chunk: Buffer) => sent.push(chunk));
  near.on('data', (chunk: Buffer) => received.push(chunk));
  const options = { ...anything, cert: issued.certificate, key: issued.key, ...server };
  const listener = new TLSSocket(far, { isServer: true, ...options });
  listener.on('data', () => listener.end('an answer'));
  listener.on('end', () => listener.end());
  listener.on('error', () => {});
  return new Promise((resolve) => {
    const dialler = connect({ socket: near, rejectUnauthorized: false, ...anything, ...client }, () => {
      if (say === '') dialler.end();
      else dialler.write(say);
    });
    dialler.on('data', () => dialler.end());
    dialler.on('error', () => {});
    dialler.on('close', () =>
      setImmediate(() => resolve({ sent: Buffer.concat(sent), received: Buffer.concat(received) })),
    );
  });
}
