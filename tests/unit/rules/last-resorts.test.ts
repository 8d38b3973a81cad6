import { describe, expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import { applyEdits } from '../../../src/core/model/edits.ts';
import type { Link } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Finding, Fix } from '../../../src/core/rules/rule.ts';
import { severityRank } from '../../../src/core/rules/severity.ts';
import { type Details, draw } from '../../support/draw.ts';
import { asset, plain, tls, zone } from './case.ts';

const found = (topology: Topology, rule: string): readonly Finding[] =>
  check(topology).findings.filter((each) => each.rule === rule);

function mended(topology: Topology, fix: Fix | undefined): Topology {
  const edited = fix && applyEdits(topology, fix.edits);
  if (!edited?.ok) throw new Error('there is no fix, or it names what is not there');
  return edited.value;
}

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly drawn: string | readonly string[];
  readonly details?: Details;
  /** Titles of the fixes of the first finding. */
  readonly fixes: readonly string[];
  readonly note?: RegExp;
}

const postgres = { protocol: 'postgres' };

// Each had no fix, or one that did not help.
const cases: readonly Case[] = [
  {
    name: 'a balancer that cannot ask a database for TLS in band: a version that needs no asking',
    rule: 'plaintext-on-the-wire',
    drawn: 'lb(aws-alb)[terminate] --> db(postgresql)[plaintext]',
    details: { links: { 'lb-db': postgres }, nodes: { db: { version: '14' } } },
    fixes: ['Terminate TLS at db and verify its certificate'],
    note: /PostgreSQL 17/,
  },
  {
    name: 'a neighbour that cannot do TLS goes on as it is: TLS has a port of its own',
    rule: 'plaintext-on-the-wire',
    drawn: ['a --> b', 'c(redis) --> b'],
    details: { flows: [], data: [], nodes: { c: { cannot: ['dial:tls'] } } },
    fixes: ['Terminate TLS at b and verify its certificate, on a port of its own (8081)'],
  },
  {
    name: 'upstreams that share a dial change together',
    rule: 'plaintext-on-the-wire',
    drawn: ['a --> r[tcp] --> b', 'a --> r --> c'],
    details: { flows: [], data: [] },
    fixes: ['Terminate TLS at b and verify its certificate'],
  },
  {
    name: 'what is drawn of the start of TLS fits no port that speaks plaintext',
    rule: 'plaintext-on-the-wire',
    drawn: 'a ~~> b',
    details: { links: { 'a-b': { dial: { negotiation: 'in-band' } } } },
    fixes: ['Terminate TLS at b and verify its certificate'],
  },
  {
    name: 'another balancer goes on checking nothing where it checked nothing',
    rule: 'peer-not-verified',
    drawn: ['a ==> lb(aws-alb)[terminate] ==> b[terminate]', 'a ==> lb ==> c[terminate]'],
    details: { listeners: { c: { tls: { certificate: { issuer: 'self-signed' } } } } },
    fixes: ['Run HAProxy in place of AWS Application Load Balancer'],
  },
  {
    name: 'a server that stops at TLS 1.1 is raised with whoever comes to check it',
    rule: 'peer-not-verified',
    drawn: 'a ==> lb(aws-alb)[terminate] ==> b[terminate]',
    details: {
      listeners: { b: { tls: { minVersion: '1.0', maxVersion: '1.1', certificate: { issuer: 'self-signed' } } } },
    },
    fixes: ["Run HAProxy in place of AWS Application Load Balancer; verify b's certificate, and issue one that passes"],
  },
  {
    name: 'a browser that is said to dial no TLS',
    rule: 'failing-hop',
    drawn: ['a(browser) ==> cdn(aws-cloudfront)[terminate]', 'c(browser) ==> cdn'],
    details: { nodes: { a: { cannot: ['dial:tls'] } } },
    fixes: ['Give a a build that can dial TLS; terminate TLS at cdn, on a port of its own (8444)'],
  },
  {
    name: 'flows that stop at one place on two ways are mended together',
    rule: 'failing-hop',
    drawn: ['a ==> r[tcp] --> b[terminate]', 'a ==> r --> s[tcp] --> b'],
    details: { links: { 'r-b': { match: { path: '/b' } }, 'r-s': { match: { path: '/s' } } } },
    fixes: ['Route to b whatever the path, and Route to s whatever the path'],
  },
  {
    name: 'a flow is led on from a relay, and the log that would end there is cut',
    rule: 'failing-hop',
    drawn: ['a ==> r[tcp]', 'a ==> r --> b[terminate]'],
    details: { nodes: { a: { logsBodies: true } }, links: { 'a-r': { purpose: 'telemetry' } } },
    fixes: ['Let the flow go on from r to b, and keep bodies out of the log of a'],
  },
  {
    name: 'a balancer that sends no PROXY protocol header gets a port where none is expected',
    rule: 'failing-hop',
    drawn: ['lb(gcp-application-lb)[terminate] ==> b[terminate]', 'c ==> b'],
    details: {
      nodes: { b: { listeners: [{ ...tls('in', 8443), acceptsProxyProtocol: true }] } },
      links: { 'c-b': { dial: { sendsProxyProtocol: true } } },
    },
    fixes: ['Let it in at b on a port of its own (8444), where no PROXY protocol header is expected'],
  },
  {
    name: 'a port that takes both, where one of the callers can do no TLS as it is',
    rule: 'permissive-listener',
    drawn: ['a ==> r[tcp] --> b[permissive]', 'c --> r --> b'],
    details: { nodes: { c: { cannot: ['dial:tls'] } } },
    fixes: ['Give c a build that can dial TLS; accept only TLS at b'],
  },
  {
    name: 'a listener drawn as what its product cannot do gets its hybrid keys where it really ends TLS',
    rule: 'recordable-for-later',
    drawn: 'a ==> b[terminate] ==> c(redis)[tcp]',
    details: {
      data: [asset('record', 'health')],
      listeners: { b: { tls: { keyExchange: 'hybrid' } } },
      links: { 'a-b': { dial: { keyExchange: 'hybrid' } } },
    },
    fixes: ['Agree on hybrid keys on b → c'],
  },
  {
    name: 'a filter opens TLS, and dials on with none of the old versions that were drawn and had no effect',
    rule: 'blind-inspection',
    drawn: 'a ==> waf(haproxy)[tcp] --> b[terminate]',
    details: {
      nodes: { waf: { inspects: true } },
      listeners: { b: { tls: { minVersion: '1.0' } } },
      links: { 'waf-b': { dial: { minVersion: '1.0', maxVersion: '1.1' } } },
    },
    fixes: ['End TLS at waf, and start it anew from there', 'Count on no inspection at waf'],
  },
  {
    name: 'a filter does not open what falls back to plaintext when asked to',
    rule: 'blind-inspection',
    drawn: 'a ~~> waf(haproxy)[tcp] --> b[terminate]',
    details: { nodes: { waf: { inspects: true } } },
    fixes: ['Count on no inspection at waf'],
  },
  {
    name: 'a balancer that asks no database for TLS in band gives way to a program that does',
    rule: 'permissive-listener',
    drawn: 'lb(haproxy) --> db(gcp-cloud-sql)',
    details: { links: { 'lb-db': postgres } },
    fixes: ['Run stunnel in place of HAProxy; accept only TLS at db'],
  },
  {
    name: 'a browser drawn to speak to a database is a program of your own',
    rule: 'plaintext-on-the-wire',
    drawn: 'a(browser) --> db(mysql)[plaintext]',
    details: { data: [], flows: [], links: { 'a-db': { protocol: 'mysql' } } },
    fixes: [
      'Run a service of your own in place of Browser; terminate TLS at db and verify its certificate, on a port of its own (8081)',
    ],
  },
  {
    name: 'a database is spoken to in its own protocol, and then with TLS',
    rule: 'permissive-listener',
    drawn: 'a --> db(aws-rds)[permissive]',
    details: { links: { 'a-db': { protocol: 'mysql' } } },
    fixes: ['Speak PostgreSQL to db; accept only TLS at db'],
  },
  {
    name: 'what dials and is never dialled is another product, where it is dialled',
    rule: 'failing-hop',
    drawn: 'a --> ca(cert-manager)',
    fixes: ['Run HashiCorp Vault PKI in place of cert-manager; let ca listen'],
  },
  {
    name: 'a port that is led past its proxy stays so when the mesh gets strict',
    rule: 'permissive-mesh',
    drawn: 'a =mutual=> b[terminate]@m',
    details: {
      zones: [zone('m', 'cluster', { mesh: { product: 'linkerd', mode: 'permissive', authorization: 'deny' } })],
      listeners: { b: { mesh: 'skipped' } },
    },
    fixes: ['Make the mesh of m strict'],
  },
  {
    name: 'whoever encrypts when it can is not led to a plaintext port with others',
    rule: 'permissive-listener',
    drawn: ['a --> r[tcp] --> b[permissive]', 'r --> b'],
    details: { nodes: { a: { cannot: ['dial:tls'] } }, links: { 'r-b': { dial: { tls: 'opportunistic' } } } },
    fixes: ['Give a a build that can dial TLS; accept only TLS at b'],
  },
  {
    name: 'a filter does not open what nobody checks',
    rule: 'blind-inspection',
    drawn: 'a =none=> waf(haproxy)[tcp] --> b[terminate]',
    details: { nodes: { waf: { inspects: true } } },
    fixes: ['Count on no inspection at waf'],
  },
  {
    name: 'a network is not encrypted where a weak hop would only be found on its next wire',
    rule: 'downgradable',
    drawn: ['a(browser)@z ~~> r[tcp]@z --> b(mysql)[terminate]@z', 'a ~~> r --> c'],
    details: { zones: [zone('z', 'dmz')] },
    fixes: ['Encrypt Card number itself at a, for b, c and r alone'],
  },
  {
    name: 'RSA keys that were drawn and had no effect are not brought along',
    rule: 'plaintext-on-the-wire',
    drawn: 'a --> cache(aws-elasticache)',
    details: {
      data: [],
      flows: [],
      nodes: { cache: { listeners: [{ id: 'in', port: 6379, tls: { mode: 'permissive', minVersion: '1.3' } }] } },
      links: { 'a-cache': { protocol: 'redis', dial: { keyExchange: 'rsa' } } },
    },
    fixes: ['Terminate TLS at cache and verify its certificate'],
  },
  {
    name: 'past a redirect behind a relay',
    rule: 'failing-hop',
    drawn: 'a(haproxy) --> r[tcp] --> b',
    details: { nodes: { b: { listeners: [plain('in', 80, { redirectsToTls: true }), tls('on', 443)] } } },
    fixes: [
      'Dial the TLS listener of b (port 443)',
      'Answer requests at b instead of redirecting them',
      'Terminate TLS at b, and dial that',
    ],
  },
  {
    name: 'a balancer that is said to terminate and relays: in its place what can relay as well',
    rule: 'failing-hop',
    drawn: 'a ~~> lb(aws-nlb)[terminate]',
    details: { nodes: { lb: { cannot: ['listen:terminate'] } } },
    fixes: [
      'Give lb a build that can terminate TLS, to answer in TLS itself',
      'Run HAProxy in place of AWS Network Load Balancer, to answer in TLS itself',
      'Run Traefik in place of AWS Network Load Balancer, to answer in TLS itself',
      'Run NGINX in place of AWS Network Load Balancer, to answer in TLS itself',
    ],
  },
  {
    name: 'what a repaired hop brings into a log is said',
    rule: 'failing-hop',
    drawn: ['lb(haproxy)[plaintext] --> b[plaintext]', 'lb --> logs'],
    details: {
      nodes: { lb: { logsBodies: true } },
      links: { 'lb-b': { dial: { sendsProxyProtocol: true } }, 'lb-logs': { purpose: 'telemetry' } },
      flows: [{ id: 'flow1', title: 'Flow 1', path: ['lb-b'], carries: ['card'] }],
    },
    fixes: ['Expect the PROXY protocol header at b', 'Send no PROXY protocol header'],
    note: /^Then Card number will also be readable in memory at b and logs, and in plaintext on lb → b and lb → logs\.$/,
  },
];

describe('there is always something to do', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, { rule, drawn, details, fixes, note }) => {
    const topology = draw(drawn, details);
    const [finding] = found(topology, rule);
    expect(finding?.fixes.map(({ title }) => title)).toEqual(fixes);
    if (note) expect(finding?.fixes[0]?.note).toMatch(note);
    const before = check(topology);
    const worst = Math.max(...before.findings.map(({ severity }) => severityRank(severity)));
    for (const fix of finding?.fixes ?? []) {
      const after = check(mended(topology, fix));
      expect(after.findings.map(({ message }) => message)).not.toContain(finding?.message);
      for (const [id, { outcome }] of before.simulation.flows)
        if (outcome === 'works') expect(after.simulation.flows.get(id)?.outcome, fix.title).toBe('works');
      for (const { severity, message } of after.findings)
        expect(severityRank(severity), message).toBeLessThanOrEqual(worst);
    }
  });

  test('nobody dials the wildcard of a certificate, and it is put on no other', () => {
    const topology = draw(['a --> b', 'c ==> b'], {
      nodes: { b: { trustsHeaders: ['forwarded-for'] } },
      links: { 'c-b': { dial: { sni: '*.example.com' } } },
    });
    const [finding] = found(topology, 'believed-headers');
    expect(JSON.stringify(mended(topology, finding?.fixes[0]).nodes.get('b'))).not.toContain('example.com');
  });

  test('a certificate of another issuer is trusted besides, and the dial is otherwise as it was', () => {
    const topology = draw('a ~~> b[terminate]', {
      listeners: { b: { tls: { certificate: { issuer: 'public-ca', names: ['b.internal'] } } } },
      links: { 'a-b': { dial: { trusts: ['public-ca'] } } },
    });
    const [finding] = found(topology, 'public-certificate-for-internal-name');
    expect(mended(topology, finding?.fixes[0]).links.get('a-b')?.dial).toEqual({
      tls: 'opportunistic',
      trusts: ['public-ca', 'private-ca'],
    });
  });

  test('what shows a server name from now on is led on to where it was led without one', () => {
    const topology = draw('a --> r(haproxy)[sni] --> b[plaintext]', { data: [], flows: [] });
    const beside: Link = { ...(topology.links.get('r-b') as Link), id: 'beside', match: { sni: ['b.internal'] } };
    const two: Topology = { ...topology, links: new Map([...topology.links, ['beside', beside]]) };
    const [finding] = found(two, 'plaintext-on-the-wire');
    expect(finding?.fixes.map(({ title }) => title)).toEqual([
      'Route to b whatever the server name; terminate TLS at b and verify its certificate',
    ]);
    const after = check(mended(two, finding?.fixes[0])).simulation.flows.get('derived:a-r>r-b');
    expect(after?.legs.map(({ outcome }) => outcome.kind)).toEqual(['session']);
  });

  test('a list of callers is kept by no proxy that does not know them', () => {
    const topology = draw(['a =mutual=> b[mutual]@m --> d@m', 'c =mutual=> b'], {
      zones: [zone('m', 'cluster', { mesh: { product: 'istio', mode: 'permissive' } })],
    });
    expect(found(topology, 'callers-not-limited')).toEqual([]);
  });

  test('a derived flow that ends at a relay because it would only lead back is no finding', () => {
    const topology = draw(['a ==> b[terminate] ==> r[tcp] --> b'], { flows: [] });
    expect(found(topology, 'failing-hop')).toEqual([]);
  });

  test('whoever comes in plaintext by the same port shows no certificate to go by', () => {
    const topology = draw(['a =mutual=> b', 'c =mutual=> b', 'd --> b'], {
      nodes: { b: { listeners: [plain('in', 8080)] } },
      listeners: { b: { tls: { mode: 'permissive', clientCertificate: 'required' } as object } },
    });
    expect(found(topology, 'callers-not-limited')).toEqual([]);
  });
});
