import { isIP } from 'node:net';
import { type KubernetesDocument, readManifest } from './kubernetes.ts';

/**
 * What an API server refuses beyond its schemas: validation in Go, rules in CEL (kubernetes-sigs/gateway-api, apis/v1),
 * and, within one file, references that lead nowhere.
 */
export function brokenRules(text: string): readonly string[] {
  const objects = readManifest(text);
  const services = new Map(
    objects.filter(({ kind }) => kind === 'Service').map((each) => [keyOf(each.metadata), each] as const),
  );
  return objects.flatMap((object) => {
    const rules = rulesOf[object.kind];
    const problems = rules ? rules(object, { objects, services }) : [];
    return problems.map((problem) => `${object.kind} ${object.metadata.name}: ${problem}`);
  });
}

interface World {
  readonly objects: readonly KubernetesDocument[];
  readonly services: ReadonlyMap<string, KubernetesDocument>;
}
type Rules = (object: KubernetesDocument, world: World) => readonly string[];

const keyOf = ({ name, namespace }: { readonly name: string; readonly namespace?: string }): string =>
  `${namespace}/${name}`;
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dns = (name: string): boolean => name.length <= 253 && name.split('.').every((each) => label.test(each));
const host = (name: string): boolean => isIP(name) === 0 && dns(name.replace(/^\*\./, ''));

const unless = (holds: boolean, problem: string): readonly string[] => (holds ? [] : [problem]);
const unique = <T>(items: readonly T[], what: string): readonly string[] =>
  unless(new Set(items).size === items.length, `${what} stands there twice`);

function leadsTo({ services }: World, namespace: string | undefined, name: string, port: unknown): readonly string[] {
  const service = services.get(`${namespace}/${name}`);
  if (!service) return [`leads to no Service: ${namespace}/${name}`];
  return unless(
    service.spec.ports.some((each: { port: number }) => each.port === port),
    `the Service ${name} has no port ${port}`,
  );
}

const service: Rules = ({ spec }) => [
  ...unique(
    spec.ports.map((each: { port: number }) => each.port),
    'a port',
  ),
  ...unique(
    spec.ports.map((each: { name: string }) => each.name),
    'the name of a port',
  ),
  ...spec.ports.flatMap((each: { name: string }) => unless(label.test(each.name), `not a port name: ${each.name}`)),
  ...unless((spec.type === 'ExternalName') === (spec.externalName !== undefined), 'externalName and type differ'),
  ...(spec.externalName === undefined ? [] : unless(dns(spec.externalName), `no DNS name: ${spec.externalName}`)),
];

const endpointSlice: Rules = ({ addressType, endpoints, metadata }, { services }) => [
  ...endpoints.flatMap(({ addresses }: { addresses: readonly string[] }) =>
    addresses.flatMap((each) => unless(isIP(each) === (addressType === 'IPv6' ? 6 : 4), `not ${addressType}: ${each}`)),
  ),
  ...unless(
    services.has(`${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`),
    'belongs to no Service',
  ),
];

const ingress: Rules = ({ spec, metadata }, world) => [
  ...unless(
    world.objects.some(({ kind, metadata: { name } }) => kind === 'IngressClass' && name === spec.ingressClassName),
    `no class ${spec.ingressClassName}`,
  ),
  ...(spec.tls ?? []).flatMap(({ hosts = [] }: { hosts?: readonly string[] }) =>
    hosts.flatMap((each) => unless(host(each), `no host: ${each}`)),
  ),
  // biome-ignore lint/suspicious/noExplicitAny: read from YAML
  ...spec.rules.flatMap((rule: any) => [
    ...(rule.host === undefined ? [] : unless(host(rule.host), `no host: ${rule.host}`)),
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ...rule.http.paths.flatMap(({ path, pathType, backend }: any) => [
      // https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go
      ...unless(
        path.startsWith('/') && (pathType !== 'Prefix' || !/\/\/|\/\.\/|\/\.\.\/|%2f|\/\.\.$|\/\.$/i.test(path)),
        `no path: ${path}`,
      ),
      ...leadsTo(world, metadata.namespace, backend.service.name, backend.service.port.number),
    ]),
  ]),
];

/** The annotations' own patterns: internal/ingress/annotations of kubernetes/ingress-nginx 1.15.1. */
const annotated: Readonly<Record<string, RegExp>> = {
  'ssl-redirect': /^(true|false)$/,
  'ssl-passthrough': /^true$/,
  'backend-protocol': /^(HTTP|HTTPS|AUTO_HTTP|GRPC|GRPCS|FCGI)$/,
  'auth-tls-secret': /^[a-z0-9-]+\/[a-z0-9.-]+$/,
  'auth-tls-verify-client': /^(on|off|optional|optional_no_ca)$/,
  'auth-tls-pass-certificate-to-upstream': /^(true|false)$/,
  'proxy-ssl-secret': /^[a-z0-9-]+\/[a-z0-9.-]+$/,
  'proxy-ssl-verify': /^(on|off)$/,
  'proxy-ssl-server-name': /^(on|off)$/,
  'proxy-ssl-protocols': /^(TLSv1\.2|TLSv1\.3| )+$/,
  'proxy-ssl-name': /^[/\-._~a-zA-Z0-9:^$[\](){}*+?|&=\\]*$/,
};

const ingressAnnotations: Rules = ({ metadata }) =>
  Object.entries(metadata.annotations ?? {}).flatMap(([key, value]) => {
    const pattern = annotated[key.replace('nginx.ingress.kubernetes.io/', '')];
    if (!pattern) return [`unknown annotation ${key}`];
    return unless(pattern.test(value), `${key} is not to be ${value}`);
  });

const routeRules =
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

const gateway: Rules = ({ spec }) => [
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

const backendTlsPolicy: Rules = ({ spec, metadata }, { services }) => [
  ...unless(
    spec.validation.caCertificateRefs?.length > 0 !== (spec.validation.wellKnownCACertificates !== undefined),
    'exactly one of caCertificateRefs and wellKnownCACertificates',
  ),
  ...unless(host(spec.validation.hostname) && !spec.validation.hostname.startsWith('*'), 'no hostname to check'),
  ...spec.targetRefs.flatMap(({ name }: { name: string }) =>
    unless(services.has(`${metadata.namespace}/${name}`), `no Service ${name} in its namespace`),
  ),
];

const httpRoute: Rules = ({ spec }) =>
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

/** What Traefik refuses or leaves out: pkg/provider/kubernetes/crd of traefik/traefik. */
const ingressRoute: Rules = ({ kind, spec, metadata }, world) => {
  const named = (kinds: string, name: string) =>
    world.objects.some((each) => each.kind === kinds && each.metadata.name === name);
  // biome-ignore lint/suspicious/noExplicitAny: read from YAML
  return spec.routes.flatMap(({ match, services, middlewares = [] }: any) => [
    ...unless(
      (kind === 'IngressRoute' ? /\b(Host|PathPrefix)\(/ : /\bHostSNI\(/).test(match) && balanced(match),
      `no rule: ${match}`,
    ),
    // biome-ignore lint/suspicious/noExplicitAny: as above
    ...services.flatMap((service: any) =>
      service.kind === 'TraefikService'
        ? []
        : [
            ...leadsTo(world, metadata.namespace, service.name, service.port),
            ...unless(
              service.serversTransport === undefined ||
                named(kind === 'IngressRoute' ? 'ServersTransport' : 'ServersTransportTCP', service.serversTransport),
              `no transport ${service.serversTransport}`,
            ),
          ],
    ),
    ...middlewares.flatMap(({ name }: { name: string }) => unless(named('Middleware', name), `no middleware ${name}`)),
    ...unless(spec.tls?.options === undefined || named('TLSOption', spec.tls.options.name), 'no such options'),
  ]);
};

/** A rule with its literals taken out: names, parentheses and operators alone. */
const balanced = (rule: string): boolean =>
  /^(\(?(Host|HostSNI|PathPrefix)\(\)\)?( (\|\||&&) )?)+$/.test(rule.replaceAll(/`[^`]*`|"(?:[^"\\]|\\.)*"/g, ''));

const hours = (duration: string): number => Number(/^(\d+)h$/.exec(duration)?.[1] ?? Number.NaN);

/** internal/apis/certmanager/validation/certificate.go of cert-manager/cert-manager. */
const certificate: Rules = ({ spec, metadata }, { objects }) => [
  ...unless(
    (spec.commonName ?? '').length > 0 || spec.dnsNames?.length > 0 || spec.ipAddresses?.length > 0,
    'neither a common name nor any other',
  ),
  ...unless((spec.commonName ?? '').length <= 64, 'a common name of more than 64 bytes'),
  ...(spec.ipAddresses ?? []).flatMap((each: string) => unless(isIP(each) !== 0, `no address: ${each}`)),
  ...unless(spec.duration === undefined || hours(spec.duration) >= 1, `too short: ${spec.duration}`),
  ...unless(
    objects.some(
      (each) =>
        each.kind === spec.issuerRef.kind &&
        each.metadata.name === spec.issuerRef.name &&
        (each.kind === 'ClusterIssuer' || each.metadata.namespace === metadata.namespace),
    ),
    `no ${spec.issuerRef.kind} ${spec.issuerRef.name} in reach`,
  ),
  ...unique(
    objects
      .filter((each) => each.kind === 'Certificate' && each.metadata.namespace === metadata.namespace)
      .map((each) => each.spec.secretName),
    'a Secret',
  ),
];

/** Exactly one kind of signer: internal/apis/certmanager/validation/issuer.go. */
const issuer: Rules = ({ kind, metadata, spec }, { objects }) => [
  ...unless(Object.keys(spec).length === 1, 'exactly one signer'),
  ...unless((kind === 'Issuer') === (metadata.namespace !== undefined), 'a namespace is for an Issuer'),
  ...unless(
    spec.ca === undefined ||
      objects.some(
        (each) => each.kind === 'Certificate' && each.spec.isCA && each.spec.secretName === spec.ca.secretName,
      ),
    'no root for the CA',
  ),
  ...unless(spec.vault === undefined || /^https?:\/\/[^/]+:\d+$/.test(spec.vault.server), 'no server'),
  ...unless(
    (spec.vault?.clientCertSecretRef === undefined) === (spec.vault?.clientKeySecretRef === undefined),
    'a client certificate has two halves',
  ),
];

const rulesOf: Readonly<Record<string, Rules>> = {
  Service: service,
  EndpointSlice: endpointSlice,
  Ingress: (object, world) => [...ingress(object, world), ...ingressAnnotations(object, world)],
  Gateway: gateway,
  HTTPRoute: (object, world) => [...routeRules(['HTTP', 'HTTPSTerminate'])(object, world), ...httpRoute(object, world)],
  GRPCRoute: routeRules(['HTTP', 'HTTPSTerminate']),
  TLSRoute: (object, world) => [
    ...routeRules(['TLSPassthrough', 'TLSTerminate'])(object, world),
    ...unless(object.spec.hostnames?.length > 0, 'a TLSRoute needs host names'),
  ],
  TCPRoute: (object, world) => [
    ...routeRules(['TCP'])(object, world),
    ...unless(object.spec.rules.length === 1, 'a TCPRoute has one rule'),
  ],
  BackendTLSPolicy: backendTlsPolicy,
  Certificate: certificate,
  Issuer: issuer,
  ClusterIssuer: issuer,
  IngressRoute: ingressRoute,
  IngressRouteTCP: ingressRoute,
};
