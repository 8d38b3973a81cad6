import type { Duplex } from 'node:stream';
import { impostor } from './impostor.ts';
import { strip } from './strip.ts';

/** In PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Somebody on the way who does more than listen. */
export type Interference =
  /**
   * Ends the dialler's TLS with the certificate handed over (self-signed, for another name, expired) and passes on, in
   * clear to itself, to the target over TLS of its own that verifies nothing.
   */
  | ({ readonly kind: 'impostor'; readonly clientCertificate?: Certificate } & Certificate)
  /** Refuses TLS wherever it is asked for, so that a dialler who takes plaintext as well gives it. */
  | { readonly kind: 'strip' };

/** Takes the target's place: what is written to the stream that it returns comes from the dialler. */
export function interpose(interference: Interference, target: Duplex, intercept: (clear: Buffer) => void): Duplex {
  return interference.kind === 'impostor' ? impostor(interference, target, intercept) : strip(target, intercept);
}
