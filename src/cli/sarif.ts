import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Topology } from '../core/model/topology.ts';
import { type RuleId, rules } from '../core/rules/index.ts';
import type { Severity } from '../core/rules/severity.ts';
import { hopOf } from '../core/rules/words.ts';
import type { Design } from './input.ts';
import type { Judgement } from './judging.ts';
import { type RecordPlaces, type Region, recordPlaces } from './record-places.ts';

/** SARIF 2.1.0, OASIS Standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

type Level = 'error' | 'warning' | 'note' | 'none';

const levelOf: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
/** §3.27.25: 0 to 100, so that viewers can put the worst first within a level. */
const rankOf: Readonly<Record<Severity, number>> = { critical: 95, high: 80, medium: 50, low: 25, info: 5 };

interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly source?: string;
  readonly tags: readonly string[];
}

interface Where {
  readonly link?: string;
  readonly node?: string;
  readonly listener?: string;
  readonly zone?: string;
  readonly flow?: string;
  readonly assertion?: string;
}

interface Result {
  readonly rule: RuleText;
  /** `fail`: a fault. `open`: nobody can tell from the drawing. `review`: a person has to. §3.27.9 */
  readonly kind: 'fail' | 'open' | 'review';
  readonly level: Level;
  readonly rank?: number;
  readonly message: string;
  readonly where: readonly Where[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** The faults of a design for code scanning and editors: what a file says, on the line where it says it. */
export function sarifOf(design: Design, judgement: Judgement): string {
  const results = [...findings(judgement), ...designErrors(judgement), ...assertions(judgement), ...clauses(judgement)];
  const used = new Map<string, RuleText>();
  for (const { id, title, rationale, source } of rules)
    used.set(id, { id, title, text: rationale, source, tags: ['security', 'tls'] });
  for (const { rule } of results) if (!used.has(rule.id)) used.set(rule.id, rule);
  const texts = [...used.values()];
  const indexOf = new Map(texts.map(({ id }, index) => [id, index]));
  const uri = uriOf(design.file);
  const places = placesOf(design, uri);
  const prints = fingerprints(results);
  const log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Plainsight', rules: texts.map(ruleOf) } },
        artifacts: [{ location: { uri }, mimeType: 'application/json' }],
        // Columns are counted as editors do, and JavaScript.
        columnKind: 'utf16CodeUnits',
        results: results.map((result, position) => ({
          ruleId: result.rule.id,
          ruleIndex: indexOf.get(result.rule.id) ?? -1,
          kind: result.kind,
          level: result.level,
          ...(result.rank === undefined ? {} : { rank: result.rank }),
          message: { text: messageText(result.message) },
          locations: result.where.map(places).slice(0, 1),
          ...(result.where.length > 1
            ? { relatedLocations: result.where.slice(1, 11).map((each, i) => ({ id: i + 1, ...places(each) })) }
            : {}),
          partialFingerprints: { 'plainsightPlace/v1': prints[position] ?? '' },
          ...(result.properties ? { properties: result.properties } : {}),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const findings = ({ findings: all }: Judgement): readonly Result[] =>
  all.map(({ rule, severity, where, assets, message, fixes, ...rest }): Result => {
    const known = rules.find(({ id }) => id === (rule as RuleId));
    return {
      rule: {
        id: rule,
        title: known?.title ?? rule,
        text: known?.rationale ?? rule,
        ...(known ? { source: known.source } : {}),
        tags: ['security', 'tls'],
      },
      kind: 'fail',
      level: levelOf[severity],
      rank: rankOf[severity],
      message: [message, ...fixes.slice(0, 1).map(({ title }) => `Fix: ${title}.`)].join(' '),
      where: [where],
      properties: { severity, assets, fixes: fixes.map(({ title }) => title), ...rest },
    };
  });

const impossible: RuleText = {
  id: 'not-possible-as-drawn',
  title: 'Not possible as drawn',
  text: 'The product at this place cannot do what is drawn. The verdict is about what it does instead.',
  tags: ['correctness'],
};

const designErrors = ({ scene }: Judgement): readonly Result[] =>
  scene.simulation.designErrors.map(
    ({ message, alternative, where, code, source }): Result => ({
      rule: impossible,
      kind: 'fail',
      level: 'error',
      message: `${message} ${alternative}`,
      where: [where],
      properties: { code, ...(source === undefined ? {} : { source }) },
    }),
  );

const promise: RuleText = {
  id: 'assertion',
  title: 'A promise of the design is broken',
  text: 'The document itself says that this holds. It does not, or nobody can tell from the drawing.',
  tags: ['assertion'],
};

const assertions = ({ assertions: all }: Judgement): readonly Result[] =>
  all
    .filter(({ holds }) => holds !== true)
    .map(
      ({ id, text, holds, message, witnesses }): Result => ({
        rule: promise,
        kind: holds === false ? 'fail' : 'open',
        level: holds === false ? 'error' : 'none',
        message: `“${text}” ${holds === false ? 'does not hold' : 'cannot be decided'}. ${message}`,
        where: [{ assertion: id }, ...witnesses.map(({ place }) => place)],
        properties: { assertion: text },
      }),
    );

const clauses = ({ packs }: Judgement): readonly Result[] =>
  packs.flatMap(({ results }) =>
    results.flatMap((clause): readonly Result[] => {
      const { verdict, pack, clause: id, title, asks, source, place, message, confidence } = clause;
      if (verdict === 'PASS' || (verdict === 'N/A' && !clause.undecided) || clause.answered) return [];
      return [
        {
          rule: { id: id === '' ? pack : `${pack}/${id}`, title, text: asks, source, tags: ['compliance', pack] },
          kind: verdict === 'EVIDENCE' ? 'review' : verdict === 'N/A' ? 'open' : 'fail',
          level: verdict === 'FAIL' ? 'error' : verdict === 'GAP' ? 'warning' : 'none',
          message: `${verdict}: ${message}`,
          where: [place],
          properties: { verdict, confidence },
        },
      ];
    }),
  );

const ruleOf = ({ id, title, text, source, tags }: RuleText) => ({
  id,
  name: id.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase()),
  shortDescription: { text: messageText(title) },
  fullDescription: { text: messageText(text) },
  help: {
    text: messageText(source ? `${text} See ${source}` : text),
    markdown: messageText(source ? `${text}\n\n[Read more](${source})` : text),
  },
  ...(source ? { helpUri: source } : {}),
  properties: { tags },
});

/** §3.11.5: braces stand for placeholders unless they are doubled. */
const messageText = (text: string): string => text.replaceAll(/[{}]/g, '$&$&') || ' ';

/** Relative names stay relative, so that a code host finds the file in its own copy. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const slashed = process.platform === 'win32' ? file.replaceAll('\\', '/') : file;
  const absolute = resolve(file) === file || /^[A-Za-z]:\//.test(slashed);
  return absolute ? pathToFileURL(file).href : slashed.split('/').map(encodeURIComponent).join('/');
}

/** From a place in the design to a place in the file, and its name for a reader. */
function placesOf({ topology, text }: Design, uri: string) {
  const records = recordPlaces(text);
  return (where: Where) => ({
    physicalLocation: {
      artifactLocation: { uri, index: 0 },
      region: regionOf(records, where),
    },
    logicalLocations: [logicalOf(topology, where)],
  });
}

/** The record of the place; the beginning of the file where the place is the whole design, or stands in no record. */
function regionOf({ record, listener }: RecordPlaces, where: Where): Region {
  const { link, node, zone, flow, assertion } = where;
  const found =
    (node !== undefined && where.listener !== undefined ? listener(node, where.listener) : null) ??
    (link === undefined ? null : record('links', link)) ??
    (node === undefined ? null : record('nodes', node)) ??
    (zone === undefined ? null : record('zones', zone)) ??
    (flow === undefined ? null : record('flows', flow)) ??
    (assertion === undefined ? null : record('assertions', assertion));
  return found ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
}

function logicalOf(topology: Topology, { link, node, listener, zone, flow, assertion }: Where) {
  const drawn = link === undefined ? undefined : topology.links.get(link);
  const named = (table: string, id: string, name: string, kind: string) => ({
    name: name || id,
    fullyQualifiedName: `${table}/${id}`,
    kind,
  });
  if (link !== undefined) return named('links', link, drawn ? hopOf(topology, drawn) : link, 'link');
  if (node !== undefined && listener !== undefined)
    return named(
      'nodes',
      `${node}/listeners/${listener}`,
      `${topology.nodes.get(node)?.title ?? node}: ${listener}`,
      'listener',
    );
  if (node !== undefined) return named('nodes', node, topology.nodes.get(node)?.title ?? node, 'node');
  if (zone !== undefined) return named('zones', zone, topology.zones.get(zone)?.title ?? zone, 'zone');
  if (flow !== undefined) return named('flows', flow, topology.flows.get(flow)?.title ?? flow, 'flow');
  if (assertion !== undefined)
    return named('assertions', assertion, topology.assertions.get(assertion)?.text ?? assertion, 'assertion');
  return named('design', 'whole', topology.title, 'design');
}

/** By rule and place, not by words or order: the same fault keeps its name while the design around it changes. */
function fingerprints(results: readonly Result[]): readonly string[] {
  const identity = ({ rule, where: [place = {}] }: Result): string =>
    JSON.stringify([
      rule.id,
      place.link ?? null,
      place.node ?? null,
      place.listener ?? null,
      place.zone ?? null,
      place.flow ?? null,
      place.assertion ?? null,
    ]);
  const sameWords = new Map<string, string[]>();
  for (const result of results) {
    const key = identity(result);
    sameWords.set(key, [...(sameWords.get(key) ?? []), result.message].sort());
  }
  return results.map((result) => {
    const key = identity(result);
    // Two faults of one rule at one place are told apart by the order of their words.
    const number = sameWords.get(key)?.indexOf(result.message) ?? 0;
    return createHash('sha256').update(`${key}#${number}`).digest('hex').slice(0, 32);
  });
}
