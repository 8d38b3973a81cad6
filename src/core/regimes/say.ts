import type { Topology } from '../model/topology.ts';
import { bySensitivity } from '../rules/severity.ts';
import { hopOf, listAssets, placeOf } from '../rules/words.ts';
import { applicationTls, type Cargo, type Hop, hasSession, hasStrong, isStrong, olderThan, type Wrap } from './hop.ts';

/** The assets of a hop by title, the most sensitive first. */
export const assetsOf = (topology: Topology, cargo: readonly Cargo[]): string =>
  listAssets(topology, bySensitivity(topology, new Set(cargo.map(({ id }) => id))));

export const hopName = (topology: Topology, hop: Hop): string => hopOf(topology, hop.link);

const remembered = new WeakMap<Hop, Map<string, string>>();

/** What becomes of these assets on a hop: who can read them and why, or what keeps them. */
export function fate(topology: Topology, hop: Hop, cargo: readonly Cargo[]): string {
  // Many clauses say the same of a hop, and hops are made anew with the drawing.
  const known = remembered.get(hop) ?? new Map<string, string>();
  remembered.set(hop, known);
  const key = cargo.map(({ id }) => id).join(' ');
  const said = known.get(key) ?? tell(topology, hop, cargo);
  known.set(key, said);
  return said;
}

function tell(topology: Topology, hop: Hop, cargo: readonly Cargo[]): string {
  const name = hopName(topology, hop);
  const clear = cargo.filter((each) => each.clear);
  if (cargo.length > 0 && clear.length === 0)
    return `The application encrypts ${assetsOf(topology, cargo)} before ${name}, so the wire shows nothing of it.`;
  const assets = clear.length > 0 ? assetsOf(topology, clear) : 'what is sent';
  const place = placeOf(topology, hop.link);
  if (hasStrong(hop)) return `The wire of ${name} shows nothing of ${assets}: ${wrapName(strongest(hop))}.`;
  const tls = hop.wraps.find(({ enc }) => enc === 'tls');
  if (hasSession(hop)) return impostor(topology, hop, assets, applicationTls(hop) ?? tls);
  if (tls && !tls.enforced)
    return hop.leg?.answer.mode === 'permissive'
      ? `${hop.terminator.title} also accepts plaintext, so whoever forgets TLS, or is made to, sends ${assets} readable ${place}: ${name}.`
      : tls.mesh
        ? `The mesh in front of ${hop.terminator.title} still lets plaintext in, so nothing enforces that ${assets} is encrypted: ${name}.`
        : `Someone ${place} who can alter packets switches encryption off and reads ${assets}: on ${name}, ${hop.caller.title} encrypts only if offered.`;
  if (tls?.tlsMin && olderThan(tls.tlsMin, '1.2'))
    return `${name} may come down to TLS ${tls.tlsMin}, which RFC 8996 retired; ${assets} travels there.`;
  const below = hop.wraps.find(({ enc }) => enc === 'macsec' || enc === 'provider-link');
  if (below)
    return `Only the wire under ${name} is encrypted (${wrapName(below)}): whatever runs on or taps the machines at its ends reads ${assets}.`;
  return `Anyone ${place} can read ${assets}: ${name} is in clear.`;
}

function impostor(topology: Topology, hop: Hop, assets: string, tls: Wrap | undefined): string {
  const name = hopName(topology, hop);
  const end = hop.terminator.title;
  return tls?.verify === 'ca'
    ? `${name} is encrypted, but ${hop.caller.title} takes any certificate of the same CA for ${end}'s: ${assets} would go to its holder.`
    : `${name} is encrypted, but ${hop.caller.title} does not check who answers: ${assets} would go to anybody posing as ${end}.`;
}

/** The wrap that protects best, for a sentence: the applications' own before what others do for them. */
const strongest = ({ wraps }: Hop): Wrap | undefined => wraps.filter(isStrong).at(-1);

function wrapName(wrap: Wrap | undefined): string {
  if (!wrap) return 'nothing';
  switch (wrap.enc) {
    case 'tls': {
      const version = wrap.tlsMin ? ` ${wrap.tlsMin}${wrap.tlsMin === '1.3' ? '' : ' or later'}` : '';
      if (wrap.mesh) return `mutual TLS${version} of the mesh`;
      return wrap.clientAuth === 'required'
        ? `mutual TLS${version}`
        : `TLS${version} with the server's certificate checked`;
    }
    case 'ipsec':
      return 'IPsec between the hosts';
    case 'wireguard':
      return 'WireGuard between the hosts';
    case 'macsec':
      return 'MACsec';
    case 'provider-link':
      return "the provider's link encryption";
  }
}

/** "3 hops", "1 hop". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The first three by name, and how many more. */
export function nameSome(names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort();
  const shown = sorted.slice(0, 3);
  return sorted.length > shown.length
    ? `${shown.join(', ')} and ${sorted.length - shown.length} more`
    : shown.length < 2
      ? shown.join('')
      : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
