import fc from 'fast-check';
import { readDocument } from '../../src/core/model/read.ts';
import { describe } from '../../src/core/model/result.ts';
import type { Issuer, TlsVersion } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';

/** Titles that try to leave their place in a configuration file; all valid in a document. */
export const hostileTitles: readonly string[] = [
  'plain',
  '"; } server { listen 666; } #',
  "'; drop",
  '$host \u0024{IFS} $(reboot) `id`',
  '\\',
  'ends in a backslash\\',
  '\\n\\r\\x0a',
  '# !!! WILL NOT CONNECT',
  '}',
  '{',
  ';',
  '%[src] %{+Q}o',
  'a'.repeat(500),
  '\u202egnp.exe\u202c',
  'zero\u200bwidth',
  'line\u2028separator\u2029',
  '注文 – Überblick 😀',
  '*/ <!-- --> */',
  '\u0024{HOME}',
  '"\u0024{HOME}"',
  "'\"'\"'",
  ' ',
  '',
  '\u00a0\u3000',
  'global\u2028    daemon',
];

const issuer = fc.constantFrom<Issuer>('public-ca', 'private-ca', 'self-signed');
const version = fc.constantFrom<TlsVersion>('1.0', '1.1', '1.2', '1.3');
const name = fc.constantFrom(
  'a.example',
  'b.example',
  'A.Example',
  '*.example',
  'x.a.example',
  '*.a.example',
  '10.0.0.7',
  'fd00::7',
  'under_score.internal',
  `${'l'.repeat(60)}.${'o'.repeat(60)}.${'n'.repeat(60)}.${'g'.repeat(60)}`,
);
const protocol = fc.constantFrom(
  'http',
  'https',
  'grpc',
  'websocket',
  'postgres',
  'mysql',
  'redis',
  'tcp',
  'smtp',
  'mqtt',
);
/** Every character that a path may have, the ones that mean something in a configuration more often. */
export const paths: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        '\\',
        '$',
        '{',
        '}',
        ';',
        '#',
        '%',
        '/',
        '.',
        '..',
        '%41',
        '%2f',
        '$host',
        '\u0024{x}',
        '~',
        '?',
      ),
      fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => `/${parts.join('')}`);

const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((drawn) => (drawn === undefined ? {} : { [key]: drawn }));
const fields = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((all): object => Object.assign({}, ...all));

const terminating = fields(
  optional('clientCertificate', fc.constantFrom('none', 'optional', 'required')),
  optional('clientTrusts', fc.uniqueArray(issuer, { maxLength: 3 })),
  optional('minVersion', version),
  optional('maxVersion', version),
  optional('certificate', fields(fc.record({ issuer }), optional('names', fc.uniqueArray(name, { maxLength: 3 })))),
);
const tls = fc.oneof(
  fc.constant({ mode: 'plaintext' }),
  terminating.map((more) => ({ mode: 'terminate', ...more })),
  terminating.map((more) => ({ mode: 'permissive', ...more })),
  fc.constantFrom({ mode: 'passthrough', by: 'sni' }, { mode: 'passthrough', by: 'tcp' }, { mode: 'passthrough' }),
);
const listener = fields(
  fc.record({ port: fc.constantFrom(80, 443, 5432, 8443, 9000), tls }),
  optional('acceptsProxyProtocol', fc.boolean()),
);
const dial = fields(
  fc.record({ tls: fc.constantFrom('plaintext', 'tls', 'tls', 'mutual', 'opportunistic') }),
  optional('verify', fc.constantFrom('none', 'ca', 'full')),
  optional('sni', fc.option(name, { nil: null })),
  optional('minVersion', version),
  optional('maxVersion', version),
  optional('negotiation', fc.constantFrom('direct', 'in-band')),
  optional('sendsProxyProtocol', fc.constantFrom<boolean | string>(true, false, 'v1', 'v2')),
  optional('clientCertificate', fc.record({ issuer })),
);
const match = fields(
  optional('sni', fc.uniqueArray(name, { maxLength: 3 })),
  optional('host', fc.uniqueArray(name, { maxLength: 3 })),
  optional('path', fc.oneof(fc.constantFrom('/', '/api', '/api/v1', '/a', '/%61'), paths)),
);
const title = fc.oneof(fc.constantFrom(...hostileTitles), fc.constant('Plain'));

/** One proxy with clients before it and servers behind it, everything else at random. */
export const proxies = (product: string): fc.Arbitrary<Topology> =>
  fc
    .record({
      titles: fc.array(title, { minLength: 8, maxLength: 8 }),
      version: optional('version', fc.constantFrom('1.22.1', '2.6.12')),
      listeners: fc.array(listener, { minLength: 1, maxLength: 3 }),
      before: fc.array(fc.record({ protocol, dial, at: fc.nat(5) }), { minLength: 0, maxLength: 3 }),
      behind: fc.array(
        fc.record({ protocol, dial, target: listener, match: optional('match', match), tied: fc.option(fc.nat(5)) }),
        { maxLength: 4 },
      ),
    })
    .map(({ titles, version, listeners, before, behind }) => {
      const parsed = readDocument({
        format: 'plainsight/topology',
        version: 1,
        title: titles[0],
        nodes: [
          { id: 'client', product: 'generic-service', title: titles[1], listeners: [] },
          {
            id: 'Proxy.1',
            product,
            title: titles[2],
            ...version,
            listeners: listeners.map((each, i) => ({ id: `in${i}`, ...each })),
          },
          ...behind.map(({ target }, i) => ({
            id: `server${i}`,
            product: 'generic-service',
            title: titles[3 + i] ?? '',
            listeners: [{ id: 'in', ...target }],
          })),
        ],
        links: [
          ...before.map(({ protocol, dial, at }, i) => ({
            id: `in${i}`,
            from: 'client',
            to: 'Proxy.1',
            listener: `in${at % listeners.length}`,
            protocol,
            dial,
          })),
          ...behind.map(({ protocol, dial, match, tied }, i) => ({
            id: `Out_${i}`,
            from: 'Proxy.1',
            to: `server${i}`,
            protocol,
            dial,
            ...match,
            ...(tied === null ? {} : { fromListener: `in${tied % listeners.length}` }),
          })),
        ],
      });
      if (!parsed.ok) throw new Error(parsed.problems.map(describe).join('\n'));
      return parsed.value;
    });
