import { isAddress } from '../model/names.ts';
import { answersUpgrade, atLeast, can, type ProductKind, speaksUpgrade } from '../model/product.ts';
import type { Issuer, KeyExchange, TlsVersion } from '../model/schema.ts';
import { type Answer, hostOf, ownName, versionRank } from './bounds.ts';
import { type Cause, type CauseCode, causeOf, causes } from './causes.ts';
import type { Call } from './dials.ts';

/** Whom the two sides of a session know: nobody, some holder of a certificate of the CA, the server, or both each other. */
export type Authentication = 'none' | 'ca' | 'server' | 'mutual';

export type Outcome =
  | {
      readonly kind: 'session';
      readonly authentication: Authentication;
      /** Whether an active attacker can make the dialer speak plaintext. */
      readonly downgradable: boolean;
      readonly version: TlsVersion;
      /** The server name in the ClientHello, in clear on the wire; null when none is sent. */
      readonly serverName: string | null;
      readonly keyExchange: KeyExchange;
      /** Whether the terminator verified a certificate of the dialer. */
      readonly clientCertificate: boolean;
    }
  | { readonly kind: 'plaintext'; readonly downgraded: boolean }
  | { readonly kind: 'failed'; readonly cause: Cause };

/** The dial × listener table of the semantics: what happens when this call reaches the listener that answers it. */
export function meet(call: Call, answer: Answer): Outcome {
  const { mode } = answer;
  if (mode === 'closed') return failed(call, answer, 'connection-refused');
  if (mode === 'passthrough') return failed(call, answer, 'passthrough-to-nobody');
  const unspoken = speechTrouble(call, answer);
  if (call.tls === 'plaintext' && answer.redirects && call.protocol.http && proxying.has(call.product.kind))
    return failed(call, answer, 'redirect-loop');
  if (call.tls === 'plaintext' && mode !== 'terminate' && unspoken) return failed(call, answer, unspoken);
  if (call.tls === 'plaintext')
    return mode === 'terminate' ? failed(call, answer, 'plaintext-to-tls') : { kind: 'plaintext', downgraded: false };
  if (mode === 'plaintext')
    return call.tls === 'opportunistic'
      ? { kind: 'plaintext', downgraded: true }
      : failed(call, answer, 'tls-to-plaintext');
  const outcome = handshake(call, answer);
  // A failed handshake counts as "not offered": libpq with sslmode=prefer tries again without TLS, and is let in.
  // https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-SSLMODE
  return outcome.kind === 'failed' && call.tls === 'opportunistic' && mode === 'permissive'
    ? { kind: 'plaintext', downgraded: true }
    : outcome;
}

/** What forwards the answer of an upstream to its own client, redirects included. */
const proxying: ReadonlySet<ProductKind> = new Set(['edge', 'load-balancer', 'gateway']);

/** Whether the two sides lack a common application protocol. */
function speechTrouble(call: Call, answer: Answer): CauseCode | null {
  const left = call.alpn;
  const right = answer.alpn;
  if (call.protocol.needsHttp2) {
    const dials = can(call.product, 'http2:dial', call.node) && (left?.includes('h2') ?? true);
    const listens = can(answer.product, 'http2:listen', answer.node) && (right?.includes('h2') ?? true);
    if (!dials || !listens) return 'http-version';
  }
  // RFC 7301 §3.2: a server that shares none of the protocols offered ends the handshake.
  if (left?.length && right?.length && !left.some((id) => right.includes(id))) return 'no-application-protocol';
  return null;
}

function failed(call: Call, answer: Answer, code: CauseCode, detail?: string): Outcome {
  if (causes[code].at !== 'dialer')
    return { kind: 'failed', cause: causeOf(code, answer.node, answer.product.logs, detail) };
  // Whoever speaks the protocol's own upgrade dials with its client library, and that is what fills the log.
  const logs = speaksUpgrade(call.product, call.protocol.id)
    ? { ...call.product.logs, ...call.protocol.clientLogs }
    : call.product.logs;
  return { kind: 'failed', cause: causeOf(code, call.node, logs, detail) };
}

/** TLS is dialled and spoken: what the two sides then agree on. */
function handshake(call: Call, answer: Answer): Outcome {
  const fail = (code: CauseCode, detail?: string): Outcome => failed(call, answer, code, detail);
  const inBand = call.protocol.negotiation === 'in-band';
  if (call.negotiation === 'in-band' && !answersUpgrade(answer.product, call.protocol.id))
    return fail('upgrade-not-spoken');
  if (call.negotiation === 'direct' && inBand && !takesDirectTls(answer)) return fail('direct-tls-not-spoken');

  const version = commonVersion(withKeyExchange(call), withKeyExchange(answer));
  if (!version)
    return fail('no-common-version', `${call.versions.join('–')} dialled, ${answer.versions.join('–')} accepted`);

  const unspoken = speechTrouble(call, answer);
  if (unspoken) return fail(unspoken);

  const { certificate } = answer;
  const verify = call.tls === 'opportunistic' ? 'none' : call.verify;
  if (verify !== 'none') {
    if (!call.trusts.includes(certificate.issuer)) return fail('unknown-ca', issuerName[certificate.issuer]);
    if (certificate.expired) return fail('certificate-expired');
    const mismatch = verify === 'full' ? nameTrouble(call, answer) : null;
    if (mismatch !== null) return fail('name-mismatch', mismatch);
  }

  const presents = call.tls === 'mutual';
  if (answer.clientCertificate === 'required' && !presents) return fail('client-certificate-required');
  const shows = presents && (answer.clientCertificate !== 'none' || answer.product.asksEveryClient !== undefined);
  if (shows) {
    const { issuer, expired } = call.clientCertificate;
    if (expired || !trustedOfClients(answer).includes(issuer))
      return fail('client-certificate-untrusted', issuerName[issuer]);
  }

  if (call.wraps) return fail('tls-in-tls');
  const server: Authentication = verify === 'none' ? 'none' : verify === 'ca' ? 'ca' : 'server';
  return {
    kind: 'session',
    // An optional certificate is shown at its weakest: the listener lets in whoever brings none.
    authentication: server === 'server' && presents && answer.clientCertificate === 'required' ? 'mutual' : server,
    downgradable: call.tls === 'opportunistic',
    version,
    serverName: sentName(call, answer),
    keyExchange: agreedKeyExchange(call, answer, version),
    clientCertificate: shows,
  };
}

/** Where a certificate is asked for by habit alone, no CA of the design's was set. */
export const trustedOfClients = ({ clientCertificate, clientTrusts }: Answer): readonly Issuer[] =>
  clientCertificate === 'none' ? ['public-ca'] : clientTrusts;

/** Why the certificate is not good for the name that the dialer expects, or null. */
function nameTrouble(call: Call, answer: Answer): string | null {
  const { names } = answer.certificate;
  if (!names && !call.product.comparesNamesOnly) return null;
  const name = expectedName(call, answer);
  if (call.product.comparesNamesOnly && isAddress(name))
    return `${call.product.title} compares names only, and "${name}" is an address`;
  return certificateCovers(names, name)
    ? null
    : `"${name}" is not among ${names?.map((each) => `"${each}"`).join(', ')}`;
}

/** RSA key transport was taken out of TLS 1.3 (RFC 8446 §1.2): who offers nothing else stops at 1.2. */
export const withKeyExchange = ({
  versions: [min, max],
  keyExchange,
}: Pick<Answer, 'versions' | 'keyExchange'>): readonly [TlsVersion, TlsVersion] =>
  keyExchange === 'rsa' && max === '1.3' ? [min, '1.2'] : [min, max];

/** The weaker of the two best offers; the hybrid groups exist in TLS 1.3 alone (draft-ietf-tls-ecdhe-mlkem §1). */
function agreedKeyExchange(call: Call, answer: Answer, version: TlsVersion): KeyExchange {
  if (call.keyExchange === 'rsa' || answer.keyExchange === 'rsa') return 'rsa';
  return version === '1.3' && call.keyExchange === 'hybrid' && answer.keyExchange === 'hybrid' ? 'hybrid' : 'ecdhe';
}

/** The name that the dialer sends and, when it checks names, expects: the one drawn, else the terminator's own. */
export function expectedName(
  call: Pick<Call, 'sni'>,
  { certificate, node }: Pick<Answer, 'certificate' | 'node'>,
): string {
  if (call.sni) return call.sni;
  const own = hostOf(node);
  return certificateCovers(certificate.names, own)
    ? own
    : (certificate.names?.find((name) => !name.startsWith('*.')) ?? own);
}

/** The name in the ClientHello: none where the drawing says so, and never an address (RFC 6066 §3). */
export function sentName(call: Pick<Call, 'sni'>, answer: Pick<Answer, 'certificate' | 'node'>): string | null {
  if (call.sni === null) return null;
  // The name of a node that is given none: by far the most frequent, and never an address.
  if (!call.sni && !answer.certificate.names && answer.node.host === undefined) return ownName(answer.node);
  const name = expectedName(call, answer);
  return isAddress(name) ? null : name;
}

/** Whether a certificate is good for a name; a wildcard stands for exactly one label (RFC 9525 §6.3). */
export function certificateCovers(names: readonly string[] | undefined, name: string): boolean {
  if (!names) return true;
  const wanted = name.toLowerCase();
  const dot = wanted.indexOf('.');
  return names.some((each) => {
    const covered = each.toLowerCase();
    return covered === wanted || (covered.startsWith('*.') && dot > 0 && covered.slice(1) === wanted.slice(dot));
  });
}

export function takesDirectTls({ product, node }: Pick<Answer, 'product' | 'node'>): boolean {
  if (product.upgrades === 'all' || product.upgrades.length === 0) return true;
  if (product.directSince === undefined) return false;
  return node.version === undefined || atLeast(node.version, product.directSince);
}

function commonVersion(a: readonly [TlsVersion, TlsVersion], b: readonly [TlsVersion, TlsVersion]): TlsVersion | null {
  const least = Math.max(versionRank(a[0]), versionRank(b[0]));
  const [highest, other] = versionRank(a[1]) <= versionRank(b[1]) ? [a[1], b[1]] : [b[1], a[1]];
  return versionRank(highest) >= least && versionRank(other) >= least ? highest : null;
}

const issuerName = { 'public-ca': 'a public CA', 'private-ca': 'a private CA', 'self-signed': 'self-signed' } as const;
