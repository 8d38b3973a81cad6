import { expect, test } from 'vitest';
import { changeNode, setTitle } from '../../../src/core/model/commands.ts';
import { readDocument, readTopology } from '../../../src/core/model/read.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { writeTopology } from '../../../src/core/model/write.ts';
import shop from '../../../src/core/templates/shop.json' with { type: 'json' };
import { whyUnfit } from '../../../src/store/fits.ts';

const read = readDocument(shop);
if (!read.ok) throw new Error(read.problems[0]?.message);
const before = read.value;

const edits: readonly (readonly [string, boolean, Topology])[] = [
  ['a name of 500 characters', true, changeNode(before, 'orders', { title: 'n'.repeat(500) })],
  ['a name of 501 characters', false, changeNode(before, 'orders', { title: 'n'.repeat(501) })],
  ['a name with a control character', false, changeNode(before, 'orders', { title: 'a\u0007b' })],
  ['a title of 501 characters', false, setTitle(before, 't'.repeat(501))],
  ['an address that is none', false, changeNode(before, 'orders', { host: '-' })],
  [
    'a port that is none',
    false,
    changeNode(before, 'orders', { listeners: [{ id: 'a', port: 65_536, tls: { mode: 'plaintext' } }] }),
  ],
];

for (const [what, fits, next] of edits)
  test(`${what} ${fits ? 'fits' : 'does not fit'}, just as a file with it is ${fits ? 'read' : 'refused'}`, () => {
    expect(whyUnfit(before, next) === null).toBe(fits);
    expect(readTopology(writeTopology(next)).ok).toBe(fits);
  });
