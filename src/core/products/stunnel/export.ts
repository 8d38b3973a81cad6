import { headerLines } from '../../config/comment.ts';
import { type Line, option, printStunnel, remark, type Service } from '../../config/stunnel.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import { bytesAlone } from '../../plan/one-kind.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { servicesFor, sockets } from './services.ts';
import { hybridNotices } from './tls.ts';

/** Writes one file for all listeners: stunnel has TLS on one side of a service, so that a bridge takes two. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(bytesAlone(plan));
  const said: Notice[] = [
    ...plan.notices,
    ...unwritten(plan, ['listen:key-exchange', 'dial:key-exchange']),
    ...notices,
    ...versionNotices(plan),
    ...hybridNotices(plan),
    ...plan.upstreams.flatMap(scramNotice),
  ];
  const written = services.flatMap((service) => servicesFor(plan, service, said));
  if (written.length === 0)
    said.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `${plan.node.title} has nothing to encrypt or decrypt: draw TLS on one side of it.`,
    });
  const known = distinctNotices(said);
  const text = printStunnel(headerLines(plan, known), global, written.length > 0 ? written : [idle(plan.node.id)]);
  return { files: [{ path: `${plan.node.id}/stunnel.conf`, text, language: 'ini' }], notices: known };
};

/**
 * Behind TLS a PostgreSQL server offers SCRAM with channel binding. libpq takes the offer for an attack where its own side
 * is in clear, and binds to the wrong certificate where it is not; seen with libpq 15.
 * https://github.com/postgres/postgres/blob/REL_15_STABLE/src/interfaces/libpq/fe-auth.c
 */
function scramNotice({ link, title, protocol, tls, forwarded }: Upstream): readonly Notice[] {
  if (protocol !== 'postgres' || tls === 'plaintext' || forwarded) return [];
  return [
    {
      kind: 'fails',
      about: link,
      message: `libpq does not log in to ${title} through this by SCRAM, the usual way: between it and the server TLS may only be passed through. Drivers that know no channel binding do, and so does a login by certificate.`,
    },
  ];
}

const global: readonly Line[] = [option('socket', 'l:TCP_NODELAY=1'), option('socket', 'r:TCP_NODELAY=1')];

/** stunnel does not start without a service. */
const idle = (node: string): Service => ({
  name: 'nothing',
  lines: [
    remark('stunnel does not start without a service: this one leads nowhere.'),
    option('client', 'yes'),
    option('accept', `${sockets}/${node}.sock`),
    option('connect', '127.0.0.1:9'),
  ],
});
