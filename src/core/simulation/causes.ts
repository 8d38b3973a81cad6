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
    log: 'invalid request: the first bytes are a PROXY protocol header',
    at: 'listener',
  },
  'http-version': {
    message: 'gRPC needs HTTP/2, and one of the two sides speaks HTTP/1.1 only',
    log: 'rpc error: code = Unavailable desc = connection error: error reading server preface: http2: frame too large',
    at: 'dialer',
  },
  'no-application-protocol': {
    message: 'the two sides share no application protocol (ALPN)',
    log: 'tlsv1 alert no application protocol',
    at: 'dialer',
  },
  'redirect-loop': {
    message:
      'plaintext is dialled to a listener that redirects to https; the client follows, arrives here again, and is redirected again',
    log: 'GET / 301 301 301 … ERR_TOO_MANY_REDIRECTS in the browser',
    at: 'dialer',
  },
  'redirect-answered': {
    message:
      'the listener answers with a redirect to https and forwards nothing: what follows travels on a connection of its own',
    log: '301 Moved Permanently',
    at: 'dialer',
  },
  'server-speaks-first': {
    message:
      'the server would greet first and the router waits for a ClientHello to route by: both wait until one gives up',
    log: 'client timed out while reading the first bytes',
    at: 'relay',
  },
  'route-not-seen': {
    message: 'a relay that passes TLS through is asked to route by host or path, which it cannot see',
    log: 'no upstream: the request is encrypted',
    at: 'relay',
  },
  'tls-in-tls': {
    message: 'a proxy starts TLS around a stream that is encrypted already, and the far side unwraps it once',
    log: 'invalid request: the first bytes after the handshake are a TLS record (16 03 01)',
    at: 'listener',
  },
  'mesh-identity-required': {
    message: 'the mesh lets in nobody without an identity of its own, and this caller has none',
    log: 'filter_chain_not_found',
    at: 'listener',
  },
  'mesh-peer-without-proxy': {
    message: "the sender's proxy insists on the mesh's mutual TLS, and no proxy of the mesh answers",
    log: 'upstream connect error, reset before headers: TLS_error: WRONG_VERSION_NUMBER',
    at: 'dialer',
  },
  'not-authorised': {
    message: 'the caller is not among those who may call',
    log: 'RBAC: access denied',
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
