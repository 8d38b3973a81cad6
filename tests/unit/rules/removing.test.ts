import { describe, expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import { applyEdits, isRemoval } from '../../../src/core/model/edits.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { products } from '../../../src/core/products/index.ts';
import { tryOut } from '../../../src/core/rules/trying-out.ts';
import { draw } from '../../support/draw.ts';
import { tls } from './case.ts';

const postgres = { protocol: 'postgres' };

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly drawn: Topology;
  /** Title and note of each fix. */
  readonly fixes: readonly (readonly [string, string])[];
}

const cases: readonly Case[] = [
  {
    name: 'a relay hands one dial, which asks for TLS in band, to a database and to a balancer that speaks HTTP',
    rule: 'permissive-listener',
    drawn: draw(['a --> r[tcp] --> db(aws-aurora)[permissive]', 'a --> r --> w(aws-alb)[plaintext]'], {
      links: { 'a-r': postgres, 'r-db': postgres },
    }),
    fixes: [
      ['Remove the link r → db', 'The design loses “Flow 1”, which goes this way.'],
      ['Remove the link r → w; accept only TLS at db', 'The design loses “Flow 2”, which goes this way.'],
    ],
  },
  {
    name: 'two databases that start TLS in different ways',
    rule: 'permissive-listener',
    drawn: draw(['a --> r[tcp] --> db(aws-rds)[permissive]', 'a --> r --> w(mysql)[plaintext]'], {
      links: { 'a-r': { protocol: 'mysql' } },
    }),
    fixes: [['Remove the link r → db', 'The design loses “Flow 1”, which goes this way.']],
  },
];

describe('links are taken out where nothing gentler helps', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, { rule, drawn, fixes }) => {
    const before = check(drawn);
    const finding = before.findings.find((each) => each.rule === rule);
    expect(finding?.fixes.map(({ title, note }) => [title, note])).toEqual(fixes);
    for (const { title, edits } of finding?.fixes ?? []) {
      const mended = applyEdits(drawn, edits);
      if (!mended.ok) throw new Error(title);
      const after = check(mended.value);
      expect(after.findings.map(({ message }) => message)).not.toContain(finding?.message);
      const gone = new Set(edits.filter(isRemoval).map(({ id }) => id));
      for (const [id, { flow, outcome }] of before.simulation.flows)
        if (flow.path.some((link) => gone.has(link))) expect(after.simulation.flows.has(id)).toBe(false);
        else if (outcome === 'works') expect(after.simulation.flows.get(id)?.outcome, title).toBe('works');
    }
  });

  test('a drawing that a removal is tried out in knows no link that is gone', () => {
    const topology = draw('a --> b');
    const { simulation } = check(topology);
    const tried = tryOut(
      { topology, simulation, products },
      { title: '', edits: [{ table: 'links', id: 'a-b', remove: true }] },
    );
    expect(tried?.ground.outgoing.has('a')).toBe(false);
    expect(tried?.touched.size).toBe(1);
  });
});

describe('gentler than that', () => {
  const titles = (topology: Topology, rule: string): readonly (string | undefined)[] =>
    check(topology)
      .findings.filter((each) => each.rule === rule)
      .map(({ fixes }) => fixes[0]?.title);

  test('an upstream where nobody listens, and a log that ends at the relay, hinder no TLS for the others', () => {
    const closed = draw(['a --> r[tcp] --> b', 'a --> r --> e', 'a --> r --> c'], {
      data: [],
      flows: [],
      nodes: { c: { listeners: [] }, a: { logsBodies: true } },
      links: { 'a-r': { purpose: 'telemetry' } },
    });
    expect(titles(closed, 'plaintext-on-the-wire')).toEqual([
      'Terminate TLS at b and verify its certificate',
      'Terminate TLS at e and verify its certificate',
    ]);
  });

  test('upstreams of a private and a public CA are dialled by the name that both can have', () => {
    const named = (issuer: 'private-ca' | 'public-ca', name: string) => ({
      tls: { certificate: { issuer, names: [name] } },
    });
    const mixed = draw(['a(api-client) =none=> r(aws-nlb)[tcp] ==> b[terminate]', 'a =none=> r ==> c[terminate]'], {
      data: [],
      flows: [],
      listeners: { b: named('private-ca', 'b.internal'), c: named('public-ca', 'c.example.com') },
    });
    expect(titles(mixed, 'peer-not-verified')).toEqual([
      "Verify b's certificate, and issue one that passes",
      "Verify c's certificate, and issue one that passes",
    ]);
  });

  test('who can only compare names, where no public CA gives one, gets a name of a private CA', () => {
    const addressed = draw('a(haproxy) =none=> b(aws-nlb)[terminate]', {
      data: [],
      flows: [],
      listeners: { b: { tls: { certificate: { issuer: 'public-ca', names: ['2001:db8::7'] } } } },
    });
    expect(titles(addressed, 'peer-not-verified')).toEqual(["Verify b's certificate, and issue one that passes"]);
  });

  test('of two PROXY protocol headers only the one that is not expected is left out', () => {
    const headed = draw(['a(haproxy) --> r(haproxy)[tcp] --> b', 'c --> r --> b'], {
      nodes: { b: { listeners: [{ ...tls('in', 8080), tls: { mode: 'plaintext' }, acceptsProxyProtocol: true }] } },
      links: { 'a-r': { dial: { sendsProxyProtocol: true } }, 'r-b': { dial: { sendsProxyProtocol: true } } },
    });
    expect(titles(headed, 'failing-hop')).toEqual(['Send no PROXY protocol header on a → r']);
  });
});
