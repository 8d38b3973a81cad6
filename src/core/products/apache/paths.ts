import { literalPattern, literalText } from '../../config/literal-pattern.ts';
import { wildcardPattern } from '../../plan/routes.ts';

/**
 * A pattern for all paths that start with this one, as mod_rewrite sees them: decoded, and tidied of `//`, `.` and
 * `..`. Null where no request can have such a path; an encoded slash is answered with 404, an encoded "?" with 403.
 */
export function prefixPattern(path: string): string | null {
  if (/[?#]/.test(path) || /%(?![0-9A-Fa-f]{2})|%(?:00|2f|3f)/i.test(path)) return null;
  const bytes = [...path.matchAll(/%(..)|(.)/g)].map(([, code, char = '']) =>
    code === undefined ? char.charCodeAt(0) : Number.parseInt(code, 16),
  );
  const decoded = String.fromCharCode(...bytes);
  return /\/\/|\/\.{1,2}(?:\/|$)/.test(decoded) ? null : `^${literalPattern(bytes)}`;
}

/** A pattern for the host of a request, with or without a port. */
export function hostPattern(host: string): string {
  const wildcard = wildcardPattern(host);
  if (wildcard) return `${wildcard.slice(0, -1)}(?::[0-9]+)?$`;
  const literal = literalText(host);
  return host.includes(':') ? `^\\[${literal}\\](?::[0-9]+)?$` : `^${literal}(?::[0-9]+)?$`;
}
