import { protocolOf } from '../model/protocols.ts';
import { httpWords } from './commands.ts';
import { type Hop, probe } from './hop.ts';
import type { Asked } from './probe.ts';
import { ofTheDialler } from './probes-encrypted.ts';

/** A listener that expects a PROXY protocol header: curl can send one, in version 1, and no other tool here can. */
export function headedProbes(hop: Hop): Asked {
  const { dial, outcome, dialler } = hop;
  const encrypted = outcome.kind === 'session';
  const dialled = encrypted ? [ofTheDialler(hop)] : [];
  if (!protocolOf(dial.protocol).http)
    return {
      probes: [],
      unseen: [
        {
          what: `The listener expects a PROXY protocol header, which no common tool puts before ${dial.protocol}`,
          instead: `ask through ${dialler.node.id}, which sends one`,
        },
        ...dialled,
      ],
    };
  // curl checks the name wherever it checks the issuer: too much for a dial that looks at the issuer alone.
  const checked = { ...dial, verify: dial.verify === 'ca' ? 'none' : dial.verify } as const;
  return {
    probes: [
      probe(hop, {
        id: 'session',
        title: 'A request behind a PROXY protocol header is answered',
        command: httpWords({ ...checked, sendsProxyProtocol: 'v1' }),
        reading: 'http',
        expected: { outcome: 'answered', ...(encrypted ? { version: outcome.version } : {}) },
        tells: { taken: encrypted ? 'encrypted' : 'plaintext', refused: 'failed' },
        why: 'The listener is drawn to expect the header; a version 1 header is tried.',
      }),
      probe(hop, {
        id: 'no-proxy-header',
        title: 'A request without the header is turned away',
        command: httpWords({ ...checked, verify: 'none', sendsProxyProtocol: null }),
        reading: 'http',
        expected: { outcome: 'refused' },
        why: 'Where it is optional, anybody may claim any address.',
      }),
    ],
    unseen: [
      ...(encrypted
        ? [
            {
              what: 'OpenSSL sends no PROXY protocol header: refused versions, client certificates and ALPN were not asked',
              instead: `look at the settings of ${hop.answering.node.id}`,
            },
          ]
        : []),
      ...dialled,
    ],
  };
}
