import { extension } from '../../config/envoy.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { hostInRequest, type PathRoute, redirectsTo, routesByHost } from '../../plan/routes.ts';
import { destination } from './clusters.ts';

/** The filter that reads HTTP; `secure` says whether TLS ended in front of it. */
export function connectionManager(
  plan: Plan,
  listener: PlannedListener,
  upstreams: readonly Upstream[],
  secure: boolean,
): YamlMap {
  const { id, clientCertificate } = listener;
  const believes = new Set(plan.node.trustsHeaders);
  const asks = secure && clientCertificate !== 'none';
  return extension(
    'envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: id,
      codec_type: 'AUTO',
      route_config: {
        name: id,
        virtual_hosts: listener.redirectsToTls ? [redirect(plan, listener)] : virtualHosts(upstreams),
        response_headers_to_add: secure ? strictTransport(listener) : undefined,
        // A request for "a.example:8443" is one for a.example.
        ignore_port_in_host_matching: true,
      },
      http_filters: [extension('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router')],
      // True: the address of the connection counts, and what a client says of itself is removed.
      use_remote_address: !believes.has('forwarded-for') && !believes.has('forwarded-proto'),
      forward_client_cert_details: forwarding(asks, believes.has('client-certificate')),
      set_current_client_cert_details: asks ? { subject: true, cert: true, dns: true, uri: true } : undefined,
      upgrade_configs: upstreams.some(({ protocol }) => protocol === 'websocket')
        ? [{ upgrade_type: 'websocket' }]
        : undefined,
    },
  );
}

/** What happens to x-forwarded-client-cert; by default it is removed. */
function forwarding(asks: boolean, believes: boolean): string | undefined {
  if (asks) return believes ? 'APPEND_FORWARD' : 'SANITIZE_SET';
  return believes ? 'ALWAYS_FORWARD_ONLY' : undefined;
}

function strictTransport(listener: PlannedListener): readonly YamlMap[] | undefined {
  const value = strictTransportValue(listener);
  return value === null
    ? undefined
    : [{ header: { key: strictTransportName, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' }];
}

/** 308 keeps the method of a request, where 301 makes many a GET. */
function redirect(plan: Plan, { id, port }: PlannedListener): YamlMap {
  const to = redirectsTo(plan);
  return {
    name: id,
    domains: ['*'],
    routes: [
      {
        match: { prefix: '/' },
        // From port 80 to 443 no port is named at all.
        redirect: {
          https_redirect: true,
          port_redirect: port === 80 && to === 443 ? undefined : to,
          response_code: 'PERMANENT_REDIRECT',
        },
      },
    ],
  };
}

/** Where no host or path matches, Envoy answers 404. */
const virtualHosts = (upstreams: readonly Upstream[]): readonly YamlMap[] =>
  routesByHost(upstreams).flatMap(({ hosts, paths }, i) =>
    paths.length === 0
      ? []
      : [
          {
            name: `hosts_${i}`,
            domains: hosts.length === 0 ? ['*'] : hosts.map(hostInRequest),
            routes: paths.map(route),
          },
        ],
  );

const route = ({ path, upstreams }: PathRoute): YamlMap => ({
  match: { prefix: path },
  route: {
    ...destination(upstreams, true),
    // The default ends a request after 15 seconds; streams last longer.
    timeout: upstreams.some(({ protocol }) => protocol === 'grpc' || protocol === 'websocket') ? '0s' : undefined,
  },
});
