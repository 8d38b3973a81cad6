import { noticeLines } from '../../config/comment.ts';
import { type Item, option, remark, remarks, words } from '../../config/hitch.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest, type Service } from '../../plan/routes.ts';

/** The backend of the process, and the header in front of what goes there. */
export function backend(plan: Plan, services: readonly Service[], notices: Notice[]): readonly Item[] {
  const [first, ...others] = new Set(services.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  const chosen = plan.upstreams.find(({ link }) => link === first);
  for (const { link, title } of plan.upstreams.filter(({ link }) => others.includes(link)))
    notices.push({
      kind: 'lost',
      about: link,
      message: `Hitch has one backend for all its ports, which is ${chosen?.title}: ${title} gets nothing. Give it a Hitch of its own.`,
    });
  for (const { listener, upstreams } of services)
    if (chosen && !upstreams.some(({ link }) => link === chosen.link))
      notices.push({
        kind: 'weakened',
        about: listener.id,
        message: `Hitch has one backend for all its ports: what arrives at "${listener.id}" goes to ${chosen.title} too.`,
      });
  const header = proxyHeader(services, chosen, notices);
  if (!chosen) return [remark('Nothing is drawn behind this.'), option('backend', '[127.0.0.1]:9'), ...header];
  const { failure, title, host, port } = chosen;
  return [
    ...(failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: failure }))]),
    remark(title),
    option('backend', `[${hostInRequest(host).replace(/^\[|\]$/g, '')}]:${port}`),
    ...header,
  ];
}

/** A header that arrives is handed on as it is; where none does, one is written. */
function proxyHeader(services: readonly Service[], chosen: Upstream | undefined, notices: Notice[]): readonly Item[] {
  const accepting = services.filter(({ listener }) => listener.acceptsProxyProtocol).map(({ listener }) => listener);
  const version = chosen?.sendsProxyProtocol ?? null;
  if (accepting.length === 0) return version === null ? [] : [option(`write-proxy-${version}`, words('on'))];
  for (const { listener } of services)
    if (!listener.acceptsProxyProtocol)
      notices.push({
        kind: 'fails',
        about: listener.id,
        message: `Hitch expects a PROXY header on all its ports or on none: "${listener.id}" refuses whoever sends none.`,
      });
  if (chosen && version === null)
    notices.push({
      kind: 'fails',
      about: chosen.link,
      message: `Hitch hands the PROXY header that it gets on: ${chosen.title} has to expect one.`,
    });
  return [
    remark('Whoever reaches these ports can claim any address in its PROXY header: keep others out.'),
    option('proxy-proxy', words('on')),
  ];
}
