import { describe, expect, test } from 'vitest';
import { type Profile, scoresOf, tradeoffsOf } from '../../../src/core/tradeoffs/tradeoffs.ts';
import { type Factor, factors } from '../../../src/core/tradeoffs/weights.ts';
import { draw } from '../../support/draw.ts';
import { readTemplate } from '../../support/validating.ts';
import { sceneOf } from '../cost/scene.ts';

/** Counted by hand on the drawing: what, and how many; whatever is not named here is not there. */
type Hand = Readonly<Record<Factor, Readonly<Record<string, number>>>>;

// Every process between the browser and the database reads. No hop behind the first knows who calls. Only the
// browser offers a hybrid key exchange, and nobody answers it.
const expected: Readonly<Record<string, Hand>> = {
  'edge-termination': {
    'security-posture': {
      'wires readable inside your networks': 2,
      'processes between the two ends that read the data': 2,
      'outside operators whose machines read the data': 1,
      'places with a private key': 1,
      'inner hops that do not know who calls': 2,
      'public wires encrypted without a hybrid key exchange': 1,
    },
    'compliance-readiness': {
      'inner wires in plaintext': 2,
      'inner hops that do not know who calls': 2,
      'outside operators whose machines read the data': 1,
    },
    'operational-complexity': {
      'components that terminate TLS': 1,
      'kinds of products that terminate': 1,
      'TLS sessions': 1,
    },
    'performance-overhead': {
      // 40 ms; (429 + 268) µs; 2 × 10.8 µs
      'milliseconds that encryption adds to a first request': 40.719,
      // 0.022 + (0.5 × 40.697 + 0.5 × 40.441) ÷ 20
      'milliseconds that it adds to a request on average': 2.05,
      // 21.6 + (0.5 × 429 + 0.5 × 208 + 0.5 × 268 + 0.5 × 233) ÷ 20
      'microseconds of work that it adds on average': 50.05,
      'handshakes of a first request': 1,
    },
    'debugging-ease': { 'wires on which a capture shows ciphertext': 1, 'TLS sessions': 1 },
    'certificate-management': {
      certificates: 1,
      'places with a private key': 1,
      // 365 ÷ (2/3 × 47)
      'renewals a year of which nobody said who does them': 11.649,
    },
  },
  'gateway-termination': {
    'security-posture': {
      'wires readable inside your networks': 2,
      'processes between the two ends that read the data': 3,
      'outside operators whose machines read the data': 1,
      'places with a private key': 2,
      'inner hops that do not know who calls': 3,
      'public wires encrypted without a hybrid key exchange': 2,
    },
    'compliance-readiness': {
      'inner wires in plaintext': 2,
      'inner hops that do not know who calls': 3,
      'outside operators whose machines read the data': 1,
    },
    'operational-complexity': {
      'components that terminate TLS': 2,
      'kinds of products that terminate': 2,
      'TLS sessions': 2,
      'components that decrypt and encrypt again': 1,
    },
    'performance-overhead': {
      // 15 + 40 ms; 2 × (0.697 + 0.022)
      'milliseconds that encryption adds to a first request': 56.438,
      // 0.022 + (15.697 + 15.441) ÷ 2 ÷ 20, 0.022 + (40.697 + 40.441) ÷ 2 ÷ 500
      'milliseconds that it adds to a request on average': 0.903,
      // 50.05 + 21.6 + (429 + 208 + 268 + 233) ÷ 2 ÷ 500
      'microseconds of work that it adds on average': 72.788,
      'handshakes of a first request': 2,
    },
    'debugging-ease': { 'wires on which a capture shows ciphertext': 2, 'TLS sessions': 2 },
    'certificate-management': {
      certificates: 2,
      'places with a private key': 2,
      'renewals a year of which nobody said who does them': 23.298,
    },
  },
  'service-termination': {
    'security-posture': {
      'wires readable inside your networks': 1,
      'processes between the two ends that read the data': 3,
      'outside operators whose machines read the data': 1,
      'places with a private key': 3,
      'inner hops that do not know who calls': 3,
      'public wires encrypted without a hybrid key exchange': 2,
    },
    'compliance-readiness': {
      'inner wires in plaintext': 1,
      'inner hops that do not know who calls': 3,
      'outside operators whose machines read the data': 1,
    },
    'operational-complexity': {
      'components that terminate TLS': 3,
      'kinds of products that terminate': 3,
      'TLS sessions': 3,
      'components that decrypt and encrypt again': 2,
      'private certificate authorities': 1,
    },
    'performance-overhead': {
      // 56.438 + 0.3 + 0.719
      'milliseconds that encryption adds to a first request': 57.457,
      // 0.903 + 0.022 + (0.997 + 0.741) ÷ 2 ÷ 500
      'milliseconds that it adds to a request on average': 0.927,
      'microseconds of work that it adds on average': 95.526,
      'handshakes of a first request': 3,
    },
    'debugging-ease': { 'wires on which a capture shows ciphertext': 3, 'TLS sessions': 3 },
    'certificate-management': {
      certificates: 3,
      'places with a private key': 3,
      'private certificate authorities': 1,
      // 2 × 11.649 + 365 ÷ (2/3 × 365)
      'renewals a year of which nobody said who does them': 24.798,
    },
  },
  'end-to-end': {
    'security-posture': {
      'processes between the two ends that read the data': 3,
      'outside operators whose machines read the data': 1,
      'places with a private key': 4,
      'inner hops that do not know who calls': 3,
      'public wires encrypted without a hybrid key exchange': 2,
    },
    'compliance-readiness': {
      'inner hops that do not know who calls': 3,
      'outside operators whose machines read the data': 1,
    },
    'operational-complexity': {
      'components that terminate TLS': 4,
      'kinds of products that terminate': 4,
      'TLS sessions': 4,
      'components that decrypt and encrypt again': 3,
      'private certificate authorities': 1,
    },
    'performance-overhead': {
      // 57.457 + 1 for asking, 1 for the handshake, 0.719
      'milliseconds that encryption adds to a first request': 60.176,
      // 0.927 + 0.022 + (2.697 + 2.441) ÷ 2 ÷ 500
      'milliseconds that it adds to a request on average': 0.954,
      'microseconds of work that it adds on average': 118.264,
      'handshakes of a first request': 4,
    },
    'debugging-ease': { 'wires on which a capture shows ciphertext': 4, 'TLS sessions': 4 },
    'certificate-management': {
      certificates: 4,
      'places with a private key': 4,
      'private certificate authorities': 1,
      'renewals a year of which nobody said who does them': 26.298,
    },
  },
};

function designOf(scene: Parameters<typeof tradeoffsOf>[0]): Profile {
  const { design } = tradeoffsOf(scene);
  if (!design) throw new Error('no flow works');
  return design;
}
const template = (id: string): Profile => designOf(sceneOf(readTemplate(`${id}.json`)));
const scores = (profile: Profile) => Object.fromEntries(scoresOf(profile).map(({ factor, score }) => [factor, score]));

describe.each(Object.entries(expected))('%s', (id, hand) => {
  const profile = template(id);
  test.each(factors)('%s is counted as by hand, and adds up', (factor) => {
    const { counted, points, score, arithmetic } = profile[factor];
    expect(
      Object.fromEntries(counted.filter(({ count }) => count > 0).map(({ what, count }) => [what, count])),
    ).toEqual(hand[factor]);
    for (const { count, weight, points: each } of counted) expect(each).toBeCloseTo(count * weight, 3);
    expect(counted.reduce((sum, each) => sum + each.points, 0)).toBeCloseTo(points, 6);
    expect(score).toBe(Math.round(10_000 / (100 + points)));
    const terms = counted.filter(({ count }) => count > 0).map(({ count, weight }) => `${count} × ${weight}`);
    expect(arithmetic).toBe(
      `${terms.join(' + ')} = ${points} points; 100 × 100 ÷ (100 + ${points}) = ${score}, rounded`,
    );
  });
});

test('the four templates, as numbers', () => {
  expect(Object.keys(expected).map((id) => [id, ...Object.values(scores(template(id)))])).toEqual([
    ['edge-termination', 61, 58, 93, 82, 93, 86],
    ['gateway-termination', 57, 57, 84, 80, 86, 75],
    ['service-termination', 64, 69, 72, 78, 81, 68],
    ['end-to-end', 72, 88, 67, 76, 76, 65],
  ]);
});

describe('the same way, with TLS ending further and further in', () => {
  const chain = (...hops: readonly [arrow: string, listener: string][]) => {
    const nodes = ['edge(nginx)', 'gateway(nginx)', 'orders', 'db(postgresql)'];
    const line = nodes.map((node, i) => `${hops[i]?.[0]} ${node}[${hops[i]?.[1]}]@vpc`).join(' ');
    const zones = [
      { id: 'net', kind: 'internet', title: 'net' },
      { id: 'vpc', kind: 'private-network', title: 'vpc' },
    ] as const;
    return designOf(
      sceneOf(draw(`browser(browser)@net ${line}`, { zones, links: { 'orders-db': { protocol: 'postgres' } } })),
    );
  };
  const tls = ['==>', 'terminate'] as const;
  const plain = ['-->', 'plaintext'] as const;
  const ways = [
    chain([...plain], [...plain], [...plain], [...plain]),
    chain([...tls], [...plain], [...plain], [...plain]),
    chain([...tls], [...tls], [...plain], [...plain]),
    chain([...tls], [...tls], [...tls], [...plain]),
    chain([...tls], [...tls], [...tls], [...tls]),
  ].map(scores);
  const rising = (values: readonly (number | undefined)[]) =>
    values.every((value, i) => i === 0 || (value ?? 0) > (values[i - 1] ?? 0));

  test.each(['security-posture', 'compliance-readiness'] as const)('%s rises with every hop', (factor) => {
    expect(ways.map((each) => each[factor])).toSatisfy(rising);
  });

  test.each(['operational-complexity', 'performance-overhead', 'debugging-ease', 'certificate-management'] as const)(
    '%s falls with every hop',
    (factor) => {
      expect(ways.map((each) => each[factor]).reverse()).toSatisfy(rising);
    },
  );
});
