import { protocolOf } from '../model/protocols.ts';
import type { Notice, Plan } from './plan.ts';
import { isHttp } from './routes.ts';

interface Narrowed {
  readonly plan: Plan;
  readonly notices: readonly Notice[];
}

/** A plan as a product sees it that reads HTTP and carries nothing else; what it cannot carry is named. */
export function httpAlone(plan: Plan): Narrowed {
  const { title } = plan.product;
  const notices: Notice[] = [];
  const listeners = plan.listeners.flatMap((listener) => {
    const protocols = listener.protocols.filter(isHttp);
    const others = listener.protocols.filter((each) => !isHttp(each));
    if (others.length > 0)
      notices.push({
        kind: 'lost',
        about: listener.id,
        message: `${title} reads HTTP and carries nothing else: ${others.map(named).join(' and ')} on the listener "${listener.id}" is not served.`,
      });
    if (others.length > 0 && protocols.length === 0) return [];
    return [{ ...listener, protocols, upstreams: listener.upstreams.filter(({ protocol }) => isHttp(protocol)) }];
  });
  for (const { link, title: target, protocol } of plan.upstreams)
    if (!isHttp(protocol))
      notices.push({
        kind: 'lost',
        about: link,
        message: `${title} dials HTTP and nothing else: nothing leads to ${target} as ${named(protocol)}.`,
      });
  return {
    plan: { ...plan, listeners, upstreams: plan.upstreams.filter(({ protocol }) => isHttp(protocol)) },
    notices,
  };
}

/** A plan as a product sees it that carries bytes, whatever they say: no host, no path, no header. */
export function bytesAlone(plan: Plan): Plan {
  const unread = <T extends { readonly protocol: string }>(upstreams: readonly T[]): readonly T[] =>
    upstreams.map((upstream) => ({ ...upstream, protocol: bytes }));
  return {
    ...plan,
    listeners: plan.listeners.map((listener) => ({
      ...listener,
      protocols: [bytes],
      upstreams: unread(listener.upstreams),
    })),
    upstreams: unread(plan.upstreams),
  };
}

const bytes = 'tcp';

const named = (protocol: string): string => protocolOf(protocol).title;
