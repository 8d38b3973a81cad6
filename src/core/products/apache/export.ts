import { directive, type Item, printApache, remark, remarks, section } from '../../config/apache.ts';
import { headerLines } from '../../config/comment.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { libraryNotices } from '../../plan/hybrid-notices.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import { httpAlone } from '../../plan/one-kind.ts';
import type { Notice } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { type Setting, unwrittenBy } from '../../plan/unwritten.ts';
import { virtualHost } from './hosts.ts';
import type { Desk } from './upstreams.ts';

/** Writes the site file: a virtual host for each listener, with the balancers that its routes lead to. */
export const exportPlan: Exporter = (whole) => {
  const { plan, notices: unread } = httpAlone(whole);
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [
    ...plan.notices,
    ...unwrittenBy(whole, settings),
    ...unread,
    ...notices,
    ...versionNotices(plan),
    ...libraryNotices(plan),
  ];
  let last = 0;
  const desk: Desk = { notices: said, modules: new Set(), next: () => ++last };
  const hosts = services.flatMap((service) => [null, ...virtualHost(plan, service, desk)]);
  if (services.length === 0)
    said.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `${plan.node.title} has no listener: Apache starts and serves nothing here.`,
    });

  const known = distinctNotices(said);
  const text = printApache([
    remarks(headerLines(plan, known)),
    ...(services.length > 0 ? [null, remark('In place of the Listen lines of ports.conf.')] : []),
    ...needed(desk.modules),
    ...hosts,
  ]);
  return {
    files: [{ path: `${plan.node.id}/sites-available/plainsight.conf`, text, language: 'apache' }],
    notices: known,
  };
};

/** Without a module that a directive belongs to, Apache says "Invalid command", and without others nothing until a request. */
const needed = (modules: ReadonlySet<string>): readonly Item[] =>
  [...modules]
    .sort()
    .map((name) => section('IfModule', `!${name}_module`, [directive('Error', `needs mod_${name}: a2enmod ${name}`)]));

/** What the file says besides sessions. Groups of a dial are the library's own: SSLOpenSSLConfCmd is for listeners. */
const settings = {
  node: [],
  listener: (): readonly Setting[] => ['redirect', 'strict-transport', 'listen:alpn', 'listen:key-exchange'],
  dial: (): readonly Setting[] => ['dial:key-exchange'],
};
