import { type KubernetesObject, metadataOf, namespaceOf, objectName, secrets } from '../../config/kubernetes.ts';
import { guideline, serverCiphers, systemGroups, versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Notice, Plan, PlannedListener } from '../../plan/plan.ts';

const configMapOf = (plan: Plan): string => objectName(plan.node.id, 'controller');
const controllerClass = (plan: Plan): string => `k8s.io/${objectName(plan.node.id)}`;

/** What holds for every Ingress of the class. */
export function controllerObjects(
  plan: Plan,
  plaintext: PlannedListener | undefined,
  secure: PlannedListener | undefined,
  notices: Notice[],
): readonly KubernetesObject[] {
  const { labels } = metadataOf(plan, objectName(plan.node.id));
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: objectName(plan.node.id), ...(labels ? { labels } : {}) },
      spec: { controller: controllerClass(plan) },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadataOf(plan, configMapOf(plan)),
      data: {
        ...proxyProtocol(
          [plaintext, secure].flatMap((each) => each ?? []),
          notices,
        ),
        ...(secure?.mode === 'terminate' ? tlsSettings(secure) : {}),
      },
    },
  ];
}

function tlsSettings(listener: PlannedListener): Readonly<Record<string, string>> {
  const { versions, strictTransport, keyExchange } = listener;
  return {
    'ssl-protocols': versionsIn(versions).map(versionName).join(' '),
    'ssl-ciphers': serverCiphers(versions[0], listener),
    'ssl-ecdh-curve': systemGroups(keyExchange)?.join(':') ?? 'auto',
    // On by default.
    hsts: String(strictTransport !== 'off'),
    ...(strictTransport === 'off'
      ? {}
      : {
          'hsts-max-age': String(guideline.strictTransportSeconds),
          'hsts-include-subdomains': String(strictTransport === 'preloaded'),
          'hsts-preload': String(strictTransport === 'preloaded'),
        }),
  };
}

const versionName = (version: TlsVersion): string => (version === '1.0' ? 'TLSv1' : `TLSv${version}`);

function proxyProtocol(listeners: readonly PlannedListener[], notices: Notice[]): Readonly<Record<string, string>> {
  const accepting = listeners.filter(({ acceptsProxyProtocol }) => acceptsProxyProtocol);
  if (accepting.length === 0) return { 'use-proxy-protocol': 'false' };
  for (const { id } of listeners)
    if (accepting.every((each) => each.id !== id))
      notices.push({
        kind: 'lost',
        about: id,
        message: `use-proxy-protocol holds for both ports: the listener "${id}" expects a PROXY header as well, against the drawing.`,
      });
  const dialledBy = [...new Set(accepting.flatMap(({ dialledBy }) => dialledBy))];
  const believed = dialledBy.length > 0 && dialledBy.every(isAddress);
  if (!believed)
    notices.push({
      kind: 'by-hand',
      about: accepting[0]?.id ?? '',
      message: `The PROXY header is believed from anybody until proxy-real-ip-cidr names the load balancers in front (${dialledBy.join(', ') || 'none are drawn'}): set it to their addresses.`,
    });
  return {
    'use-proxy-protocol': 'true',
    ...(believed
      ? { 'proxy-real-ip-cidr': dialledBy.map((host) => `${host}/${host.includes(':') ? 128 : 32}`).join(',') }
      : {}),
  };
}

/** The flags that the controller must be started with: no object holds them. */
export function flagsOf(
  plan: Plan,
  plaintext: PlannedListener | undefined,
  secure: PlannedListener | undefined,
  tcpServices: string | null,
): readonly string[] {
  const namespace = namespaceOf(plan.node.zones);
  return [
    `--controller-class=${controllerClass(plan)}`,
    `--configmap=${namespace}/${configMapOf(plan)}`,
    ...(plaintext && plaintext.port !== 80 ? [`--http-port=${plaintext.port}`] : []),
    ...(secure && secure.port !== 443 ? [`--https-port=${secure.port}`] : []),
    ...(secure?.mode === 'passthrough' ? ['--enable-ssl-passthrough'] : []),
    ...(secure?.mode === 'terminate'
      ? [`--default-ssl-certificate=${namespace}/${secrets.server(plan.node.id, secure.id)}`]
      : []),
    ...(tcpServices === null ? [] : [`--tcp-services-configmap=${namespace}/${tcpServices}`]),
  ];
}
