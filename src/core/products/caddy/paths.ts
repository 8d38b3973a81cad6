/**
 * A pattern for all paths that start with this one, as Caddy's path_regexp sees them: decoded, and tidied of `//`, `.`
 * and `..`. Null where no request can have such a path. Go's patterns are compared with text, so that what is not
 * UTF-8 cannot be named in them: https://github.com/google/re2/wiki/Syntax
 */
export function prefixPattern(path: string): string | null {
  if (/[?#]/.test(path)) return null;
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (/\/\/|\/\.{1,2}(?:\/|$)/.test(decoded)) return null;
  const literal = [...decoded].map((char) => {
    if (/[A-Za-z0-9/_-]/.test(char)) return char;
    const code = (char.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
    return code.length === 2 ? `\\x${code}` : `\\x{${code}}`;
  });
  return `^${literal.join('')}`;
}
