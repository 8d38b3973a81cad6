import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/cli/judging.ts';
import { sarifOf } from '../../../src/cli/sarif.ts';
import { toDocument, writeTopology } from '../../../src/core/model/write.ts';
import { packs } from '../../../src/core/regimes/index.ts';
import { rules } from '../../../src/core/rules/index.ts';
import { topologies } from '../../support/arbitrary.ts';
import { sarifShape } from '../../support/sarif-shape.ts';
import { design, plainsight } from './world.ts';

const templates = new URL('../../../src/core/templates/', import.meta.url).pathname;
const shop = `${templates}shop.json`;
const valid = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
  sarifShape,
);
const problems = (log: unknown) => (valid(log) ? [] : (valid.errors ?? []).slice(0, 5));

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly kind: string;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: { readonly startLine: number; readonly endLine: number };
            };
            readonly logicalLocations: readonly [{ readonly fullyQualifiedName: string; readonly name: string }];
          },
        ];
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
    },
  ];
}

async function run(args: readonly string[], stdin = ''): Promise<Log['runs'][0]> {
  const { out, err } = await plainsight(['check', ...args, '--format', 'sarif'], stdin);
  expect(err).toBe('');
  const log = JSON.parse(out) as Log;
  expect(problems(log)).toEqual([]);
  return log.runs[0];
}

describe('check --format sarif', () => {
  it('puts each finding on the line of its record, with the names of a reader', async () => {
    const { results, tool } = await run([shop]);
    const lines = readFileSync(shop, 'utf8').split('\n');
    const plaintext = results.filter(({ ruleId }) => ruleId === 'plaintext-on-the-wire');
    expect(plaintext.map(({ level, locations: [{ logicalLocations }] }) => [level, logicalLocations[0]])).toEqual([
      ['error', { name: 'API gateway → Orders', fullyQualifiedName: 'links/l3', kind: 'link' }],
      ['error', { name: 'Orders → Orders DB', fullyQualifiedName: 'links/l4', kind: 'link' }],
    ]);
    for (const [i, id] of ['l3', 'l4'].entries()) {
      const { startLine = 0, endLine = 0 } = plaintext[i]?.locations[0].physicalLocation.region ?? {};
      expect(lines.slice(startLine - 1, endLine).join('\n')).toContain(`"id": "${id}"`);
    }
    const known = tool.driver.rules.map(({ id }) => id);
    for (const { id } of rules) expect(known).toContain(id);
    for (const { ruleId, ruleIndex } of results) expect(known[ruleIndex]).toBe(ruleId);
    expect(results.some(({ ruleId }) => ruleId === 'not-possible-as-drawn')).toBe(true);
  });

  it('names the file as a code host knows it', async () => {
    const uriOf = async (file: string, stdin = '') =>
      (await run([file], stdin)).results[0]?.locations[0].physicalLocation.artifactLocation.uri;
    expect(await uriOf(shop)).toBe(`file://${shop}`);
    expect(await uriOf('-', readFileSync(shop, 'utf8'))).toBe('stdin');
    expect(await uriOf('src/core/templates/shop.json')).toBe('src/core/templates/shop.json');
  });

  it('tells broken promises, undecided ones and clauses apart', async () => {
    const document = {
      ...JSON.parse(readFileSync(shop, 'utf8')),
      assertions: [
        { id: 'kept', text: 'nobody reads card on a wire' },
        { id: 'open', text: 'something reads nothing in particular' },
        { id: 'fine', text: 'card is readable only in {browser, cdn, gateway, orders, db}' },
      ],
    };
    const { results } = await run(['-', '--pack', 'pci'], JSON.stringify(document, null, 2));
    const promises = results.filter(({ ruleId }) => ruleId === 'assertion');
    expect(
      promises.map(({ kind, level, locations: [{ logicalLocations }] }) => [
        logicalLocations[0].fullyQualifiedName,
        kind,
        level,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['assertions/kept', 'fail', 'error'],
        ['assertions/open', 'open', 'none'],
      ]),
    );
    expect(results.some(({ ruleId, kind }) => ruleId.startsWith('pci-dss-4.0.1/') && kind !== 'pass')).toBe(true);
    // Braces in a sentence are no placeholders.
    expect(promises.map(({ message }) => message.text).join()).not.toMatch(/(?:^|[^{]){[^{]/);
  });

  it('gives equal fingerprints for the same faults in another order, and different ones for different faults', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const prints = (text: string) => {
          const log = JSON.parse(sarifOf({ topology, text, file: 'a.json' }, judge(topology, []))) as Log;
          return log.runs[0].results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());
        };
        const once = prints(writeTopology(topology));
        const document = toDocument(topology);
        const turned = JSON.stringify({
          ...document,
          nodes: [...document.nodes].reverse(),
          links: [...document.links].reverse(),
        });
        expect(prints(turned)).toEqual(once);
        const reversed = {
          ...topology,
          nodes: new Map([...topology.nodes].reverse()),
          links: new Map([...topology.links].reverse()),
          flows: new Map([...topology.flows].reverse()),
        };
        // Derived flows are bounded in the order of the drawing; drawn ones are what they are.
        if (topology.flows.size === 0) return;
        const again = JSON.parse(
          sarifOf({ topology: reversed, text: turned, file: 'a.json' }, judge(reversed, [])),
        ) as Log;
        expect(
          again.runs[0].results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join()).sort(),
        ).toEqual([...once].sort());
        expect(new Set(once).size).toBe(once.length);
      }),
      { numRuns: 150 },
    );
  });

  it('has the shape of the standard for any design and every rule pack', () => {
    const all = [...packs.values()].map(({ id }) => ({ id }));
    fc.assert(
      fc.property(topologies, (topology) => {
        const log = sarifOf(
          { topology, text: writeTopology(topology), file: 'odd name {1} %.json' },
          judge(topology, all),
        );
        expect(problems(JSON.parse(log))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(readdirSync(templates).filter((name) => name.endsWith('.json')))('%s', async (name) => {
    await run([`${templates}${name}`]);
  });

  it('is empty and valid for a design without faults', async () => {
    const { results } = await run(['-'], design({ links: [] }));
    expect(results).toEqual([]);
  });
});
