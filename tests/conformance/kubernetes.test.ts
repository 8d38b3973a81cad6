import { describe, expect, it } from 'vitest';
import { checkManifest, readManifest } from '../support/kubernetes.ts';

// No Kubernetes API server can be installed offline; the validators made from its published schemas can.

const sound = `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: shop
  labels: { app.kubernetes.io/name: edge }
spec:
  gatewayClassName: any
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      tls: { mode: Terminate, certificateRefs: [{ name: edge-tls }], options: { a.example/b: c } }
      allowedRoutes: { namespaces: { from: Same }, kinds: [{ kind: HTTPRoute }] }
  tls:
    frontend: { default: { validation: { caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: policy }
spec:
  targetRefs: [{ group: "", kind: Service, name: app }]
  validation: { hostname: app.internal, wellKnownCACertificates: System }
---
apiVersion: v1
kind: Service
metadata: { name: app, annotations: { a.example/b: "1" } }
spec:
  type: LoadBalancer
  selector: { app.kubernetes.io/name: app }
  ports: [{ name: in, port: 443, targetPort: 8443, protocol: TCP }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { any: thing }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app-1 }
addressType: IPv4
endpoints: [{ addresses: [10.0.0.7] }]
ports: [{ name: in, port: 443, protocol: TCP }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: app }
spec:
  ingressClassName: nginx
  tls: [{ hosts: [a.example], secretName: edge-tls }]
  rules:
    - host: a.example
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 443 } } } }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: app }
spec:
  secretName: app-tls
  dnsNames: [app.internal]
  duration: 24h
  usages: [server auth]
  privateKey: { algorithm: ECDSA, size: 256, rotationPolicy: Always }
  issuerRef: { name: ca, kind: Issuer, group: cert-manager.io }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: app }
spec:
  entryPoints: [websecure]
  routes: [{ kind: Rule, match: "Host(\`a.example\`)", services: [{ name: app, port: 443, scheme: https }] }]
  tls: { secretName: edge-tls, options: { name: modern } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: app }
spec: { host: app, trafficPolicy: { tls: { mode: SIMPLE, caCertificates: system } } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  rules: [{ from: [{ source: { principals: ["cluster.local/ns/a/sa/b"] } }] }]
`;

describe('the check of Kubernetes objects', () => {
  it('finds nothing in what is sound', () => {
    expect(readManifest(sound)).toHaveLength(10);
    expect(checkManifest(sound)).toEqual([]);
  });

  it.each([
    ['an unknown kind', 'kind: Gateway\n', 'kind: Gatweay\n', 'unknown kind'],
    ['an unknown field of an object', 'gatewayClassName: any', 'gatewayClassName: any\n  class: any', 'spec.class'],
    ['an unknown field at depth', 'certificateRefs', 'certificateRef', 'spec.listeners[0].tls.certificateRef'],
    ['an unknown field in a list', 'addresses: [10.0.0.7]', 'addresses: [10.0.0.7], weight: 1', 'endpoints[0].weight'],
    ['an unknown field at the top', 'addressType: IPv4', 'addressType: IPv4\nspec: {}', 'unknown field .spec'],
    ['an unknown field of a route', 'ingressClassName: nginx', 'ingressClass: nginx', 'spec.ingressClass'],
    ['an unknown field of a policy', 'wellKnownCACertificates', 'wellKnownCAs', 'spec.validation.wellKnownCAs'],
    ['an unknown field of a certificate', 'rotationPolicy', 'rotation', 'spec.privateKey.rotation'],
    ['an unknown field of a rule', 'scheme: https', 'schema: https', 'spec.routes[0].services[0].schema'],
    [
      'an unknown field of a mesh',
      'caCertificates: system',
      'caCertificate: system',
      'trafficPolicy.tls.caCertificate',
    ],
    ['an unknown field of a source', 'principals', 'principal', 'source.principal'],
    ['an unknown field of the metadata', 'namespace: shop', 'name-space: shop', 'metadata.name-space'],
    ['a missing field', '  gatewayClassName: any\n', '', 'gatewayClassName'],
    ['a wrong type', 'port: 443', 'port: https', 'must be integer'],
    ['a wrong word', 'mode: Terminate', 'mode: Termination', 'must be equal to one of the allowed values'],
    ['a name that is none', 'name: edge\n', 'name: Edge\n', 'not a name'],
    ['a label that is none', 'app.kubernetes.io/name: edge', 'app.kubernetes.io/name: "a b"', 'not a label'],
    ['an annotation that is a number', 'a.example/b: "1"', 'a.example/b: 1', 'a.example/b'],
  ])('finds %s', (_what, from, to, problem) => {
    expect(sound).toContain(from);
    expect(checkManifest(sound.replace(from, () => to)).join('\n')).toContain(problem);
  });

  it('finds an object that stands there twice', () => {
    expect(checkManifest(`${sound}${sound.slice(0, sound.indexOf('---', 3))}`).join()).toContain('stands there twice');
  });

  it('refuses what is no YAML, and a key twice', () => {
    expect(() => checkManifest('a: [')).toThrow();
    expect(() => checkManifest('kind: a\nkind: b\n')).toThrow();
  });
});
