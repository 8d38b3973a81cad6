import type { KubernetesDocument } from './kubernetes.ts';
import { host, label, leadsTo, type Rules, unique, unless, type World } from './kubernetes-rules-shared.ts';

/** The rules in CEL of kubernetes-sigs/gateway-api, apis/v1. */

export const routeRules =
  (kinds: readonly string[]): Rules =>
  (route, world) => [
    ...(route.spec.hostnames ?? []).flatMap((each: string) =>
      unless(host(each) && each === each.toLowerCase(), `no host name: ${each}`),
    ),
    // biome-ignore lint/suspicious/noExplicitAny: read from YAML
    ...route.spec.parentRefs.flatMap(({ name, sectionName }: any) => {
      const gateway = world.objects.find(({ kind, metadata }) => kind === 'Gateway' && metadata.name === name);
      const listener = gateway?.spec.listeners.find((each: { name: string }) => each.name === sectionName);
      if (!listener) return [`no listener ${name}/${sectionName}`];
      return unless(
        kinds.includes(`${listener.protocol}${listener.tls?.mode ?? ''}`),
        `no route for ${listener.protocol} ${listener.tls?.mode}`,
      );
    }),
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ...route.spec.rules.flatMap((rule: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: as above
      (rule.backendRefs ?? []).flatMap(({ name, namespace = route.metadata.namespace, port }: any) => [
        ...leadsTo(world, namespace, name, port),
        ...unless(
          namespace === route.metadata.namespace || granted(route, namespace, 'Service', world),
          `nothing grants the Service ${namespace}/${name}`,
        ),
      ]),
    ),
  ];

const granted = (from: KubernetesDocument, namespace: string, kind: string, { objects }: World): boolean =>
  objects.some(
    (each) =>
      each.kind === 'ReferenceGrant' &&
      each.metadata.namespace === namespace &&
      each.spec.from.some(
        (one: { kind: string; namespace: string }) =>
          one.kind === from.kind && one.namespace === from.metadata.namespace,
      ) &&
      each.spec.to.some((one: { kind: string }) => one.kind === kind),
  );

export const gateway: Rules = ({ spec }) => [
  ...unique(
    spec.listeners.map(({ name }: { name: string }) => name),
    'a listener',
  ),
  ...unique(
    // biome-ignore lint/suspicious/noExplicitAny: read from YAML
    spec.listeners.map((each: any) => `${each.port} ${each.protocol} ${each.hostname}`),
    'port, protocol and host of a listener',
  ),
  ...unique(
    (spec.tls?.frontend?.perPort ?? []).map(({ port }: { port: number }) => port),
    'a port of frontend.perPort',
  ),
  // biome-ignore lint/suspicious/noExplicitAny: as above
  ...spec.listeners.flatMap(({ name, protocol, tls, hostname }: any) => [
    ...unless(label.test(name), `not a listener name: ${name}`),
    ...unless(!['HTTP', 'TCP'].includes(protocol) || tls === undefined, `${name}: tls is not for ${protocol}`),
    ...unless(protocol !== 'HTTPS' || (tls?.mode ?? 'Terminate') === 'Terminate', `${name}: HTTPS terminates`),
    ...unless(protocol !== 'TLS' || tls?.mode !== undefined, `${name}: TLS needs a mode`),
    ...unless(protocol !== 'TCP' || hostname === undefined, `${name}: TCP has no host`),
    ...unless(tls?.mode !== 'Terminate' || tls.certificateRefs?.length > 0, `${name}: no certificate`),
  ]),
];

export const backendTlsPolicy: Rules = ({ spec, metadata }, { services }) => [
  ...unless(
    spec.validation.caCertificateRefs?.length > 0 !== (spec.validation.wellKnownCACertificates !== undefined),
    'exactly one of caCertificateRefs and wellKnownCACertificates',
  ),
  ...unless(host(spec.validation.hostname) && !spec.validation.hostname.startsWith('*'), 'no hostname to check'),
  ...spec.targetRefs.flatMap(({ name }: { name: string }) =>
    unless(services.has(`${metadata.namespace}/${name}`), `no Service ${name} in its namespace`),
  ),
];

export const httpRoute: Rules = ({ spec }) =>
  // biome-ignore lint/suspicious/noExplicitAny: read from YAML
  spec.rules.flatMap((rule: any) => [
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ...(rule.matches ?? []).flatMap(({ path }: any) =>
      unless(
        path === undefined ||
          (path.value.startsWith('/') &&
            !/\/\/|\/\.\/|\/\.\.\/|%2f|#|\/\.\.$|\/\.$/i.test(path.value) &&
            /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(path.value)),
        `no path: ${path?.value}`,
      ),
    ),
    ...unless(
      // biome-ignore lint/suspicious/noExplicitAny: as above
      !(rule.filters ?? []).some((each: any) => each.type === 'RequestRedirect') || rule.backendRefs === undefined,
      'a redirect has no backends',
    ),
  ]);
