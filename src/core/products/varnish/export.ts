import { headerLines } from '../../config/comment.ts';
import { hashComments } from '../../config/hash-comment.ts';
import { type Item, printVcl, remarks, statement } from '../../config/vcl.ts';
import type { ExportedFile, Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import { httpAlone } from '../../plan/one-kind.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { type Service, servicesOf } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { Backends } from './backends.ts';
import { argumentsOf } from './listeners.ts';
import { receiving } from './receiving.ts';

/** Writes the VCL, which says what becomes of requests, and the command line, which alone opens ports. */
export const exportPlan: Exporter = (whole) => {
  const { plan, notices: unread } = httpAlone(whole);
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [...plan.notices, ...unwritten(whole, ['redirect', 'listen:alpn']), ...unread, ...notices];
  const backends = new Backends();
  const received = receiving(plan, services, backends, said);
  if (services.length === 0)
    said.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `${plan.node.title} has no listener: Varnish opens none, and is left without a command line.`,
    });

  const known = distinctNotices(said);
  const text = printVcl([
    remarks(headerLines(plan, known)),
    null,
    statement('vcl 4.1'),
    ...imports(services, backends.balances),
    null,
    ...backends.declarations(),
    ...received,
  ]);
  return {
    files: [
      { path: `${plan.node.id}/default.vcl`, text, language: 'vcl' },
      ...(services.length > 0 ? [commandLine(plan, services)] : []),
    ],
    notices: known,
  };
};

function imports(services: readonly Service[], balanced: boolean): readonly Item[] {
  return [
    ...(balanced ? [statement('import directors')] : []),
    ...(services.some(({ listener }) => listener.acceptsProxyProtocol) ? [statement('import proxy')] : []),
  ];
}

const commandLine = (plan: Plan, services: readonly Service[]): ExportedFile => ({
  path: `${plan.node.id}/varnishd.sh`,
  text: `${[
    '#!/bin/sh',
    ...hashComments(headerLines(plan, [])),
    `exec varnishd -F -f /etc/varnish/default.vcl ${argumentsOf(services).join(' ')}`,
  ].join('\n')}\n`,
  executable: true,
  language: 'shell',
});
