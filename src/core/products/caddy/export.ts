import { block, directive, type Item, printCaddyfile, remarks } from '../../config/caddyfile.ts';
import { headerLines } from '../../config/comment.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import { httpAlone } from '../../plan/one-kind.ts';
import type { Notice } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { serverOptions } from './servers.ts';
import { site } from './sites.ts';

/** Writes a whole Caddyfile: a site for each listener. */
export const exportPlan: Exporter = (whole) => {
  const { plan, notices: unread } = httpAlone(whole);
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [
    ...plan.notices,
    ...unwritten(whole, ['redirect', 'strict-transport', 'listen:alpn']),
    ...unread,
    ...notices,
  ];
  const sites = services.flatMap((service) => [null, site(plan, service, said)]);
  const options = services.map(({ listener }) => serverOptions(listener));
  if (services.length === 0)
    said.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `${plan.node.title} has no listener: Caddy starts and serves nothing.`,
    });

  const known = distinctNotices(said);
  const text = printCaddyfile([remarks(headerLines(plan, known)), null, block([], [...base, ...options]), ...sites]);
  return { files: [{ path: `${plan.node.id}/Caddyfile`, text, language: 'caddyfile' }], notices: known };
};

const base: readonly Item[] = [
  directive('admin', 'off'),
  // Every port, certificate and redirect is drawn; nothing is added to them.
  directive('auto_https', 'off'),
];
