import type { KeyExchange, TlsVersion } from '../../core/model/schema.ts';
import { findCanaries } from './canary.ts';
import { answerAt, type Opening, readOpening, type Upgrade } from './opening.ts';
import { readTls, type TlsSession } from './tls.ts';
import { saysNothing } from './upgrades.ts';

/** Both directions of a connection: `sent` by the dialler, `received` by it. */
export interface Streams {
  readonly sent: Buffer;
  readonly received: Buffer;
}

/** What a connection shows to whoever stands on its way. */
export interface Seen {
  /** Nothing: no payload came this way. No connection, an empty one, a server's banner, a refused request for TLS. */
  readonly state: 'nothing' | 'plaintext' | 'tls';
  readonly proxyHeader: 'v1' | 'v2' | null;
  /** TLS was asked for in the protocol itself first; that much is readable. */
  readonly upgrade: Upgrade | null;
  readonly version: TlsVersion | null;
  readonly serverName: string | null;
  readonly offeredAlpn: readonly string[];
  readonly keyExchange: KeyExchange | null;
  /** The 32 bytes of the ClientHello's random, in hex: the same on two links is one session. */
  readonly random: string | null;
  /** TLS 1.3 hides it, and so does a session resumed. */
  readonly clientCertificate: TlsSession['clientCertificate'];
  /** Whether application data went towards the listener. A handshake alone is no request. */
  readonly payload: boolean;
  /** The name of an alert in clear. */
  readonly alert: string | null;
  /** Those found, in any encoding, either way. */
  readonly canaries: readonly string[];
}

export const nothing: Seen = {
  state: 'nothing',
  proxyHeader: null,
  upgrade: null,
  version: null,
  serverName: null,
  offeredAlpn: [],
  keyExchange: null,
  random: null,
  clientCertificate: 'none',
  payload: false,
  alert: null,
  canaries: [],
};

export function judge({ sent, received }: Streams, canaries: readonly string[]): Seen {
  const opening = readOpening(sent);
  const { proxyHeader, upgrade } = opening;
  const found = canaries.filter((canary) => [sent, received].some((way) => findCanaries(way, [canary]).length > 0));
  const seen: Seen = { ...nothing, proxyHeader, upgrade, canaries: found };
  const tls = opening.tls ? tlsOf({ sent, received }, opening) : null;
  if (tls?.pure) {
    const { hello, version, keyExchange, clientCertificate, payload, alert } = tls;
    return {
      ...seen,
      state: 'tls',
      serverName: hello?.serverName ?? null,
      offeredAlpn: hello?.alpn ?? [],
      random: hello?.random ?? null,
      ...{ version, keyExchange, clientCertificate, payload, alert },
    };
  }
  return saysNothing(sent.subarray(opening.at), received) ? seen : { ...seen, state: 'plaintext', payload: true };
}

const tlsOf = ({ sent, received }: Streams, { at, upgrade }: Opening): TlsSession =>
  readTls(sent.subarray(at), received.subarray(answerAt(received, upgrade)));

/** Of several connections the one that weighs most, with the canaries of all: what is in clear, then what is payload. */
export function judgeAll(connections: readonly Streams[], canaries: readonly string[]): Seen {
  const all = connections.map((connection) => judge(connection, canaries));
  const weightiest = all.reduce((most, each) => (weight(each) > weight(most) ? each : most), nothing);
  return { ...weightiest, canaries: canaries.filter((canary) => all.some((each) => each.canaries.includes(canary))) };
}

function weight({ state, payload, version, upgrade, proxyHeader }: Seen): number {
  if (state === 'plaintext') return 5;
  if (state === 'tls') return payload ? 4 : version === null ? 2 : 3;
  return upgrade !== null || proxyHeader !== null ? 1 : 0;
}

/** Whether two links carry one TLS stream. An end may be cut off on one of them: the last alert often reaches one side only. */
export function sameStream(a: Streams, b: Streams): boolean {
  const [one, other] = [streamsOf(a), streamsOf(b)];
  if (one === null || other === null) return false;
  return isPrefix(one.sent, other.sent) && isPrefix(one.received, other.received);
}

/** From the ClientHello on. */
function streamsOf({ sent, received }: Streams): Streams | null {
  const { tls, at, upgrade } = readOpening(sent);
  return tls ? { sent: sent.subarray(at), received: received.subarray(answerAt(received, upgrade)) } : null;
}

function isPrefix(a: Buffer, b: Buffer): boolean {
  const length = Math.min(a.length, b.length);
  return a.subarray(0, length).equals(b.subarray(0, length));
}
