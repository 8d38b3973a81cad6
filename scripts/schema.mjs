// Writes public/schema/topology-1.json from src/core/model/schema.ts: run it after changing the schema.
import './node-version.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { root } from './dependencies.mjs';

/** Where the schema is published, from the top folder. */
export const schemaPath = 'public/schema/topology-1.json';

/**
 * The text of the published schema. Objects stay open, as the reader keeps fields that it does not know; references
 * between records (a link's ends, a flow's path) are beyond JSON Schema and checked by the reader alone.
 * @param {Parameters<typeof toJsonSchema>[0]} document
 */
export function schemaText(document) {
  const { $schema, ...schema } = toJsonSchema(document, {
    target: 'draft-2020-12',
    // The file as it is written: what the reader fills in may be absent.
    typeMode: 'input',
    errorMode: 'throw',
    // A JSON number is finite by its grammar.
    ignoreActions: ['finite'],
    // JSON Schema reads every pattern with the `u` flag (draft 2020-12, core, 6.4), which is the only one that we use.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'regex' && 'requirement' in valibotAction && valibotAction.requirement instanceof RegExp
        ? { ...jsonSchema, pattern: onlyUnicode(valibotAction.requirement).source }
        : undefined,
  });
  return `${JSON.stringify({ $schema, $id: 'urn:plainsight:topology:1', title: 'Plainsight topology, version 1', ...schema }, null, 2)}\n`;
}

/** @param {RegExp} pattern */
function onlyUnicode(pattern) {
  if (pattern.flags.replace('u', '') !== '') throw new Error(`JSON Schema has no flags for ${pattern}`);
  return pattern;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // Vite, because this Node does not read TypeScript by itself.
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(join(root, 'src/core/model/schema.ts'), { configFile: false });
  const { Document } = /** @type {typeof import('../src/core/model/schema.ts')} */ (module);
  writeFileSync(join(root, schemaPath), schemaText(Document));
  console.log(schemaPath);
}
