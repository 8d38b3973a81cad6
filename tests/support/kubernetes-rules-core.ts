import { isIP } from 'node:net';
import { dns, host, label, leadsTo, type Rules, unique, unless } from './kubernetes-rules-shared.ts';

export const service: Rules = ({ spec }) => [
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

export const endpointSlice: Rules = ({ addressType, endpoints, metadata }, { services }) => [
  ...endpoints.flatMap(({ addresses }: { addresses: readonly string[] }) =>
    addresses.flatMap((each) => unless(isIP(each) === (addressType === 'IPv6' ? 6 : 4), `not ${addressType}: ${each}`)),
  ),
  ...unless(
    services.has(`${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`),
    'belongs to no Service',
  ),
];

export const ingress: Rules = ({ spec, metadata }, world) => [
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

export const ingressAnnotations: Rules = ({ metadata }) =>
  Object.entries(metadata.annotations ?? {}).flatMap(([key, value]) => {
    const pattern = annotated[key.replace('nginx.ingress.kubernetes.io/', '')];
    if (!pattern) return [`unknown annotation ${key}`];
    return unless(pattern.test(value), `${key} is not to be ${value}`);
  });
