import { type KubernetesObject, metadataOf, objectName } from '../../config/kubernetes.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { redirectsTo } from '../../plan/routes.ts';
import { endsTls } from '../../plan/sessions.ts';

/** What happens to requests of a listener before they are routed. */
export function middlewaresOf(plan: Plan, listener: PlannedListener): readonly KubernetesObject[] {
  const { id, redirectsToTls, clientCertificate } = listener;
  const strict = strictTransportValue(listener);
  const port = redirectsTo(plan);
  const middleware = (purpose: string, spec: YamlMap): KubernetesObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: metadataOf(plan, objectName(plan.node.id, id, purpose)),
    spec,
  });
  return [
    ...(redirectsToTls
      ? [
          middleware('redirect', {
            redirectScheme: {
              scheme: 'https',
              permanent: true,
              ...(port === 443 ? {} : { port: String(port) }),
            },
          }),
        ]
      : []),
    ...(strict === null
      ? []
      : [middleware('strict-transport', { headers: { customResponseHeaders: { [strictTransportName]: strict } } })]),
    // Set from the handshake: https://github.com/traefik/traefik/blob/master/docs/content/reference/routing-configuration/http/middlewares/passtlsclientcert.md
    ...(endsTls(listener) && clientCertificate !== 'none'
      ? [middleware('client-certificate', { passTLSClientCert: { pem: true } })]
      : []),
  ];
}
