import { commentText, headerLines } from '../../config/comment.ts';
import { uri } from '../../config/dsn.ts';
import { bullets, code, heading, markdownText } from '../../config/markdown.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { isHttp } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { demands } from './product.ts';

/** A page for whoever runs the other side: where to call, what to trust, what to show. */
export const exportPlan: Exporter = (plan) => {
  const notices = [...plan.notices, ...unwritten(plan), ...plan.upstreams.flatMap(dialNotices)];
  return {
    files:
      plan.upstreams.length === 0 && notices.length === 0
        ? []
        : [{ path: `${plan.node.id}/README.md`, language: 'markdown', text: page(plan, notices) }],
    notices,
  };
};

function dialNotices({ link, title, tls, verify, host, serverName, sendsServerName }: Upstream): readonly Notice[] {
  const notice = (kind: Notice['kind'], message: string): Notice => ({ kind, about: link, message });
  if (tls === 'plaintext') return [];
  return [
    ...(host !== serverName
      ? [notice('by-hand', `A sender dials the name that it checks: DNS must lead ${serverName} to ${title}.`)]
      : []),
    ...(tls === 'mutual'
      ? [
          notice(
            'by-hand',
            `Ask the third party for the CA of its client certificate, and have ${title} trust that one.`,
          ),
        ]
      : []),
    ...(verify === 'none'
      ? [notice('weakened', `Whoever stands in the way can take what is sent to ${title}: ask for the check to be on.`)]
      : []),
    ...(sendsServerName
      ? []
      : [notice('lost', `Whether a sender leaves out the server name is not yours to say: expect ${serverName}.`)]),
  ];
}

const page = (plan: Plan, notices: readonly Notice[]): string =>
  [
    heading(1, `Calls from ${markdownText(plan.node.title)}`),
    '',
    // Two blanks at the end of a line break it.
    ...headerLines(plan, notices).map((line) => (line === '' ? '' : `${markdownText(line)}  `)),
    '',
    'For the third party: how to reach what is called, and what to expect of its certificate.',
    ...plan.upstreams.flatMap(section),
    '',
  ].join('\n');

function section({
  link,
  title,
  host,
  port,
  protocol,
  tls,
  verify,
  serverName,
  versions,
  issuer,
}: Upstream): readonly string[] {
  const secure = tls !== 'plaintext';
  const scheme = isHttp(protocol) ? (secure ? 'https' : 'http') : null;
  const name = secure ? serverName : host;
  return [
    '',
    heading(2, `${markdownText(title)} ${code(link)}`),
    '',
    ...bullets([
      scheme === null
        ? `Connect to ${code(commentText(name))}, port ${port}, by ${markdownText(protocol)}.`
        : `Call ${code(uri({ scheme, host: name, port, path: '' }))}.`,
      ...(secure
        ? [
            `Speak TLS ${versions[0]} to ${versions[1]}.`,
            verify === 'none'
              ? 'The check of the certificate is drawn as switched off: have it switched on.'
              : `Check the certificate: it holds the name ${code(serverName)}.`,
            issuer === 'public-ca'
              ? 'Trust public CAs, as they are in any trust store; pin neither the certificate nor its issuer, for both change.'
              : `The certificate comes from no public CA (${code(issuer)}): trust stores of third parties refuse it (${demands}).`,
            tls === 'mutual'
              ? 'Show a client certificate, and tell us the CA that it comes from and when that changes.'
              : 'You show no certificate: sign what you send, so that we know it is yours.',
          ]
        : ['!!! PLAINTEXT: whoever can read the way reads everything. Use an https address.']),
    ]),
  ];
}
