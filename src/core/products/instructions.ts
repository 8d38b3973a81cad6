import { summaryOf, tlsDemands } from '../clients/client-files.ts';
import { describeListener } from '../clients/listener.ts';
import { commentLines, headerLines } from '../config/comment.ts';
import type { Exporter } from '../plan/exporter.ts';
import type { Notice, Plan, Upstream } from '../plan/plan.ts';
import { unwritten } from '../plan/unwritten.ts';

/** For a stand-in, which has no format of its own: a page that says what whatever takes its place must do. */
export const instructions: Exporter = (plan) => {
  const notices = [...plan.notices, ...unwritten(plan), standsIn(plan)];
  const text = [
    ...headerLines(plan, notices),
    '',
    'What it listens on',
    ...(plan.listeners.length === 0 ? ['  nothing'] : plan.listeners.flatMap(describeListener)),
    '',
    'What it connects to',
    ...(plan.upstreams.length === 0 ? ['  nothing'] : plan.upstreams.flatMap(describeDial)),
  ].join('\n');
  return { files: [{ path: `${plan.node.id}/README.txt`, text: `${text}\n`, language: 'text' }], notices };
};

const standsIn = ({ node, product }: Plan): Notice => ({
  kind: 'by-hand',
  about: node.id,
  message: `"${product.title}" stands for a product that Plainsight does not know: set up what takes its place as this page says.`,
});

function describeDial(upstream: Upstream): readonly string[] {
  const { match, tls, forwarded, negotiation, sendsProxyProtocol } = upstream;
  const duties = [
    ...(match?.sni?.length ? [`for the server name ${match.sni.join(' or ')}`] : []),
    ...(match?.host?.length ? [`for the host ${match.host.join(' or ')}`] : []),
    ...(match?.path ? [`for paths that start with ${match.path}`] : []),
    ...(sendsProxyProtocol ? [`with a PROXY protocol header (${sendsProxyProtocol}) in front`] : []),
    forwarded
      ? 'must relay the bytes as they come'
      : tls === 'plaintext'
        ? 'in plaintext'
        : `must ${negotiation === 'in-band' ? 'ask for TLS in band, ' : ''}${tlsDemands(upstream)}`,
  ];
  return commentLines(`${[summaryOf(upstream), ...duties].join('; ')}.`).map((line) => `  ${line}`);
}
