import { leadsTo, type Rules, unless } from './kubernetes-rules-shared.ts';

/** What Traefik refuses or leaves out: pkg/provider/kubernetes/crd of traefik/traefik. */
export const ingressRoute: Rules = ({ kind, spec, metadata }, world) => {
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
