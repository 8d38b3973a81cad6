import { commentLines, commentText } from '../config/comment.ts';
import { shellWord } from '../config/dsn.ts';
import { hashComments } from '../config/hash-comment.ts';
import type { Plan } from '../plan/plan.ts';
import { type Expected, expectedWords, type Probe, type ProbedLink } from './probe.ts';
import { functions } from './script-functions.ts';

/** A POSIX shell script that runs every probe of a design and says of each what was expected and what was seen. */
export function verifyScript(links: readonly ProbedLink[], plans: readonly Plan[]): string {
  const [first] = plans;
  return `${[
    '#!/bin/sh',
    ...hashComments([
      'Plainsight',
      `Design: ${commentText(first?.design ?? '')}`,
      ...(first?.reopen ? ['Reopen: the link in README.md'] : []),
      '',
      ...commentLines(
        'Asks every listener of the deployed design what it does, and says what was expected. Nothing is changed anywhere, and nothing secret is printed. sh verify.sh --help says how it is called.',
      ),
    ]),
    functions(publicCas(plans)),
    ...links.flatMap(linkLines),
    '',
    'finish',
  ].join('\n')}\n`;
}

/** The system's own file of CAs, as the plans have it. */
const publicCas = (plans: readonly Plan[]): string =>
  plans.flatMap(({ upstreams }) => upstreams).find(({ issuer }) => issuer === 'public-ca')?.files.trust ??
  '/etc/ssl/certs/ca-certificates.crt';

const words = (...all: readonly string[]): string => all.map(shellWord).join(' ');
const comment = (text: string): readonly string[] => hashComments(commentLines(text));

function linkLines({ link, from, to, probes, unseen }: ProbedLink): readonly string[] {
  return [
    '',
    ...hashComments([commentText(`${link}: ${from.title} to ${to.title}`)]),
    ...unseen.flatMap(({ what, instead }) => comment(`Not asked here: ${what}; ${instead}.`)),
    ...(probes.length === 0
      ? []
      : [
          `if hop ${words(link, from.node)}; then`,
          ...probes.flatMap((each, i) => [
            ...(each.files === probes[i - 1]?.files ? [] : [`files_of ${words(each.files)}`]),
            ...comment(`${each.title}. ${each.why}`),
            `check ${words(each.id, each.reading, tellsWord(each), wantedWord(each.expected), expectedWords(each.expected))} \\`,
            `  ${commandWords(each.command)}`,
          ]),
          'end_hop; fi',
        ]),
  ];
}

const tellsWord = ({ tells }: Probe): string => (tells ? `${tells.taken}/${tells.refused}` : '-');

/** Names of the script's own variables, each with the values that are good. */
const wantedWord = ({ outcome, version, asked, alpn, redirected, strict }: Expected): string =>
  [
    ...(outcome === undefined ? [] : [`outcome=${outcome}`]),
    ...(version === undefined ? [] : [`version=${version}`]),
    ...(asked === undefined ? [] : [`asked=${asked ? 'yes' : 'no'}`]),
    ...(alpn ? [`alpn=${alpn.join('|')}`] : []),
    ...(redirected ? ['redirected=yes'] : []),
    ...(strict ? ['strict=yes'] : []),
  ].join(' ');

/** Options of openssl and curl whose value is a file of the node. */
const namesFile: ReadonlySet<string> = new Set(['-CAfile', '-cert', '-key', '--cacert', '--cert', '--key']);

const commandWords = (command: readonly string[]): string =>
  command
    .map((word, i) => {
      const option = command[i - 1] ?? '';
      return i > 0 && namesFile.has(option) ? `"$files"${shellWord(word)}` : shellWord(word);
    })
    .join(' ');
