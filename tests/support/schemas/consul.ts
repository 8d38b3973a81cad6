import { compile, flag, list, oneOf, only, type Schema, text } from './strict.ts';

/**
 * Config entries of Consul on Kubernetes 2.0.3 as custom resources, as far as they are written, put down field by field from their own
 * definitions (https://github.com/hashicorp/consul-k8s/tree/main/control-plane/config/crd/bases, MPL-2.0) with what
 * their webhooks refuse (https://github.com/hashicorp/consul-k8s/tree/main/control-plane/api/v1alpha1).
 */
const entry = (
  kind: string,
  spec: Schema,
  name: Schema = text,
  scope: 'Namespaced' | 'Cluster' = 'Namespaced',
): Schema =>
  only(
    {
      apiVersion: oneOf('consul.hashicorp.com/v1alpha1'),
      kind: oneOf(kind),
      metadata: scope === 'Cluster' ? only({ name }, ['name']) : only({ name, namespace: text }, ['name', 'namespace']),
      spec,
    },
    ['apiVersion', 'kind', 'metadata', 'spec'],
  );

const mutualTLSMode = oneOf('strict', 'permissive');
const gatewayMode = only({ mode: oneOf('', 'local', 'none', 'remote') }, ['mode']);

const mesh = entry('Mesh', only({ allowEnablingPermissiveMutualTLS: flag }), oneOf('mesh'));
const proxyDefaults = entry('ProxyDefaults', only({ mutualTLSMode, meshGateway: gatewayMode }), oneOf('global'));
const serviceDefaults = entry(
  'ServiceDefaults',
  only({ protocol: oneOf('tcp', 'http', 'http2', 'grpc'), mutualTLSMode, meshGateway: gatewayMode }),
);
const serviceIntentions = entry(
  'ServiceIntentions',
  only(
    {
      destination: only({ name: text }, ['name']),
      sources: list(only({ name: text, action: oneOf('allow', 'deny') }, ['name', 'action'])),
    },
    ['destination', 'sources'],
  ),
);
const linked: Schema = {
  ...only({ name: text, caFile: text, certFile: text, keyFile: text, sni: text, disableAutoHostRewrite: flag }, [
    'name',
  ]),
  dependencies: { certFile: ['keyFile'], keyFile: ['certFile'] },
};
const terminatingGateway = entry('TerminatingGateway', only({ services: list(linked, 0) }, ['services']));
const registration = entry(
  'Registration',
  only(
    {
      node: text,
      skipNodeUpdate: flag,
      address: text,
      service: only({ id: text, name: text, port: { type: 'integer', minimum: 1, maximum: 65_535 }, address: text }, [
        'name',
        'port',
      ]),
    },
    ['node', 'address', 'service'],
  ),
  text,
  'Cluster',
);

export const consulKinds = new Map(
  Object.entries({
    Mesh: mesh,
    ProxyDefaults: proxyDefaults,
    ServiceDefaults: serviceDefaults,
    ServiceIntentions: serviceIntentions,
    TerminatingGateway: terminatingGateway,
    Registration: registration,
  }).map(([kind, schema]) => [`consul.hashicorp.com/v1alpha1 ${kind}`, compile(schema)] as const),
);

/**
 * What a mesh gateway is told by the Helm chart, with the names of
 * https://github.com/hashicorp/consul-k8s/blob/main/charts/consul/values.yaml
 */
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const enabled = only({ enabled: flag }, ['enabled']);
export const checkMeshGatewayValues = compile(
  only(
    {
      global: only({ tls: enabled, federation: enabled }),
      connectInject: enabled,
      meshGateway: only(
        {
          enabled: flag,
          containerPort: port,
          service: only({ type: oneOf('LoadBalancer', 'ClusterIP', 'NodePort'), port }),
          wanAddress: only({ source: oneOf('Service', 'NodeName', 'NodeIP', 'Static'), static: text, port }, [
            'source',
          ]),
        },
        ['enabled'],
      ),
    },
    ['meshGateway'],
  ),
);
