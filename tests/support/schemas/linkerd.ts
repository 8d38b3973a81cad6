import { compile, list, oneOf, only, pattern, type Schema, tableOf, text, whole } from './strict.ts';

/**
 * The policy resources of Linkerd 2.19 and 2.20, as far as they are written, put down field by field from its own
 * definitions: https://github.com/linkerd/linkerd2/tree/main/charts/linkerd-crds/templates/policy (Apache-2.0), and from
 * what its admission controller parses: https://github.com/linkerd/linkerd2/blob/main/policy-controller/k8s/index/src/defaults.rs
 */
const metadata: Schema = { type: 'object', required: ['name', 'namespace'] };
const group = pattern(/^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
const kind = pattern(/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/);
const name: Schema = { type: 'string', minLength: 1, maxLength: 253 };
const namespace: Schema = { type: 'string', maxLength: 253 };

const object = (version: string, of: string, spec: Schema): Schema =>
  only({ apiVersion: oneOf(`policy.linkerd.io/${version}`), kind: oneOf(of), metadata, spec }, [
    'apiVersion',
    'kind',
    'metadata',
    'spec',
  ]);

export const accessPolicies = [
  'all-authenticated',
  'all-unauthenticated',
  'cluster-authenticated',
  'cluster-unauthenticated',
  'deny',
  'audit',
] as const;

const server = object(
  'v1beta3',
  'Server',
  only(
    {
      accessPolicy: oneOf(...accessPolicies),
      podSelector: only({ matchLabels: tableOf(text) }),
      port: whole(1, 65_535),
      // https://linkerd.io/2/reference/authorization-policy
      proxyProtocol: oneOf('unknown', 'HTTP/1', 'HTTP/2', 'gRPC', 'opaque', 'TLS'),
    },
    ['port', 'podSelector'],
  ),
);

const authorizationPolicy = object(
  'v1alpha1',
  'AuthorizationPolicy',
  only(
    {
      targetRef: only({ group, kind, name }, ['kind', 'name']),
      requiredAuthenticationRefs: list(only({ group, kind, name, namespace }, ['kind', 'name'])),
    },
    ['targetRef', 'requiredAuthenticationRefs'],
  ),
);

const meshTls = object(
  'v1alpha1',
  'MeshTLSAuthentication',
  only({ identityRefs: list(only({ group, kind, name, namespace }, ['kind'])) }, ['identityRefs']),
);

export const linkerdKinds = new Map([
  ['policy.linkerd.io/v1beta3 Server', compile(server)],
  ['policy.linkerd.io/v1alpha1 AuthorizationPolicy', compile(authorizationPolicy)],
  ['policy.linkerd.io/v1alpha1 MeshTLSAuthentication', compile(meshTls)],
]);
