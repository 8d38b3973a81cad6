import { orderOf } from '../bundle/order.ts';
import { commentLines, commentText } from '../config/comment.ts';
import { shellWord } from '../config/dsn.ts';
import { hashComments } from '../config/hash-comment.ts';
import { isAddress } from '../model/names.ts';
import type { Plan } from '../plan/plan.ts';
import { scriptPath } from '../verify/files.ts';
import type { ProbedLink } from '../verify/probe.ts';
import { hosts } from './hosts.ts';
import { dispatch, machine } from './machine.ts';
import type { Runnable } from './runnable.ts';

export interface ToRun {
  readonly plans: readonly Plan[];
  readonly runnable: readonly Runnable[];
  readonly left: readonly { readonly plan: Plan; readonly why: string }[];
  readonly issuer: string | null;
  readonly links: readonly ProbedLink[];
}

/**
 * A POSIX shell script that runs a design on one machine. A shell and not a program in Node.js: what it does is to call
 * `unshare`, `mount` and `ip`, and whoever runs servers on Linux has them all, and reads them.
 */
export function runScript({ plans, runnable, left, issuer, links }: ToRun): string {
  const [first] = plans;
  const running = new Set(runnable.map(({ plan }) => plan.node.id));
  const dialledFirst = orderOf(plans);
  const started = [...runnable].sort((a, b) => dialledFirst.indexOf(a.plan) - dialledFirst.indexOf(b.plan));
  const asked = links.filter(({ to, probes }) => probes.length > 0 && running.has(to.node));
  const servers = new Map(runnable.map(({ product, server }) => [product, server]));
  const read = [
    'lab/run.sh',
    ...(issuer === null ? [] : [issuer]),
    ...(asked.length > 0 ? [scriptPath] : []),
    ...runnable.flatMap(({ reads }) => reads),
  ];
  return `${[
    '#!/bin/sh',
    ...hashComments([
      'Plainsight',
      `Design: ${commentText(first?.design ?? '')}`,
      ...(first?.reopen ? ['Reopen: the link in README.md'] : []),
      '',
      ...commentLines(
        'Runs the self-hosted part of the design on one Linux machine, from the exported files as they are, and checks it. sh lab/run.sh --help says how it is called.',
      ),
      ...left.flatMap(({ plan, why }) => [
        '',
        ...commentLines(`Not run here: ${plan.node.title} (${plan.product.title}): ${why}.`),
      ]),
    ]),
    machine,
    '',
    hosts,
    '',
    ...[...servers].flatMap(([product, { run }]) => [`serve_${product}() {`, ...indented(run), '}', '']),
    `issuer=${shellWord(issuer ?? '')}`,
    '',
    ...block(
      'needs',
      [...servers.values()].flatMap(({ needs }) => needs).map((each) => words('need', each.program, each.debian)),
    ),
    ...block(
      'copies',
      [...new Set(read)].map((path) => words('copy', path)),
    ),
    ...block('names', [words('echo', '127.0.0.1 localhost'), ...plans.flatMap(nameOf)]),
    ...block('hosts', [
      ...runnable.flatMap(({ plan, places }) => places.map(({ file, path }) => words('put', plan.node.id, file, path))),
      ...plans.map(hostOf),
    ]),
    ...block('servers', [
      ...left.map(({ plan, why }) => `${words('echo', `${plan.node.id} does not run here: ${why}.`)} >&2`),
      ...started.map(({ plan, product, words: more }) => words('start', plan.node.id, product, ...more)),
    ]),
    ...block(
      'ready',
      started.map(({ plan, ports }) => words('await', plan.node.id, ...ports.map(String))),
    ),
    ...block(
      'checks',
      asked.map(({ link, from }) => words('ask', from.node, link)),
    ),
    dispatch,
  ].join('\n')}\n`;
}

const words = (...all: readonly string[]): string => all.map(shellWord).join(' ');
const block = (name: string, lines: readonly string[]): readonly string[] => [
  `${name}() {`,
  ...indented(lines.length > 0 ? [...new Set(lines)] : [':']),
  '}',
  '',
];

/** What stands in a document within the script stays at its margin. */
function indented(lines: readonly string[]): readonly string[] {
  let inside = false;
  return lines.map((line) => {
    const bare = inside;
    if (line.includes('<<END')) inside = true;
    else if (line === 'END') inside = false;
    return bare ? line : `  ${line}`;
  });
}

/** Addresses for benchmarks (RFC 2544): nobody draws them, and they lead nowhere else. */
const addressOf = (number: number): string => `198.18.${Math.floor(number / 250)}.${(number % 250) + 1}`;

function nameOf({ node }: Plan, number: number): readonly string[] {
  const { host } = node;
  return isAddress(host) || host.startsWith('*') ? [] : [words('echo', `${addressOf(number)} ${host}`)];
}

/** Under its drawn address too, where it has one, and reachable over IPv6. */
function hostOf({ node }: Plan, number: number, plans: readonly Plan[]): string {
  const first = plans.findIndex((each) => each.node.host === node.host) === number;
  const drawn = first && isAddress(node.host) ? [node.host] : [];
  return words('host', node.id, String(number), addressOf(number), `fd00::${number + 1}`, ...drawn);
}
