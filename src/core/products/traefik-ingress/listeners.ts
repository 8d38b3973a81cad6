import { goCipherSuites, goCurves, goVersions } from '../../config/go-tls.ts';
import { type KubernetesObject, metadataOf, objectName, secrets } from '../../config/kubernetes.ts';
import { versionsIn } from '../../config/tls-guideline.ts';
import type { Yaml, YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import type { Service } from '../../plan/routes.ts';
import { endsTls } from '../../plan/sessions.ts';
import { certificateCovers } from '../../simulation/meet.ts';

/** Listeners that end TLS; what else they do, a route says. */
/**
 * The TLS options of a listener. Those of the first are called `default`, for only these hold where a rule has no host;
 * elsewhere they would be left out in silence, client certificates included.
 */
export function tlsOptions(
  plan: Plan,
  services: readonly Service[],
  notices: Notice[],
): ReadonlyMap<string, KubernetesObject> {
  const ending = services.map(({ listener }) => listener).filter(endsTls);
  if (ending.length > 0)
    notices.push({
      kind: 'by-hand',
      about: plan.node.id,
      message:
        'In all namespaces that Traefik watches there may be one TLSOption called default: see that it is the one written here.',
    });
  return new Map(
    ending.map((listener, i) => {
      const { id } = listener;
      if (i > 0)
        notices.push({
          kind: 'weakened',
          about: id,
          message: `The server name decides which TLS options hold: whoever sends none of ${listener.names.join(', ')} to the listener "${id}" meets those of "${ending[0]?.id}", client certificates included.`,
        });
      const name = i === 0 ? 'default' : objectName(plan.node.id, id);
      return [
        id,
        {
          apiVersion: 'traefik.io/v1alpha1',
          kind: 'TLSOption',
          metadata: metadataOf(plan, name),
          spec: optionsOf(plan, listener),
        },
      ] as const;
    }),
  );
}

function optionsOf(plan: Plan, listener: PlannedListener): YamlMap {
  const { id, versions, keyExchange, clientCertificate, serverNames, names, alpn } = listener;
  const known = serverNames?.every((name) => certificateCovers(names, name)) ?? false;
  return {
    ...goVersions(versions),
    cipherSuites: goCipherSuites(versionsIn(versions)[0], listener),
    // Left out, Go offers what it knows best, X25519MLKEM768 first; before 3.5 that name could not be given here.
    ...(keyExchange === null || keyExchange === 'hybrid' ? {} : { curvePreferences: goCurves(keyExchange) }),
    // Only where every drawn dial sends a name that the certificate covers.
    ...(known ? { sniStrict: true } : {}),
    ...(alpn ? { alpnProtocols: alpn } : {}),
    ...(clientCertificate === 'none'
      ? {}
      : {
          clientAuth: {
            secretNames: [secrets.clientCa(plan.node.id, id)],
            clientAuthType: clientCertificate === 'required' ? 'RequireAndVerifyClientCert' : 'VerifyClientCertIfGiven',
          },
        }),
  };
}

/** The tls section of a route. */
export function tlsSection(
  plan: Plan,
  listener: PlannedListener,
  options: ReadonlyMap<string, KubernetesObject>,
): Yaml {
  if (listener.mode === 'passthrough') return { passthrough: true };
  const named = options.get(listener.id)?.metadata.name;
  return {
    secretName: secrets.server(plan.node.id, listener.id),
    ...(named === undefined || named === 'default' ? {} : { options: { name: named } }),
  };
}

/** `traefik` is an entry point of its own, for the dashboard. */
export const entryPointOf = (id: string): string => (id === 'traefik' ? objectName(id, 'in') : objectName(id));

/** Entry points are Traefik's own configuration: no object holds them. */
export function flagsOf(services: readonly Service[], externalNames: boolean, notices: Notice[]): readonly string[] {
  return [
    '--providers.kubernetescrd=true',
    ...(externalNames ? ['--providers.kubernetescrd.allowExternalNameServices=true'] : []),
    ...services.flatMap(({ listener: { id, port, acceptsProxyProtocol, dialledBy } }) => {
      const known = dialledBy.length > 0 && dialledBy.every(isAddress);
      if (acceptsProxyProtocol)
        notices.push({
          kind: 'weakened',
          about: id,
          message: `The entry point "${id}" takes connections without a PROXY header as well.${known ? '' : ' It believes a header from addresses alone: put those of whoever sends one in the place of ADDRESSES.'}`,
        });
      return [
        `--entryPoints.${entryPointOf(id)}.address=:${port}`,
        ...(acceptsProxyProtocol
          ? [`--entryPoints.${entryPointOf(id)}.proxyProtocol.trustedIPs=${known ? dialledBy.join(',') : 'ADDRESSES'}`]
          : []),
      ];
    }),
  ];
}
