import type { Notice, PlannedListener, Upstream } from '../../plan/plan.ts';
import type { Service } from '../../plan/routes.ts';
import { isHttp } from '../../plan/routes.ts';
import type { Setting } from '../../plan/unwritten.ts';

/** What the file says of the settings besides sessions, by where they are drawn. */
export function settings(services: readonly Service[]) {
  const readsHttp = new Set(services.filter(({ http }) => http).map(({ listener }) => listener.id));
  const listener = ({ id }: PlannedListener): readonly Setting[] => [
    'listen:key-exchange',
    'listen:alpn',
    ...(readsHttp.has(id) ? (['redirect', 'strict-transport'] as const) : []),
  ];
  const ends = services.filter(({ listener: { mode } }) => mode !== 'passthrough');
  const limited = ends.every(
    ({ http, listener: { mode, clientCertificate } }) => http && mode === 'terminate' && clientCertificate !== 'none',
  );
  return {
    // By certificate, which a server in stream cannot refuse a name of.
    node: limited && ends.length > 0 ? (['allows'] as const) : [],
    listener,
    dial: (): readonly Setting[] => ['dial:key-exchange', 'dial:alpn', 'early-data'],
  };
}

/** Lists of protocols that NGINX cannot offer: of HTTP it offers h2 if told so, and http/1.1 always. */
export const alpnNotices = (services: readonly Service[]): readonly Notice[] =>
  services.flatMap(({ http, listener: { id, alpn, mode } }): readonly Notice[] => {
    if (!alpn || mode !== 'terminate' || !http) return [];
    const others = alpn.filter((each) => each !== 'h2' && each !== 'http/1.1');
    return [
      ...(others.length > 0
        ? [said('lost', id, `The listener "${id}" does not offer ${others.join(', ')}: NGINX knows h2 and http/1.1.`)]
        : []),
      ...(alpn.includes('http/1.1')
        ? []
        : [said('weakened', id, `The listener "${id}" offers http/1.1 as well: NGINX cannot be told not to.`)]),
    ];
  });

/** https://nginx.org/en/docs/http/ngx_http_proxy_module.html: no directive sets ALPN or early data of a dial. */
export function dialNotices({ link, title, protocol, tls, forwarded, alpn, earlyData }: Upstream): readonly Notice[] {
  if (forwarded || tls === 'plaintext') return [];
  const sent = protocol === 'grpc' ? 'h2' : null;
  return [
    ...(alpn && alpn.join() !== sent
      ? [
          said(
            'lost',
            link,
            `NGINX offers ${sent ?? 'no application protocol'} to ${title}, not ${alpn.join(', ') || 'none'}${isHttp(protocol) && sent === null ? ': it dials HTTP/1.1' : ''}.`,
          ),
        ]
      : []),
    ...(earlyData ? [said('lost', link, `NGINX sends no early data (0-RTT) to ${title}.`)] : []),
  ];
}

const said = (kind: Notice['kind'], about: string, message: string): Notice => ({ kind, about, message });
