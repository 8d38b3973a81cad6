import { compare } from '../model/order.ts';
import type { Certificate, Issuer, Link, Node } from '../model/schema.ts';
import type { Scene } from '../observers/observer.ts';
import { boundListener, hostOf, listenersOf, productOf } from '../simulation/bounds.ts';
import type { Leg } from '../simulation/walk.ts';

export type Renewal = 'automated' | 'manual' | 'unstated';

/** A certificate that somebody has to obtain, place and renew. */
export interface RunCertificate {
  readonly title: string;
  readonly use: 'server' | 'client' | 'both';
  readonly issuer: Issuer;
  /** As drawn; the names that are dialled where none are. */
  readonly names: readonly string[];
  /** The components that hold its private key. */
  readonly places: readonly { readonly node: string; readonly title: string }[];
  /** What names the private key; certificates with an equal one share it. */
  readonly privateKey: string;
  readonly renewal: Renewal;
  /** As drawn; absent: what its issuer gives. */
  readonly lifetimeDays?: number;
}

/** One spot where a certificate is used, before equal ones are put together. */
interface Use {
  readonly node: Node;
  readonly role: 'server' | 'client';
  readonly issuer: Issuer;
  readonly drawn: Certificate | undefined;
}

/** Every certificate that a design runs: of all terminating listeners, reached or not, and of all mutual dials in use. */
export function certificatesToRun(scene: Scene): readonly RunCertificate[] {
  const uses: Use[] = [];
  for (const node of scene.topology.nodes.values()) {
    const product = productOf(node, scene.products);
    for (const listener of listenersOf(node, product)) {
      const answer = boundListener(node, product, listener);
      if (answer.mode !== 'terminate' && answer.mode !== 'permissive') continue;
      const drawn = 'certificate' in listener.tls ? listener.tls.certificate : undefined;
      uses.push({ node, role: 'server', issuer: answer.certificate.issuer, drawn });
    }
  }
  const dialled = new Set<string>();
  for (const { legs } of scene.simulation.flows.values())
    for (const leg of legs) {
      const use = clientUse(leg);
      if (!use || dialled.has(leg.call.link.id)) continue;
      dialled.add(leg.call.link.id);
      uses.push(use);
    }
  return together(uses);
}

/** The certificates that the legs of one flow use. */
export function certificatesOn(legs: readonly Leg[]): readonly RunCertificate[] {
  return together(
    legs.flatMap((leg) => {
      const { node, mode, listener, certificate } = leg.answer;
      const client = clientUse(leg);
      const drawn = 'certificate' in listener.tls ? listener.tls.certificate : undefined;
      return [
        ...(mode === 'terminate' || mode === 'permissive'
          ? [{ node, role: 'server' as const, issuer: certificate.issuer, drawn }]
          : []),
        ...(client ? [client] : []),
      ];
    }),
  );
}

function clientUse({ call }: Leg): Use | null {
  if (call.tls !== 'mutual') return null;
  const link: Link = call.link;
  return { node: call.node, role: 'client', issuer: call.clientCertificate.issuer, drawn: link.dial.clientCertificate };
}

/**
 * Puts uses of one certificate together. A drawing says that two components share a certificate by naming the same key
 * for the same issuer and names. Equal names alone do not say it: two load balancers in front of one site may hold a
 * certificate each, and a private key that is copied is something a design should state. Inside one component equal
 * names and issuer are one certificate in one role. Of contradicting details the more laborious one counts.
 */
function together(uses: readonly Use[]): readonly RunCertificate[] {
  const found = new Map<string, Use[]>();
  for (const use of uses) {
    const key = `${privateKeyOf(use)} ${use.issuer} ${namesOf(use).join(' ')}`;
    const known = found.get(key);
    if (known) known.push(use);
    else found.set(key, [use]);
  }
  return [...found.values()].flatMap((same) => certificate(same)).sort(byTitle);
}

const namesOf = ({ drawn }: Use): readonly string[] =>
  [...new Set((drawn?.names ?? []).map((name) => name.toLowerCase()))].sort();

/** Without a name of its own a key belongs to one certificate of one component. Ids hold no colon. */
const privateKeyOf = (use: Use): string =>
  use.drawn?.key === undefined
    ? `own:${use.node.id}:${use.role}:${use.issuer}:${namesOf(use).join(' ')}`
    : `named:${use.drawn.key}`;

function certificate(uses: readonly Use[]): readonly RunCertificate[] {
  const [first] = uses;
  if (!first) return [];
  const places = new Map(uses.map(({ node }) => [node.id, { node: node.id, title: node.title }]));
  const held = [...places.values()].sort((a, b) => compare(a.title, b.title));
  const renewals = uses.map(({ drawn }): Renewal => drawn?.renewal ?? 'unstated');
  const lifetimes = uses.flatMap(({ drawn }) => drawn?.lifetimeDays ?? []);
  const roles = new Set(uses.map(({ role }) => role));
  const [role] = roles;
  const names = namesOf(first);
  const shown = names.length > 0 ? names : first.role === 'server' ? [hostOf(first.node)] : [];
  return [
    {
      title: `${held.map(({ title }) => title).join(', ')}: ${role === 'client' && roles.size === 1 ? 'client certificate' : 'certificate'}${shown.length > 0 ? ` of ${shown.join(', ')}` : ''}`,
      use: roles.size > 1 ? 'both' : (role ?? 'server'),
      issuer: first.issuer,
      names,
      places: held,
      privateKey: privateKeyOf(first),
      renewal: (['manual', 'unstated', 'automated'] as const).find((each) => renewals.includes(each)) ?? 'unstated',
      ...(lifetimes.length > 0 ? { lifetimeDays: Math.min(...lifetimes) } : {}),
    },
  ];
}

const byTitle = (a: RunCertificate, b: RunCertificate): number => {
  const [left, right] = [a, b].map(({ title, issuer, renewal, lifetimeDays }) =>
    JSON.stringify([title, issuer, renewal, lifetimeDays ?? null]),
  );
  return left === undefined || right === undefined || left === right ? 0 : left < right ? -1 : 1;
};
