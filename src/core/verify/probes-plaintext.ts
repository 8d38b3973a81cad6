import { protocolOf } from '../model/protocols.ts';
import { httpWords, mysqlWords, opensslWords, postgresWords, redisWords, speaksOpenssl } from './commands.ts';
import { type Hop, probe } from './hop.ts';
import type { Asked, Expected, Probe, Tells } from './probe.ts';

/** A link in plaintext: it is taken, and TLS is not what the listener speaks. */
export function plaintextProbes(hop: Hop): Asked {
  const { reached } = hop;
  const redirected =
    reached.redirectsToTls && protocolOf(hop.dial.protocol).http ? ({ redirected: true } as const) : {};
  const asked = askPlainly(hop, { outcome: 'answered', ...redirected }, { taken: 'plaintext', refused: 'failed' });
  return { probes: [...asked.probes, ...tls(hop, asked.probes.length === 0)], unseen: asked.unseen };
}

/** A connection without TLS, in the protocol of the link. */
export function askPlainly(hop: Hop, expected: Expected, tells?: Tells): Asked {
  const how = plainCommand(hop);
  if (!how)
    return {
      probes: [],
      unseen: [
        {
          what: `No common tool asks in plaintext for what ${hop.dial.protocol} carries, so what the listener does with it was not asked`,
          instead: `look at the settings of ${hop.answering.node.id}`,
        },
      ],
    };
  const taken = expected.outcome === 'answered';
  return {
    probes: [
      probe(hop, {
        id: 'plaintext',
        title: `Plaintext is ${taken ? 'accepted' : 'refused'}${expected.redirected ? ', and sent on to https' : ''}`,
        ...how,
        expected,
        ...(tells ? { tells } : {}),
        why: taken ? 'The listener is drawn to take it.' : 'Whoever could speak plaintext here could be listened to.',
      }),
    ],
    unseen: [],
  };
}

function plainCommand({ dial, dialler }: Hop): Pick<Probe, 'command' | 'reading'> | null {
  if (protocolOf(dial.protocol).http) return { command: httpWords({ ...dial, tls: 'plaintext' }), reading: 'http' };
  switch (dial.protocol) {
    case 'postgres':
      return { command: postgresWords(dialler, dial, false), reading: 'postgres' };
    case 'mysql':
      return { command: mysqlWords(dialler, dial), reading: 'mysql' };
    case 'redis':
      return { command: redisWords(dial), reading: 'redis' };
    default:
      return null;
  }
}

/** `alone`: nothing else says what state the link is in. */
function tls(hop: Hop, alone: boolean): readonly Probe[] {
  const { dial, reached, answers } = hop;
  if (!speaksOpenssl(dial) || answers.clientCertificate === 'required') return [];
  const both = reached.mode === 'permissive';
  return [
    probe(hop, {
      id: 'tls',
      title: both ? 'TLS is accepted as well' : 'TLS is not spoken',
      command: opensslWords(dial, {}),
      reading: 'handshake',
      expected: { outcome: both ? 'answered' : 'refused' },
      ...(alone && !both ? { tells: { taken: 'encrypted', refused: 'plaintext' } as const } : {}),
      why: both ? 'The listener is drawn to take both.' : 'The design has this link in plaintext.',
    }),
  ];
}
