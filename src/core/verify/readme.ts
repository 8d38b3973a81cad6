import { issuedFolder } from '../compose/compose.ts';
import { code, heading } from '../config/markdown.ts';
import { scriptPath } from './files.ts';
import type { ProbedLink } from './probe.ts';

/** How what is deployed is checked, and what the check cannot show. */
export function verifySection(links: readonly ProbedLink[]): readonly string[] {
  const asked = links.filter(({ probes }) => probes.length > 0);
  if (asked.length === 0) return [];
  const unseen = links.flatMap(({ link, unseen: notes }) => notes.map((note) => ({ link, ...note })));
  const nodes = [...new Set(asked.map(({ from }) => from.node))];
  return [
    heading(2, 'Check what is deployed'),
    '',
    `${code(`sh ${scriptPath}`)} asks every listener what it does and says what the design expects, a line for each probe: PASS, FAIL, UNREACHABLE or SKIPPED. It needs OpenSSL 1.1.1 or later, changes nothing, and ends with 0 when nothing failed.`,
    '',
    `- On the host of one component: ${code(`sh ${scriptPath} --from ${nodes[0] ?? ''}`)}; its files are read where its configuration has them. From elsewhere: ${code(`--issued ${issuedFolder}`)}. What a network lets through may differ from place to place.`,
    `- One link: ${code(`sh ${scriptPath} --hop ${asked[0]?.link ?? ''}`)}.`,
    `- ${code('--out results.jsonl')} writes the results, without anything secret. Plainsight puts them beside the design: "Load results of a check…" in its commands, or ${code('plainsight verify design.plainsight.json --results results.jsonl')}.`,
    '',
    ...(unseen.length > 0
      ? [
          'No command shows:',
          '',
          ...unseen.map(({ link, what, instead }) => `- ${code(link)}: ${what}. Instead: ${instead}.`),
          '',
        ]
      : []),
  ];
}
