import { extension, socketAddress } from '../../config/envoy.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { readsName, routesByName, type Service } from '../../plan/routes.ts';
import { certificateCovers } from '../../simulation/meet.ts';
import { destination } from './clusters.ts';
import { connectionManager } from './http.ts';
import { downstreamTls } from './tls.ts';

/** A listener: what it looks at before it decides, then a filter chain for each way to go on. */
export function listenerOf(plan: Plan, service: Service): YamlMap {
  const { id, address, port, acceptsProxyProtocol } = service.listener;
  const chains = chainsOf(plan, service);
  const inspects = chains.some(({ filter_chain_match: match }) => match !== undefined);
  const filters = [
    // The header stands in front of the ClientHello.
    ...(acceptsProxyProtocol ? ['proxy_protocol.v3.ProxyProtocol'] : []),
    ...(inspects ? ['tls_inspector.v3.TlsInspector'] : []),
  ].map((type) =>
    extension(
      `envoy.filters.listener.${type.slice(0, type.indexOf('.'))}`,
      `envoy.extensions.filters.listener.${type}`,
    ),
  );
  return {
    name: id,
    address: socketAddress(address ?? '0.0.0.0', port),
    listener_filters: filters.length > 0 ? filters : undefined,
    filter_chains: chains,
  };
}

function chainsOf(plan: Plan, { listener, http, upstreams }: Service): readonly YamlMap[] {
  const permissive = listener.mode === 'permissive';
  const filters = (route: readonly Upstream[], secure: boolean): readonly YamlMap[] =>
    http ? [connectionManager(plan, listener, route, secure)] : tcpProxy(listener, route);
  const socket = listener.mode === 'terminate' || permissive ? downstreamTls(plan, listener, http) : undefined;
  const chain = (match: YamlMap, route: readonly Upstream[]): YamlMap => ({
    filter_chain_match: Object.keys(match).length > 0 ? match : undefined,
    filters: filters(route, socket !== undefined),
    transport_socket: socket,
  });
  const tls: YamlMap = permissive ? { transport_protocol: 'tls' } : {};

  const routes = !http && readsName(listener) ? routesByName(upstreams) : [{ names: [], upstreams }];
  const byName = routes.some(({ names }) => names.length > 0);
  const chains = routes
    // A route that nothing takes closes the connection, as having none does.
    .filter(({ names, upstreams: route }) => !byName || (names.length > 0 ? true : route.length > 0))
    .map(({ names, upstreams: route }) => {
      const known = names.length > 0 ? names : byName ? [] : namesToAnswer(listener);
      return chain({ ...tls, ...(known.length > 0 ? { server_names: known } : {}) }, route);
    });
  const rest = byName ? (routes.find(({ names }) => names.length === 0)?.upstreams ?? []) : upstreams;
  return permissive
    ? [...chains, { filter_chain_match: { transport_protocol: 'raw_buffer' }, filters: filters(rest, false) }]
    : chains;
}

/** Where every drawn dial sends a name that the certificate holds, a handshake for any other is refused. */
function namesToAnswer({ mode, names, serverNames }: PlannedListener): readonly string[] {
  if (mode !== 'terminate' || !serverNames?.every((name) => certificateCovers(names, name))) return [];
  return [...new Set(names.filter((name) => !isAddress(name)).map((name) => name.toLowerCase()))];
}

/** Without a filter the connection is closed. */
const tcpProxy = ({ id }: PlannedListener, route: readonly Upstream[]): readonly YamlMap[] =>
  route.length === 0
    ? []
    : [
        extension('envoy.filters.network.tcp_proxy', 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
          stat_prefix: id,
          ...destination(route, false),
        }),
      ];
