import { attribute, type Expression, type Item, objectOf } from '../../config/hcl.ts';
import { resourceName } from '../../config/terraform.ts';
import { inZone, originMode, resource } from '../../config/terraform-cloudflare.ts';
import type { PathGroup } from '../../config/terraform-listeners.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';

/**
 * A path in the language of rules, without the longer ones that begin with it, so that no two rules match at once. A
 * path holds letters, digits and `_-./~` here (see pathGroups): nothing in it ends the string.
 * https://developers.cloudflare.com/ruleset-engine/rules-language/
 */
function expressionOf({ path }: PathGroup, groups: readonly PathGroup[]): string {
  const begins = (prefix: string) => `starts_with(http.request.uri.path, "${prefix}")`;
  const longer = groups.filter((other) => other.path !== path && other.path.startsWith(path));
  return [begins(path), ...longer.map((other) => `not ${begins(other.path)}`)].join(' and ');
}

/** Origin rules for what the zone's DNS records and mode do not say: other hosts, ports, names, modes. */
export function originRules(plan: Plan, groups: readonly PathGroup[], otherwise: PathGroup): readonly Item[] {
  const [origin] = otherwise.upstreams;
  const routes = groups.flatMap((group) => {
    const [upstream] = group.upstreams;
    const action = routeOf(upstream, group === otherwise ? null : origin);
    return action ? [rule(expressionOf(group, groups), 'route', action)] : [];
  });
  const modes = groups
    .filter(({ upstreams: [upstream] }) => originMode(upstream) !== originMode(origin))
    .map((group) => rule(expressionOf(group, groups), 'set_config', { ssl: originMode(group.upstreams[0]) }));
  return [
    ...ruleset(plan, 'origins', 'http_request_origin', routes),
    ...ruleset(plan, 'modes', 'http_config_settings', modes),
  ];
}

const usualPort = ({ tls }: Upstream): number => (tls === 'plaintext' ? 80 : 443);

/** What differs from the zone's own origin; null: nothing. */
function routeOf(upstream: Upstream, zone: Upstream | null): Readonly<Record<string, Expression>> | null {
  const { host, port, serverName, tls } = upstream;
  const elsewhere = zone !== null && zone.host !== host;
  const otherPort = port !== usualPort(upstream);
  if (!elsewhere && !otherPort) return null;
  return {
    origin: objectOf({ ...(elsewhere ? { host } : {}), ...(otherPort ? { port } : {}) }),
    ...(elsewhere && tls !== 'plaintext' ? { host_header: serverName, sni: objectOf({ value: serverName }) } : {}),
  };
}

const rule = (expression: string, action: string, parameters: Readonly<Record<string, Expression>>): Expression =>
  objectOf({ expression, action, action_parameters: objectOf(parameters) });

const ruleset = (plan: Plan, name: string, phase: string, rules: readonly Expression[]): readonly Item[] =>
  rules.length === 0
    ? []
    : [
        resource('cloudflare_ruleset', resourceName(plan.node.id, name), [
          inZone(plan),
          attribute('name', name),
          attribute('kind', 'zone'),
          attribute('phase', phase),
          attribute('rules', rules),
        ]),
      ];
