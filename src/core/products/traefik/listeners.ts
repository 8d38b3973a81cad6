import { goCipherSuites, goCurves, goVersions } from '../../config/go-tls.ts';
import { guideline, versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { hostInRequest, redirectsTo } from '../../plan/routes.ts';
import { certificateCovers } from '../../simulation/meet.ts';

/** `traefik` is an entry point of its own; no id starts with an underscore. */
export const entryPointOf = ({ id }: PlannedListener): string => (id === 'traefik' ? '_traefik' : id);

export function entryPoint(plan: Plan, listener: PlannedListener, http: boolean): YamlMap {
  const { address, port, acceptsProxyProtocol, dialledBy, redirectsToTls } = listener;
  return {
    address: `${address === null ? '' : hostInRequest(address)}:${port}`,
    proxyProtocol: acceptsProxyProtocol
      ? trusted(dialledBy)
        ? { trustedIPs: dialledBy }
        : { insecure: true }
      : undefined,
    forwardedHeaders: http && plan.node.trustsHeaders.length > 0 ? { insecure: true } : undefined,
    http:
      http && redirectsToTls
        ? { redirections: { entryPoint: { to: `:${redirectsTo(plan)}`, scheme: 'https', permanent: true } } }
        : undefined,
  };
}

/** Whom to believe can only be said by address. */
export const trusted = (dialledBy: readonly string[]): boolean => dialledBy.length > 0 && dialledBy.every(isAddress);

/** TLS options have names; the default ones are for every handshake that no named ones are for. */
export const optionsOf = (listener: PlannedListener, ending: readonly PlannedListener[]): string =>
  ending[0] === listener ? 'default' : `${listener.id}+options`;

export function tlsOptions(listener: PlannedListener): YamlMap {
  const { versions, keyExchange, clientCertificate, files, alpn } = listener;
  return {
    ...goVersions(versions),
    cipherSuites: goCipherSuites(versionsIn(versions)[0], listener),
    // Left out, Go offers what it knows best, X25519MLKEM768 first; before 3.5 that name could not be given here.
    curvePreferences: keyExchange === null || keyExchange === 'hybrid' ? undefined : goCurves(keyExchange),
    alpnProtocols: alpn ?? undefined,
    sniStrict: isStrict(listener) ? true : undefined,
    clientAuth:
      clientCertificate === 'none'
        ? undefined
        : {
            caFiles: [files.clientCa],
            clientAuthType: clientCertificate === 'required' ? 'RequireAndVerifyClientCert' : 'VerifyClientCertIfGiven',
          },
  };
}

/** Where every drawn dial sends a name that the certificate holds, a handshake for any other is refused. */
const isStrict = ({ names, serverNames }: PlannedListener): boolean =>
  serverNames?.every((name) => certificateCovers(names, name)) ?? false;

export const certificateOf = ({ files: { certificate, key } }: PlannedListener): YamlMap => ({
  certFile: certificate,
  keyFile: key,
});

/** What is set about requests in front of a router: by name, then what it does. */
export function middlewaresOf(listener: PlannedListener, secure: boolean): readonly (readonly [string, YamlMap])[] {
  const { id, strictTransport, clientCertificate } = listener;
  if (!secure) return [];
  return [
    ...(strictTransport === 'off'
      ? []
      : [
          [
            `${id}+strict-transport`,
            {
              headers: {
                stsSeconds: guideline.strictTransportSeconds,
                ...(strictTransport === 'preloaded' ? { stsIncludeSubdomains: true, stsPreload: true } : {}),
              },
            },
          ] as const,
        ]),
    ...(clientCertificate === 'none'
      ? []
      : [[`${id}+client-certificate`, { passTLSClientCert: { pem: true } }] as const]),
  ];
}
