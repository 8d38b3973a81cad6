import { asset, type Case, plain, tls, zone } from './case.ts';

const pages = { listeners: [plain('http', 80, { redirectsToTls: true }), tls('https', 443)] };
const health = { data: [asset('record', 'health')] };
const hybrid = (...nodes: readonly string[]) =>
  Object.fromEntries(nodes.map((node) => [node, { tls: { keyExchange: 'hybrid' as const } }]));

/** Who reads what need not be read: operators, balancers, logs, filters that can't, and those who come later. */
export const readerCases: readonly Case[] = [
  {
    rule: 'operator-reads',
    name: 'a CDN has the card number in memory',
    drawn: 'a(browser) ==> cdn(aws-cloudfront)[terminate] ==> b[terminate]',
    at: ['cdn'],
    severity: 'low',
    message: /^AWS can read Card number in the memory of cdn \(AWS CloudFront\), and holds the private key, because/,
    fixes: ['Encrypt Card number itself at a, for b alone'],
  },
  {
    rule: 'operator-reads',
    name: 'a load balancer of the cloud that everything else runs in is a note',
    drawn: 'a(browser)@net ==> lb(aws-alb)[terminate]@vpc --> b@vpc',
    details: { zones: [zone('net', 'internet'), zone('vpc', 'private-network')] },
    at: ['lb'],
    severity: 'info',
  },
  {
    rule: 'operator-reads',
    name: 'a balancer that relays plaintext ends no TLS',
    drawn: 'a ~~> lb(aws-nlb)[tcp] --> db(postgresql)[plaintext]',
    details: { links: { 'a-lb': { protocol: 'postgres' }, 'lb-db': { protocol: 'postgres' } } },
    at: ['lb'],
    message:
      /^AWS can read Card number in the memory of lb \(AWS Network Load Balancer\): what passes there is in plaintext\.$/,
  },
  {
    rule: 'operator-reads',
    name: 'the key stays with those who run it themselves: services of yours that read it go on reading it',
    drawn: 'a(browser) ==> cdn(aws-cloudfront)[terminate] ==> g(nginx)[terminate] ==> b[terminate] ==> db(postgresql)',
    details: { links: { 'b-db': { protocol: 'postgres' } }, nodes: { db: { listeners: [tls('pg', 5432)] } } },
    at: ['cdn'],
    fixes: ['Encrypt Card number itself at a, for b and db alone'],
  },
  {
    rule: 'operator-reads',
    name: 'what the operator is meant to have',
    drawn: 'a(browser) ==> cdn(aws-cloudfront)[terminate]',
    at: [],
  },
  {
    rule: 'operator-reads',
    name: 'a balancer that passes TLS on reads nothing',
    drawn: 'a(browser) ==> lb(aws-nlb)[tcp] --> b[terminate]',
    at: [],
  },
  {
    rule: 'operator-reads',
    name: 'personal data at a CDN is what CDNs are for',
    drawn: 'a(browser) ==> cdn(aws-cloudfront)[terminate] ==> b[terminate]',
    details: { data: [asset('name', 'personal')] },
    at: [],
  },

  {
    rule: 'needless-reader',
    name: 'a balancer that opens TLS and closes it again',
    drawn: 'a ==> lb(haproxy)[terminate] ==> b[terminate]',
    at: ['lb'],
    severity: 'info',
    fixes: ['Pass TLS through lb to b', 'Encrypt Card number itself at a, for b alone'],
  },
  {
    rule: 'needless-reader',
    name: 'what is shown behind it has no name that a public CA would refuse',
    drawn: 'a ==> lb(haproxy)[terminate] ==> b[terminate]',
    details: {
      listeners: {
        lb: { tls: { certificate: { issuer: 'public-ca', names: ['shop.example.com'] } } },
        b: { tls: { certificate: { issuer: 'private-ca', names: ['b.internal'] } } },
      },
    },
    at: ['lb'],
    clean: true,
    fixes: ['Pass TLS through lb to b', 'Encrypt Card number itself at a, for b alone'],
  },
  {
    rule: 'needless-reader',
    name: 'one that chooses by path has to read it',
    drawn: ['a ==> lb(haproxy)[terminate] ==> b[terminate]', 'a ==> lb ==> c[terminate]'],
    details: { links: { 'lb-b': { match: { path: '/b' } } } },
    at: [],
  },
  {
    rule: 'needless-reader',
    name: 'one that filters has to read it',
    drawn: 'a ==> lb(haproxy)[terminate] ==> b[terminate]',
    details: { nodes: { lb: { inspects: true } } },
    at: [],
  },
  {
    rule: 'needless-reader',
    name: 'one that goes on in plaintext is told of on the wire',
    drawn: 'a ==> lb(haproxy)[terminate] --> b',
    at: [],
  },

  {
    rule: 'logged-bodies',
    name: 'bodies in the log, and the log in plaintext on the wire',
    drawn: 'a ==> b[terminate]',
    details: { nodes: { b: { logsBodies: true } } },
    at: ['b'],
    severity: 'low',
    message: /^Whoever reads the log of b finds Card number there/,
    fixes: ['Keep bodies out of the log of b'],
  },
  {
    rule: 'logged-bodies',
    name: 'the log leaves over a plaintext link',
    drawn: ['a@net ==> b[terminate]@net', 'b --> logs@net'],
    details: {
      zones: [zone('net', 'private-network')],
      nodes: { b: { logsBodies: true } },
      links: { 'b-logs': { purpose: 'telemetry' } },
      flows: [{ id: 'f', title: 'f', path: ['a-b'], carries: ['card'] }],
    },
    at: ['b'],
    severity: 'high',
    message:
      /^Whoever may search the logs in logs finds Card number there and on the wire to logs, which is plaintext:/,
  },
  {
    rule: 'logged-bodies',
    name: 'an agent on the same host is told over no wire',
    drawn: ['a ==> b[terminate]@pod', 'b --> agent@pod'],
    details: {
      zones: [zone('pod', 'host')],
      nodes: { b: { logsBodies: true } },
      links: { 'b-agent': { purpose: 'telemetry' } },
      flows: [{ id: 'f', title: 'f', path: ['a-b'], carries: ['card'] }],
    },
    at: ['b'],
    severity: 'low',
    message: /^Whoever may search the logs in agent finds Card number there: b writes/,
  },
  {
    rule: 'logged-bodies',
    name: 'nobody writes them',
    drawn: ['a ==> b[terminate]', 'b --> logs'],
    details: { links: { 'b-logs': { purpose: 'telemetry' } } },
    at: [],
  },
  {
    rule: 'logged-bodies',
    name: 'a relay writes ciphertext',
    drawn: 'a ==> r[tcp] --> b[terminate]',
    details: { nodes: { r: { logsBodies: true } } },
    at: [],
  },

  {
    rule: 'blind-inspection',
    name: 'a filter that TLS passes through',
    drawn: 'a ==> waf(haproxy)[tcp] --> b[terminate]',
    details: { nodes: { waf: { inspects: true } } },
    at: ['waf'],
    severity: 'low',
    message: /^waf stops no attack on b: it is there to inspect, and TLS passes through it unopened/,
    fixes: ['End TLS at waf, and start it anew from there', 'Count on no inspection at waf'],
  },
  {
    rule: 'blind-inspection',
    name: 'one that could not check what it opens anew is only unmarked',
    drawn: 'a ==> waf(aws-nlb)[tcp] --> b[terminate]',
    details: { nodes: { waf: { inspects: true } } },
    at: ['waf'],
    fixes: ['Count on no inspection at waf'],
  },
  {
    rule: 'blind-inspection',
    name: 'a filter that opens TLS',
    drawn: 'a ==> waf(haproxy)[terminate] ==> b[terminate]',
    details: { nodes: { waf: { inspects: true } } },
    at: [],
  },
  {
    rule: 'blind-inspection',
    name: 'a filter in front of plaintext',
    drawn: 'a --> waf[tcp] --> b',
    details: { nodes: { waf: { inspects: true } } },
    at: [],
  },

  {
    rule: 'first-request-in-clear',
    name: 'a redirect, and browsers are not told to start with TLS',
    drawn: 'a(browser) ==> b',
    details: { nodes: { b: pages }, links: { 'a-b': { listener: 'https' } } },
    at: ['b'],
    severity: 'low',
    message: /^Somebody on the network of a reads the first request to b, .*: port 80 redirects to TLS/,
    fixes: ['Send Strict-Transport-Security from b'],
  },
  {
    rule: 'first-request-in-clear',
    name: 'they are told',
    drawn: 'a(browser) ==> b',
    details: {
      nodes: {
        b: { listeners: [pages.listeners[0] ?? plain('http', 80), tls('https', 443, { strictTransport: 'sent' })] },
      },
      links: { 'a-b': { listener: 'https' } },
    },
    at: [],
  },
  {
    rule: 'first-request-in-clear',
    name: 'no browser calls',
    drawn: 'a ==> b',
    details: { nodes: { b: pages }, links: { 'a-b': { listener: 'https' } } },
    at: [],
  },

  {
    rule: 'recordable-for-later',
    name: 'hybrid at the edge, classical behind it, health data',
    drawn: 'a ==> b[terminate] ==> c[terminate] ==> d[terminate]',
    details: { ...health, listeners: hybrid('b'), links: { 'a-b': { dial: { keyExchange: 'hybrid' } } } },
    at: ['b-c'],
    severity: 'info',
    fixes: ['Agree on hybrid keys on b → c and everything behind it'],
  },
  {
    rule: 'recordable-for-later',
    name: 'card numbers run out before the recording is of use',
    drawn: 'a ==> b[terminate] ==> c[terminate]',
    details: { listeners: hybrid('b'), links: { 'a-b': { dial: { keyExchange: 'hybrid' } } } },
    at: [],
  },
  {
    rule: 'recordable-for-later',
    name: 'classical from the start: nobody believes otherwise',
    drawn: 'a ==> b[terminate] ==> c[terminate]',
    details: health,
    at: [],
  },
];
