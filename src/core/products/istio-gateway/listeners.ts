import { istioObject } from '../../config/istio.ts';
import {
  type KubernetesObject,
  namespaceOf,
  objectName,
  podLabels,
  provide,
  secrets,
} from '../../config/kubernetes.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';
import type { Service } from '../../plan/routes.ts';

export interface Desk {
  readonly plan: Plan;
  readonly notices: Notice[];
}

/** One Gateway for each listener, so that the routes of one port are none of another's. */
export const gatewayName = ({ node }: Plan, { id }: PlannedListener): string => objectName(node.id, id);

/** https://github.com/istio/api/blob/master/networking/v1alpha3/gateway.proto */
export function gatewayOf(desk: Desk, service: Service): KubernetesObject {
  const { plan, notices } = desk;
  const { listener } = service;
  const tls = tlsOf(desk, service);
  if (listener.acceptsProxyProtocol)
    notices.push({
      kind: 'by-hand',
      about: listener.id,
      message: `A Gateway has no field for the PROXY protocol that the listener "${listener.id}" expects: give the Pods the annotation proxy.istio.io/config with gatewayTopology.proxyProtocol, which then holds for every port.`,
    });
  return istioObject('Gateway', gatewayName(plan, listener), namespaceOf(plan.node.zones), {
    selector: podLabels(plan.node.id),
    servers: [
      {
        port: {
          number: listener.port,
          name: `${protocolOf(service).toLowerCase()}-${listener.port}`,
          protocol: protocolOf(service),
        },
        hosts: ['*'],
        ...(tls ? { tls } : {}),
      },
    ],
  });
}

function protocolOf({ listener, http }: Service): string {
  const { mode, by, dialledByMesh } = listener;
  if (mode === 'passthrough') return by === 'sni' ? 'TLS' : 'TCP';
  if (mode === 'plaintext' && dialledByMesh !== 'all') return http ? 'HTTP' : 'TCP';
  return http ? 'HTTPS' : 'TLS';
}

const modes = { none: 'SIMPLE', optional: 'OPTIONAL_MUTUAL', required: 'MUTUAL' } as const;

function tlsOf({ plan, notices }: Desk, { listener }: Service): YamlMap | null {
  const { id, mode, by, redirectsToTls, dialledByMesh, names, clientCertificate, clientTrusts, certificate, versions } =
    listener;
  if (mode === 'passthrough') return by === 'sni' ? { mode: 'PASSTHROUGH' } : null;
  if (dialledByMesh === 'some' || (dialledByMesh === 'all' && mode !== 'plaintext'))
    notices.push({
      kind: 'lost',
      about: id,
      message: `A port has one mode: the listener "${id}" does not take the mutual TLS of the mesh that some links bring (mesh-mutual).`,
    });
  if (mode === 'plaintext') {
    if (dialledByMesh === 'all') return { mode: 'ISTIO_MUTUAL' };
    return redirectsToTls ? { httpsRedirect: true } : null;
  }
  const secret = secrets.server(plan.node.id, id);
  const asks = clientCertificate !== 'none';
  notices.push(
    provide(
      id,
      { kind: 'Secret', name: secret, namespace: namespaceOf(plan.node.zones) },
      `tls.crt with the certificate chain for ${names.join(', ')}, tls.key with its key${asks ? `, ca.crt with the CAs of client certificates (${clientTrusts.join(', ') || 'none'})` : ''}`,
      certificate.issuedBy,
    ),
  );
  return {
    mode: modes[clientCertificate],
    credentialName: secret,
    minProtocolVersion: versionName(versions[0]),
    maxProtocolVersion: versionName(versions[1]),
    ...(limitsCallers(listener) ? { subjectAltNames: callersOf(listener) } : {}),
  };
}

const versionName = (version: string): string => `TLSV${version.replace('.', '_')}`;

/** Whether who may call is asked of the client certificate: without one nobody could tell. */
export const limitsCallers = ({ mode, clientCertificate, allowedClients }: PlannedListener): boolean =>
  mode === 'terminate' && clientCertificate === 'required' && allowedClients !== null;

/** An empty list would check nothing. RFC 6761 §6.4: nobody has a certificate for `.invalid`. */
const callersOf = ({ allowedClients }: PlannedListener): readonly string[] =>
  allowedClients && allowedClients.length > 0 ? allowedClients : ['nobody.invalid'];
