import type { Notices } from '../../config/terraform.ts';
import { pathPattern } from '../../config/terraform-aws.ts';
import type { Upstream } from '../../plan/plan.ts';
import { routesByHost } from '../../plan/routes.ts';
import { conditions } from './product.ts';

/** One rule of a listener: which requests, and to whom. Several upstreams share them. */
interface Rule {
  /** Empty: any host. */
  readonly hosts: readonly string[];
  /** A pattern of AWS, not the prefix drawn; null: any path. */
  readonly path: string | null;
  readonly upstreams: readonly Upstream[];
}

interface Rules {
  /** In the order in which they are to be tried. */
  readonly rules: readonly Rule[];
  /** Where everything else goes; empty when nothing takes it. */
  readonly otherwise: readonly Upstream[];
}

/** The most values that one condition can hold; a rule may have five in all. */
const mostValues = 3;

/** The drawn matches as rules of a listener; what a condition can't hold is said. */
export function rulesOf(upstreams: readonly Upstream[], listener: string, { say }: Notices): Rules {
  for (const { link, match } of upstreams)
    if (match?.sni?.length)
      say('lost', link, 'A terminating listener does not route by server name: match host names instead.');
  const rules: Rule[] = [];
  let otherwise: readonly Upstream[] = [];
  for (const { hosts, paths } of routesByHost(upstreams)) {
    for (const host of hosts) sayHost(host, listener, say);
    for (const { path: prefix, upstreams: targets } of paths) {
      const path = prefix === '/' ? null : pathPattern(prefix, 128);
      if (prefix !== '/' && path === null)
        say(
          'lost',
          listener,
          `A path condition can't say ${prefix} literally, so there is no rule for it (${conditions}#path-conditions).`,
        );
      else if (hosts.length > 0)
        for (const part of chunks(hosts.filter(isHostCondition))) rules.push({ hosts: part, path, upstreams: targets });
      else if (path !== null) rules.push({ hosts, path, upstreams: targets });
      else otherwise = targets;
    }
  }
  return { rules, otherwise };
}

function sayHost(host: string, listener: string, say: Notices['say']): void {
  if (!isHostCondition(host))
    say(
      'lost',
      listener,
      `A host condition can't hold ${host}, so there is no rule for it (${conditions}#host-conditions).`,
    );
  else if (host.startsWith('*'))
    say(
      'weakened',
      listener,
      `As a host condition, ${host} also takes names with more labels (${conditions}#host-conditions).`,
    );
}

const chunks = (hosts: readonly string[]): readonly (readonly string[])[] =>
  hosts.flatMap((_, i) => (i % mostValues === 0 ? [hosts.slice(i, i + mostValues)] : []));

/** At least one dot, letters only behind the last one, 128 characters at most. */
const isHostCondition = (host: string): boolean => /^[A-Za-z0-9*_.-]+\.[A-Za-z]+$/.test(host) && host.length <= 128;
