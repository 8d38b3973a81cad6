import { headerLines } from '../../config/comment.ts';
import { block, directive, expression, type Item, mapping, printNginx, remark, remarks } from '../../config/nginx.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { libraryNotices } from '../../plan/hybrid-notices.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice } from '../../plan/plan.ts';
import { type Service, servicesOf } from '../../plan/routes.ts';
import { unwrittenBy } from '../../plan/unwritten.ts';
import { httpServers, speaksWebSocket } from './http.ts';
import { alpnNotices, dialNotices, settings } from './settings.ts';
import { streamServer } from './stream.ts';
import type { Desk } from './upstreams.ts';

/** Writes a whole main file: `http` for what NGINX reads, `stream` for what it relays as bytes. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [
    ...plan.notices,
    ...unwrittenBy(plan, settings(services)),
    ...alpnNotices(services),
    ...plan.upstreams.flatMap(dialNotices),
    ...notices,
    ...versionNotices(plan),
    ...libraryNotices(plan),
  ];
  let last = 0;
  const desk = (): Desk => ({ declared: [], notices: said, next: () => ++last });

  const http = desk();
  const stream = desk();
  const servers = services.filter((each) => each.http).flatMap((service) => httpServers(plan, service, http));
  const relays = services.filter((each) => !each.http).flatMap((service) => [streamServer(service, stream), null]);
  if (services.length === 0)
    said.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `${plan.node.title} has no listener: NGINX starts and serves nothing.`,
    });

  const known = distinctNotices(said);
  const text = printNginx([
    remarks(headerLines(plan, known)),
    null,
    ...(relays.length > 0
      ? [
          remark('Where stream is a module to be loaded: Debian has it in the package libnginx-mod-stream.'),
          directive('include', '/etc/nginx/modules-enabled/*.conf'),
          null,
        ]
      : []),
    directive('worker_processes', 'auto'),
    block('events', [], [directive('worker_connections', '1024')]),
    ...(servers.length > 0
      ? [null, block('http', [], trim([...httpBase(services), ...http.declared, ...servers]))]
      : []),
    ...(relays.length > 0
      ? [null, block('stream', [], trim([...hashSizes, null, ...stream.declared, ...relays]))]
      : []),
  ]);
  return { files: [{ path: `${plan.node.id}/nginx.conf`, text, language: 'nginx' }], notices: known };
};

/** Names may have 253 characters; the tables' default is one cache line. */
const hashSizes: readonly Item[] = [directive('map_hash_bucket_size', '512'), directive('map_hash_max_size', '16384')];

function httpBase(services: readonly Service[]): readonly Item[] {
  const upgrades = services.some(({ http, listener, upstreams }) => http && speaksWebSocket(listener, upstreams));
  return [
    directive('server_tokens', 'off'),
    directive('server_names_hash_bucket_size', '512'),
    directive('server_names_hash_max_size', '16384'),
    ...hashSizes,
    null,
    ...(upgrades
      ? [
          block(
            'map',
            [expression('$http_upgrade'), expression('$connection_upgrade')],
            [directive('default', 'upgrade'), mapping('', '')],
          ),
          null,
        ]
      : []),
  ];
}

const trim = (items: readonly Item[]): readonly Item[] => (items.at(-1) === null ? items.slice(0, -1) : items);
