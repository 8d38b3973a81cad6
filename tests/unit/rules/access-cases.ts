import { asset, type Case, plain, tls, zone } from './case.ts';

const sideDoor = { b: { listeners: [tls('https', 443), plain('metrics', 9090)] } };
const orders = { id: 'f', title: 'Order', path: ['a-b'], carries: ['card'] };

/** Who may come in, and as whom. */
export const accessCases: readonly Case[] = [
  {
    rule: 'believed-headers',
    name: 'a certificate header, and anybody may call',
    drawn: 'a ==> p(nginx)[mutual] ==> b[terminate]',
    details: {
      nodes: { b: { trustsHeaders: ['client-certificate', 'forwarded-proto'] } },
      links: { 'a-p': { dial: { tls: 'mutual' } } },
    },
    at: ['b'],
    severity: 'medium',
    message:
      /^Whoever can connect to b decides what it believes: a header tells it which client certificate was shown and that the caller used TLS, and on port 8443/,
    fixes: ['Let only callers with a client certificate reach b', 'Believe no such header at b'],
  },
  {
    rule: 'believed-headers',
    name: 'a caller that cannot show a certificate: only the header goes',
    drawn: 'a ==> lb(aws-alb)[terminate] ==> b[terminate]',
    details: { nodes: { b: { trustsHeaders: ['forwarded-for'] } } },
    at: ['b'],
    severity: 'low',
    fixes: ['Believe no such header at b'],
  },
  {
    rule: 'believed-headers',
    name: 'only callers with a certificate get in',
    drawn: 'a ==> p(nginx)[terminate] =mutual=> b[mutual]',
    details: { nodes: { b: { trustsHeaders: ['client-certificate'] } } },
    at: [],
  },
  {
    rule: 'believed-headers',
    name: 'a strict mesh lets in members only',
    drawn: 'a@m --> b@m',
    details: {
      zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'strict' } })],
      nodes: { b: { trustsHeaders: ['client-certificate'] } },
    },
    at: [],
  },
  {
    rule: 'believed-headers',
    name: 'within one host',
    drawn: 'a@h --> b@h',
    details: { zones: [zone('h', 'host')], nodes: { b: { trustsHeaders: ['forwarded-for'] } } },
    at: [],
  },

  {
    rule: 'optional-client-certificate',
    name: 'optional, and the next one believes the header',
    drawn: 'a =mutual=> p(nginx)[optional] ==> b[terminate]',
    details: { nodes: { b: { trustsHeaders: ['client-certificate'] } } },
    at: ['p'],
    severity: 'medium',
    message: /^Callers without a certificate get through p, although b decides by it/,
    fixes: ['Require a client certificate at p', 'Believe no certificate header at b'],
  },
  {
    rule: 'optional-client-certificate',
    name: 'a node that names its callers turns away whoever shows none',
    drawn: 'a =mutual=> b[optional]',
    details: { nodes: { b: { allows: ['a'] } } },
    at: [],
  },
  { rule: 'optional-client-certificate', name: 'optional, and nobody uses it', drawn: 'a ==> b[optional]', at: [] },

  {
    rule: 'callers-not-limited',
    name: 'two callers with certificates, and no rule',
    drawn: ['a =mutual=> b[mutual]', 'c =mutual=> b'],
    at: ['b'],
    severity: 'low',
    message:
      /^Any program with a certificate of the CA can ask b for Card number: it checks who calls, a and c or anybody/,
    fixes: ['Allow only those who are drawn to call b'],
  },
  {
    rule: 'callers-not-limited',
    name: 'a rule says who may',
    drawn: ['a =mutual=> b[mutual]', 'c =mutual=> b'],
    details: { nodes: { b: { allows: ['a', 'c'] } } },
    at: [],
  },
  {
    rule: 'callers-not-limited',
    name: 'a mesh that lets in every workload: once for the mesh',
    drawn: ['a@m --> b@m', 'c@m --> b', 'a --> d@m', 'c --> d'],
    details: { zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'strict' } })] },
    at: ['m'],
    severity: 'low',
    message: /^Every workload in the mesh of m can call b and d and ask for Card number/,
    fixes: ['Allow each of them only the callers that are drawn'],
  },
  { rule: 'callers-not-limited', name: 'a single caller', drawn: 'a =mutual=> b[mutual]', at: [] },
  {
    rule: 'callers-not-limited',
    name: 'nothing there to take',
    drawn: ['a =mutual=> b[mutual]', 'c =mutual=> b'],
    details: { data: [asset('log', 'internal')] },
    at: [],
  },

  {
    rule: 'permissive-mesh',
    name: 'a mesh that is not strict yet',
    drawn: 'a@m --> b@m',
    details: { zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'permissive' } })] },
    at: ['m'],
    severity: 'low',
    message: /^Whoever can reach m may call it in plaintext, without an identity/,
    fixes: ['Make the mesh of m strict'],
  },
  {
    rule: 'permissive-mesh',
    name: 'somebody outside calls in plaintext: named, and excepted',
    drawn: ['a@m --> b@m', 'cron@out --> b'],
    details: {
      zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'permissive' } }), zone('out', 'cluster')],
    },
    at: ['m'],
    message: /^cron calls into the mesh of m in plaintext, and so can everybody else/,
    fixes: ['Make the mesh of m strict, but for the ports that are called from outside'],
  },
  {
    rule: 'permissive-mesh',
    name: 'somebody outside calls with TLS: strict would turn that away as well',
    drawn: ['a@m --> b@m', 'cron@out ==> c[terminate]@m'],
    details: {
      zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'permissive' } }), zone('out', 'cluster')],
    },
    at: ['m'],
    message: /^Whoever can reach m may call it in plaintext/,
    fixes: ['Make the mesh of m strict, but for the ports that are called from outside'],
  },
  {
    rule: 'permissive-mesh',
    name: 'a strict one',
    drawn: 'a@m --> b@m',
    details: { zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'strict' } })] },
    at: [],
  },
  {
    rule: 'permissive-mesh',
    name: 'one that nobody sends anything through',
    drawn: ['a --> b', 'c@m'],
    details: { zones: [zone('m', 'mesh', { mesh: { product: 'istio', mode: 'permissive' } })] },
    at: [],
  },

  {
    rule: 'plaintext-side-door',
    name: 'a port that nothing needs',
    drawn: 'a ==> b',
    details: { nodes: sideDoor },
    at: ['b'],
    severity: 'low',
    message: /^b takes plaintext on port 9090, beside the TLS port .* Nothing drawn needs it\.$/,
    fixes: ['Close port 9090 of b'],
  },
  {
    rule: 'plaintext-side-door',
    name: 'a health check keeps it open',
    drawn: ['a ==> b', 'probe --> b'],
    details: {
      nodes: sideDoor,
      links: { 'probe-b': { listener: 'metrics', purpose: 'health' } },
      flows: [orders],
    },
    at: ['b'],
    message: /A health check keeps it open\.$/,
    fixes: ['Close port 9090 of b, and lead what comes there to port 443'],
  },
  {
    rule: 'plaintext-side-door',
    name: 'the first listener is the one: those who name none go on to the other',
    drawn: ['a ==> b', 'c ==> b'],
    details: {
      nodes: { b: { listeners: [plain('old', 80), tls('https', 443)] } },
      links: { 'a-b': { listener: 'https' }, 'c-b': { listener: 'https' } },
    },
    at: ['b'],
    fixes: ['Close port 80 of b'],
  },
  {
    rule: 'plaintext-side-door',
    name: 'a redirect serves nothing',
    drawn: 'a ==> b',
    details: { nodes: { b: { listeners: [tls('https', 443), plain('http', 80, { redirectsToTls: true })] } } },
    at: [],
  },
  {
    rule: 'plaintext-side-door',
    name: 'a port that carries data is told of on the wire',
    drawn: ['a ==> b', 'c --> b'],
    details: { nodes: sideDoor, links: { 'c-b': { listener: 'metrics' } } },
    at: [],
  },

  {
    rule: 'network-encryption-only',
    name: 'plaintext between programs in a tunnel: once for the network',
    drawn: 'a@net --> b@net --> c@net',
    details: { zones: [zone('net', 'cluster', { networkEncryption: 'wireguard' })] },
    at: ['net'],
    severity: 'low',
    message:
      /^A program that gets onto a host in net can pose as another and be sent Card number: WireGuard is all that protects 2 links there \(a → b and b → c\)/,
    fixes: ['Speak verified TLS inside the tunnel of net as well'],
  },
  {
    rule: 'network-encryption-only',
    name: 'where TLS is beyond it, the data is encrypted itself',
    drawn: 'a@net --> b(redis)@net',
    details: {
      zones: [zone('net', 'cluster', { networkEncryption: 'ipsec' })],
      nodes: { b: { version: '5.0' } },
    },
    at: ['net'],
    fixes: ['Encrypt Card number itself at a, for b alone'],
  },
  {
    rule: 'network-encryption-only',
    name: 'what stays on one host never enters the tunnel',
    drawn: 'a@one --> b@two --> c@two',
    details: {
      zones: [
        zone('net', 'private-network', { networkEncryption: 'wireguard' }),
        zone('one', 'host', { parent: 'net' }),
        zone('two', 'host', { parent: 'net' }),
      ],
    },
    at: ['net'],
    message: /WireGuard is all that protects one link there \(a → b\)/,
  },
  {
    rule: 'network-encryption-only',
    name: 'TLS inside the tunnel',
    drawn: 'a@net ==> b[terminate]@net',
    details: { zones: [zone('net', 'cluster', { networkEncryption: 'wireguard' })] },
    at: [],
  },
  {
    rule: 'network-encryption-only',
    name: 'nothing worth posing for',
    drawn: 'a@net --> b@net',
    details: {
      zones: [zone('net', 'cluster', { networkEncryption: 'wireguard' })],
      data: [asset('name', 'personal')],
    },
    at: [],
  },
];
