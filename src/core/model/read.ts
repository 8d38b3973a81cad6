import * as v from 'valibot';
import { migrate } from './migrations.ts';
import { checkReferences } from './references.ts';
import { ok, type Problem, type Result, refused } from './result.ts';
import { type Assertion, Document, formatName, formatVersion } from './schema.ts';
import { tableOf } from './table.ts';
import { type Topology, zoneKey } from './topology.ts';

/** The longest text that is looked at, in UTF-16 code units: far above 100,000 links, far below what hangs a tab. */
export const maxLength = 64 * 1024 * 1024;
/** Deeper than any document of ours; stops hostile nesting before anything walks it. */
const maxDepth = 32;
/** A person reads the first few; the rest is counted. */
const maxProblems = 20;

/** Reads a document from the text of a file, link, paste or store. The text is never trusted. */
export function readTopology(text: string): Result<Topology> {
  if (text.length > maxLength)
    return refused({ code: 'too-large', message: `The file is larger than ${maxLength / 1024 / 1024} MB.` });
  if (tooDeep(text)) return refused({ code: 'too-deep', message: `The file nests deeper than ${maxDepth} levels.` });
  let json: unknown;
  try {
    json = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    return refused({ code: 'not-json', message: `This is not JSON: ${reason(error)}` });
  }
  return readDocument(json);
}

/** Reads a document from parsed JSON: format, version, migration, schema, references, in this order. */
export function readDocument(json: unknown): Result<Topology> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return refused({ code: 'foreign', message: 'This is not a Plainsight topology: it is not a JSON object.' });
  const raw = json as Record<string, unknown>;
  if (raw.format !== formatName)
    return refused({
      code: 'foreign',
      at: '/format',
      message: `This is not a Plainsight topology: "format" must be "${formatName}".`,
    });
  const version = raw.version;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0)
    return refused({ code: 'version', at: '/version', message: '"version" must be a whole number.' });
  if (version > formatVersion)
    return refused({
      code: 'version',
      at: '/version',
      message: `The file is of format version ${version}; this Plainsight reads up to ${formatVersion}. Open it with a newer one.`,
    });
  const current = migrate(raw, version);
  if (!current)
    return refused({
      code: 'version',
      at: '/version',
      message: `Format version ${version} cannot be brought to ${formatVersion}.`,
    });

  const parsed = v.safeParse(Document, current);
  if (!parsed.success) return { ok: false, problems: limited(parsed.issues.map(toProblem)) };
  const document = parsed.output;
  const dangling = checkReferences(document);
  if (dangling.length > 0) return { ok: false, problems: limited(dangling) };
  return ok(fromDocument(document));
}

function fromDocument(document: Document): Topology {
  const { format, version, title, zones, nodes, links, data, flows, ...settings } = document;
  const { assertions = [], packs = [], assumptions = [], rationales = [], ...extra } = settings;
  return {
    title,
    zones: tableOf(zones.map(({ position, ...zone }) => zone)),
    nodes: tableOf(nodes.map(({ position, ...node }) => node)),
    links: tableOf(links),
    data: tableOf(data),
    flows: tableOf(flows),
    assertions: tableOf(withIds(assertions)),
    packs: tableOf(packs.map((pack) => (typeof pack === 'string' ? { id: pack } : pack))),
    assumptions: tableOf(assumptions),
    rationales: tableOf(rationales),
    layout: new Map([
      ...nodes.flatMap(({ id, position }) => (position ? [[id, position] as const] : [])),
      ...zones.flatMap(({ id, position }) => (position ? [[zoneKey(id), position] as const] : [])),
    ]),
    extra,
  };
}

/** Assertions written as bare sentences get an id that no other one has. */
function withIds(assertions: readonly (Assertion | string)[]): readonly Assertion[] {
  const taken = new Set(assertions.flatMap((each) => (typeof each === 'string' ? [] : [each.id])));
  let next = 1;
  return assertions.map((each) => {
    if (typeof each !== 'string') return each;
    while (taken.has(`assertion-${next}`)) next++;
    return { id: `assertion-${next++}`, text: each };
  });
}

/** What a schema has against an input, with its place. */
export function toProblem(issue: v.BaseIssue<unknown>): Problem {
  const path = issue.path?.map(({ key }) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { code: 'invalid', message: issue.message, ...(path ? { at: path } : {}) };
}

export function limited(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= maxProblems) return problems;
  const rest = problems.length - maxProblems;
  return [...problems.slice(0, maxProblems), { code: 'more', message: `… and ${rest} more problems.` }];
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether brackets outside strings nest deeper than allowed: one pass, before the parser recurses. */
export function tooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      if (++depth > maxDepth) return true;
    } else if (code === 125 || code === 93) depth--;
  }
  return false;
}
