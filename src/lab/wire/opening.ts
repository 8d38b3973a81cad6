import { readProxyHeader } from './proxy-header.ts';
import { mysqlRequest, postgresRequest, smtpDialogue, startsTls } from './upgrades.ts';

/** TLS that is asked for in the protocol itself first. */
export type Upgrade = 'postgres' | 'mysql' | 'smtp';

/** How a dialler opens its stream. */
export interface Opening {
  readonly proxyHeader: 'v1' | 'v2' | null;
  readonly upgrade: Upgrade | null;
  /** Where what comes after header and request begins: a ClientHello, or what is said in clear. */
  readonly at: number;
  readonly tls: boolean;
}

export function readOpening(sent: Buffer): Opening {
  const header = readProxyHeader(sent);
  const start = header?.length ?? 0;
  const proxyHeader = header?.version ?? null;
  const rest = sent.subarray(start);
  if (startsTls(rest)) return { proxyHeader, upgrade: null, at: start, tls: true };
  for (const [upgrade, length] of [
    ['postgres', postgresRequest(rest)],
    ['mysql', mysqlRequest(rest)],
    ['smtp', smtpDialogue(rest)],
  ] as const)
    if (length > 0) return { proxyHeader, upgrade, at: start + length, tls: startsTls(rest.subarray(length)) };
  return { proxyHeader, upgrade: null, at: start, tls: false };
}

/** Where the listener's side of a TLS stream begins: behind its part of the upgrade. */
export function answerAt(received: Buffer, upgrade: Upgrade | null): number {
  if (upgrade === 'postgres') {
    // One letter for each request: N refuses (GSSAPI comes first, where a client asks for it), S agrees.
    const agreed = received.subarray(0, 2).indexOf('S');
    return agreed < 0 ? received.length : agreed + 1;
  }
  if (upgrade === 'mysql') return received.length < 4 ? received.length : 4 + received.readUIntLE(0, 3);
  if (upgrade === 'smtp') {
    for (let end = received.indexOf('\n'); end >= 0; end = received.indexOf('\n', end + 1))
      if (startsTls(received.subarray(end + 1))) return end + 1;
    return received.length;
  }
  return 0;
}
