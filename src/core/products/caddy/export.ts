import { block, directive, type Item, printCaddyfile, remarks } from '../../config/caddyfile.ts';
import { headerLines } from '../../config/comment.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import { httpAlone } from '../../plan/one-kind.ts';
import type { Notice, PlannedListener, Upstream } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { type Setting, unwrittenBy } from '../../plan/unwritten.ts';
import { serverOptions } from './servers.ts';
import { site } from './sites.ts';

/** Writes a whole Caddyfile: a site for each listener. */
export const exportPlan: Exporter = (whole) => {
  const { plan, notices: unread } = httpAlone(whole);
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [...plan.notices, ...unwrittenBy(whole, settings), ...unread, ...notices];
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

/** What the file says besides sessions. The groups of a dial are Go's own, where there is a hybrid one among them first. */
const settings = {
  node: [],
  listener: ({ keyExchange, dialledByRsa }: PlannedListener): readonly Setting[] => [
    'redirect',
    'strict-transport',
    'listen:alpn',
    ...(keyExchange !== null && keyExchange !== 'rsa' && !dialledByRsa ? (['listen:key-exchange'] as const) : []),
  ],
  dial: ({ keyExchange }: Upstream): readonly Setting[] => (keyExchange === 'hybrid' ? ['dial:key-exchange'] : []),
};

const base: readonly Item[] = [
  directive('admin', 'off'),
  // Every port, certificate and redirect is drawn; nothing is added to them.
  directive('auto_https', 'off'),
];
