import { headerLines } from '../../config/comment.ts';
import { line, printHaproxy, remark, type Section } from '../../config/haproxy.ts';
import { guideline, hybridGroup, serverCiphers } from '../../config/tls-guideline.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { libraryNotices } from '../../plan/hybrid-notices.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { type Service, servicesOf } from '../../plan/routes.ts';
import { type Setting, unwrittenBy } from '../../plan/unwritten.ts';
import { offersHybrid, sectionsOf } from './frontend.ts';
import { dialNotices } from './servers.ts';

/** Writes a whole haproxy.cfg: a frontend for each listener, with the backends that its routes lead to. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(plan);
  const said: Notice[] = [
    ...plan.notices,
    ...unwrittenBy(plan, settings(services)),
    ...notices,
    ...versionNotices(plan),
    ...libraryNotices(plan),
  ];
  for (const { upstreams } of services) said.push(...upstreams.flatMap(dialNotices));
  const sections = services.flatMap((service) => sectionsOf(plan, service, said));
  // HAProxy calls a file without a listener an error, and what would not load is not handed out.
  if (services.length === 0) {
    const message = `${plan.node.title} has no listener, and HAProxy does not start without one: give it a listener.`;
    return { files: [], notices: distinctNotices([...said, { kind: 'by-hand', about: plan.node.id, message }]) };
  }
  const known = distinctNotices(said);
  const text = printHaproxy(headerLines(plan, known), [...base(plan), ...sections]);
  return { files: [{ path: `${plan.node.id}/haproxy.cfg`, text, language: 'haproxy' }], notices: known };
};

const base = (plan: Plan): readonly Section[] => [
  {
    keyword: 'global',
    lines: [
      line('log', 'stdout', 'format', 'raw', 'local0', 'info'),
      line('ssl-default-bind-ciphers', serverCiphers('1.2')),
      line('ssl-default-bind-ciphersuites', guideline.suites.join(':')),
      ...(offersHybrid(plan)
        ? []
        : [
            remark(`With OpenSSL 3.5 or later, put the post-quantum group ${hybridGroup} in front.`),
            line('ssl-default-bind-curves', guideline.groups.join(':')),
          ]),
      line('ssl-default-bind-options', 'prefer-client-ciphers', 'no-tls-tickets'),
    ],
  },
  {
    keyword: 'defaults',
    lines: [
      line('log', 'global'),
      line('timeout', 'connect', '5s'),
      line('timeout', 'http-request', '10s'),
      line('timeout', 'client', '1m'),
      line('timeout', 'server', '1m'),
      // Databases and WebSockets keep connections open and quiet.
      line('timeout', 'tunnel', '1h'),
      line('timeout', 'client-fin', '30s'),
    ],
  },
];

/** What the file says of the settings besides sessions. */
function settings(services: readonly Service[]) {
  const readsHttp = new Set(services.filter(({ http }) => http).map(({ listener }) => listener.id));
  const ends = services.filter(({ listener: { mode } }) => mode !== 'passthrough');
  const limited = ends.every(
    ({ listener: { mode, clientCertificate } }) => mode === 'terminate' && clientCertificate !== 'none',
  );
  return {
    node: limited && ends.length > 0 ? (['allows'] as const) : [],
    listener: ({ id }: PlannedListener): readonly Setting[] => [
      'listen:key-exchange',
      'listen:alpn',
      ...(readsHttp.has(id) ? (['redirect', 'strict-transport'] as const) : []),
    ],
    // The groups of a dial can be chosen from 2.9 on (server … curves): none are named, so that they are the library's own.
    dial: (): readonly Setting[] => ['dial:alpn', 'early-data', 'dial:key-exchange'],
  };
}
