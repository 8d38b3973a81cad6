import type { LinkVerdict } from '../simulation/verdict.ts';

/** The mark of a link: what a glance must tell. In the order in which a legend explains them. */
export const linkMarks = [
  'plaintext',
  'shielded',
  'failed',
  'unverified',
  'downgradable',
  'ca',
  'server',
  'mutual',
  'unreached',
] as const;
export type LinkMark = (typeof linkMarks)[number];

export function markOf({ state, authentication, downgradable, layers }: LinkVerdict): LinkMark {
  // Plaintext inside an encrypted network: hidden from taps, open to the machines at both ends.
  if (state === 'plaintext' && layers.some(({ kind }) => kind === 'network')) return 'shielded';
  if (state !== 'encrypted') return state;
  if (downgradable) return 'downgradable';
  return authentication === 'none' ? 'unverified' : authentication;
}

export const markWords: Readonly<Record<LinkMark, string>> = {
  plaintext: 'readable',
  shielded: 'network only',
  server: 'TLS',
  mutual: 'mutual TLS',
  ca: 'CA only',
  unverified: 'unverified',
  downgradable: 'downgradable',
  failed: 'fails',
  unreached: 'not reached',
};

export const markMeanings: Readonly<Record<LinkMark, string>> = {
  plaintext: 'anyone on this network reads it',
  shielded: 'the network encrypts, the hosts at both ends read it',
  failed: 'does not connect',
  unverified: 'encrypted to whoever answers',
  downgradable: 'encrypted unless somebody objects',
  ca: 'any certificate of the CA will do',
  server: 'encrypted, the server proves itself',
  mutual: 'encrypted, both prove themselves',
  unreached: 'no working flow comes this far',
};
