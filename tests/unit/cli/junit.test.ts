import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/cli/judging.ts';
import { junitOf } from '../../../src/cli/junit.ts';
import { element, xmlDocument } from '../../../src/core/config/xml.ts';
import { packs } from '../../../src/core/regimes/index.ts';
import { topologies } from '../../support/arbitrary.ts';
import { readXml, type XmlElement } from '../../support/xml-reader.ts';
import { design, plainsight } from './world.ts';

const shop = new URL('../../../src/core/templates/shop.json', import.meta.url).pathname;

const suites = ({ children }: XmlElement) => children;
const attribute = (each: XmlElement | undefined, name: string) => each?.attributes.get(name) ?? '';
const named = (root: XmlElement, name: RegExp) => suites(root).filter((each) => name.test(attribute(each, 'name')));
const outcomes = (suite: XmlElement | undefined) =>
  suite?.children.map(({ children: [verdict] }) => verdict?.name ?? 'passed') ?? [];

async function report(args: readonly string[], stdin = ''): Promise<XmlElement> {
  return readXml((await plainsight(['check', ...args, '--format', 'junit'], stdin)).out);
}

/** What every reader of these reports relies on. */
function wellFormed(root: XmlElement): void {
  expect(root.name).toBe('testsuites');
  const sums = new Map<string, number>();
  for (const suite of suites(root)) {
    expect(suite.name).toBe('testsuite');
    expect(attribute(suite, 'name')).not.toBe('');
    const found = outcomes(suite);
    const counts = {
      tests: found.length,
      failures: found.filter((each) => each === 'failure').length,
      errors: found.filter((each) => each === 'error').length,
      skipped: found.filter((each) => each === 'skipped').length,
    };
    for (const [name, count] of Object.entries(counts)) {
      expect(Number(attribute(suite, name)), name).toBe(count);
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
    for (const each of suite.children) {
      expect(each.name).toBe('testcase');
      expect(attribute(each, 'classname')).toBe(attribute(suite, 'name'));
      expect(attribute(each, 'name')).not.toBe('');
      expect(each.children.length).toBeLessThanOrEqual(1);
    }
  }
  for (const [name, count] of sums) expect(Number(attribute(root, name)), name).toBe(count);
}

describe('check --format junit', () => {
  it('has a suite for flows, for each rule and for what cannot be built', async () => {
    const root = await report([shop]);
    wellFormed(root);
    expect(outcomes(named(root, /^Flows$/)[0])).toEqual(['passed']);
    const plaintext = named(root, /plaintext-on-the-wire/)[0];
    expect(outcomes(plaintext)).toEqual(['failure', 'failure']);
    expect(attribute(plaintext?.children[0], 'name')).toBe('high at API gateway → Orders (link l3)');
    expect(plaintext?.children[0]?.children[0]?.text).toMatch(/Card number.*Fix: Terminate TLS at Orders/);
    expect(outcomes(named(root, /downgradable/)[0])).toEqual(['passed']);
    expect(outcomes(named(root, /^Possible as drawn$/)[0])).toEqual(['failure']);
    expect(named(root, /^Assertions$/)).toEqual([]);
  });

  it('fails only on findings that reach the threshold', async () => {
    const root = await report([shop, '--fail-on', 'critical']);
    wellFormed(root);
    expect(outcomes(named(root, /plaintext-on-the-wire/)[0])).toEqual(['skipped', 'skipped']);
  });

  it('has a suite for assertions and one for each rule pack', async () => {
    const document = {
      ...JSON.parse(readFileSync(shop, 'utf8')),
      assertions: ['every flow works', 'nobody reads card on a wire', 'gibberish & <nonsense>'],
    };
    const root = await report(['-', '--pack', 'pci-dss-4.0.1'], JSON.stringify(document));
    wellFormed(root);
    expect([...outcomes(named(root, /^Assertions$/)[0])].sort()).toEqual(['error', 'failure', 'passed']);
    expect(named(root, /PCI DSS/)).toHaveLength(1);
  });

  it('names a failing flow, the hop and the log', async () => {
    const root = await report(
      ['-'],
      design({
        links: [{ id: 'wire', from: 'client', to: 'server', protocol: 'http', dial: { tls: 'tls', verify: 'full' } }],
      }),
    );
    const [flow] = named(root, /^Flows$/);
    expect(outcomes(flow)).toEqual(['failure']);
    expect(attribute(flow?.children[0]?.children[0], 'message')).toMatch(/Client → Server \(link wire\).*In the log: /);
    expect(attribute(flow?.children[0]?.children[0], 'type')).toBe('tls-to-plaintext');
  });

  it('is well-formed and adds up for any design', () => {
    const all = [...packs.values()].map(({ id }) => ({ id }));
    fc.assert(
      fc.property(topologies, (topology) => wellFormed(readXml(junitOf(judge(topology, all), 'medium')))),
      { numRuns: 40 },
    );
  });
});

describe('XML', () => {
  it('says any text so that a reader finds it again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // What XML has no place for becomes the sign for it.
        const sayable = text
          .replaceAll(/\p{Cs}/gu, '\ufffd')
          .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, (c) => (/[\t\n\r\u0080-\u009f\u007f]/.test(c) ? c : '\ufffd'));
        const read = readXml(xmlDocument(element('e', { a: text }, element('f', {}, text))));
        expect(attribute(read, 'a')).toBe(sayable);
        expect(read.children[0]?.text).toBe(sayable);
      }),
    );
  });
});
