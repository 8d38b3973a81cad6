import { type KubernetesObject, metadataOf, namespaceOf, objectName, secrets } from '../../config/kubernetes.ts';
import { type Backend, backendKey, isRoutableName } from '../../config/kubernetes-backends.ts';
import { isAddress } from '../../model/names.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { type HostRoutes, routesByHost } from '../../plan/routes.ts';
import { dialAnnotations, prefix } from './dials.ts';
import { validator } from './product.ts';

/** What both HTTP ports of the controller serve: an Ingress has no port, so its rules hold for either. */
export interface Front {
  readonly plaintext: PlannedListener | undefined;
  readonly secure: PlannedListener | undefined;
  readonly upstreams: readonly Upstream[];
}

interface Rule {
  readonly host: string | null;
  readonly path: string;
}

/** One Ingress for each upstream: how it is dialled stands in annotations, which hold for a whole Ingress. */
export function ingressesOf(
  plan: Plan,
  front: Front,
  backends: ReadonlyMap<string, Backend>,
  notices: Notice[],
): readonly KubernetesObject[] {
  const rules = rulesOf(front, notices);
  return [...rules].flatMap(([upstream, each]) => {
    const backend = backends.get(backendKey(upstream));
    return backend && each.length > 0 ? [ingressOf(plan, front, upstream, backend, each, notices)] : [];
  });
}

function ingressOf(
  plan: Plan,
  { plaintext, secure }: Front,
  upstream: Upstream,
  backend: Backend,
  rules: readonly Rule[],
  notices: Notice[],
): KubernetesObject {
  const hosts = [...new Set(rules.map(({ host }) => host))];
  const named = hosts.filter((host) => host !== null);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadataOf(plan, objectName(plan.node.id, upstream.link), {
      // On by default as soon as an Ingress has tls, so that port 80 would never serve what is drawn there.
      [`${prefix}ssl-redirect`]: String(secure !== undefined && (!plaintext || plaintext.redirectsToTls)),
      ...(secure ? clientCertificates(plan, secure) : {}),
      ...dialAnnotations(plan, upstream, notices),
    }),
    spec: {
      ingressClassName: objectName(plan.node.id),
      ...(secure
        ? {
            tls: [
              { ...(named.length > 0 ? { hosts: named } : {}), secretName: secrets.server(plan.node.id, secure.id) },
            ],
          }
        : {}),
      rules: hosts.map((host) => ({
        ...(host === null ? {} : { host }),
        http: {
          paths: rules
            .filter((rule) => rule.host === host)
            .map(({ path }) => ({
              path,
              pathType: 'Prefix',
              backend: { service: { name: backend.name, port: { number: backend.port } } },
            })),
        },
      })),
    },
  };
}

function clientCertificates(plan: Plan, { id, clientCertificate }: PlannedListener): Readonly<Record<string, string>> {
  if (clientCertificate === 'none') return {};
  return {
    [`${prefix}auth-tls-secret`]: `${namespaceOf(plan.node.zones)}/${secrets.clientCa(plan.node.id, id)}`,
    [`${prefix}auth-tls-verify-client`]: clientCertificate === 'required' ? 'on' : 'optional',
    [`${prefix}auth-tls-pass-certificate-to-upstream`]: 'true',
  };
}

/** The rules of each upstream; what an Ingress can't hold is said. */
function rulesOf({ secure, upstreams }: Front, notices: Notice[]): ReadonlyMap<Upstream, readonly Rule[]> {
  const lost = (about: string, message: string) => notices.push({ kind: 'lost', about, message });
  const rules = new Map<Upstream, Rule[]>();
  const tables = routesByHost(upstreams);
  const taken = new Set(tables.flatMap(({ hosts }) => hosts));
  for (const table of tables) {
    const hosts = hostsOf(table, secure, taken);
    for (const { path, upstreams: route } of table.paths) {
      const [upstream, ...others] = route;
      if (!upstream) continue;
      for (const { link, title } of others)
        lost(link, `A rule of an Ingress leads to one Service: ${title} gets nothing of ${path}.`);
      if (!isPath(path)) {
        lost(
          upstream.link,
          `The controller refuses the path ${path}: letters, digits, ".", "_", "-" and "/" are all that it takes (${validator}). No rule leads to ${upstream.title} by it.`,
        );
        continue;
      }
      for (const host of hosts) {
        if (host !== null && !isRoutableName(host))
          lost(
            upstream.link,
            `"${host}" is no host name that an Ingress takes: no rule leads to ${upstream.title} by it.`,
          );
        else rules.set(upstream, [...(rules.get(upstream) ?? []), { host, path }]);
      }
    }
  }
  return rules;
}

/** The hosts that a table is served under. Without a host, a Secret is not used: the certificate's names are named. */
function hostsOf(
  { hosts }: HostRoutes,
  secure: PlannedListener | undefined,
  taken: ReadonlySet<string>,
): readonly (string | null)[] {
  if (hosts.length > 0) return hosts;
  const names = (secure?.names ?? []).map((name) => name.toLowerCase());
  return [...new Set(names.filter((name) => !taken.has(name) && !isAddress(name) && isRoutableName(name))), null];
}

/** What the controller's admission and the API server take with the path type Prefix. */
const isPath = (path: string): boolean => /^\/[A-Za-z0-9._\-/]*$/.test(path) && !/\/\/|\/\.\.?(?:\/|$)/.test(path);
