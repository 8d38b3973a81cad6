import { extension, socketAddress } from '../../config/envoy.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';
import type { Service } from '../../plan/routes.ts';
import { dialsTls } from '../../plan/sessions.ts';
import { hybridNotices, upstreamSocket } from './tls.ts';

/** The clusters of a configuration: one for each upstream and each way in which traffic goes there. */
export function clustersOf(services: readonly Service[]): readonly YamlMap[] {
  const clusters = new Map<string, YamlMap>();
  for (const { http, upstreams } of services)
    for (const upstream of upstreams) {
      const name = clusterName(upstream, http);
      if (!clusters.has(name)) clusters.set(name, cluster(name, upstream, http));
    }
  return [...clusters.values()];
}

/** No id holds a colon, so that no two names meet. */
const clusterName = ({ link, forwarded }: Upstream, http: boolean): string =>
  http ? link : `${link}:${forwarded ? 'passthrough' : 'tcp'}`;

/** Which cluster a route leads to; where there are several, each gets an equal share. */
export function destination(upstreams: readonly Upstream[], http: boolean): YamlMap {
  const names = upstreams.map((upstream) => clusterName(upstream, http));
  return names.length === 1
    ? { cluster: names[0] }
    : { weighted_clusters: { clusters: names.map((name) => ({ name, weight: 1 })) } };
}

function cluster(name: string, upstream: Upstream, http: boolean): YamlMap {
  const { host, port } = upstream;
  const spoken = http ? httpVersions(upstream) : [];
  return {
    name,
    type: isAddress(host) ? 'STATIC' : 'STRICT_DNS',
    typed_extension_protocol_options: http ? protocolOptions(spoken) : undefined,
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, port) } }] }],
    },
    transport_socket: upstreamSocket(upstream, alpnOf(upstream, spoken)),
  };
}

type HttpVersion = 'http1' | 'http2';

/** gRPC is HTTP/2 only, WebSocket is opened on HTTP/1.1, and only ALPN can choose between the two. */
function httpVersions(upstream: Upstream): readonly HttpVersion[] {
  const { protocol, alpn } = upstream;
  if (protocol === 'grpc') return ['http2'];
  if (protocol === 'websocket' || !dialsTls(upstream)) return ['http1'];
  const offered: readonly HttpVersion[] = alpn
    ? [...(alpn.includes('h2') ? (['http2'] as const) : []), ...(alpn.includes('http/1.1') ? (['http1'] as const) : [])]
    : ['http2', 'http1'];
  return offered.length > 0 ? offered : ['http1'];
}

/** With both versions Envoy offers both by itself. */
const alpnOf = ({ alpn, protocol }: Upstream, spoken: readonly HttpVersion[]): readonly string[] | undefined =>
  alpn ?? (protocol === 'grpc' && spoken.length > 0 ? ['h2'] : undefined);

function protocolOptions(spoken: readonly HttpVersion[]): YamlMap {
  const type = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  const options = {
    http_protocol_options: spoken.includes('http1') ? {} : undefined,
    http2_protocol_options: spoken.includes('http2') ? {} : undefined,
  };
  return {
    [type]: extension('', type, spoken.length > 1 ? { auto_config: options } : { explicit_http_config: options })
      .typed_config,
  };
}

/** What Envoy cannot say of a dial. */
export function dialNotices(upstream: Upstream): readonly Notice[] {
  const { link, title, negotiation, alpn, protocol } = upstream;
  if (!dialsTls(upstream)) return [];
  return [
    ...(negotiation === 'in-band'
      ? [
          {
            kind: 'lost' as const,
            about: link,
            message: `This file does not ask ${title} for TLS in band: Envoy starts TLS at once, which a server that waits to be asked refuses.`,
          },
        ]
      : []),
    ...(protocol === 'grpc' && alpn && !alpn.includes('h2')
      ? [{ kind: 'weakened' as const, about: link, message: `gRPC to ${title} needs "h2" among its ALPN protocols.` }]
      : []),
    ...hybridNotices(upstream, link, `The dial to ${title}`),
  ];
}
