/**
 * Matchers of Traefik's rules. Their values are Go string literals
 * (https://github.com/traefik/traefik/blob/master/docs/content/reference/routing-configuration/http/routing/rules-and-priority.md).
 */
type Matcher = 'Host' | 'HostSNI' | 'PathPrefix';

/** Raw between backticks, or quoted where the text holds one. What is drawn is printable ASCII, which JSON escapes as Go does. */
const literal = (text: string): string => (text.includes('`') ? JSON.stringify(text) : `\`${text}\``);

export const matcher = (name: Matcher, value: string): string => `${name}(${literal(value)})`;

/** Holds when one of the values matches; a bare `*` matches whatever comes. */
export const anyOf = (name: Matcher, values: readonly string[]): string =>
  values.map((value) => matcher(name, value)).join(' || ');

/** Holds when all of the rules do. */
export const allOf = (rules: readonly string[]): string =>
  rules.length === 1
    ? (rules[0] ?? '')
    : rules.map((rule) => (rule.includes(' || ') ? `(${rule})` : rule)).join(' && ');
