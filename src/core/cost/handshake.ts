import type { TlsVersion } from '../model/schema.ts';
import { versionRank } from '../simulation/bounds.ts';
import type { AssumptionId, HandshakeWork } from './assumed-numbers.ts';
import type { Assumptions } from './assumptions.ts';
import { counted, figure, toThousandths } from './figures.ts';
import type { CostLine, Place, TimeLine, WorkLine } from './lines.ts';
import { type Handshake, keyTypeTitles } from './measured-handshakes.ts';

/** One TLS handshake: who makes it, over how long a way, and what is asked of it. */
export interface Handshaking {
  readonly title: string;
  readonly client: Place;
  readonly server: Place;
  readonly version: TlsVersion;
  /** The client proves itself with a certificate too. */
  readonly mutual: boolean;
  readonly hybrid: boolean;
  /** Sends its first request along with a resumed handshake. */
  readonly earlyData: boolean;
  /** There and back between the two, however many relays lie between. */
  readonly way: { readonly milliseconds: number; readonly text: string };
}

/** Delay and work of a handshake. A resumed one needs no signature, and no certificate of the client again. */
export function handshake(
  assumptions: Assumptions,
  of: Handshaking,
  resumed: boolean,
): { readonly time: readonly TimeLine[]; readonly work: readonly WorkLine[] } {
  const modern = of.version === '1.3';
  const early = resumed && modern && of.earlyData;
  const rounds = assumptions.take(roundsOf(modern, resumed, early));
  const [client, server] = (['client', 'server'] as const).map((side) => workOf(assumptions, of, resumed, side));
  if (!client || !server) return { time: [], work: [] };
  const kind = `TLS ${of.version}${resumed ? ', resumed' : ''}${early ? ' with early data' : ''}`;
  const line = (place: Place, role: string, { value, how }: { value: number; how: string }): WorkLine => ({
    place,
    what: `${of.title}: handshake as ${role}`,
    how,
    value,
    unit: 'µs',
  });
  return {
    time: [
      {
        what: `${of.title}: ${kind}, handshake`,
        how: `${counted(rounds, 'RTT', 'RTT')} × ${of.way.text}`,
        value: toThousandths(rounds * of.way.milliseconds),
        unit: 'ms',
        part: 'encryption',
        roundTrips: rounds,
      },
      {
        what: `${of.title}: ${kind}, work at both ends`,
        how: `${figure(client.value)} µs + ${figure(server.value)} µs`,
        value: toThousandths((client.value + server.value) / 1_000),
        unit: 'ms',
        part: 'encryption',
        roundTrips: 0,
      },
    ],
    work: [line(of.client, 'client', client), line(of.server, 'server', server)],
  };
}

function roundsOf(modern: boolean, resumed: boolean, early: boolean): AssumptionId {
  if (early) return 'round-trips-tls13-early';
  if (modern) return 'round-trips-tls13';
  return resumed ? 'round-trips-tls12-resumed' : 'round-trips-tls12';
}

function workOf(
  { take, keyType }: Assumptions,
  { version, mutual }: Handshaking,
  resumed: boolean,
  side: 'client' | 'server',
): { readonly value: number; readonly how: string } {
  const measured = (which: Handshake): number => take(`cpu-${keyType}-${which}-${side}` satisfies HandshakeWork);
  const key = keyTypeTitles[keyType];
  // Measured for 1.2 and 1.3; the versions before work like 1.2.
  const family = versionRank(version) >= versionRank('1.3') ? 'tls13' : 'tls12';
  const generation = family === 'tls13' ? 'TLS 1.3' : 'TLS 1.2';
  if (resumed) return { value: measured(`${family}-resumed`), how: `${generation} resumed with ${key}` };
  if (!mutual) return { value: measured(`${family}-full`), how: `${generation} full with ${key}` };
  if (family === 'tls13')
    return { value: measured('tls13-mutual'), how: `${generation} full with ${key} and a client certificate` };
  // A client certificate under 1.2 was not measured; what it adds under 1.3 is laid on top.
  const [full, both, plain] = [measured('tls12-full'), measured('tls13-mutual'), measured('tls13-full')];
  return {
    value: toThousandths(Math.max(full, full + both - plain)),
    how: `TLS 1.2 full with ${key}: ${figure(full)} µs; a client certificate, as under TLS 1.3: ${figure(both)} − ${figure(plain)} µs`,
  };
}

/** Bytes that a full handshake puts on the wire. Measured for TLS 1.3 with ECDSA, taken for all others. */
export function handshakeBytes({ take }: Assumptions, of: Handshaking): readonly CostLine[] {
  return (['up', 'down'] as const).map((direction) => {
    const base = take(of.mutual ? `mutual-bytes-${direction}` : `handshake-bytes-${direction}`);
    const more = of.hybrid ? take(`hybrid-bytes-${direction}`) : 0;
    return {
      what: `${of.title}: full handshake, ${direction === 'up' ? 'from the client' : 'from the server'}`,
      how: `${figure(base)}${of.mutual ? ' with a client certificate' : ''}${of.hybrid ? ` + ${figure(more)} for the hybrid key exchange` : ''}`,
      value: toThousandths(base + more),
      unit: 'bytes',
    };
  });
}
