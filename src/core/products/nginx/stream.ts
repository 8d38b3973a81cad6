import { block, directive, expression, type Item, mapping, remark } from '../../config/nginx.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { PlannedListener, Upstream } from '../../plan/plan.ts';
import { readsName, routesByName, type Service, serverSpeaksFirst } from '../../plan/routes.ts';
import { noUpgrade } from './http.ts';
import { dialTls, listenTls, namePattern } from './tls.ts';
import { addressOf, alike, type Desk, declareNames, declareTarget, type Target } from './upstreams.ts';

/** The `server` block of a listener that carries bytes: passed through as they are, or after TLS has ended. */
export function streamServer({ listener, upstreams }: Service, desk: Desk): Item {
  const secure = listener.mode === 'terminate';
  const carried =
    listener.mode === 'passthrough'
      ? upstreams
      : alike(desk, upstreams, `A stream server of NGINX dials all its upstreams in one way`);
  const byName = readsName(listener) && carried.some(({ match }) => match?.sni?.length);
  const prereads = byName && listener.mode === 'passthrough';
  const target = byName ? declareRoutes(desk, carried, prereads) : declareTarget(desk, carried, splitBy);
  if (target && prereads) warnOfSilence(listener, target.members, desk);

  return block(
    'server',
    [],
    [
      directive(
        'listen',
        listener.address === null ? String(listener.port) : addressOf({ host: listener.address, port: listener.port }),
        ...(secure ? ['ssl'] : []),
        ...(listener.acceptsProxyProtocol ? ['proxy_protocol'] : []),
      ),
      ...(secure ? listenTls(listener, `tls_${desk.next()}`) : []),
      // https://nginx.org/en/docs/stream/ngx_stream_ssl_module.html#ssl_alpn (1.21.4)
      ...(secure && listener.alpn?.length ? [directive('ssl_alpn', ...listener.alpn)] : []),
      ...(listener.acceptsProxyProtocol
        ? [
            remark('Whoever reaches this port can claim any address; only these are believed. Keep others out.'),
            ...listener.dialledBy.map((host) => directive('set_real_ip_from', host)),
          ]
        : []),
      ...(prereads ? [directive('ssl_preread', 'on')] : []),
      null,
      ...(target
        ? [
            directive('proxy_pass', target.pass),
            // Databases keep connections open and quiet; the default closes them after ten minutes.
            directive('proxy_timeout', '1h'),
            ...sendsProxy(desk, listener, target.members),
            ...dialled(desk, target),
          ]
        : [remark('Nothing is drawn behind this.'), directive('return', '')]),
    ],
  );
}

/** What `split_clients` chooses by, where it has to: every connection anew. */
const splitBy = '$remote_addr:$remote_port';

/** A variable that holds the upstream for the server name of the connection. */
function declareRoutes(desk: Desk, upstreams: readonly Upstream[], prereads: boolean): Target | null {
  const routes = routesByName(upstreams).flatMap(({ names, upstreams: route }) => {
    const target = declareTarget(desk, route, splitBy);
    return target ? [{ names, target }] : [];
  });
  const [first] = routes;
  if (!first) return null;
  const n = desk.next();
  const rest = routes.find(({ names }) => names.length === 0)?.target.pass;
  if (!rest)
    desk.declared.push(
      remark('Where no route takes the name, nobody answers.'),
      block('upstream', [`nowhere_${n}`], [directive('server', '127.0.0.1:9', 'down')]),
      null,
    );
  const chosen = `$route_${n}`;
  desk.declared.push(
    block(
      'map',
      [expression(prereads ? '$ssl_preread_server_name' : '$ssl_server_name'), expression(chosen)],
      [
        directive('default', rest ?? `nowhere_${n}`),
        ...routes.flatMap(({ names, target: { pass } }) => names.map((name) => mapping(namePattern(name), pass))),
      ],
    ),
    null,
  );
  const blocks = new Map(routes.flatMap(({ target }) => [...target.blocks]));
  const several = !first.target.first.forwarded && new Set(blocks.values()).size > 1;
  return {
    pass: expression(chosen),
    first: first.target.first,
    members: routes.flatMap(({ target }) => target.members),
    name: several ? declareNames(desk, chosen, blocks) : first.target.name,
    blocks,
  };
}

/** The header that goes in front: all upstreams of a server get one, or none. */
function sendsProxy(desk: Desk, listener: PlannedListener, all: readonly Upstream[]): readonly Item[] {
  const announced = all.every(({ sendsProxyProtocol }) => sendsProxyProtocol !== null);
  for (const { link, title, sendsProxyProtocol } of all) {
    if (!sendsProxyProtocol) continue;
    if (!announced)
      desk.notices.push({
        kind: 'lost',
        about: link,
        message: `NGINX sends a PROXY protocol header to all upstreams of a port or to none. "${listener.id}" sends none, and ${title} refuses the connection if it expects one: give it a port of its own.`,
      });
    else if (sendsProxyProtocol === 'v2')
      desk.notices.push({
        kind: 'lost',
        about: link,
        message: `NGINX sends version 1 of the PROXY protocol to ${title}, not version 2.`,
      });
  }
  return announced ? [directive('proxy_protocol', 'on')] : [];
}

function dialled(desk: Desk, target: Target): readonly Item[] {
  const { first, members, name } = target;
  if (first.forwarded || first.tls === 'plaintext') return [];
  for (const { link, title, negotiation } of members)
    if (negotiation === 'in-band') desk.notices.push(noUpgrade(link, title));
  return [directive('proxy_ssl', 'on'), ...dialTls(first, 'proxy_ssl', name)];
}

/** A server that speaks first says nothing to a proxy that waits for the client to speak. */
function warnOfSilence(listener: PlannedListener, all: readonly Upstream[], desk: Desk): void {
  for (const { link, title, protocol } of all)
    if (serverSpeaksFirst(protocol))
      desk.notices.push({
        kind: 'fails',
        about: link,
        message: `"${listener.id}" waits for a ClientHello to route by, and in ${protocolOf(protocol).title} the server speaks first: connections to ${title} hang until preread_timeout. Give it a port of its own.`,
      });
}
