import { never, type Product, yes } from '../../model/product.ts';

const api = 'https://www.envoyproxy.io/docs/envoy/latest/api-v3';
const tls = `${api}/extensions/transport_sockets/tls/v3/tls.proto`;
const common = `${api}/extensions/transport_sockets/tls/v3/common.proto`;
const overview = 'https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/security/ssl';
const listener = `${api}/config/listener/v3/listener_components.proto`;
const cluster = `${api}/config/cluster/v3/cluster.proto`;
const inspector = 'https://www.envoyproxy.io/docs/envoy/latest/configuration/listeners/listener_filters/tls_inspector';
const inspectorApi = `${api}/extensions/filters/listener/tls_inspector/v3/tls_inspector.proto`;
const manager = `${api}/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto`;
const proxyFilter =
  'https://www.envoyproxy.io/docs/envoy/latest/configuration/listeners/listener_filters/proxy_protocol';
const proxySocket = `${api}/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol.proto`;
const upstreamHttp = `${api}/extensions/upstreams/http/v3/http_protocol_options.proto`;

export const product: Product = {
  id: 'envoy',
  title: 'Envoy',
  kind: 'gateway',
  summary: 'Proxy that you run: at the edge, or beside a service',
  operator: null,
  keyLocation: { text: 'In files, or in memory when a secret discovery service hands it out.', source: common },
  supports: {
    'listen:plaintext': yes('a filter chain without a transport socket', listener),
    'listen:terminate': yes('DownstreamTlsContext', tls),
    'listen:permissive': yes('two filter chains, matched by transport_protocol tls and raw_buffer', listener),
    'listen:passthrough-sni': yes('tls_inspector, server_names and tcp_proxy', inspector),
    'listen:passthrough-tcp': yes('tcp_proxy without a transport socket', listener),
    'client-certificate:optional': yes('trusted_ca without require_client_certificate', common),
    'client-certificate:required': yes('require_client_certificate with trusted_ca', tls),
    'dial:plaintext': yes('a cluster without a transport socket', cluster),
    'dial:tls': yes('UpstreamTlsContext', tls),
    'dial:mutual': yes('tls_certificates of the UpstreamTlsContext', tls),
    'dial:opportunistic': never('The transport socket of the cluster decides; there is no fallback.', cluster),
    'verify:none': yes('no validation_context, which is the default', overview),
    'verify:ca': yes('trusted_ca alone', overview),
    'verify:full': yes('trusted_ca with match_typed_subject_alt_names', common),
    'trust:public-ca': yes("trusted_ca with the system's bundle", overview),
    'trust:private-ca': yes('trusted_ca', common),
    'proxy-protocol:accept': yes('the proxy_protocol listener filter', proxyFilter),
    'proxy-protocol:send-v1': yes('ProxyProtocolUpstreamTransport, version V1', proxySocket),
    'proxy-protocol:send-v2': yes('ProxyProtocolUpstreamTransport, version V2', proxySocket),
    'http2:listen': yes('codec_type AUTO or HTTP2', manager),
    'http2:dial': yes('http2_protocol_options in HttpProtocolOptions of the cluster', upstreamHttp),
  },
  // As a client it stops at TLS 1.2 unless tls_maximum_protocol_version says more.
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.2'], source: common },
  defaults: {
    listeners: [{ id: 'https', port: 8443, tls: { mode: 'terminate' } }],
    dial: { tls: 'plaintext' },
    protocol: 'https',
    tlsDial: { verify: 'none', sni: null },
    issuer: 'private-ca',
  },
  upgrades: [],
  // The list that is written for a listener; one that is left out, as in dials, is classical.
  hybridKeyExchange: {
    listen: {
      text: 'From 1.34 on its BoringSSL knows X25519MLKEM768, so that the export puts it first.',
      source: 'https://github.com/istio/istio/issues/55588',
    },
  },
  facts: [
    {
      text: 'Without a validation context it accepts any certificate of an upstream, and with trusted_ca alone any certificate of that CA.',
      source: overview,
    },
    { text: 'To upstreams it speaks TLS 1.2 at most unless it is told otherwise.', source: common },
    {
      text: 'A client certificate that is presented is not checked at all unless trusted_ca is set.',
      source: common,
    },
    {
      text: 'It removes x-forwarded-client-cert from requests that come in, by default; ALWAYS_FORWARD_ONLY believes it.',
      source: manager,
    },
    {
      text: 'What the TLS inspector cannot read as a ClientHello is taken for plaintext unless it is told to close such connections.',
      source: inspectorApi,
    },
  ],
  tlsDirectory: '/etc/envoy/tls',
  checkedAgainst: 'the v3 API of Envoy 1.30, with its validation rules',
};
