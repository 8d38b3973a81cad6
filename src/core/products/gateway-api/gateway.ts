import { type KubernetesObject, metadataOf, objectName, secrets } from '../../config/kubernetes.ts';
import type { Yaml } from '../../config/yaml.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import type { Service } from '../../plan/routes.ts';
import { dialsTls } from '../../plan/sessions.ts';

/** What a drawn listener becomes. A route attaches to it by this name. */
export interface Door {
  readonly service: Service;
  readonly name: string;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TLS' | 'TCP';
}

export function doorOf(service: Service): Door {
  const { listener, http } = service;
  const name = objectName(listener.id);
  const { mode, by } = listener;
  if (mode === 'passthrough') return { service, name, protocol: by === 'sni' ? 'TLS' : 'TCP' };
  if (mode === 'plaintext') return { service, name, protocol: http ? 'HTTP' : 'TCP' };
  return { service, name, protocol: http ? 'HTTPS' : 'TLS' };
}

export function gatewayOf(plan: Plan, doors: readonly Door[], notices: Notice[]): KubernetesObject {
  const frontend = frontendOf(plan, doors, notices);
  const shown = shownTo(doors, notices);
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: metadataOf(plan, objectName(plan.node.id)),
    spec: {
      gatewayClassName: objectName(plan.node.id),
      listeners: doors.map(({ service: { listener }, name, protocol }) => ({
        name,
        port: listener.port,
        protocol,
        ...(protocol === 'TLS' || protocol === 'HTTPS' ? { tls: tlsOf(plan, listener) } : {}),
        allowedRoutes: { namespaces: { from: 'Same' } },
      })),
      ...(frontend.length > 0 || shown
        ? {
            tls: {
              ...(frontend.length > 0 ? { frontend: { default: {}, perPort: frontend } } : {}),
              ...(shown
                ? { backend: { clientCertificateRef: { name: secrets.client(plan.node.id, shown.link) } } }
                : {}),
            },
          }
        : {}),
    },
  };
}

const tlsOf = (plan: Plan, { id, mode }: PlannedListener): Yaml =>
  mode === 'passthrough'
    ? { mode: 'Passthrough' }
    : { mode: 'Terminate', certificateRefs: [{ name: secrets.server(plan.node.id, id) }] };

/** Client certificates, asked for by port: by listener it could be got around over one HTTP/2 connection. */
function frontendOf(plan: Plan, doors: readonly Door[], notices: Notice[]): readonly Yaml[] {
  return doors.flatMap(({ service: { listener }, protocol }): readonly Yaml[] => {
    const { id, port, clientCertificate } = listener;
    if (clientCertificate === 'none' || listener.mode !== 'terminate') return [];
    if (protocol !== 'HTTPS') {
      notices.push({
        kind: 'lost',
        about: id,
        message: `The API asks for client certificates at HTTPS listeners alone: the listener "${id}" carries no HTTP and lets everyone in.`,
      });
      return [];
    }
    if (clientCertificate === 'optional')
      notices.push({
        kind: 'weakened',
        about: id,
        message: `AllowInsecureFallback lets clients in that show no certificate at the listener "${id}", and those whose certificate is invalid as well: backends must not take a shown certificate for a valid one.`,
      });
    return [
      {
        port,
        tls: {
          validation: {
            caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: secrets.clientCa(plan.node.id, id) }],
            mode: clientCertificate === 'required' ? 'AllowValidOnly' : 'AllowInsecureFallback',
          },
        },
      },
    ];
  });
}

/** The dial whose client certificate the Gateway shows to every backend that asks. */
function shownTo(doors: readonly Door[], notices: Notice[]): Upstream | undefined {
  const dialled = doors.flatMap(({ service }) => service.upstreams).filter(dialsTls);
  const shown = dialled.find(({ tls }) => tls === 'mutual');
  if (shown)
    for (const { link, title } of dialled)
      if (link !== shown.link)
        notices.push({
          kind: 'lost',
          about: link,
          message: `A Gateway shows one client certificate to all backends that ask: ${title} gets that of ${shown.title}.`,
        });
  return shown;
}
