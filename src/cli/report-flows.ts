import type { Link } from '../core/model/schema.ts';
import type { Topology } from '../core/model/topology.ts';
import { hopOf, listAssets } from '../core/rules/words.ts';
import type { Authentication, Outcome } from '../core/simulation/meet.ts';
import { patternTitles } from '../core/simulation/pattern.ts';
import type { FlowVerdict, Simulation } from '../core/simulation/verdict.ts';
import type { Leg } from '../core/simulation/walk.ts';
import { forTerminal } from './io.ts';
import type { Paint } from './paint.ts';

/** One flow: how it fares, then every hop with its state. */
export const flowLines =
  (topology: Topology, links: Simulation['links'], paint: Paint) =>
  (verdict: FlowVerdict): readonly string[] => {
    const { flow, outcome, derived, pattern, legs, failsAt, cause } = verdict;
    const walked = hops(topology, legs, flow.path);
    const widest = (field: 'link' | 'hop') => Math.min(48, Math.max(0, ...walked.map((each) => each[field].length)));
    const [ids, names] = [widest('link'), widest('hop')];
    return [
      [
        forTerminal(flow.title),
        outcome === 'works' ? paint('good', 'works') : paint('bad', 'FAILS'),
        ...(outcome === 'works' ? [patternTitles[pattern]] : []),
        `carries ${listAssets(topology, [...new Set([...flow.carries, ...(flow.returns ?? [])])])}`,
        ...(derived ? [paint('aside', 'derived from the drawing')] : []),
      ].join('; '),
      ...walked.flatMap(({ link, hop, leg, index }) => [
        `    ${paint('aside', link.padEnd(ids))}  ${hop.padEnd(names)}  ${hopState(leg, index, networksOf(links, link), paint)}`,
        ...(link === failsAt && cause
          ? [
              `        ${paint('bad', forTerminal(cause.message))}`,
              `        in the log of ${topology.nodes.get(cause.log.node)?.title ?? cause.log.node}: ${forTerminal(cause.log.line)}`,
            ]
          : []),
      ]),
      '',
    ];
  };

interface Hop {
  readonly link: string;
  readonly hop: string;
  readonly leg: Leg | null;
  /** Which of the leg's links this is. */
  readonly index: number;
}

function hops(topology: Topology, legs: readonly Leg[], path: readonly string[]): readonly Hop[] {
  const travelled = legs.flatMap((leg) => leg.links.map((link, index) => ({ link, leg, index })));
  return path.map((id, position): Hop => {
    const drawn: Link | undefined = topology.links.get(id);
    const { leg = null, index = 0 } = travelled[position] ?? {};
    return { link: id, hop: drawn ? hopOf(topology, drawn) : id, leg, index };
  });
}

const known: Readonly<Record<Authentication, string>> = {
  none: 'nobody authenticated',
  ca: 'any certificate of the CA accepted',
  server: 'server authenticated',
  mutual: 'both sides authenticated',
};

/** What encrypts the network under a link. */
const networksOf = (links: Simulation['links'], link: string): readonly string[] =>
  links.get(link)?.layers.flatMap((layer) => (layer.kind === 'network' ? [layer.technology] : [])) ?? [];

function hopState(leg: Leg | null, index: number, networks: readonly string[], paint: Paint): string {
  if (!leg) return paint('aside', 'not reached');
  const { outcome, reached, links, carriers } = leg;
  if (outcome.kind === 'failed') {
    if (index >= reached) return paint('aside', 'not reached');
    return paint('bad', index === reached - 1 ? 'FAILS' : 'fails further on');
  }
  const passed = index < links.length - 1 ? ', passed through' : '';
  const mesh = carriers[index];
  const around = [
    ...(mesh ? [`mutual TLS ${mesh.session.version} of the mesh`] : []),
    ...[...networks].reverse().map((technology) => `network encryption (${technology})`),
  ];
  const words = stateWords(outcome) + passed;
  // Plaintext inside something that encrypts is not what a reader has to look at first.
  const tone = around.length > 0 && outcome.kind === 'plaintext' ? 'doubtful' : toneOf(outcome);
  return [paint(tone, words), ...around.map((each) => paint('good', `inside ${each}`))].join(', ');
}

function stateWords(outcome: Exclude<Outcome, { kind: 'failed' }>): string {
  if (outcome.kind === 'plaintext')
    return outcome.downgraded ? 'PLAINTEXT (would encrypt; the listener offers no TLS)' : 'PLAINTEXT';
  const { version, authentication, downgradable } = outcome;
  return `TLS ${version}, ${known[authentication]}${downgradable ? ', downgradable' : ''}`;
}

function toneOf(outcome: Exclude<Outcome, { kind: 'failed' }>) {
  if (outcome.kind === 'plaintext') return 'bad';
  const { authentication, downgradable } = outcome;
  return downgradable || authentication === 'none' || authentication === 'ca' ? 'doubtful' : 'good';
}
