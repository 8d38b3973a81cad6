import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** Old versions and weak keys too: it is the dialler who is put to the test, nobody else. */
export const anything = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

/** TLS towards the target, whoever that may be. */
export const towards = (target: Duplex, options: ConnectionOptions): TLSSocket =>
  connect({ socket: target, rejectUnauthorized: false, ...anything, ...options });
