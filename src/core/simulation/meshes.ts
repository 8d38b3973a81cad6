import type { Fact } from '../model/product.ts';
import type { KeyExchange, Mesh, TlsVersion } from '../model/schema.ts';

/** What a mesh's own mutual TLS is made of, and what it says when it refuses somebody. */
export interface MeshFacts {
  readonly title: string;
  readonly version: TlsVersion;
  readonly keyExchange: KeyExchange;
  /** What the other modes of a drawing mean to it. */
  readonly modes: Fact;
  /** What stands in the receiving proxy's log. */
  readonly logs: MeshLogs;
  /** In that of a ztunnel. */
  readonly ztunnelLogs?: MeshLogs;
  readonly facts: readonly Fact[];
}

interface MeshLogs {
  /** When somebody without mesh identity is refused. */
  readonly refusesStrangers: string;
  /** When an identity is not allowed to call. */
  readonly deniesCallers: string;
}

const istioPeers = 'https://istio.io/latest/docs/reference/config/security/peer_authentication/';
const istioTls = 'https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/';
const linkerdPolicy = 'https://linkerd.io/2.19/features/server-policy/';
const linkerdTls = 'https://linkerd.io/2.19/features/automatic-mtls/';
const consulDefaults = 'https://developer.hashicorp.com/consul/docs/reference/config-entry/proxy-defaults';

export const meshes: Readonly<Record<Mesh['product'], MeshFacts>> = {
  istio: {
    title: 'Istio',
    // Clients are given TLS 1.2 to 1.3, where Envoy alone would stop at 1.2:
    // https://github.com/istio/istio/blob/master/pilot/pkg/networking/core/cluster_tls.go
    version: '1.3',
    keyExchange: 'ecdhe',
    modes: { text: 'PeerAuthentication PERMISSIVE, STRICT or DISABLE; PERMISSIVE unless set.', source: istioPeers },
    logs: {
      // https://github.com/istio/istio/issues/43505
      refusesStrangers: '"- - -" 0 NR filter_chain_not_found',
      deniesCallers: '403 - rbac_access_denied_matched_policy[none]',
    },
    // Strict mode reaches a ztunnel as a policy that denies whoever has no identity:
    // https://github.com/istio/istio/blob/master/pilot/pkg/serviceregistry/ambient/authorization.go
    // and https://github.com/istio/ztunnel/blob/master/src/proxy.rs
    ztunnelLogs: {
      refusesStrangers:
        'access connection complete direction="inbound" error="connection closed due to policy rejection: explicitly denied by: istio-system/istio_converted_static_strict"',
      deniesCallers:
        'access connection complete direction="inbound" error="connection closed due to policy rejection: allow policies exist, but none allowed"',
    },
    facts: [
      {
        text: 'Between two sidecars TLS is mutual whenever the receiving one can, without a word of configuration; an explicit DestinationRule mode overrides that, and DISABLE sends plaintext even inside the mesh.',
        source: istioTls,
      },
      { text: 'Until the mode is STRICT, a caller without a sidecar is let in in plaintext.', source: istioPeers },
    ],
  },
  linkerd: {
    title: 'Linkerd',
    version: '1.3',
    keyExchange: 'hybrid',
    modes: {
      text: 'Default policy all-unauthenticated (permissive) or all-authenticated (strict).',
      source: linkerdPolicy,
    },
    // https://github.com/linkerd/linkerd2/issues/13013
    logs: {
      refusesStrangers: 'linkerd_app_inbound::policy::http: Request denied client.tls=None(NoClientHello)',
      deniesCallers: 'linkerd_app_inbound::policy::http: Request denied error=unauthorized request on route',
    },
    facts: [
      {
        text: 'Traffic between meshed pods is mutual TLS 1.3 with X25519MLKEM768 since 2.19; unmeshed callers, skipped ports, probes of the kubelet and UDP are not covered.',
        source: linkerdTls,
      },
      {
        text: 'Unless the policy says all-authenticated, unmeshed callers are let in in plaintext.',
        source: linkerdPolicy,
      },
    ],
  },
  consul: {
    title: 'Consul',
    // Envoy stops at TLS 1.2 towards upstreams unless told otherwise:
    // https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/common.proto
    version: '1.2',
    keyExchange: 'ecdhe',
    modes: { text: 'MutualTLSMode strict or permissive, with the transparent proxy.', source: consulDefaults },
    // What Envoy says at level debug, and in an access log that asks for it:
    // https://github.com/envoyproxy/envoy/blob/main/source/common/tls/ssl_socket.cc
    logs: {
      refusesStrangers: 'TLS_error:|268435612:SSL routines:OPENSSL_internal:HTTP_REQUEST:TLS_error_end',
      deniesCallers: 'rbac_access_denied_matched_policy[none]',
    },
    facts: [
      {
        text: 'Without the transparent proxy an application that listens on more than loopback can be dialled around its proxy.',
        source: 'https://developer.hashicorp.com/consul/docs/connect/transparent-proxy',
      },
      {
        text: 'Intentions decide who may call; whom none names is denied when the default intention policy, or without one the ACL default, is deny.',
        source: 'https://developer.hashicorp.com/consul/docs/connect/security',
      },
    ],
  },
};
