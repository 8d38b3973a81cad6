import type { Topology } from '../core/model/topology.ts';
import type { Finding } from '../core/rules/rule.ts';
import { severities } from '../core/rules/severity.ts';
import { hopOf, listAssets } from '../core/rules/words.ts';
import type { DesignError } from '../core/simulation/bounds.ts';
import { tradeoffsOf } from '../core/tradeoffs/tradeoffs.ts';
import { factorTitles } from '../core/tradeoffs/weights.ts';
import { forTerminal } from './io.ts';
import type { Judgement } from './judging.ts';
import { type Paint, painter, toneOf } from './paint.ts';
import { flowLines } from './report-flows.ts';
import { assertionLines, packLines } from './report-promises.ts';
import { readerLines } from './report-readers.ts';

/** The verdict for a person to read: flow by flow, who reads what, then what to do about it, worst first. */
export function reportOf({ scene, findings, assertions, packs }: Judgement, colour: boolean): string {
  const { topology, simulation } = scene;
  const paint = painter(colour);
  const safe = withoutSteering(topology);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', paint('heading', title), ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
  const used = new Set([...simulation.flows.values()].flatMap(({ flow }) => flow.path));
  const unused = [...safe.links.values()].filter(({ id }) => !used.has(id));
  return `${[
    paint('heading', safe.title || 'Untitled design'),
    ...section('Flows', [...simulation.flows.values()].flatMap(flowLines(safe, simulation.links, paint)).slice(0, -1)),
    ...section(
      'In no flow',
      unused.map((link) => `${hopOf(safe, link)}  ${paint('aside', link.id)}`),
    ),
    ...section('Who reads what', readerLines(safe, simulation, paint)),
    ...section(
      `Findings: ${counted(findings)}`,
      findings.length === 0 ? [] : findings.flatMap(findingLines(safe, paint)),
    ),
    ...section('Assertions', assertions.flatMap(assertionLines(paint))),
    ...packs.flatMap((pack) => {
      const { title, lines } = packLines(pack, (where) => placeOf(safe, where), paint);
      return section(title, lines);
    }),
    ...section('Trade-offs, 100 being best', tradeoffLines(scene)),
    ...section('Not possible as drawn', simulation.designErrors.flatMap(errorLines(safe, paint))),
    ...section(
      'Not part of this verdict',
      simulation.notes.map(({ message }) => forTerminal(message)),
    ),
    ...(findings.length === 0 ? ['', paint('heading', 'Findings: none')] : []),
  ].join('\n')}\n`;
}

/** Titles are the only free text in a verdict; made safe once, here, before anything is put into a sentence. */
function withoutSteering(topology: Topology): Topology {
  const safe = <T extends { readonly title: string }>(table: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...table].map(([id, record]) => [id, { ...record, title: forTerminal(record.title) }]));
  return {
    ...topology,
    title: forTerminal(topology.title),
    zones: safe(topology.zones),
    nodes: safe(topology.nodes),
    data: safe(topology.data),
  };
}

function counted(findings: readonly Finding[]): string {
  const counts = severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .reverse();
  return counts.map(({ severity, count }) => `${count} ${severity}`).join(', ');
}

const findingLines =
  (topology: Topology, paint: Paint) =>
  ({ rule, severity, residual, where, assets, message, fixes }: Finding): readonly string[] => [
    `${paint(toneOf[severity], severity.toUpperCase())}  ${forTerminal(message)}`,
    paint('aside', `    ${rule}, at ${placeOf(topology, where)}; carries ${listAssets(topology, assets)}`),
    ...(residual ? [`    with what stands against it ${residual.severity}: ${forTerminal(residual.reason)}`] : []),
    ...fixes.map(({ title, note }) => `    fix: ${forTerminal(note ? `${title}. ${note}` : title)}`),
  ];

const errorLines =
  (topology: Topology, paint: Paint) =>
  ({ where, message, alternative, source }: DesignError): readonly string[] => [
    `${placeOf(topology, where)}: ${forTerminal(message)} ${forTerminal(alternative)}`,
    ...(source ? [paint('aside', `    ${source}`)] : []),
  ];

/** One line for each factor. */
function tradeoffLines(scene: Judgement['scene']): readonly string[] {
  const { design, leftOut } = tradeoffsOf(scene);
  if (!design) return [];
  const entries = Object.entries(design) as readonly (readonly [keyof typeof design, { readonly score: number }])[];
  const widest = Math.max(...entries.map(([factor]) => factorTitles[factor].title.length));
  return [
    ...entries.map(
      ([factor, { score }]) => `${factorTitles[factor].title.padEnd(widest)}  ${String(score).padStart(3)}`,
    ),
    ...leftOut.map(forTerminal),
  ];
}

/** A place by what a person calls it, with the id that stands in the file. */
function placeOf(topology: Topology, { node, link, listener, zone }: Finding['where']): string {
  if (node === undefined && link === undefined)
    return zone === undefined ? 'the whole design' : `${topology.zones.get(zone)?.title ?? zone} (zone ${zone})`;
  const drawn = link === undefined ? undefined : topology.links.get(link);
  if (drawn) return `${hopOf(topology, drawn)} (link ${drawn.id})`;
  const title = (node !== undefined && topology.nodes.get(node)?.title) || node;
  return listener === undefined ? `${title} (node ${node})` : `${title} (node ${node}, listener ${listener})`;
}
