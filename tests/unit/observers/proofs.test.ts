import { describe, expect, test } from 'vitest';
import { matrixOf, observerFrom, type Proof, proofOf, type Scene } from '../../../src/core/observers/index.ts';
import { meshZone, sceneOf } from './scene.ts';

function prove(scene: Scene, name: string, asset = 'card'): Proof {
  const observer = observerFrom(scene, name);
  if (!observer) throw new Error(`no observer ${name}`);
  return proofOf(scene, observer, asset);
}

describe('a proof says where, by what and on whose word', () => {
  test('plaintext', () => {
    expect(prove(sceneOf('a@vpc --> b[plaintext]@vpc'), 'tap:vpc')).toEqual({
      observer: { kind: 'tap', zone: 'vpc' },
      asset: 'card',
      sight: 'reads',
      summary: 'Someone listening in vpc reads Card number.',
      steps: [
        {
          sight: 'reads',
          place: { link: 'a-b' },
          sessions: [],
          flows: ['flow1'],
          text: 'Card number can be read on a → b: a speaks HTTP in plaintext to b.',
          facts: [],
        },
      ],
      undecided: [],
    });
  });

  test('a silent fall back to plaintext', () => {
    expect(prove(sceneOf('a@vpc ~~> b[plaintext]@vpc'), 'tap:vpc').steps[0]?.text).toContain('went on without a word');
  });

  test('a verified session: what still shows', () => {
    const [step] = prove(sceneOf('a@vpc ==> b[terminate]@vpc'), 'attacker:vpc').steps;
    expect(step).toMatchObject({ sight: 'metadata', sessions: ['a-b'], flows: ['flow1'] });
    expect(step?.text).toMatch(/inside a session that b ends and a verifies.*"b\.internal" is readable/);
    expect(step?.facts.map(({ source }) => source)).toContain('https://datatracker.ietf.org/doc/rfc9849/');
  });

  test('up to TLS 1.2 the certificates show as well', () => {
    const old = sceneOf('a@vpc ==> b[terminate]@vpc', { links: { 'a-b': { dial: { maxVersion: '1.2' } } } });
    expect(prove(old, 'tap:vpc').steps[0]?.text).toContain('certificates are too');
    expect(prove(sceneOf('a@vpc ==> b[terminate]@vpc'), 'tap:vpc').steps[0]?.text).not.toContain('certificates');
  });

  test('a product that cannot verify is named with its reason and source', () => {
    const scene = sceneOf('alb(aws-alb)[plaintext]@vpc ==> b[terminate]@vpc');
    const [step] = prove(scene, 'attacker:vpc').steps;
    const support = scene.products.get('aws-alb')?.supports['verify:full'];
    if (support?.can !== 'never') throw new Error('the registry changed its mind');
    expect(step).toMatchObject({ sight: 'active', sessions: ['alb-b'] });
    expect(step?.facts).toContainEqual({ text: support.why, source: support.source });
  });

  test('of an unauthenticated session, that any part of the way will do', () => {
    const proof = prove(sceneOf('a@out =none=> r[tcp]@vpc --> b[terminate]@vpc'), 'attacker:vpc');
    expect(proof.steps.map(({ place }) => place)).toEqual([{ link: 'a-r' }, { link: 'r-b' }]);
    expect(proof.steps[0]?.text).toContain('the relays included');
  });

  test('the strongest step stands first, the milder ones after it', () => {
    const proof = prove(sceneOf('a@vpc ==> b[terminate]@vpc --> c@vpc'), 'tap:vpc');
    expect(proof.steps.map(({ sight, place }) => [sight, place])).toEqual([
      ['reads', { link: 'b-c' }],
      ['metadata', { link: 'a-b' }],
    ]);
  });

  test("the operator's word is the product's key location", () => {
    const [step] = prove(sceneOf('a ==> alb(aws-alb)[terminate] --> b'), 'operator:AWS').steps;
    expect(step).toMatchObject({ place: { node: 'alb' }, sight: 'reads' });
    expect(step?.facts[0]?.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com/);
    expect(prove(sceneOf('a ==> alb(aws-alb)[terminate] --> b'), 'operator:AWS').summary).toBe(
      'AWS, which runs alb, reads Card number.',
    );
  });

  test('a thief of a key learns where the key lives', () => {
    const scene = sceneOf('a ==> b(nginx)[terminate] --> c');
    const [step] = prove(scene, 'key:b').steps;
    expect(step?.facts).toContainEqual(scene.products.get('nginx')?.keyLocation);
  });

  test('macsec and provider encryption: what a drawing cannot tell is said', () => {
    const scene = sceneOf('a@vpc --> b@vpc', {
      zones: [{ id: 'vpc', kind: 'private-network', title: 'VPC', networkEncryption: 'provider' }],
    });
    expect(prove(scene, 'recorder').steps[0]?.text).toContain('a drawing cannot tell');
    expect(prove(scene, 'tap:vpc').steps[0]).toMatchObject({ sight: 'nothing', place: { link: 'a-b' } });
  });

  test('a mesh that seals plaintext is the session that counts', () => {
    const scene = sceneOf('a@mesh --> b[plaintext]@mesh', { zones: [meshZone('mesh')] });
    const [step] = prove(scene, 'attacker:mesh').steps;
    expect(step).toMatchObject({ sight: 'metadata', sessions: ['mesh:a-b'] });
    expect(step?.text).toContain('the mesh of a and b checks both ends');
  });
});

describe('nothing is not the same as safe', () => {
  test('no wire of the asset lies there', () => {
    const proof = prove(
      sceneOf(['a@left --> b[plaintext]@left', 'c@right --> d[plaintext]@right'], {
        data: [
          { id: 'card', title: 'Card number', classification: 'cardholder' },
          { id: 'log', title: 'Log', classification: 'internal' },
        ],
        flows: [
          { id: 'pay', title: 'Pay', path: ['a-b'], carries: ['card'] },
          { id: 'log', title: 'Log', path: ['c-d'], carries: ['log'] },
        ],
      }),
      'tap:right',
    );
    expect(proof).toMatchObject({ sight: 'nothing', steps: [], undecided: [] });
    expect(proof.summary).toBe(
      'Someone listening in right learns nothing of Card number: no working flow brings it to where they look.',
    );
  });

  test('a flow that fails is no protection', () => {
    const scene = sceneOf('a@vpc --> b[terminate]@vpc');
    const proof = prove(scene, 'tap:vpc');
    expect(proof.sight).toBe('nothing');
    expect(proof.summary).toContain('every flow that carries it fails: that is no protection');
    expect(proof.undecided).toEqual([
      '"Flow 1" fails at a → b (plaintext is spoken to a listener that only speaks TLS): nothing is known of what lies beyond.',
    ]);
    expect(matrixOf(scene).columns).toEqual([{ asset: 'card', title: 'Card number', travels: 'fails' }]);
  });

  test('an asset that nobody sends', () => {
    const scene = sceneOf('a@vpc --> b@vpc', { flows: [{ id: 'f', title: 'F', path: ['a-b'], carries: [] }] });
    expect(prove(scene, 'tap:vpc').summary).toContain('no flow carries it: nothing is known of where it goes');
    expect(matrixOf(scene).columns[0]?.travels).toBe('never');
  });
});

test('a drawing without data has one column that stands for everything', () => {
  const scene = sceneOf('a --> b', { data: [], flows: [] });
  expect(matrixOf(scene).columns.map(({ title, travels }) => [title, travels])).toEqual([['everything sent', 'works']]);
  expect(matrixOf(scene)).toBe(matrixOf(scene));
});
