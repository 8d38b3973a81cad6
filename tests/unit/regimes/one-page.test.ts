import { describe, expect, test } from 'vitest';
import { judgePack } from '../../../src/core/regimes/index.ts';
import { type Verdict, verdictRank } from '../../../src/core/regimes/verdict.ts';
import { asset, drawn } from './support.ts';

/**
 * Who demands encryption on internal hops, on one page: what each regime says of the same data in clear on the internet
 * and between two services of one network. The worst verdict on the hop counts; the five are never merged.
 */
const scene = drawn('client(browser)@net --> edge(nginx)[plaintext]@vpc --> app[plaintext]@vpc', {
  data: [asset('card', 'cardholder'), asset('record', 'health'), asset('name', 'personal'), asset('plan', 'cui')],
});
const aws = drawn('client(browser)@net --> edge(aws-alb)[plaintext]@vpc --> app[plaintext]@vpc', {
  data: [asset('card', 'cardholder')],
});

const page: readonly (readonly [pack: string, level: string | undefined, outside: Verdict, inside: Verdict])[] = [
  ['pci-dss-4.0.1', undefined, 'FAIL', 'GAP'],
  ['hipaa', undefined, 'EVIDENCE', 'EVIDENCE'],
  ['hipaa-proposed-2025', undefined, 'FAIL', 'FAIL'],
  ['gdpr', 'risk-based', 'EVIDENCE', 'EVIDENCE'],
  ['gdpr', 'strict', 'FAIL', 'EVIDENCE'],
  ['soc2', undefined, 'EVIDENCE', 'EVIDENCE'],
  ['nist-800-53', 'moderate', 'FAIL', 'FAIL'],
  ['nist-800-53', 'high', 'FAIL', 'FAIL'],
  ['fedramp-rev5', 'moderate', 'FAIL', 'FAIL'],
  ['nist-800-171-r3', undefined, 'FAIL', 'FAIL'],
  ['zero-trust', 'advanced', 'FAIL', 'FAIL'],
  ['asvs-5', 'l1', 'FAIL', 'N/A'],
  ['asvs-5', 'l2', 'FAIL', 'FAIL'],
  ['asvs-5', 'l3', 'FAIL', 'FAIL'],
  ['dora', undefined, 'EVIDENCE', 'EVIDENCE'],
  ['iso-27001', undefined, 'EVIDENCE', 'EVIDENCE'],
];

const worstAt = (given: typeof scene, pack: string, level: string | undefined, place: string): Verdict =>
  judgePack(given, pack, level)
    .filter((each) => (each.place.link ?? each.place.node) === place)
    .map(({ verdict }) => verdict)
    .reduce<Verdict>((worst, each) => (verdictRank(each) < verdictRank(worst) ? each : worst), 'N/A');

describe('plaintext outside and inside', () => {
  test.each(page)('%s %s: %s outside, %s inside', (pack, level, outside, inside) => {
    expect(worstAt(scene, pack, level, 'client-edge')).toBe(outside);
    expect(worstAt(scene, pack, level, 'edge-app')).toBe(inside);
  });

  test('AWS: the listener and, since ELB.22, the target group', () => {
    expect(worstAt(aws, 'aws-fsbp', undefined, 'edge')).toBe('FAIL');
    expect(worstAt(aws, 'aws-fsbp', undefined, 'edge-app')).toBe('FAIL');
  });

  test('the maturity model calls it a gap while only Initial is to be reached, and a failure from Advanced on', () => {
    const maturity = (level: string) =>
      judgePack(scene, 'zero-trust', level)
        .filter(({ clause }) => clause.startsWith('ztmm'))
        .map(({ verdict }) => verdict);
    expect(maturity('initial')).toEqual(['GAP', 'GAP']);
    expect(maturity('advanced')).toEqual(['FAIL', 'FAIL']);
    expect(maturity('optimal')).toEqual(['FAIL', 'FAIL']);
  });

  test('PCI DSS: administration and credentials of staff fail inside as well', () => {
    const inside = drawn(['ops@vpc --> app[plaintext]@vpc', 'job@vpc --> app[plaintext]@vpc'], {
      data: [asset('card', 'cardholder'), asset('password', 'credentials')],
      nodes: { app: { stores: ['card'] } },
      links: { 'ops-app': { purpose: 'administration' } },
      flows: [
        { id: 'f1', title: 'Administer', path: ['ops-app'], carries: [] },
        { id: 'f2', title: 'Log in', path: ['job-app'], carries: ['password'] },
      ],
    });
    expect(worstAt(inside, 'pci-dss-4.0.1', undefined, 'ops-app')).toBe('FAIL');
    expect(worstAt(inside, 'pci-dss-4.0.1', undefined, 'job-app')).toBe('FAIL');
  });

  test('peers must be verified outside by PCI DSS, and by NIST; AWS asks nobody', () => {
    const unchecked = drawn('client(mobile-app)@net =none=> edge(aws-alb)[terminate]@vpc =none=> app[terminate]@vpc', {
      listeners: { edge: { tls: { minVersion: '1.2' } } },
    });
    expect(worstAt(unchecked, 'pci-dss-4.0.1', undefined, 'client-edge')).toBe('FAIL');
    expect(worstAt(unchecked, 'nist-800-53', 'moderate', 'edge-app')).toBe('FAIL');
    expect(worstAt(unchecked, 'aws-fsbp', undefined, 'edge-app')).toBe('PASS');
  });
});
