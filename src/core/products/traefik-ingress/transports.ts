import { goVersions } from '../../config/go-tls.ts';
import {
  type KubernetesObject,
  metadataOf,
  namespaceOf,
  objectName,
  provideClient,
  provideTrust,
  secrets,
} from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Plan, Upstream } from '../../plan/plan.ts';
import { dialsTls } from '../../plan/sessions.ts';

export const transportName = (plan: Plan, { link, forwarded }: Upstream): string =>
  objectName(plan.node.id, link, ...(forwarded ? ['passed-on'] : []));
/** How a server is dialled; null where there is nothing to say. */
export function transportOf(plan: Plan, upstream: Upstream, http: boolean, notices: Notice[]): KubernetesObject | null {
  const secure = dialsTls(upstream);
  const { link, title, sendsProxyProtocol, negotiation, versions } = upstream;
  const lost = (message: string) => notices.push({ kind: 'lost', about: link, message });
  if (secure && negotiation === 'in-band')
    lost(
      `Traefik cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
    );
  const metadata = metadataOf(plan, transportName(plan, upstream));
  if (http) {
    if (sendsProxyProtocol !== null)
      lost(`Traefik sends PROXY headers to TCP services alone: ${title} will not get the one that is drawn.`);
    if (!secure) return null;
    return {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'ServersTransport',
      metadata,
      spec: {
        ...clientTls(plan, upstream, notices),
        ...goVersions(versions),
        ...(upstream.protocol === 'websocket' ? { disableHTTP2: true } : {}),
      },
    };
  }
  if (!secure && sendsProxyProtocol === null) return null;
  const [min, max] = plan.product.versions.dial;
  if (secure && (versions[0] !== min || versions[1] !== max))
    lost(`TLS ${versions.join(' to ')} is drawn towards ${title}; a ServersTransportTCP has no field for versions.`);
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'ServersTransportTCP',
    metadata,
    spec: {
      ...(secure ? { tls: clientTls(plan, upstream, notices) } : {}),
      ...(sendsProxyProtocol === null ? {} : { proxyProtocol: { version: sendsProxyProtocol === 'v1' ? 1 : 2 } }),
    },
  };
}

function clientTls(plan: Plan, upstream: Upstream, notices: Notice[]): YamlMap {
  const { link, title, verify, issuer, serverName, sendsServerName, tls } = upstream;
  const namespace = namespaceOf(plan.node.zones);
  const names = verify !== 'none' || sendsServerName;
  if (names && !sendsServerName && !isAddress(serverName))
    notices.push({
      kind: 'lost',
      about: link,
      message: `Traefik sends the name that it checks: ${title} gets ${serverName} as the server name, where none is drawn.`,
    });
  const trust = secrets.trust(plan.node.id, link);
  const own = issuer !== 'public-ca' && verify !== 'none';
  if (own) notices.push(provideTrust(plan.node.id, upstream, { kind: 'ConfigMap', namespace }));
  const client = secrets.client(plan.node.id, link);
  if (tls === 'mutual') notices.push(provideClient(plan.node.id, upstream, namespace));
  return {
    // Servers are Pods and are dialled by address: without a name, the certificate would have to hold that.
    ...(names ? { serverName } : {}),
    ...(verify === 'none' ? { insecureSkipVerify: true } : {}),
    ...(own ? { rootCAs: [{ configMap: trust }] } : {}),
    ...(tls === 'mutual' ? { certificatesSecrets: [client] } : {}),
  };
}
