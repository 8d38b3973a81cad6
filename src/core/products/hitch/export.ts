import { headerLines } from '../../config/comment.ts';
import { type Item, option, printHitch, remark, remarks, words } from '../../config/hitch.ts';
import { hybridGroup, systemGroups } from '../../config/tls-guideline.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { libraryNotices } from '../../plan/hybrid-notices.ts';
import { distinctNotices, versionNotices } from '../../plan/notices.ts';
import { bytesAlone } from '../../plan/one-kind.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import { servicesOf } from '../../plan/routes.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { backend } from './backend.ts';
import { frontend } from './frontend.ts';

/** Writes one file: a frontend for each listener, and the one backend that a process of Hitch has. */
export const exportPlan: Exporter = (plan) => {
  const { services, notices } = servicesOf(bytesAlone(plan));
  const said: Notice[] = [
    ...plan.notices,
    ...unwritten(plan, ['listen:alpn', 'listen:key-exchange']),
    ...notices,
    ...versionNotices(plan),
    ...libraryNotices({ ...plan, upstreams: [] }),
  ];
  const listeners = services.flatMap(({ listener: { id } }) => plan.listeners.find((each) => each.id === id) ?? []);
  const frontends = listeners.flatMap((listener) => [frontend(listener), null]);
  const behind = backend(plan, services, said);
  const offered = alpn(listeners, said);
  const agreed = groups(listeners, said);
  // Hitch opens a port of its own choice then, and ends because it has no certificate for it.
  if (listeners.length === 0) {
    const message = `${plan.node.title} has no listener, and Hitch does not start without one: give it a listener.`;
    return { files: [], notices: distinctNotices([...said, { kind: 'by-hand', about: plan.node.id, message }]) };
  }
  const known = distinctNotices(said);
  const text = printHitch([
    remarks(headerLines(plan, known)),
    null,
    ...frontends,
    ...behind,
    null,
    ...agreed,
    ...offered,
    option('prefer-server-ciphers', words('off')),
    option('workers', words('2')),
  ]);
  return { files: [{ path: `${plan.node.id}/hitch.conf`, text, language: 'text' }], notices: known };
};

/** One list for all frontends. Without one nothing is offered: Hitch does not know what its backend speaks. */
function alpn(listeners: Plan['listeners'], notices: Notice[]): readonly Item[] {
  const asked = ({ alpn, protocols }: PlannedListener): readonly string[] | null =>
    alpn ?? (protocols.includes('grpc') ? ['h2'] : null);
  const [first] = listeners.flatMap((listener) => asked(listener) ?? []);
  const list = listeners.map(asked).find((each) => each !== null);
  for (const listener of listeners)
    if (asked(listener)?.join() !== list?.join())
      notices.push({
        kind: 'lost',
        about: listener.id,
        message: `Hitch offers one list of application protocols on all its ports: "${listener.id}" gets ${list?.join(', ')} like the others.`,
      });
  return first === undefined || !list ? [] : [option('alpn-protos', list.join(','))];
}

/** One list of groups for all frontends. */
function groups(listeners: Plan['listeners'], notices: Notice[]): readonly Item[] {
  const hybrid = listeners.some(({ keyExchange }) => keyExchange === 'hybrid');
  const drawn = listeners.some(({ keyExchange }) => keyExchange !== null);
  for (const { id, keyExchange } of listeners)
    if (hybrid && keyExchange !== null && keyExchange !== 'hybrid')
      notices.push({
        kind: 'lost',
        about: id,
        message: `Hitch offers one list of groups on all its ports: "${id}" offers ${hybridGroup} like the others.`,
      });
  return [
    ...(drawn ? [] : [remark(`With OpenSSL 3.5 or later, put the post-quantum group ${hybridGroup} in front.`)]),
    ...(hybrid ? [remark(`The library's own list of groups: from OpenSSL 3.5 on it begins with ${hybridGroup}.`)] : []),
    option('ecdh-curve', systemGroups(hybrid ? 'hybrid' : null)?.join(':') ?? 'auto'),
  ];
}
