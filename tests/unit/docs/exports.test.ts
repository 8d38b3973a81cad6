import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { productKinds } from '../../../src/core/model/product.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';

// docs/exports.md lists every product with what its export was checked against; UPDATE_DOCS=1 writes the table anew.

const page = new URL('../../../docs/exports.md', import.meta.url);
const [begin, end] = ['<!-- products -->\n', '<!-- /products -->\n'];

const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(): string {
  const rows = [...products.values()]
    .sort((a, b) => productKinds.indexOf(a.kind) - productKinds.indexOf(b.kind) || (a.title < b.title ? -1 : 1))
    .map(
      ({ id, title, kind, checkedAgainst }) =>
        `| [${cell(title)}](../src/core/products/${id}/README.md) | ${kind} | ${exporters.has(id) ? 'yes' : 'no'} | ${cell(checkedAgainst)} |`,
    );
  return ['| Product | Kind | Export | Checked against |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

test('the page about exports lists every product as it is', () => {
  const text = readFileSync(page, 'utf8');
  const [head = '', rest = ''] = text.split(begin);
  const [, tail = ''] = rest.split(end);
  const current = `${head}${begin}\n${table()}\n${end}${tail}`;
  if (process.env.UPDATE_DOCS) writeFileSync(page, current);
  expect(text).toBe(current);
});
