import { code, heading, markdownText, table } from '../config/markdown.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { ReadmeSources } from './readme.ts';

/** An assignment that exporters leave empty, because no secret is ever written. */
const empty = /^#?([A-Z][A-Z0-9_]*)=$/gm;
/** A question that Terraform asks; the lines between are printed by config/hcl.ts. */
const asked = /^variable "([^"]+)" \{\n((?: {2}.*\n)*)\}/gm;

/** What every placeholder must be. */
export function secretsSection({ bundle, others, issuance }: ReadmeSources): readonly string[] {
  const files = [...bundle.files, ...others];
  const rows = [
    ...files.flatMap(placeholders),
    ...[
      ...issuance.orders.map(({ certificate }) => certificate),
      ...issuance.public,
      ...issuance.elsewhere.map(({ certificate }) => certificate),
    ]
      .filter(({ operator }) => operator === null)
      .map(({ title, place, files }) => [
        code(files.key),
        `the private key of ${markdownText(title)} (${code(place)}), readable by that server alone`,
        'on its host',
      ]),
  ];
  if (rows.length === 0) return [];
  return [
    heading(2, 'Secrets and other things to fill in'),
    '',
    'None of them stands in these files.',
    '',
    ...table(['What', 'What it must be', 'Where'], rows),
    '',
  ];
}

function placeholders({ path, text, language }: ExportedFile): readonly (readonly string[])[] {
  if (language === 'shell')
    return [...new Set([...text.matchAll(empty)].map(([, name = '']) => name))].map((name) => [
      code(name),
      'a secret of yours',
      code(path),
    ]);
  if (language !== 'hcl') return [];
  return [...text.matchAll(asked)].map(([, name = '', body = '']) => [
    code(name),
    `${markdownText(unquoted(/description = "(.*)"$/m.exec(body)?.[1] ?? ''))}${/sensitive = true/.test(body.replaceAll(/ +/g, ' ')) ? ' Secret.' : ''}`,
    code(path),
  ]);
}

/** A quoted string of HCL as it is meant. */
const unquoted = (text: string): string => text.replaceAll(/\\(["\\])/g, '$1').replaceAll(/([$%])\1(?=\{)/g, '$1');
