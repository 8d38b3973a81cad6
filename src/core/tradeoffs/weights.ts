/** The six factors by which termination strategies are compared. Of each, 100 is the best there is. */
export const factors = [
  'security-posture',
  'compliance-readiness',
  'operational-complexity',
  'performance-overhead',
  'debugging-ease',
  'certificate-management',
] as const;
export type Factor = (typeof factors)[number];

/** What a factor is called, and what its two ends mean: more is always better, also where the name says "overhead". */
export const factorTitles: Readonly<
  Record<Factor, { readonly title: string; readonly high: string; readonly low: string }>
> = {
  'security-posture': {
    title: 'Security posture',
    high: 'few can read the data or pose as somebody',
    low: 'many can read the data or pose as somebody',
  },
  'compliance-readiness': {
    title: 'Compliance readiness',
    high: 'little for an auditor to ask about',
    low: 'much for an auditor to ask about',
  },
  'operational-complexity': {
    title: 'Operational complexity',
    high: 'little to set up and keep running',
    low: 'much to set up and keep running',
  },
  'performance-overhead': {
    title: 'Performance overhead',
    high: 'encryption costs next to nothing',
    low: 'encryption costs a lot',
  },
  'debugging-ease': {
    title: 'Debugging ease',
    high: 'requests can be looked at nearly everywhere',
    low: 'requests can be looked at hardly anywhere',
  },
  'certificate-management': {
    title: 'Certificate management',
    high: 'few certificates, renewed by themselves',
    low: 'many certificates, many of them renewed by hand',
  },
};

/** A thing that is counted, the points that each one takes off, and why so many. */
export interface Weight {
  readonly what: string;
  readonly weight: number;
  readonly why: string;
}

const weigh = (weight: number, what: string, why: string): Weight => ({ what, weight, why });

/** This many points halve a score. */
export const halvingPoints = 100;

/**
 * The one table of weights. They are judgements, made once and shown with every score; what is counted is not. Wires
 * are weighed by the hostility of the zone that they lie in: anyone (3), a buffer zone (2), a network of yours (1), one host (0).
 * A wire in plaintext weighs as much as everything that can be wrong with a session on it, or more: no score ever
 * advises to switch encryption off.
 */
export const weights = {
  'security-posture': {
    plaintext3: weigh(100, 'wires that anyone can read', 'The data is public in effect: that alone halves the score.'),
    plaintext2: weigh(
      40,
      'wires readable in a DMZ or in no drawn zone',
      'Exposed hosts stand there, or nobody vouches.',
    ),
    plaintext1: weigh(20, 'wires readable inside your networks', 'One compromised host there reads them.'),
    plaintext0: weigh(12, 'wires readable on one host', 'Whoever reads a loopback can mostly read the processes too.'),
    active3: weigh(
      40,
      'wires that anyone can open by posing as the server',
      'It takes an attack, and anyone can mount it.',
    ),
    active2: weigh(20, 'wires open to posing in a DMZ or in no drawn zone', 'As in plaintext, but it takes an attack.'),
    active1: weigh(10, 'wires open to posing inside your networks', 'As in plaintext, but it takes an attack.'),
    active0: weigh(2, 'wires open to posing on one host', 'As in plaintext, but it takes an attack.'),
    otherLayer: weigh(
      12,
      'wires that another layer than TLS protects',
      'What that layer leaves out (headers, names, the hosts at either end) stays readable.',
    ),
    readers: weigh(4, 'processes between the two ends that read the data', 'Each is one more to break into.'),
    operators: weigh(
      8,
      'outside operators whose machines read the data',
      'A whole organisation that you have to trust.',
    ),
    keyHolders: weigh(2, 'places with a private key', 'Whoever copies it can pose as its owner.'),
    unknownCallers: weigh(3, 'inner hops that do not know who calls', 'Any neighbour can send requests there.'),
    noForwardSecrecy: weigh(3, 'sessions without forward secrecy', 'A key stolen later opens all recordings.'),
    oldVersions: weigh(3, 'sessions older than TLS 1.2', 'Known weaknesses; deprecated by RFC 8996.'),
    recordable: weigh(
      1,
      'public wires encrypted without a hybrid key exchange',
      'Recorded now, opened by a later computer.',
    ),
  },
  'compliance-readiness': {
    publicReadable: weigh(60, 'public wires in plaintext', 'Every regime forbids it for the data that it protects.'),
    publicOpen: weigh(
      30,
      'public wires open to posing',
      'Encryption that does not authenticate is not strong cryptography.',
    ),
    innerReadable: weigh(30, 'inner wires in plaintext', 'Some regimes demand encryption there, all ask for a reason.'),
    innerOpen: weigh(8, 'inner wires encrypted to an unverified peer', 'Clauses ask for trusted certificates.'),
    notEnforced: weigh(
      8,
      'hops where plaintext would be accepted as well',
      'Encryption that can be declined is not enforced.',
    ),
    oldVersions: weigh(10, 'sessions older than TLS 1.2', 'Below what the guidelines accept.'),
    unknownCallers: weigh(3, 'inner hops that do not know who calls', 'Zero trust and stricter levels ask for it.'),
    operators: weigh(5, 'outside operators whose machines read the data', 'An agreement with each has to be shown.'),
    undrawn: weigh(5, 'wires in no drawn zone', 'What kind of network they cross cannot be decided.'),
  },
  'operational-complexity': {
    terminators: weigh(4, 'components that terminate TLS', 'Each has versions, ciphers and a certificate to set.'),
    products: weigh(2, 'kinds of products that terminate', 'Each is configured in its own way.'),
    sessions: weigh(2, 'TLS sessions', 'Each has two ends that have to agree.'),
    bridges: weigh(
      3,
      'components that decrypt and encrypt again',
      'Two policies in one place, and identity to hand on.',
    ),
    relays: weigh(3, 'relays that pass TLS on', 'Routing by name, and nothing else to hold on to.'),
    clientCertificates: weigh(
      6,
      'sessions with a client certificate',
      'Issuing, distributing and checking on both sides.',
    ),
    privateCas: weigh(8, 'private certificate authorities', 'Software, a root to protect, trust to distribute.'),
    selfSigned: weigh(5, 'self-signed certificates', 'Each has to be given to everybody who shall trust it.'),
    meshProxies: weigh(2, 'mesh proxies', 'They are upgraded and watched like any other process.'),
    networkLayers: weigh(4, 'networks that you encrypt yourself', 'Tunnels and their keys are kept beside TLS.'),
  },
  'performance-overhead': {
    coldMilliseconds: weigh(
      0.3,
      'milliseconds that encryption adds to a first request',
      'Felt once for each connection.',
    ),
    averageMilliseconds: weigh(3, 'milliseconds that it adds to a request on average', 'Felt on every request.'),
    averageMicroseconds: weigh(0.02, 'microseconds of work that it adds on average', 'Paid for on every request.'),
    handshakes: weigh(2, 'handshakes of a first request', 'Each is a burst of work when many connect at once.'),
  },
  'debugging-ease': {
    encryptedWires: weigh(
      6,
      'wires on which a capture shows ciphertext',
      'A packet capture no longer tells what was asked.',
    ),
    blindRelays: weigh(6, 'relays that see no requests', 'Their logs know addresses and sizes only.'),
    sessions: weigh(2, 'TLS sessions', 'One more thing that can be the reason.'),
    nestedWires: weigh(3, 'wires with one session inside another', 'Two handshakes to tell apart in one trace.'),
    networkLayers: weigh(2, 'wires encrypted below TLS', 'A capture between hosts shows not even addresses.'),
    clientCertificates: weigh(5, 'sessions with a client certificate', 'To try a request by hand takes a certificate.'),
    meshProxies: weigh(4, 'mesh proxies on the way', 'Processes that are not drawn and answer in its place.'),
    sealedAssets: weigh(3, 'kinds of data that applications encrypt themselves', 'Not even their logs can show it.'),
  },
  'certificate-management': {
    certificates: weigh(3, 'certificates', 'Each is requested, placed, watched.'),
    keyPlaces: weigh(2, 'places with a private key', 'Each is protected, and replaced when it leaks.'),
    clientCertificates: weigh(3, 'of them client certificates', 'Whoever checks them has to know their issuer.'),
    privateCas: weigh(8, 'private certificate authorities', 'Root, intermediates, revocation.'),
    selfSigned: weigh(5, 'self-signed certificates', 'A renewal means telling everybody who trusts it.'),
    manual: weigh(2, 'renewals a year by hand', 'Somebody has to think of it, and outages come from forgetting.'),
    unstated: weigh(1, 'renewals a year of which nobody said who does them', 'Perhaps automated, perhaps forgotten.'),
    automated: weigh(0.1, 'automated renewals a year', 'They only need watching.'),
    meshIdentities: weigh(0.2, 'identities that a mesh issues', 'The mesh renews them; its own root remains.'),
  },
} as const satisfies Readonly<Record<Factor, Readonly<Record<string, Weight>>>>;

export type Counts<F extends Factor> = Readonly<Record<keyof (typeof weights)[F], number>>;
