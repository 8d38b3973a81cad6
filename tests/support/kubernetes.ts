import * as certManager from '@kubernetes-models/cert-manager/cert-manager.io/v1';
import * as gateway from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import * as gatewayAlpha from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1alpha2';
import * as istioNetworking from '@kubernetes-models/istio/networking.istio.io/v1';
import * as istioSecurity from '@kubernetes-models/istio/security.istio.io/v1';
import * as istioTelemetry from '@kubernetes-models/istio/telemetry.istio.io/v1';
import * as traefik from '@kubernetes-models/traefik/traefik.io/v1alpha1';
import * as apps from 'kubernetes-models/apps/v1';
import * as discovery from 'kubernetes-models/discovery.k8s.io/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as rbac from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import * as core from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { consulKinds } from './schemas/consul.ts';
import { linkerdKinds } from './schemas/linkerd.ts';

/** A kind as the packages have it: validators generated from the published OpenAPI and CRD schemas. */
interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  new (data: object): { validate(): void };
}

const isKind = (value: unknown): value is Kind =>
  typeof value === 'function' && 'kind' in value && 'apiVersion' in value && typeof value.kind === 'string';

const packages = [
  core,
  apps,
  discovery,
  networking,
  rbac,
  gateway,
  gatewayAlpha,
  istioNetworking,
  istioSecurity,
  istioTelemetry,
  certManager,
  traefik,
];
const kinds = new Map(
  packages.flatMap((models) =>
    Object.values<unknown>({ ...models })
      .filter(isKind)
      .map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind] as const),
  ),
);

/**
 * Versions that the packages lack, with the one whose spec has the same fields. TCPRoute: the two differ in how many
 * rules they take (https://github.com/kubernetes-sigs/gateway-api/blob/v1.6.1/config/crd/experimental/gateway.networking.k8s.io_tcproutes.yaml).
 */
const sameSpec: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io/v1 TCPRoute': 'gateway.networking.k8s.io/v1alpha2',
};

export interface KubernetesDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads out of it, it asserts
  readonly spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly data?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly [key: string]: any;
}

/** The documents of a manifest; what YAML itself objects to is thrown. Kubernetes reads YAML 1.1. */
export function readManifest(text: string): readonly KubernetesDocument[] {
  const documents = parseAllDocuments(text, { version: '1.1', strict: true, uniqueKeys: true });
  return [...documents].flatMap((document) => {
    if (document.errors.length > 0 || document.warnings.length > 0)
      throw new Error([...document.errors, ...document.warnings].map(({ message }) => message).join('\n'));
    const value: unknown = document.toJS();
    return value === null ? [] : [value as KubernetesDocument];
  });
}

/** Everything that an API server would object to, as far as its schemas tell; empty when nothing is. */
export function checkManifest(text: string): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const object of readManifest(text)) {
    const { apiVersion, kind, metadata } = object;
    const place = `${kind} ${metadata?.name}`;
    const key = `${apiVersion} ${kind} ${metadata?.namespace} ${metadata?.name}`;
    if (seen.has(key)) problems.push(`${place}: stands there twice`);
    seen.add(key);
    problems.push(...checkObject(object).map((problem) => `${place}: ${problem}`));
  }
  return problems;
}

/** Kinds that no package has: schemas of our own, which refuse unknown fields by themselves. */
const written = new Map([...linkerdKinds, ...consulKinds]);

function checkObject(object: KubernetesDocument): readonly string[] {
  const schema = written.get(`${object.apiVersion} ${object.kind}`);
  if (schema) return [...namesOf(object), ...schema(object)];
  const apiVersion = sameSpec[`${object.apiVersion} ${object.kind}`] ?? object.apiVersion;
  const model = kinds.get(`${apiVersion} ${object.kind}`);
  if (!model) return [`unknown kind ${object.apiVersion} ${object.kind}`];
  const { watched, unread } = watch(new model({ ...object, apiVersion }));
  const problems = namesOf(object);
  try {
    model.prototype.validate.call(watched);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return [...problems, ...unread().map((path) => `unknown field ${path}`)];
}

/** Names, labels and annotations: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
function namesOf({ kind, metadata }: KubernetesDocument): string[] {
  const problems: string[] = [];
  const { name, namespace, labels = {}, annotations = {} } = metadata ?? {};
  const pattern =
    kind === 'Service' ? /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/ : /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
  if (typeof name !== 'string' || !pattern.test(name)) problems.push(`not a name: ${name}`);
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace))
    problems.push(`not a namespace: ${namespace}`);
  for (const [key, value] of Object.entries(labels))
    if (!qualified.test(key) || !/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value))
      problems.push(`not a label: ${key}=${value}`);
  for (const [key, value] of Object.entries(annotations))
    if (!qualified.test(key) || typeof value !== 'string') problems.push(`not an annotation: ${key}=${value}`);
  return problems;
}

const qualified = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * The generated validators let unknown fields pass, yet they look at every field they know, present or not. So the
 * object is watched: where a validator looked into an object, a field that it never looked at is unknown to the schema.
 */
function watch<T extends object>(root: T): { readonly watched: T; readonly unread: () => readonly string[] } {
  const looked = new Map<object, Set<string>>();
  const paths = new Map<object, string>([[root, '']]);
  const proxies = new Map<object, object>();
  const proxyOf = <O extends object>(target: O): O => {
    const known = proxies.get(target);
    if (known) return known as O;
    const proxy = new Proxy(target, {
      get(object, key, receiver) {
        const value: unknown = Reflect.get(object, key, receiver);
        if (typeof key !== 'string') return value;
        const keys = looked.get(object) ?? new Set();
        looked.set(object, keys.add(key));
        if (typeof value !== 'object' || value === null) return value;
        paths.set(value, Array.isArray(object) ? `${paths.get(object)}[${key}]` : `${paths.get(object)}.${key}`);
        return proxyOf(value);
      },
    });
    proxies.set(target, proxy);
    return proxy;
  };
  const unread = () =>
    [...looked].flatMap(([object, keys]) =>
      Object.keys(object)
        .filter((key) => !keys.has(key))
        .map((key) => `${paths.get(object)}.${key}`),
    );
  return { watched: proxyOf(root), unread };
}
