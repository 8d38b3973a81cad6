import {
  type Handshake,
  handshakes,
  handshakeTitles,
  type KeyType,
  keyTypes,
  keyTypeTitles,
  measuredHandshakes,
} from './measured-handshakes.ts';

/** Where a number comes from: a source that was read, or nobody, and then the reason for taking it all the same. */
export type Basis =
  | { readonly kind: 'source'; readonly text: string; readonly url?: string }
  | { readonly kind: 'assumption'; readonly why: string };

export type AssumedUnit = 'ms' | 'µs' | 'µs per KiB' | 'bytes' | 'requests' | 'share' | 'bits' | 'round trips' | 'days';

/** One number of the cost model. A design that knows better says so in its `assumptions`, by this id. */
export interface AssumedNumber<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly unit: AssumedUnit;
  readonly value: number;
  readonly bounds: readonly [least: number, most: number];
  /** The only values that mean something, where not every one does. */
  readonly choices?: readonly number[];
  readonly basis: Basis;
}

const assumption = (why: string): Basis => ({ kind: 'assumption', why });
const source = (text: string, url?: string): Basis => ({ kind: 'source', text, ...(url === undefined ? {} : { url }) });

/** Makes numbers of one unit, within the same bounds. */
const inUnit =
  (unit: AssumedUnit, bounds: AssumedNumber['bounds']) =>
  <const Id extends string>(id: Id, title: string, value: number, basis: Basis): AssumedNumber<Id> => ({
    id,
    title,
    unit,
    value,
    bounds,
    basis,
  });
const milliseconds = inUnit('ms', [0, 10_000]);
const rounds = inUnit('round trips', [0, 10]);
const bytes = inUnit('bytes', [0, 1e9]);
const requests = inUnit('requests', [1, 1e9]);
const microseconds = inUnit('µs', [0, 1e6]);
const perKibibyte = inUnit('µs per KiB', [0, 1_000]);
const share = inUnit('share', [0, 1]);
const publicDays = inUnit('days', [1, 398]);
const ownDays = inUnit('days', [1, 3_650]);

const distance = assumption('A usual order of magnitude; measure your own and say it on the link.');
const traffic = assumption('Depends on what is sent; measure your own.');
const rfc9293 = source('RFC 9293 §3.5', 'https://www.rfc-editor.org/rfc/rfc9293#section-3.5');
const rfc8446 = source('RFC 8446 §2', 'https://www.rfc-editor.org/rfc/rfc8446#section-2');
const rfc8446EarlyData = source('RFC 8446 §2.3', 'https://www.rfc-editor.org/rfc/rfc8446#section-2.3');
const rfc5246 = source('RFC 5246 §7.3', 'https://www.rfc-editor.org/rfc/rfc5246#section-7.3');
const sslRequest = source(
  "PostgreSQL's SSLRequest and its answer; other protocols ask at least as often",
  'https://www.postgresql.org/docs/current/protocol-flow.html',
);
const measured = 'Measured with OpenSSL 3.0.19 on one core of a Zen 4 server processor';
const onTheWire = source('Measured with OpenSSL 3.0.19: TLS 1.3, ECDSA P-256, a self-signed leaf certificate');
const keyShares = source(
  'draft-ietf-tls-ecdhe-mlkem: key shares of 1,216 and 1,120 bytes in place of 32',
  'https://datatracker.ietf.org/doc/draft-ietf-tls-ecdhe-mlkem/',
);
const benchmarks = assumption('Published benchmarks disagree by an order of magnitude; a value from their middle.');
const istio = source(
  'Istio 1.24 at 1,000 requests a second of 1 KB with mutual TLS',
  'https://istio.io/latest/docs/ops/deployment/performance-and-scalability/',
);
const ballot = source(
  'CA/Browser Forum ballot SC-081v3',
  'https://postquantum.com/security-pqc/sc081v3-47day-certificate',
);

const latencies = [
  milliseconds('rtt-host', 'Round trip on one host', 0.05, distance),
  milliseconds('rtt-zone', 'Round trip inside a zone', 0.3, distance),
  milliseconds('rtt-cross-zone', 'Round trip between two zones of yours', 1, distance),
  milliseconds('rtt-on-premises', 'Round trip between a site of yours and elsewhere', 10, distance),
  milliseconds('rtt-nearby-edge', 'Round trip from the internet to a provider edge nearby', 15, distance),
  milliseconds('rtt-internet', 'Round trip across the internet', 40, distance),
];

const roundTrips = [
  rounds('round-trips-tcp', 'TCP handshake', 1, rfc9293),
  rounds('round-trips-tls13', 'TLS 1.3 handshake, full or resumed', 1, rfc8446),
  rounds('round-trips-tls13-early', 'TLS 1.3 handshake, resumed, with early data', 0, rfc8446EarlyData),
  rounds('round-trips-tls12', 'TLS 1.2 handshake, full', 2, rfc5246),
  rounds('round-trips-tls12-resumed', 'TLS 1.2 handshake, resumed', 1, rfc5246),
  rounds('round-trips-in-band', 'Asking in clear for TLS, where the protocol does', 1, sslRequest),
  rounds('round-trips-request', 'A request and its response', 1, assumption('One question, one answer.')),
];

const use = [
  bytes('request-bytes', 'Bytes of a request', 2_048, traffic),
  bytes('response-bytes', 'Bytes of a response', 16_384, traffic),
  requests(
    'requests-per-client-connection',
    'Requests on one connection of a client',
    20,
    assumption('A visit of a few pages on one connection.'),
  ),
  requests(
    'requests-per-inner-connection',
    'Requests on one connection between components',
    500,
    assumption('A pool that keeps connections open; 1 stands for a new connection for each request.'),
  ),
  share(
    'resumption-share',
    'Share of new connections that resume an earlier session',
    0.5,
    assumption('Returning clients resume; new ones cannot.'),
  ),
];

const work = [
  {
    ...inUnit('bits', [256, 4_096])(
      'key-bits',
      'Keys of certificates: 256 for ECDSA P-256, 2048 or 4096 for RSA',
      256,
      assumption('The cheapest for a server, and what most automated issuers can give.'),
    ),
    choices: [256, 2_048, 4_096],
  },
  perKibibyte('cpu-bulk', 'Encrypting or decrypting', 0.6, source(`${measured}: AES-GCM in records of 1 KB`)),
  bytes('handshake-bytes-up', 'Full handshake, bytes of the client', 323, onTheWire),
  bytes('handshake-bytes-down', 'Full handshake, bytes of the server', 1_288, onTheWire),
  bytes('mutual-bytes-up', 'Full handshake with a client certificate, bytes of the client', 866, onTheWire),
  bytes('mutual-bytes-down', 'Full handshake with a client certificate, bytes of the server', 2_187, onTheWire),
  bytes('hybrid-bytes-up', 'Hybrid key exchange, additional bytes of the client', 1_184, keyShares),
  bytes('hybrid-bytes-down', 'Hybrid key exchange, additional bytes of the server', 1_088, keyShares),
];

const mesh = [
  milliseconds('mesh-sidecar-pair', 'Delay of two sidecars, one at each end', 2, benchmarks),
  milliseconds('mesh-micro-proxy-pair', "Delay of two of Linkerd's proxies, one at each end", 1, benchmarks),
  milliseconds('mesh-ztunnel-pair', 'Delay of two ztunnels, one at each end', 0.35, benchmarks),
  milliseconds('mesh-waypoint', 'Delay of a waypoint', 0.75, benchmarks),
  microseconds('cpu-sidecar', 'Work of a sidecar for a request', 200, istio),
  microseconds(
    'cpu-micro-proxy',
    "Work of one of Linkerd's proxies for a request",
    100,
    assumption('No measurement to rely on; half of what Envoy takes.'),
  ),
  microseconds('cpu-ztunnel', 'Work of a ztunnel for a request', 60, istio),
  microseconds('cpu-waypoint', 'Work of a waypoint for a request', 250, istio),
];

const lifetimes = [
  publicDays('public-days-2026', 'Longest life of a public certificate issued from 2026-03-15 on', 200, ballot),
  publicDays('public-days-2027', 'Longest life of a public certificate issued from 2027-03-15 on', 100, ballot),
  publicDays('public-days-2029', 'Longest life of a public certificate issued from 2029-03-15 on', 47, ballot),
  ownDays('private-days', 'Life of a certificate of a private CA', 365, assumption('A private CA sets its own.')),
  ownDays('self-signed-days', 'Life of a self-signed certificate', 365, assumption('Whoever signs it sets its life.')),
  inUnit('share', [0.01, 1])(
    'renew-at',
    'Share of its life after which a certificate is renewed',
    2 / 3,
    assumption('What renewal clients usually do: a third is left to notice a failure.'),
  ),
];

export type HandshakeWork = `cpu-${KeyType}-${Handshake}-${'client' | 'server'}`;

const handshakeWork = keyTypes.flatMap((key) =>
  handshakes.flatMap((handshake) =>
    (['client', 'server'] as const).map((side, i): AssumedNumber<HandshakeWork> => {
      const title = `${handshakeTitles[handshake]}, ${keyTypeTitles[key]}: work of the ${side}`;
      const value = measuredHandshakes[key][handshake][i] ?? 0;
      return microseconds(`cpu-${key}-${handshake}-${side}`, title, value, source(`${measured}, in memory`));
    }),
  ),
);

/** Every number of the cost model, in the order a reader meets them. */
export const assumedNumbers = [
  ...latencies,
  ...roundTrips,
  ...use,
  ...work,
  ...mesh,
  ...lifetimes,
  ...handshakeWork,
] as const;

export type AssumptionId = (typeof assumedNumbers)[number]['id'];
