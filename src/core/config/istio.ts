import { isAddress } from '../model/names.ts';
import type { Notice, Upstream } from '../plan/plan.ts';
import { type KubernetesObject, objectName, provide, secrets } from './kubernetes.ts';
import { isDnsName } from './kubernetes-backends.ts';
import type { YamlMap } from './yaml.ts';

export const istioObject = (kind: string, name: string, namespace: string, spec: YamlMap): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace },
  spec,
});

/** Kubernetes knows these by itself. */
export const isService = (host: string): boolean => /\.svc(\.cluster\.local)?$/i.test(host);

/** The name of a host in the mesh's registry; null: it takes none such. An address gets a name that nobody dials. */
export const registryHost = ({ host, node }: Upstream): string | null => {
  if (isAddress(host)) return `${objectName(node)}.address.internal`;
  return isDnsName(host) ? host.toLowerCase() : null;
};

export const unknownHost = ({ link, title, host }: Upstream): Notice => ({
  kind: 'lost',
  about: link,
  message: `"${host}" is no name that Istio takes: the mesh does not know ${title} by it.`,
});

/** Ports of a ServiceEntry: plain requests are read, everything else is carried. */
export function registryPorts(
  dials: readonly Upstream[],
  isPlain: (upstream: Upstream) => boolean,
): readonly YamlMap[] {
  const ports = new Map<number, string>();
  for (const upstream of dials) {
    const sends = isPlain(upstream) ? (istioProtocols[upstream.protocol] ?? 'TCP') : 'TCP';
    ports.set(upstream.port, (ports.get(upstream.port) ?? sends) === sends ? sends : 'TCP');
  }
  return [...ports]
    .sort(([a], [b]) => a - b)
    .map(([number, protocol]) => ({ name: `${protocol.toLowerCase()}-${number}`, number, protocol }));
}

const istioProtocols: Readonly<Record<string, string>> = { http: 'HTTP', websocket: 'HTTP', grpc: 'GRPC' };

/** A ServiceEntry for whoever lies outside the mesh. */
export function externalEntry(
  name: string,
  namespace: string,
  host: string,
  dials: readonly Upstream[],
  isPlain: (upstream: Upstream) => boolean,
): KubernetesObject {
  const address = dials.map((each) => each.host).find(isAddress);
  return istioObject('ServiceEntry', name, namespace, {
    hosts: [host],
    ...(address === undefined
      ? { resolution: 'DNS' }
      : { addresses: [address], resolution: 'STATIC', endpoints: [{ address }] }),
    location: 'MESH_EXTERNAL',
    ports: registryPorts(dials, isPlain),
    exportTo: ['.'],
  });
}

/** How a DestinationRule calls what is drawn at a link. */
export const linkModes = {
  disable: 'DISABLE',
  simple: 'SIMPLE',
  mutual: 'MUTUAL',
  'mesh-mutual': 'ISTIO_MUTUAL',
} as const;

/**
 * TLS that a proxy starts by itself: whom it takes for the right one, and what it shows.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export function originatedTls(
  node: string,
  namespace: string,
  upstream: Upstream,
): { readonly tls: YamlMap; readonly notices: readonly Notice[] } {
  const { link, title, verify, serverName, sendsServerName, issuer, tls, versions, clientCertificate } = upstream;
  const notices: Notice[] = [];
  const lost = (message: string) => notices.push({ kind: 'lost', about: link, message });
  const mutual = tls === 'mutual';
  const checks = verify !== 'none';
  if (verify === 'ca')
    lost(`A DestinationRule checks issuer and name together: the certificate of ${title} has to show ${serverName}.`);
  if (!sendsServerName)
    lost(
      `A DestinationRule without a server name sends the host of the request: ${title} may get one where none is drawn.`,
    );
  if (versions[0] !== '1.2' || versions[1] !== '1.3')
    lost(
      `A DestinationRule has no TLS versions: ${versions.join(' to ')} is drawn towards ${title}, 1.2 to 1.3 is spoken.`,
    );
  const named = mutual || (checks && issuer !== 'public-ca');
  const name = mutual ? secrets.client(node, link) : secrets.trust(node, link);
  if (named)
    notices.push(
      provide(
        link,
        { kind: 'Secret', name, namespace },
        mutual
          ? `tls.crt and tls.key with the client certificate that ${title} is shown, ca.crt with the CAs to trust (${issuer})`
          : `ca.crt with the CA that issued the certificate of ${title} (${issuer})`,
        clientCertificate?.issuedBy ?? null,
      ),
    );
  return {
    tls: {
      mode: mutual ? 'MUTUAL' : 'SIMPLE',
      ...(sendsServerName && !isAddress(serverName) ? { sni: serverName } : {}),
      ...(checks ? { subjectAltNames: [serverName] } : { insecureSkipVerify: true }),
      ...(named ? { credentialName: name } : {}),
    },
    notices,
  };
}
