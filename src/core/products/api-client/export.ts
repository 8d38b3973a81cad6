import { commandLines, curlWords, isSendable, offersExactly } from '../../clients/curl.ts';
import { headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { isHttp } from '../../plan/routes.ts';
import { unwrittenBy } from '../../plan/unwritten.ts';
import { certificates } from './product.ts';

/** A script that opens each connection as it is drawn, by curl: what a program of your own has to do as well. */
export const exportPlan: Exporter = (plan) => {
  const served = plan.upstreams.filter(({ protocol }) => isHttp(protocol));
  const notices = distinctNotices([
    ...plan.notices,
    ...unwrittenBy(plan, {
      node: [],
      listener: () => [],
      dial: (upstream) => (offersExactly(upstream) ? ['dial:alpn'] : []),
    }),
    ...versionNotices({ ...plan, listeners: [] }),
    ...plan.upstreams.flatMap(dialNotices),
  ]);
  return {
    files:
      served.length === 0 && notices.length === 0
        ? []
        : [
            {
              path: `${plan.node.id}/curl.sh`,
              language: 'shell',
              executable: true,
              text: script(plan, served, notices),
            },
          ],
    notices,
  };
};

function dialNotices(upstream: Upstream): readonly Notice[] {
  const { link, title, protocol, tls, verify, host, serverName, sendsServerName } = upstream;
  const notice = (kind: Notice['kind'], message: string): Notice => ({ kind, about: link, message });
  const other = protocolOf(protocol).title;
  if (!isHttp(protocol)) return [notice('lost', `curl is written for HTTP here, so ${other} to ${title} is left out.`)];
  return [
    ...(protocol === 'grpc' || protocol === 'websocket'
      ? [notice('by-hand', `To ${title} the script tries the connection alone: ${other} is for your program to speak.`)]
      : []),
    ...(tls !== 'plaintext' && verify === 'ca'
      ? [
          notice(
            'lost',
            `curl checks name and issuer or neither, so the name of ${title} is checked too (${certificates}).`,
          ),
        ]
      : []),
    ...(tls !== 'plaintext' && !isSendable(serverName)
      ? [
          notice(
            'lost',
            `${serverName} stands for many names and can't be dialled: ${title} is called ${host} instead.`,
          ),
        ]
      : []),
    ...(tls !== 'plaintext' && !sendsServerName
      ? [notice('lost', `curl sends ${title} the server name that stands in the address.`)]
      : []),
  ];
}

const script = (plan: Plan, upstreams: readonly Upstream[], notices: readonly Notice[]): string =>
  [
    '#!/bin/sh',
    ...hashComments(headerLines(plan, notices)),
    '',
    '# Opens one connection as it is drawn: sh curl.sh LINK [more options of curl]',
    'set -eu',
    '',
    `case "\${1:-}" in`,
    ...upstreams.flatMap((upstream) => {
      const [first = '', ...rest] = commandLines(curlWords(upstream));
      const words = [first, ...rest.map((word) => `  ${word}`), '  "$@"'];
      return [
        `  ${upstream.link})`,
        '    shift',
        ...(upstream.tls === 'plaintext' ? ['    # !!! PLAINTEXT: nothing is encrypted on this connection.'] : []),
        ...(upstream.verify === 'none' && upstream.tls !== 'plaintext'
          ? ['    # !!! NOT VERIFIED: whoever stands in the way can pretend to be the server.']
          : []),
        ...words.map((word, i) => `    ${i === 0 ? 'exec ' : ''}${word}${i < words.length - 1 ? ' \\' : ''}`),
        '    ;;',
      ];
    }),
    '  *)',
    `    echo 'usage: sh curl.sh ${upstreams.map(({ link }) => link).join(' | ')}' >&2`,
    '    exit 2',
    '    ;;',
    'esac',
    '',
  ].join('\n');
