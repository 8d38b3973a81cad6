import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import { readTopology } from '../../../src/core/model/read.ts';
import { matrixOf, proofOf } from '../../../src/core/observers/index.ts';
import { products } from '../../../src/core/products/index.ts';

// The walk-through of docs/six-hops.md: what it tells is what the simulation says.

const at = (path: string) => readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8');
const read = readTopology(at('examples/six-hops.json'));
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const topology = read.value;
const { simulation, findings } = check(topology);
const scene = { topology, simulation, products };
const page = at('six-hops.md');

describe('the sessions', () => {
  test('are two: the browser’s ends at the CDN, the balancer’s spans two links', () => {
    expect(
      [...simulation.sessions.values()].map(({ id, from, to, links, relays }) => ({ id, from, to, links, relays })),
    ).toEqual([
      { id: 'l1', from: 'browser', to: 'cdn', links: ['l1'], relays: [] },
      { id: 'l3>l4', from: 'alb', to: 'sidecar', links: ['l3', 'l4'], relays: ['gateway'] },
    ]);
    expect(simulation.sessions.get('l1')).toMatchObject({ authentication: 'server', version: '1.3' });
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
    expect(simulation.sessions.get('l3>l4')).toMatchObject({
      authentication: 'none',
      downgradable: false,
      version: '1.3',
    });
  });

  test('cover these links, and no others', () => {
    const states = [...simulation.links].map(([id, { state, session, authentication }]) => [
      id,
      state,
      session,
      authentication,
    ]);
    expect(states).toEqual([
      ['l1', 'encrypted', 'l1', 'server'],
      ['l2', 'plaintext', null, 'none'],
      ['l3', 'encrypted', 'l3>l4', 'none'],
      ['l4', 'encrypted', 'l3>l4', 'none'],
      ['l5', 'plaintext', null, 'none'],
      ['l6', 'plaintext', null, 'none'],
    ]);
    expect(
      [...simulation.flows.values()].map(({ outcome, pattern, traits }) => ({ outcome, pattern, traits })),
    ).toEqual([{ outcome: 'works', pattern: 'edge', traits: ['passthrough'] }]);
  });

  test('leave the card in these memories, and within reach of the gateway that only relays', () => {
    const holding = [...simulation.nodes].filter(([, { plaintext }]) => plaintext.includes('card')).map(([id]) => id);
    expect(holding).toEqual(['browser', 'cdn', 'alb', 'sidecar', 'orders', 'db']);
    expect(simulation.nodes.get('gateway')).toEqual({
      plaintext: [],
      active: ['card'],
      beforeFailure: [],
      holdsKeys: false,
    });
  });
});

describe('the matrix', () => {
  const matrix = matrixOf(scene);
  const cells = matrix.rows.map(({ id, sights }) => [id, sights.get('card')] as const);

  test('is this, cell for cell', () => {
    expect(Object.fromEntries(cells)).toEqual({
      'tap:internet': 'reads',
      'tap:pop': 'reads',
      'tap:vpc': 'reads',
      'tap:cluster': 'reads',
      'tap:pod': 'reads',
      'tap:data': 'reads',
      'attacker:internet': 'reads',
      'attacker:pop': 'reads',
      'attacker:vpc': 'reads',
      'attacker:cluster': 'reads',
      'attacker:pod': 'reads',
      'attacker:data': 'reads',
      'operator:AWS': 'reads',
      'insider:internet': 'reads',
      'insider:pop': 'reads',
      'insider:vpc': 'reads',
      'insider:cluster': 'reads',
      'insider:pod': 'reads',
      'insider:data': 'reads',
      'node:browser': 'reads',
      'node:cdn': 'reads',
      'node:alb': 'reads',
      'node:gateway': 'active',
      'node:sidecar': 'reads',
      'node:orders': 'reads',
      'node:db': 'reads',
      'key:cdn': 'active',
      'key:sidecar': 'active',
      recorder: 'reads',
    });
  });

  test('stands on the page as it is', () => {
    for (const { id, title, sights } of matrix.rows)
      expect(page).toContain(`| \`${id}\` | ${title} | ${sights.get('card')} |`);
  });

  test('has a proof for the gateway: it relays a session whose dialer checks nobody', () => {
    const gateway = matrix.rows.find(({ id }) => id === 'node:gateway')?.observer;
    if (!gateway) throw new Error('no such observer');
    const { sight, steps } = proofOf(scene, gateway, 'card');
    expect(sight).toBe('active');
    expect(
      steps.some(({ sessions, place }) => sessions.includes('l3>l4') && 'node' in place && place.node === 'gateway'),
    ).toBe(true);
    for (const { text } of steps) expect(page).toContain(text);
  });
});

test('the findings are these, and the page quotes each', () => {
  expect(findings.map(({ rule, severity, where }) => [rule, severity, where.link ?? where.node])).toEqual([
    ['plaintext-on-the-wire', 'critical', 'l2'],
    ['plaintext-on-the-wire', 'high', 'l6'],
    ['peer-not-verified', 'medium', 'l3'],
    ['operator-reads', 'low', 'cdn'],
    ['operator-reads', 'info', 'alb'],
  ]);
  for (const { message, fixes } of findings) {
    expect(page.replaceAll(/\s+/g, ' ')).toContain(message);
    expect(fixes.length).toBeGreaterThan(0);
  }
});
