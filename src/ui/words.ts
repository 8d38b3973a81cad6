import type { TerminationMode } from '../core/model/commands.ts';
import type { Dial, ListenerTls } from '../core/model/schema.ts';
import type { LinkState } from '../core/simulation/verdict.ts';

export { type LinkMark, linkMarks, markMeanings, markOf, markWords } from '../core/diagram/marks.ts';
export { designSentence, linkSentence, nodeSentence, zoneKindTitles } from '../core/diagram/sentences.ts';

/** What the interface calls things, in one place. First what it means for the reader, then how it is called. */

export const terminationTitles: Readonly<Record<TerminationMode, string>> = {
  plaintext: 'Plaintext',
  terminate: 'Terminate TLS',
  permissive: 'Both (permissive)',
  'passthrough-sni': 'Pass through by SNI',
  'passthrough-tcp': 'Pass through (TCP)',
};

export const terminationMeanings: Readonly<Record<ListenerTls['mode'], string>> = {
  plaintext: 'Listens in plaintext',
  terminate: 'TLS ends here',
  permissive: 'Accepts TLS and plaintext',
  passthrough: 'Relays TLS without reading it',
};

export const dialTitles: Readonly<Record<Dial['tls'], string>> = {
  plaintext: 'Plaintext',
  tls: 'TLS',
  mutual: 'Mutual TLS',
  opportunistic: 'If offered',
};

/** What was seen on a link where it is deployed. */
export const seenWords: Readonly<Record<LinkState, string>> = {
  plaintext: 'readable',
  encrypted: 'encrypted',
  failed: 'fails',
  unreached: 'no traffic',
};
