import { readManifest } from './kubernetes.ts';
import { certificate, issuer } from './kubernetes-rules-cert-manager.ts';
import { endpointSlice, ingress, ingressAnnotations, service } from './kubernetes-rules-core.ts';
import { backendTlsPolicy, gateway, httpRoute, routeRules } from './kubernetes-rules-gateway.ts';
import { keyOf, type Rules, unless } from './kubernetes-rules-shared.ts';
import { ingressRoute } from './kubernetes-rules-traefik.ts';

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
