import { describe, expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import { applyEdits } from '../../../src/core/model/edits.ts';
import type { Zone } from '../../../src/core/model/schema.ts';
import { tableOf } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { rules } from '../../../src/core/rules/index.ts';
import type { Finding, Fix } from '../../../src/core/rules/rule.ts';
import { type Details, draw } from '../../support/draw.ts';
import { accessCases } from './access-cases.ts';
import { asset, type Case, plain, zone } from './case.ts';
import { keyCases } from './key-cases.ts';
import { readerCases } from './reader-cases.ts';

const found = (topology: Topology, rule: string): readonly Finding[] =>
  check(topology).findings.filter((each) => each.rule === rule);

function mended(topology: Topology, fix: Fix | undefined): Topology {
  if (!fix) throw new Error('there is no fix');
  const edited = applyEdits(topology, fix.edits);
  if (!edited.ok) throw new Error('the fix names what is not there');
  return edited.value;
}

const issued = (more: object) => ({ listeners: { b: { tls: { certificate: more as { issuer: 'public-ca' } } } } });

const wireCases: readonly Case[] = [
  {
    rule: 'plaintext-on-the-wire',
    name: 'a plaintext hop',
    drawn: 'a --> b',
    at: ['a-b'],
    message: /^Anyone on this wire can read Card number between a → b: plaintext HTTP\.$/,
    fixes: ['Terminate TLS at b and verify its certificate'],
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'a driver that falls back in silence',
    drawn: 'a ~~> db(postgresql)',
    details: { links: { 'a-db': { protocol: 'postgres' } } },
    at: ['a-db'],
    message: /a would encrypt if offered, db offers nothing, and it falls back without a word/,
    fixes: ['Terminate TLS at db and verify its certificate'],
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'a relayed hop is one finding, at its most hostile wire',
    drawn: 'a@in --> r[tcp]@in --> b@out',
    details: { zones: [zone('in', 'private-network'), zone('out', 'internet')] },
    at: ['r-b'],
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'network encryption below it leaves nothing to read',
    drawn: 'a@net --> b@net',
    details: { zones: [zone('net', 'private-network', { networkEncryption: 'wireguard' })] },
    at: [],
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'data that is encrypted at the application layer',
    drawn: 'a --> b',
    details: {
      data: [{ id: 'card', title: 'Card', classification: 'cardholder', protection: { by: 'a', readableBy: ['b'] } }],
    },
    at: [],
  },
  { rule: 'plaintext-on-the-wire', name: 'an encrypted hop', drawn: 'a ==> b[terminate]', at: [] },
  {
    rule: 'plaintext-on-the-wire',
    name: 'a sidecar and its application: loopback meets no wire',
    drawn: 'a@net ==> sidecar(envoy)[terminate]@pod --> b@inner',
    details: {
      zones: [zone('net', 'cluster'), zone('pod', 'host', { parent: 'net' }), zone('inner', 'mesh', { parent: 'pod' })],
    },
    at: [],
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'two hosts are joined by a network, and where none is drawn nobody has vouched for it',
    drawn: 'a@one --> b@two',
    details: { zones: [zone('one', 'host'), zone('two', 'host')] },
    at: ['a-b'],
    severity: 'high',
    message: /^Anyone on this wire can read Card number/,
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'two hosts on two networks are as far apart as the worse of these',
    drawn: 'a@one --> b@two',
    details: {
      zones: [
        zone('office', 'on-premises'),
        zone('net', 'internet'),
        zone('one', 'host', { parent: 'office' }),
        zone('two', 'host', { parent: 'net' }),
      ],
    },
    at: ['a-b'],
    severity: 'critical',
    message: /^Anyone between office and net can read Card number/,
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'a private network at one end and nothing drawn at the other',
    drawn: 'a --> b@vpc',
    details: { zones: [zone('vpc', 'private-network')], data: [asset('name', 'personal')] },
    at: ['a-b'],
    severity: 'high',
  },
  {
    rule: 'plaintext-on-the-wire',
    name: 'a server that cannot speak TLS in its version is upgraded to one that can',
    drawn: 'a --> b(redis)',
    details: { nodes: { b: { version: '5.0' } } },
    at: ['a-b'],
    fixes: ['Upgrade b to Redis 6.0; terminate TLS at b and verify its certificate'],
  },

  {
    rule: 'peer-not-verified',
    name: 'nobody can step in between two processes of one host',
    drawn: 'a@pod =none=> b[terminate]@pod',
    details: { zones: [zone('pod', 'host')] },
    at: [],
  },
  {
    rule: 'downgradable',
    name: 'nor switch encryption off there',
    drawn: 'a@pod ~~> b[permissive]@pod',
    details: { zones: [zone('pod', 'host')] },
    at: [],
  },
  {
    rule: 'peer-not-verified',
    name: 'a dial that checks nothing',
    drawn: 'a =none=> b[terminate]',
    at: ['a-b'],
    message: /^An impostor on this wire could read Card number: on a → b, a accepts any certificate\.$/,
    fixes: ["Verify b's certificate on a"],
  },
  {
    rule: 'peer-not-verified',
    name: 'relays of it are named: they could do it too',
    drawn: 'a =none=> r[tcp] --> b[terminate]',
    at: ['a-r'],
    message: /r, which only relays, could do it too\.$/,
  },
  {
    rule: 'peer-not-verified',
    name: 'a certificate that nobody trusts yet',
    drawn: 'a =none=> b[terminate]',
    details: issued({ issuer: 'self-signed' }),
    at: ['a-b'],
    fixes: ["Verify b's certificate, and trust its issuer"],
  },
  {
    rule: 'peer-not-verified',
    name: 'an expired certificate is issued anew',
    drawn: 'a =none=> b[terminate]',
    details: issued({ issuer: 'private-ca', expired: true }),
    at: ['a-b'],
    fixes: ["Verify b's certificate, and issue one that passes"],
  },
  {
    rule: 'peer-not-verified',
    name: 'a product without the switch: only another one closes it',
    drawn: 'c(browser) ==> edge(aws-alb)[terminate] ==> b[terminate]',
    at: ['edge-b'],
    fixes: ['Run HAProxy in place of AWS Application Load Balancer'],
  },
  { rule: 'peer-not-verified', name: 'a verified dial', drawn: 'a ==> b[terminate]', at: [] },
  {
    rule: 'peer-not-verified',
    name: 'a downgradable one is told by its own rule',
    drawn: 'a ~~> b[terminate]',
    at: [],
  },

  {
    rule: 'any-certificate-of-the-ca',
    name: 'the issuer is checked, the name is not',
    drawn: 'a =ca=> b[terminate]',
    at: ['a-b'],
    fixes: ['Check the name of b as well'],
  },
  { rule: 'any-certificate-of-the-ca', name: 'both are checked', drawn: 'a ==> b[terminate]', at: [] },
  { rule: 'any-certificate-of-the-ca', name: 'neither is', drawn: 'a =none=> b[terminate]', at: [] },

  {
    rule: 'downgradable',
    name: 'encrypted only if offered',
    drawn: 'a ~~> b[terminate]',
    at: ['a-b'],
    fixes: ['Insist on TLS to b and verify its certificate'],
  },
  { rule: 'downgradable', name: 'it fell back already: that is plaintext', drawn: 'a ~~> b', at: [] },

  {
    rule: 'permissive-listener',
    name: 'a port that takes both',
    drawn: 'a ==> b[permissive]',
    at: ['b'],
    fixes: ['Accept only TLS at b'],
  },
  {
    rule: 'permissive-listener',
    name: 'one that nobody dials',
    drawn: ['a ==> c[terminate]', 'b[permissive]'],
    at: [],
  },
  { rule: 'permissive-listener', name: 'a terminating one', drawn: 'a ==> b[terminate]', at: [] },

  {
    rule: 'failing-hop',
    name: 'plaintext to a TLS port',
    drawn: 'a --> b[terminate]',
    at: ['a-b'],
    message: /^a → b will not connect, and “Flow 1” stops here: plaintext is spoken .* The log of b says: 400 /,
    fixes: ['Dial b with TLS', 'Dial b with TLS, and give it a certificate that is trusted', 'Accept plaintext at b'],
  },
  {
    rule: 'failing-hop',
    name: 'the request is on its way in clear before anybody refuses it',
    drawn: 'a@net --> b[terminate]@vpc',
    details: { zones: [zone('net', 'internet'), zone('vpc', 'private-network')] },
    at: ['a-b'],
    message:
      /HTTPS port\. It refuses too late: anyone between net and vpc can read Card number in the request that it refuses\.$/,
  },
  {
    rule: 'failing-hop',
    name: 'a redirect answers a request that was sent in clear',
    drawn: 'a(browser) ==> cdn(aws-cloudfront)[terminate] --> b',
    details: { nodes: { b: { listeners: [plain('http', 80, { redirectsToTls: true })] } } },
    at: ['cdn-b'],
    message: /It refuses too late: anyone on this wire can read Card number in the request that it refuses\.$/,
  },
  {
    rule: 'failing-hop',
    name: 'nothing is sent before a handshake has failed, or into a tunnel or a host that nobody listens in on',
    drawn: ['a@net ==> b[plaintext]@net', 'c@wg --> d[terminate]@wg', 'e@box --> f[terminate]@box'],
    details: {
      zones: [zone('net', 'internet'), zone('wg', 'dmz', { networkEncryption: 'wireguard' }), zone('box', 'host')],
    },
    at: ['a-b', 'c-d', 'e-f'],
    never: /too late/,
  },
  {
    rule: 'failing-hop',
    name: 'several flows that stop at one place are one finding',
    drawn: ['a --> b[terminate] --> c', 'a --> b --> d'],
    at: ['a-b'],
    message: /and 2 flows stop here:/,
  },
  {
    rule: 'failing-hop',
    name: 'a repair that would break another flow is not offered',
    drawn: ['a ==> b[plaintext]', 'c(redis) --> b'],
    at: ['a-b'],
    fixes: ['Dial b in plaintext'],
  },
  {
    rule: 'failing-hop',
    name: 'a flow drawn to end at a relay that others go through is led on',
    drawn: ['a ==> r[tcp]', 'a ==> r --> b[terminate]'],
    at: ['a-r'],
    fixes: ['Let the flow go on from r to b'],
  },
  { rule: 'failing-hop', name: 'nothing fails', drawn: 'a --> b', at: [] },
];

const cases = [...wireCases, ...readerCases, ...accessCases, ...keyCases];

const named = { data: [{ id: 'card', title: 'Card number', classification: 'cardholder' }] };
const topologyOf = ({ drawn, details }: Case): Topology => draw(drawn, { ...named, ...details });

describe.each(rules.map(({ id }) => id))('%s', (rule) => {
  const own = cases.filter((each) => each.rule === rule);

  test.each(own.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const findings = found(topologyOf(each), rule);
    expect(findings.map(({ where }) => where.link ?? where.node ?? where.zone)).toEqual(each.at);
    if (each.severity) expect(findings[0]?.severity).toBe(each.severity);
    if (each.message) expect(findings[0]?.message).toMatch(each.message);
    if (each.never) for (const { message } of findings) expect(message).not.toMatch(each.never);
    if (each.clean)
      for (const fix of findings[0]?.fixes ?? [])
        expect(check(mended(topologyOf(each), fix)).findings.map(({ message }) => message)).toEqual([]);
    if (each.fixes) expect(findings[0]?.fixes.map(({ title }) => title)).toEqual(each.fixes);
  });

  test('every fix takes its finding away', () => {
    let tried = 0;
    for (const each of own) {
      const topology = topologyOf(each);
      for (const { fixes, message } of found(topology, rule))
        for (const fix of fixes) {
          tried++;
          expect(
            found(mended(topology, fix), rule).map((left) => left.message),
            fix.title,
          ).not.toContain(message);
        }
    }
    expect(tried).toBeGreaterThan(0);
  });

  test('fires somewhere above, and is silent somewhere', () => {
    expect(own.some(({ at }) => at.length > 0)).toBe(true);
    expect(own.some(({ at }) => at.length === 0)).toBe(true);
  });
});

test('severity is exposure × classification × zone', () => {
  const severity = (kind: Zone['kind'], classification: string, arrow = '-->', listener = '[plaintext]') =>
    check(
      draw(`a@z ${arrow} b${listener}@z`, {
        zones: [zone('z', kind)],
        data: [{ id: 'x', title: 'x', classification }],
      }),
    ).findings[0]?.severity;
  expect(severity('internet', 'cardholder')).toBe('critical');
  expect(severity('private-network', 'cardholder')).toBe('high');
  expect(severity('host', 'cardholder')).toBeUndefined();
  expect(severity('internet', 'public')).toBe('low');
  expect(severity('private-network', 'public')).toBe('info');
  expect(severity('private-network', 'of-our-own')).toBe(severity('private-network', 'internal'));
  expect(severity('internet', 'cardholder', '=none=>', '[terminate]')).toBe('high');
  expect(severity('private-network', 'cardholder', '=none=>', '[terminate]')).toBe('medium');
});

test('the worst come first, and name the most sensitive asset first', () => {
  const { findings } = check(
    draw(['a@in --> b@in', 'c@net --> b@in'], {
      zones: [zone('in', 'private-network'), zone('net', 'internet')],
      data: [
        { id: 'log', title: 'Log', classification: 'internal' },
        { id: 'card', title: 'Card', classification: 'cardholder' },
      ],
    }),
  );
  expect(findings.map(({ where, severity }) => `${where.link} ${severity}`)).toEqual(['c-b critical', 'a-b high']);
  expect(findings[0]?.message).toContain('can read Card and Log');
});

test('the order in which components were drawn changes no fix', () => {
  const lines = ['a(browser) ==> cdn(aws-cloudfront)[terminate] ==> b[terminate] ==> c[terminate]'];
  const fixesOf = (topology: Topology) => found(topology, 'operator-reads').map(({ fixes }) => fixes);
  const topology = draw(lines);
  const backwards = { ...topology, nodes: tableOf([...topology.nodes.values()].reverse()) };
  expect(fixesOf(topology)).toHaveLength(1);
  expect(fixesOf(backwards)).toEqual(fixesOf(topology));
});

describe('a repair says what it newly exposes', () => {
  test('beyond the hop: in memory and on wires', () => {
    const topology = draw('a ==> b[plaintext] --> c', named);
    const [fix] = found(topology, 'failing-hop')[0]?.fixes ?? [];
    expect(fix?.note).toBe('Then Card number will also be readable in memory at b and c, and in plaintext on b → c.');
  });
  test('nothing where the data got that far before', () => {
    const topology = draw(['a =mutual=> b[mutual]', 'c =mutual=> b'], {
      ...named,
      links: { 'a-b': { dial: { clientCertificate: { issuer: 'public-ca' } } } },
    });
    const [fix] = found(topology, 'failing-hop')[0]?.fixes ?? [];
    expect(fix?.title).toBe('Present a certificate that b trusts');
    expect(fix?.note).toBeUndefined();
  });
});

// Found by the laws, made small. Each was wrong once.
describe('what the laws found', () => {
  test('a product put in place of another keeps listening as that one did', () => {
    // An NLB takes a permissive listener as terminating; HAProxy would take it as plaintext.
    const topology = draw('a ~~> lb(aws-nlb)[permissive] =none=> b[terminate]', named);
    const [fix] = found(topology, 'peer-not-verified').flatMap(({ fixes }) => fixes);
    expect(check(mended(topology, fix)).simulation.links.get('a-lb')?.state).toBe('encrypted');
  });
  test('a repair of a listener drawn as what its product cannot do writes a whole listener', () => {
    const topology = draw('a ==> b(redis)[tcp]', {
      ...named,
      links: { 'a-b': { dial: { minVersion: '1.0', maxVersion: '1.1' } } },
    });
    const fixes = found(topology, 'failing-hop')[0]?.fixes ?? [];
    const [both] = fixes.filter(({ title }) => title === 'Let both ends speak TLS 1.2 and 1.3');
    expect(mended(topology, both).nodes.get('b')?.listeners?.[0]?.tls).toMatchObject({ mode: 'terminate' });
  });
  test('a header sent to nobody is a refused connection, in the log of whoever dialled that hop', () => {
    const topology = draw('a ==> r(nginx)[tcp] --> b', {
      nodes: { b: { listeners: [] } },
      links: { 'a-r': { dial: { sendsProxyProtocol: true } } },
    });
    const { cause, failsAt } = check(topology).simulation.flows.get('flow1') ?? {};
    expect(cause).toMatchObject({ code: 'connection-refused', log: { node: 'r' } });
    expect(failsAt).toBe('r-b');
  });
  test('the cause shown on a link does not hang on the order of the flows', () => {
    const details: Details = { links: { 'r-c': { match: { sni: ['elsewhere.internal'] } } } };
    const lines = ['a ==> r[sni] --> b[plaintext]', 'a ==> r --> c[terminate]'];
    const shown = (order: readonly string[]) => check(draw(order, details)).simulation.links.get('a-r')?.cause?.code;
    expect(shown(lines)).toBe('tls-to-plaintext');
    expect(shown([lines[1] ?? '', lines[0] ?? ''])).toBe('tls-to-plaintext');
  });
  test('a dial that knows only other issuers is told of the one that is issued for it', () => {
    const topology = draw('a --> b', { ...named, links: { 'a-b': { dial: { trusts: ['public-ca'] } } } });
    const [fix] = found(topology, 'plaintext-on-the-wire')[0]?.fixes ?? [];
    expect(check(mended(topology, fix)).findings).toEqual([]);
  });
});
