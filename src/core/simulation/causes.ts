import type { Node } from '../model/schema.ts';

/** Every way a dial can fail, and what the engineer would read about it. */
export const causes = {
  'connection-refused': {
    message: 'nothing listens there',
    log: 'connect() failed (111: Connection refused)',
    at: 'dialer',
  },
  'plaintext-to-tls': {
    message: 'plaintext is spoken to a listener that only speaks TLS',
    log: '400 The plain HTTP request was sent to HTTPS port',
    at: 'listener',
  },
  'tls-to-plaintext': {
    message: 'TLS is spoken to a listener that answers in plaintext',
    log: 'SSL routines::wrong version number',
    at: 'dialer',
  },
  'client-certificate-required': {
    message: 'the listener requires a client certificate and none is presented',
    log: 'tlsv13 alert certificate required',
    at: 'dialer',
  },
  'client-certificate-untrusted': {
    message: 'the client certificate comes from a CA that the listener does not trust, or is expired',
    log: 'tlsv1 alert unknown ca',
    at: 'dialer',
  },
  'unknown-ca': {
    message: "the certificate's issuer is not among those that the dialling side trusts",
    log: 'certificate verify failed: unable to get local issuer certificate',
    at: 'dialer',
  },
  'name-mismatch': {
    message: 'the certificate is for another name than the one dialled',
    log: 'certificate verify failed: hostname mismatch',
    at: 'dialer',
  },
  'certificate-expired': {
    message: 'the certificate has expired',
    log: 'certificate verify failed: certificate has expired',
    at: 'dialer',
  },
  'no-common-version': {
    message: 'the two sides share no TLS version',
    log: 'tlsv1 alert protocol version',
    at: 'dialer',
  },
  'upgrade-not-spoken': {
    message:
      'the client asks in band for TLS (as PostgreSQL and MySQL do) and the listener expects a TLS handshake at once',
    log: 'SSL routines::wrong version number',
    at: 'listener',
  },
  'direct-tls-not-spoken': {
    message: 'the client starts TLS at once and the server expects to be asked for it in band first',
    log: 'invalid length of startup packet',
    at: 'listener',
  },
  'upgrade-behind-sni-router': {
    message:
      'an in-band upgrade has no ClientHello first, so there is no server name to route by, and no default route',
    log: 'no upstream: no server name in the first bytes',
    at: 'relay',
  },
  'no-client-hello': {
    message: 'there is no ClientHello to route by, and no default route',
    log: 'no upstream: no server name in the first bytes',
    at: 'relay',
  },
  'no-server-name': {
    message: 'the dial sends no server name, and the SNI router has no default route',
    log: 'no upstream: no server name in the ClientHello',
    at: 'relay',
  },
  'routed-elsewhere': {
    message: 'the server name is routed to another upstream than this one',
    log: 'upstream chosen by server name is another one',
    at: 'relay',
  },
  'no-route': {
    message: 'no route leads from the listener reached to this upstream',
    log: 'no upstream configured for this listener',
    at: 'dialer',
  },
  'passthrough-to-nobody': {
    message: 'the bytes are passed through, but the flow ends here: nobody answers the handshake',
    log: 'no upstream configured for this listener',
    at: 'relay',
  },
  'proxy-protocol-missing': {
    message: 'the listener expects a PROXY protocol header and none is sent',
    log: 'broken header while reading PROXY protocol',
    at: 'listener',
  },
  'proxy-protocol-unexpected': {
    message: 'a PROXY protocol header is sent to a listener that does not expect one',
    log: 'invalid request: the first bytes are "PROXY TCP4 …"',
    at: 'listener',
  },
} as const satisfies Record<string, { message: string; log: string; at: 'dialer' | 'listener' | 'relay' }>;

export type CauseCode = keyof typeof causes;

/** Why a dial failed, and the line that stands in whose log. */
export interface Cause {
  readonly code: CauseCode;
  readonly message: string;
  readonly log: { readonly node: string; readonly line: string };
}

/** `logs` are the lines of the product in whose log it stands. */
export const causeOf = (
  code: CauseCode,
  node: Node,
  logs: Readonly<Record<string, string>> | undefined,
  detail?: string,
): Cause => ({
  code,
  message: detail ? `${causes[code].message}: ${detail}` : causes[code].message,
  log: { node: node.id, line: logs?.[code] ?? causes[code].log },
});

const rank = new Map(Object.keys(causes).map((code, position) => [code, position]));

/** Of several causes on one link the one to show: whichever stands first above, whatever order the flows are in. */
export function foremost(found: readonly Cause[]): Cause | undefined {
  const before = (a: Cause, b: Cause): boolean => {
    const difference = (rank.get(a.code) ?? 0) - (rank.get(b.code) ?? 0);
    if (difference !== 0) return difference < 0;
    return a.message === b.message ? a.log.node < b.log.node : a.message < b.message;
  };
  return found.reduce<Cause | undefined>((first, each) => (!first || before(each, first) ? each : first), undefined);
}
