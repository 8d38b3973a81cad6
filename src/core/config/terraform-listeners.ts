import { protocolOf } from '../model/protocols.ts';
import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { isHttp } from '../plan/routes.ts';
import type { Notices } from './terraform.ts';

/** The drawn listeners that a balancer can have: each port once. */
export function distinctPorts(plan: Plan, { say }: Notices): readonly PlannedListener[] {
  const taken = new Map<number, string>();
  if (plan.listeners.length === 0) say('by-hand', plan.node.id, 'No listener is drawn, so nothing reaches it.');
  return plan.listeners.filter(({ id, port, mode }) => {
    if (mode === 'closed') return false;
    const other = taken.get(port);
    if (other !== undefined)
      say('lost', id, `Port ${port} belongs to listener ${other}, so listener ${id} is left out.`);
    else taken.set(port, id);
    return other === undefined;
  });
}

/**
 * Those of them with something behind: what balances connections can have no other.
 * @param because why a listener needs it, to go on from its name
 */
export const leadingSomewhere = (plan: Plan, notices: Notices, because = ''): readonly PlannedListener[] =>
  distinctPorts(plan, notices).filter(({ id, upstreams }) => {
    if (upstreams.length > 0) return true;
    notices.say('lost', id, `Nothing lies behind listener ${id}${because}, so it is left out.`);
    return false;
  });

/** What is drawn to choose among them, of what balances connections and reads none. */
export function sayUnchosen(upstreams: readonly Upstream[], { say }: Notices): void {
  for (const { link, title, match } of upstreams)
    if (match?.sni?.length || match?.host?.length || match?.path !== undefined)
      say('lost', link, `It chooses backends by connection, not by name or path: ${title} gets its share of them all.`);
}

/** Of what only carries HTTP. */
export function isServed({ link, protocol, title }: Upstream, { say }: Notices): boolean {
  if (isHttp(protocol)) return true;
  say('lost', link, `It carries HTTP only, so the ${protocolOf(protocol).title} connection to ${title} is left out.`);
  return false;
}

/** The two sides of an edge network, which answers on port 80 and on port 443 and nowhere else. */
export interface Edge {
  readonly secure: PlannedListener | null;
  readonly plain: PlannedListener | null;
}

export const edgeOf = (plan: Plan, notices: Notices): Edge => ({
  secure: theOne(plan, 'terminate', 443, notices),
  plain: theOne(plan, 'plaintext', 80, notices),
});

function theOne(plan: Plan, mode: 'terminate' | 'plaintext', port: 80 | 443, { say }: Notices): PlannedListener | null {
  const drawn = plan.listeners.filter((listener) => listener.mode === mode);
  const chosen = drawn.find((listener) => listener.port === port) ?? drawn[0];
  if (!chosen) return null;
  if (chosen.port !== port)
    say(
      'lost',
      chosen.id,
      `Visitors are answered on port ${port}, so port ${chosen.port} of listener ${chosen.id} is not written.`,
    );
  for (const { id, port: other } of drawn)
    if (id !== chosen.id)
      say('lost', id, `There is one listener of each kind, so listener ${id} on port ${other} is left out.`);
  return chosen;
}

/** What leads where: a path and the upstreams behind it, spoken to alike; the longest path first. */
export interface PathGroup {
  readonly path: string;
  readonly upstreams: readonly [Upstream, ...Upstream[]];
}

/**
 * Groups upstreams by path for what routes by path alone and speaks to all behind one path in one way.
 * @param alike what the members of a group must have in common, as a text to compare
 */
export function pathGroups(
  upstreams: readonly Upstream[],
  alike: (upstream: Upstream) => string,
  { say }: Notices,
): readonly PathGroup[] {
  const groups = new Map<string, [Upstream, ...Upstream[]]>();
  const named = ({ match }: Upstream): boolean => Boolean(match?.host?.length || match?.sni?.length);
  for (const upstream of [...upstreams.filter((each) => !named(each)), ...upstreams.filter(named)]) {
    const { link, title, match } = upstream;
    const path = match?.path ?? '/';
    if (!isSegments(path)) {
      say('lost', link, `A path pattern can't say ${path} literally, so ${title} gets no requests by it.`);
      continue;
    }
    const group = groups.get(path);
    // What is meant for some names must not get the requests of others.
    if (group && named(upstream))
      say('lost', link, `It routes by path only, and ${path} goes to ${group[0].title}: ${title} gets no requests.`);
    else if (!group) {
      groups.set(path, [upstream]);
      if (named(upstream)) say('lost', link, `It routes by path only: ${title} gets requests for all names.`);
    } else if (alike(group[0]) === alike(upstream) && !named(group[0])) group.push(upstream);
    else say('lost', link, `All behind one path are spoken to as ${group[0].title} is, so ${title} gets no requests.`);
  }
  return [...groups]
    .map(([path, group]) => ({ path, upstreams: group }))
    .sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1));
}

/** Characters that mean themselves in the patterns of every cloud. */
const isSegments = (path: string): boolean => /^\/[A-Za-z0-9_\-./~]*$/.test(path) && path.length < 128;

/** A prefix as whole segments: itself and all below it. */
export const segmentPatterns = (path: string): readonly string[] => {
  const base = path.replace(/\/+$/, '');
  return base === '' ? ['/*'] : [base, `${base}/*`];
};
