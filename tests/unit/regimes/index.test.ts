import { describe, expect, test } from 'vitest';
import { tableOf } from '../../../src/core/model/table.ts';
import { judgeDesign, judgePack, packs, packsOf } from '../../../src/core/regimes/index.ts';
import { asset, drawn, linesOf, sceneOf, zone } from './support.ts';

describe('what a text means', () => {
  test.each([
    ['pci-dss-4.0.1', ['pci-dss-4.0.1']],
    ['pci', ['pci-dss-4.0.1']],
    [' PCI ', ['pci-dss-4.0.1']],
    ['asvs-5:l3', ['asvs-5:l3']],
    ['asvs:L3', ['asvs-5:l3']],
    ['nist-800-53:mod', ['nist-800-53:moderate']],
    // In full it means itself, although another begins like it.
    ['hipaa', ['hipaa']],
    ['hipaa-', ['hipaa-proposed-2025']],
    ['nist', ['nist-800-171-r3', 'nist-800-52r2', 'nist-800-53']],
    ['asvs-5:l4', []],
    ['asvs-5:', []],
    ['pci:l1', []],
    ['asvs-5:l3:x', []],
    ['nobody', []],
    ['', []],
  ])('%s', (text, ids) => {
    expect(packsOf(text).map(({ id, level }) => (level ? `${id}:${level}` : id))).toEqual(ids);
  });
});

describe('a pack or level that is not known', () => {
  const scene = drawn('a@vpc --> b[plaintext]@vpc');
  test.each([
    ['no-such-pack', undefined],
    ['asvs-5', 'l9'],
    ['pci-dss-4.0.1', 'l1'],
  ])('%s %s is one undecided result and never silence', (pack, level) => {
    const results = judgePack(scene, pack, level);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ verdict: 'N/A', undecided: true, place: {} });
    expect(results[0]?.message).toContain(level ?? pack);
  });
});

describe('the packs of a document', () => {
  test('are judged at their level, by title, the unknown ones said', () => {
    const { topology } = drawn('a@vpc --> b[plaintext]@vpc');
    const chosen = tableOf([
      { id: 'pci-dss-4.0.1' },
      { id: 'asvs-5', level: 'l1' },
      { id: 'gone' },
      { id: 'gdpr', level: 'x' },
    ]);
    const results = judgeDesign(sceneOf({ ...topology, packs: chosen }));
    expect(results.map(({ pack, level, known }) => [pack, level, known])).toEqual([
      ['gdpr', 'x', false],
      ['asvs-5', 'l1', true],
      ['pci-dss-4.0.1', undefined, true],
      ['gone', undefined, false],
    ]);
    expect(results.every(({ results: said }) => said.length > 0)).toBe(true);
  });

  test('are none unless the document names them: the proposed rule least of all', () => {
    expect(judgeDesign(drawn('a --> b'))).toEqual([]);
    expect(packs.get('hipaa-proposed-2025')).toMatchObject({ status: 'proposed', title: 'HIPAA (proposed 2025)' });
  });
});

describe('written answers', () => {
  const lines = 'a@vpc --> b[plaintext]@vpc';
  const record = [asset('record', 'health')];

  test('a reason turns the message into the answer, and the verdict stays', () => {
    const scene = drawn(lines, {
      data: record,
      rationales: [{ clause: 'hipaa/164.312(e)(1)', reason: 'A cable in one rack' }],
    });
    const found = judgePack(scene, 'hipaa').find(({ clause }) => clause === '164.312(e)(1)');
    expect(found).toMatchObject({ verdict: 'EVIDENCE', answered: true });
    expect(found?.message).toMatch(/^Answered: “A cable in one rack”\. /);
  });

  test('an addressable measure wants three things', () => {
    const partly = drawn(lines, {
      data: record,
      rationales: [{ clause: 'hipaa/164.312(e)(2)(ii)', reason: 'A cable in one rack', measure: ' ' }],
    });
    expect(linesOf(partly, 'hipaa')).toContain('164.312(e)(2)(ii) a-b EVIDENCE');
    expect(judgePack(partly, 'hipaa').find(({ clause }) => clause === '164.312(e)(2)(ii)')?.message).toMatch(
      /Still missing: measure, owner\.$/,
    );
    const whole = drawn(lines, {
      data: record,
      rationales: [
        { clause: 'hipaa/164.312(e)(2)(ii)', reason: 'A cable in one rack', measure: 'Locked rack', owner: 'Ada' },
      ],
    });
    expect(linesOf(whole, 'hipaa')).toContain('164.312(e)(2)(ii) a-b EVIDENCE*');
  });

  test('an answer for another place, another clause or another pack answers nothing here', () => {
    for (const rationale of [
      { clause: 'gdpr/art-32', place: 'elsewhere', reason: 'x' },
      { clause: 'gdpr/art-33', reason: 'x' },
      { clause: 'soc2/art-32', reason: 'x' },
    ])
      expect(linesOf(drawn(lines, { data: record, rationales: [rationale] }), 'gdpr')).toEqual(['art-32 a-b EVIDENCE']);
    expect(
      linesOf(
        drawn(lines, { data: record, rationales: [{ clause: 'gdpr/art-32', place: 'a-b', reason: 'x' }] }),
        'gdpr',
      ),
    ).toEqual(['art-32 a-b EVIDENCE*']);
  });

  test('a failure is not answered away', () => {
    const scene = drawn('client(browser)@net --> b[plaintext]@vpc', {
      rationales: [{ clause: 'pci-dss-4.0.1/4.2.1', reason: 'We like it so' }],
    });
    expect(linesOf(scene, 'pci-dss-4.0.1')).toContain('4.2.1 client-b FAIL');
  });

  test('an assessment of the carrier makes its network private, so that card data in clear is a gap there', () => {
    const scene = drawn('a@mpls --> b[plaintext]@mpls', {
      zones: [zone('mpls', 'on-premises', { network: 'carrier' })],
      rationales: [{ clause: 'pci-dss-4.0.1/faq-1045', place: 'a-b', reason: 'Assessed in May' }],
    });
    const said = linesOf(scene, 'pci-dss-4.0.1');
    expect(said).toContain('faq-1045 a-b EVIDENCE*');
    expect(said).toContain('4.2.1-guidance a-b GAP');
    expect(said).toContain('4.2.1 - N/A');
  });

  test('SC-8 may claim physical protection in writing; SC-8(1), which asks for cryptography, may not', () => {
    const scene = drawn(lines, {
      rationales: [
        { clause: 'nist-800-53/SC-8', place: 'a-b', reason: 'Sealed conduit' },
        { clause: 'nist-800-53/SC-8(1)', place: 'a-b', reason: 'Sealed conduit' },
      ],
    });
    const said = linesOf(scene, 'nist-800-53');
    expect(said).toContain('SC-8 a-b EVIDENCE*');
    expect(said).toContain('SC-8(1) a-b FAIL');
  });

  test("8.3.2 leaves out customers' accounts where somebody says that they are customers'", () => {
    const scene = drawn('a@vpc --> b[plaintext]@vpc', {
      data: [asset('card', 'cardholder'), asset('password', 'credentials')],
      rationales: [{ clause: 'pci-dss-4.0.1/8.3.2', reason: 'Accounts of shoppers only' }],
    });
    expect(linesOf(scene, 'pci-dss-4.0.1')).toContain('8.3.2 a-b EVIDENCE*');
  });
});

test('a link over which several sessions go is shown by the weakest, whichever is drawn first', () => {
  const checked = 'a@net ==> relay(nginx)[tcp]@net ==> b[terminate]@net';
  const unchecked = 'c@net =none=> relay(nginx)[tcp]@net ==> b[terminate]@net';
  for (const lines of [
    [checked, unchecked],
    [unchecked, checked],
  ]) {
    const results = linesOf(drawn(lines), 'pci-dss-4.0.1').filter((line) => line.startsWith('4.2.1 '));
    expect(results).toEqual(expect.arrayContaining(['4.2.1 a-relay PASS', '4.2.1 c-relay FAIL', '4.2.1 relay-b FAIL']));
    expect(results).toHaveLength(3);
  }
});

test('of what crosses a link, each asset is judged by the session that it crosses in', () => {
  const scene = drawn(
    ['a@net ==> relay(nginx)[tcp]@net ==> b[terminate]@net', 'c@net =none=> relay(nginx)@net ==> b[terminate]@net'],
    {
      data: [asset('card', 'cardholder'), asset('note', 'internal')],
      flows: [
        { id: 'f1', title: 'Pay', path: ['a-relay', 'relay-b'], carries: ['card'] },
        { id: 'f2', title: 'Say', path: ['c-relay', 'relay-b'], carries: ['note'] },
      ],
    },
  );
  expect(linesOf(scene, 'pci-dss-4.0.1')).toContain('4.2.1 relay-b PASS');
});
