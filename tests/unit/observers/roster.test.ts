import { describe, expect, test } from 'vitest';
import { observerFrom, observerId, observersOf, observerTitle, type Scene } from '../../../src/core/observers/index.ts';
import { sceneOf } from './scene.ts';

const scene: Scene = sceneOf(
  'web(browser)@out ==> alb(aws-alb)[terminate]@edge --> app[plaintext]@pod --> side[plaintext]@pod',
  {
    zones: [
      { id: 'pod', kind: 'host', title: 'Pod', parent: 'vpc' },
      { id: 'vpc', kind: 'private-network', title: 'VPC' },
      { id: 'edge', kind: 'dmz', title: 'Public subnet', parent: 'vpc' },
      { id: 'empty', kind: 'on-premises', title: 'Cellar' },
      { id: 'out', kind: 'internet', title: 'Internet' },
    ],
    nodes: {
      alb: { title: 'Balancer' },
      app: { title: 'Orders' },
      side: { title: 'Agent' },
      web: { title: 'Shopper' },
    },
  },
);

test('one row for each place to listen, operator, machine room, component and key, the most hostile first', () => {
  expect(observersOf(scene).map(observerId)).toEqual([
    ...['tap:out', 'tap:edge', 'tap:vpc', 'tap:pod'],
    ...['attacker:out', 'attacker:edge', 'attacker:vpc', 'attacker:pod'],
    'operator:AWS',
    ...['insider:out', 'insider:edge', 'insider:vpc', 'insider:pod'],
    ...['node:side', 'node:alb', 'node:app', 'node:web'],
    'key:alb',
    'recorder',
  ]);
});

test('nobody listens where only loopback goes', () => {
  const ids = observersOf(sceneOf('a@pod --> b@pod', { zones: [{ id: 'pod', kind: 'host', title: 'Pod' }] })).map(
    observerId,
  );
  expect(ids).toEqual(['insider:pod', 'node:a', 'node:b', 'recorder']);
});

test('wires outside every zone come first', () => {
  expect(observersOf(sceneOf('a@vpc --> b')).slice(0, 2).map(observerId)).toEqual(['tap:', 'tap:vpc']);
});

test.each([
  ['tap:out', 'Someone listening in Internet'],
  ['attacker:vpc', 'Someone who listens, answers and alters in VPC'],
  ['tap:', 'Someone listening outside every drawn zone'],
  ['operator:AWS', 'AWS, which runs Balancer'],
  ['insider:pod', 'Root on the hosts in Pod'],
  ['node:app', 'Whoever has taken over Orders'],
  ['key:alb', 'Whoever stole the key of Balancer'],
  ['recorder', 'Whoever records every wire and has a quantum computer later'],
])('%s is called "%s", and found by both', (name, title) => {
  const observer = observerFrom(scene, name);
  if (!observer) throw new Error(`no ${name}`);
  expect(observerTitle(scene.topology, observer)).toBe(title);
  expect(observerId(observer)).toBe(name);
  // Nobody stands where no wire is: that row does not exist, and has no title to be found by.
  if (name !== 'tap:') expect(observerFrom(scene, title.toUpperCase())).toEqual(observer);
});

describe('a name', () => {
  test.each([
    ['TAP:VPC', 'tap:vpc'],
    ['tap: Public subnet', 'tap:edge'],
    ['tap:"public SUBNET"', 'tap:edge'],
    ['operator:aws', 'operator:AWS'],
    ['node:Orders', 'node:app'],
    [' Recorder ', 'recorder'],
  ])('%s is %s', (text, id) => {
    const observer = observerFrom(scene, text);
    expect(observer && observerId(observer)).toBe(id);
  });
  test.each(['tap:nowhere', 'operator:GCP', 'node:', 'key:vpc', 'spy:vpc', '', 'AWS'])('%s is nobody', (text) => {
    expect(observerFrom(scene, text)).toBeNull();
  });
  test('that two components share is neither of them', () => {
    const twins = sceneOf('a --> b', { nodes: { a: { title: 'Twin' }, b: { title: 'twin' } } });
    expect(observerFrom(twins, 'node:twin')).toBeNull();
    expect(observerFrom(twins, 'node:a')).toEqual({ kind: 'node', node: 'a' });
    expect(observerFrom(twins, 'Whoever has taken over Twin')).toBeNull();
  });
});
