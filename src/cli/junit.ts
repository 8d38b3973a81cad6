import { type Element, element, xmlDocument } from '../core/config/xml.ts';
import { type RuleId, rules } from '../core/rules/index.ts';
import { type Severity, severityRank } from '../core/rules/severity.ts';
import { hopOf } from '../core/rules/words.ts';
import type { Judgement } from './judging.ts';

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** Why it is not passed. */
  readonly type?: string;
  readonly message?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * The verdict as a test report: what fails the run is a failure, what nobody can decide an error, and what is worth
 * reading without failing is skipped with its message. Without a threshold every finding is a failure.
 */
export function junitOf(judgement: Judgement, failOn: Severity | null): string {
  const suites = [
    flows(judgement),
    ...findings(judgement, failOn),
    impossible(judgement),
    ...promises(judgement),
    ...packs(judgement),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return xmlDocument(
    element('testsuites', { name: judgement.scene.topology.title, ...counts(all) }, ...suites.map(suiteElement)),
  );
}

const counts = (cases: readonly Case[]) => {
  const of = (outcome: Case['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  return { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped'), time: 0 };
};

const suiteElement = ({ name, cases }: Suite): Element =>
  element('testsuite', { name, ...counts(cases) }, ...cases.map((each) => caseElement(name, each)));

function caseElement(suite: string, { name, outcome, type, message = '' }: Case): Element {
  // Many readers show the suite only where it is the class of the case.
  const attributes = { classname: suite, name, time: 0 };
  switch (outcome) {
    case 'passed':
      return element('testcase', attributes);
    case 'skipped':
      return element('testcase', attributes, element('skipped', { message }));
    case 'failure':
    case 'error':
      return element('testcase', attributes, element(outcome, { type: type ?? outcome, message }, message));
  }
}

const flows = ({ scene }: Judgement): Suite => ({
  name: 'Flows',
  cases: [...scene.simulation.flows].map(([id, { flow, outcome, cause, failsAt }]): Case => {
    const name = `${flow.title || 'Untitled'} (${id})`;
    if (outcome === 'works') return { name, outcome: 'passed' };
    const drawn = failsAt === undefined ? undefined : scene.topology.links.get(failsAt);
    const where = drawn ? `at ${hopOf(scene.topology, drawn)} (link ${drawn.id})` : '';
    const said = cause ? `: ${cause.message}. In the log: ${cause.log.line}` : '';
    return { name, outcome: 'failure', type: cause?.code ?? 'fails', message: `It fails ${where}${said}` };
  }),
});

const findings = ({ findings: all, scene }: Judgement, failOn: Severity | null): readonly Suite[] =>
  rules.map(({ id, title }) => {
    const found = all.filter(({ rule }) => (rule as RuleId) === id);
    return {
      name: `Rule ${id}: ${title}`,
      cases:
        found.length === 0
          ? [{ name: 'nothing found', outcome: 'passed' }]
          : found.map(({ severity, message, where, fixes }): Case => {
              const counts = failOn === null || severityRank(severity) >= severityRank(failOn);
              const fix = fixes[0] ? ` Fix: ${fixes[0].title}.` : '';
              return {
                name: `${severity} at ${placeName(scene.topology, where)}`,
                outcome: counts ? 'failure' : 'skipped',
                type: severity,
                message: `${message}${fix}`,
              };
            }),
    };
  });

function placeName(
  { links, nodes, zones }: Judgement['scene']['topology'],
  { link, node, listener, zone }: { link?: string; node?: string; listener?: string; zone?: string },
): string {
  const title = (id: string) => nodes.get(id)?.title || id;
  const drawn = link === undefined ? undefined : links.get(link);
  if (drawn) return `${title(drawn.from)} → ${title(drawn.to)} (link ${drawn.id})`;
  if (node !== undefined)
    return `${title(node)} (node ${node}${listener === undefined ? '' : `, listener ${listener}`})`;
  if (zone !== undefined) return `${zones.get(zone)?.title || zone} (zone ${zone})`;
  return 'the whole design';
}

const impossible = ({ scene }: Judgement): Suite => ({
  name: 'Possible as drawn',
  cases:
    scene.simulation.designErrors.length === 0
      ? [{ name: 'every product can do what is drawn', outcome: 'passed' }]
      : scene.simulation.designErrors.map(({ code, where, message, alternative }) => ({
          name: `${code} at ${placeName(scene.topology, where)}`,
          outcome: 'failure',
          type: code,
          message: `${message} ${alternative}`,
        })),
});

const promises = ({ assertions }: Judgement): readonly Suite[] =>
  assertions.length === 0
    ? []
    : [
        {
          name: 'Assertions',
          cases: assertions.map(({ id, text, holds, message }): Case => {
            const name = `${text} (${id})`;
            if (holds === true) return { name, outcome: 'passed' };
            return holds === false
              ? { name, outcome: 'failure', type: 'broken', message }
              : { name, outcome: 'error', type: 'undecided', message };
          }),
        },
      ];

const packs = ({ packs: all, scene }: Judgement): readonly Suite[] =>
  all.map(({ title, level, results }) => ({
    name: `${title}${level === undefined || level === '' ? '' : ` (${level})`}`,
    cases: results.map(({ clause, title: asked, verdict, place, message, answered }): Case => {
      const name = `${clause} ${asked} at ${placeName(scene.topology, place)}`.trim();
      if (verdict === 'PASS' || answered) return { name, outcome: 'passed' };
      return verdict === 'FAIL'
        ? { name, outcome: 'failure', type: verdict, message }
        : { name, outcome: 'skipped', message: `${verdict}: ${message}` };
    }),
  }));
