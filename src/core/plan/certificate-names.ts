import { isAddress } from '../model/names.ts';

/** The names of a certificate as its extension states them (RFC 5280 §4.2.1.6). */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  /** Neither a name nor an address: no certificate holds them. */
  readonly none: readonly string[];
}

export function alternativeNames(names: readonly string[]): AlternativeNames {
  const unique = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  return {
    dns: unique.filter((name) => !isAddress(name)),
    ip: unique.filter((name) => isAddress(name) && isRealAddress(name)),
    none: unique.filter((name) => isAddress(name) && !isRealAddress(name)),
  };
}

/** The drawing lets in what only looks like an address, such as 999.1.1.1 or 1::2::3. */
const isRealAddress = (address: string): boolean =>
  address.includes(':')
    ? isIpv6(address)
    : address.split('.').every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);

/** RFC 4291 §2.2: eight groups, or fewer around one `::`. */
function isIpv6(address: string): boolean {
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return (
    groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8)
  );
}

/**
 * Names and addresses that mean something inside a network only: no public CA vouches for them since 2015.
 * https://cabforum.org/working-groups/server/internal-names
 */
export function isInternal(name: string): boolean {
  const lower = name.toLowerCase();
  if (!isAddress(name))
    return (
      !lower.includes('.') || /\.(internal|local|localhost|lan|home|corp|test|invalid|svc|cluster\.local)$/.test(lower)
    );
  return (
    /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(lower) || /^(::1$|f[cd]|fe[89ab])/.test(lower)
  );
}
