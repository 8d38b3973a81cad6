import { protocolOf } from '../model/protocols.ts';
import type { TlsVersion } from '../model/schema.ts';
import { checksServer } from '../plan/certificates.ts';
import { httpWords, neighbour, opensslWords, postgresWords, speaksOpenssl } from './commands.ts';
import { type Hop, probe } from './hop.ts';
import type { Asked, Probe, Unseen } from './probe.ts';
import { askPlainly } from './probes-plaintext.ts';

/** A link in a TLS session: what is agreed on, whom the certificate is for, who is let in, and what is refused. */
export function encryptedProbes(hop: Hop): Asked {
  const { dial, answers, reached } = hop;
  if (!speaksOpenssl(dial))
    return {
      probes: [],
      unseen: [
        {
          what: `No common tool asks for TLS in band as ${dial.protocol} does`,
          instead: 'look at the settings of both ends, or record a connection',
        },
        ofTheDialler(hop),
      ],
    };
  // A relay in front of a listener that takes both may have no route for what has no ClientHello.
  const plain =
    answers.mode === 'permissive' && reached !== answers
      ? nothing
      : askPlainly(hop, { outcome: answers.mode === 'permissive' ? 'answered' : 'refused' });
  const callers = clientCertificate(hop);
  return {
    probes: [
      session(hop),
      ...certificate(hop),
      ...callers.probes,
      ...versions(hop),
      ...serverName(hop),
      ...alpn(hop),
      ...plain.probes,
      ...strictTransport(hop),
    ],
    unseen: [...callers.unseen, ...plain.unseen, ofTheDialler(hop)],
  };
}

const nothing: Asked = { probes: [], unseen: [] };

/** A dial that checks its peer shows so only to a peer that lies. */
export const ofTheDialler = ({ dialler, dial, dialler: { node } }: Hop): Unseen =>
  checksServer({ ...dial, forwarded: false })
    ? {
        what: `Whether ${node.id} refuses a listener with another certificate than the right one: only a false listener would find out`,
        instead: `compare the settings of ${node.id} (${dialler.product.title}) with what is exported for it`,
      }
    : {
        what: `${node.id} is drawn to accept any certificate, so whoever answers in the listener's place is believed`,
        instead: 'nothing can be probed; the design says it as a finding',
      };

function session(hop: Hop): Probe {
  const { dial, outcome } = hop;
  // Over HTTP the request shows it; everybody else is waited for.
  const late = dial.tls === 'mutual' && !isHttp(hop);
  return probe(hop, {
    id: 'session',
    title: 'TLS is spoken, and this version is agreed on',
    command: opensslWords(dial, { present: true, late }),
    reading: late ? 'late' : 'handshake',
    expected: { outcome: 'answered', ...(outcome.kind === 'session' ? { version: outcome.version } : {}) },
    tells: { taken: 'encrypted', refused: dial.tls === 'opportunistic' ? 'plaintext' : 'failed' },
    why: 'The design has this link encrypted.',
  });
}

function certificate(hop: Hop): readonly Probe[] {
  const { dial } = hop;
  if (!checksServer({ ...dial, forwarded: false })) return [];
  const named = dial.verify === 'full';
  return [
    probe(hop, {
      id: 'certificate',
      title: `The certificate is good: issuer and dates${named ? `, and the name ${dial.serverName}` : '; the name is not looked at'}`,
      command: opensslWords(dial, { present: true, verify: true }),
      reading: 'handshake',
      expected: { outcome: 'answered' },
      tells: { taken: 'encrypted', refused: 'failed' },
      why: `${hop.dialler.node.id} checks the same against the same file of CAs, and would not connect.`,
    }),
  ];
}

function clientCertificate(hop: Hop): Asked {
  const { dial, answers, answering } = hop;
  const asks = (asked: boolean, why: string): Probe =>
    probe(hop, {
      id: 'client-certificate-asked',
      title: asked ? 'A client certificate is asked for' : 'No client certificate is asked for',
      command: opensslWords(dial, {}),
      reading: 'handshake',
      expected: { asked },
      why,
    });
  switch (answers.clientCertificate) {
    case 'none':
      // Some ask everybody, and look at what comes only where an account wants it.
      return answering.product.asksEveryClient === undefined
        ? { probes: [asks(false, 'The design has the listener ask for none.')], unseen: [] }
        : nothing;
    case 'optional':
      return {
        probes: [asks(true, 'The listener is drawn to ask, and to go on without one.'), stranger(hop, 'answered')],
        unseen: [],
      };
    case 'required': {
      const asked = asks(true, 'The listener is drawn to let in only whoever has a certificate.');
      if (dial.protocol === 'mysql')
        return {
          probes: [asked],
          unseen: [
            {
              what: 'MySQL and MariaDB demand a client certificate account by account, after the login',
              instead: 'ask the server: SHOW CREATE USER',
            },
          ],
        };
      return { probes: [...known(hop), asked, stranger(hop, 'refused')], unseen: [] };
    }
  }
}

/** Over HTTP some servers take every handshake, and turn the request away. */
const known = (hop: Hop): readonly Probe[] =>
  isHttp(hop)
    ? [
        probe(hop, {
          id: 'client-certificate',
          title: 'A request with the client certificate is answered',
          command: httpWords({ ...hop.dial, verify: 'none' }),
          reading: 'http',
          expected: { outcome: 'answered' },
          tells: { taken: 'encrypted', refused: 'failed' },
          why: `${hop.dialler.node.id} presents this certificate.`,
        }),
      ]
    : [];

function stranger(hop: Hop, outcome: 'answered' | 'refused'): Probe {
  const { dial, dialler } = hop;
  const bare = { ...dial, tls: 'tls', verify: 'none' } as const;
  const how = isHttp(hop)
    ? ({ command: httpWords(bare), reading: 'http' } as const)
    : dial.protocol === 'postgres'
      ? ({ command: postgresWords(dialler, bare, true), reading: 'postgres' } as const)
      : ({ command: opensslWords(bare, { late: true }), reading: 'late' } as const);
  return probe(hop, {
    id: 'no-client-certificate',
    title: `Whoever has no client certificate is ${outcome === 'refused' ? 'turned away' : 'let in all the same'}`,
    ...how,
    expected: { outcome },
    why:
      outcome === 'refused'
        ? 'Otherwise the listener does not know who calls.'
        : 'The certificate is drawn as optional.',
  });
}

function versions(hop: Hop): readonly Probe[] {
  const { dial, answers } = hop;
  const [min, max] = answers.versions;
  const refuses = (id: string, version: TlsVersion | null, why: string): readonly Probe[] =>
    version === null
      ? []
      : [
          probe(hop, {
            id,
            title: `TLS ${version} is refused`,
            command: opensslWords(dial, { versions: [version, version], present: true }),
            reading: 'handshake',
            expected: { outcome: 'refused' },
            why,
          }),
        ];
  return [
    ...refuses('old-version', neighbour(min, -1), `The oldest version drawn for the listener is TLS ${min}.`),
    ...refuses('newer-version', neighbour(max, 1), `The newest version drawn for the listener is TLS ${max}.`),
  ];
}

/** A relay that routes by name and has no other route turns away whoever sends none. */
function serverName(hop: Hop): readonly Probe[] {
  const { dial, reached } = hop;
  const routed = reached.mode === 'passthrough' && reached.by === 'sni' && reached.upstreams.length > 0;
  if (!routed || !reached.upstreams.every(({ match }) => (match?.sni?.length ?? 0) > 0)) return [];
  return [
    probe(hop, {
      id: 'no-server-name',
      title: 'Without a server name nobody gets through',
      command: opensslWords(dial, { nameless: true, present: true }),
      reading: 'handshake',
      expected: { outcome: 'refused' },
      why: `${hop.to.node.id} routes by the name in the ClientHello, and no route is drawn for none.`,
    }),
  ];
}

function alpn(hop: Hop): readonly Probe[] {
  const { dial, answers } = hop;
  const needed = protocolOf(dial.protocol).needsHttp2 ? ['h2'] : undefined;
  const offered = dial.alpn ?? answers.alpn ?? needed ?? [];
  const agreed = offered.filter((id) => (answers.alpn ?? needed ?? []).includes(id));
  if (agreed.length === 0) return [];
  return [
    probe(hop, {
      id: 'alpn',
      title: `An application protocol is agreed on: ${agreed.join(' or ')}`,
      command: opensslWords(dial, { alpn: offered, present: true }),
      reading: 'handshake',
      expected: { outcome: 'answered', alpn: agreed },
      why: needed ? 'gRPC needs HTTP/2.' : 'Both ends are drawn to speak it.',
    }),
  ];
}

const strictTransport = (hop: Hop): readonly Probe[] =>
  hop.answers.strictTransport === 'off' || !isHttp(hop)
    ? []
    : [
        probe(hop, {
          id: 'strict-transport',
          title: 'Browsers are told to come by https only',
          command: httpWords({ ...hop.dial, verify: 'none' }),
          reading: 'http',
          expected: { outcome: 'answered', strict: true },
          why: 'Strict-Transport-Security is drawn for this listener.',
        }),
      ];

const isHttp = ({ dial }: Hop): boolean => protocolOf(dial.protocol).http;
