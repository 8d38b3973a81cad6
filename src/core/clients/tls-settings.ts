import { versionsIn } from '../config/tls-guideline.ts';
import { isAddress } from '../model/names.ts';
import type { TlsVersion } from '../model/schema.ts';
import type { Notice, Upstream } from '../plan/plan.ts';

/** What a TLS library is to be told for one dial: every language has its own words for the same settings. */
export interface TlsSettings {
  /** `ca`: the issuer and not the name. */
  readonly check: 'none' | 'ca' | 'full';
  readonly trust: string;
  /** The name to check. */
  readonly name: string;
  /** The name in the ClientHello; null: none, for it is not drawn or an address (RFC 6066 §3). */
  readonly sent: string | null;
  readonly min: TlsVersion;
  readonly max: TlsVersion;
  /** What a mutual dial presents. */
  readonly client: { readonly certificate: string; readonly key: string; readonly bundle: string } | null;
}

/** Null: plaintext. No library of these falls back to it, so an opportunistic dial is one that checks nothing. */
export function tlsSettings(upstream: Upstream): TlsSettings | null {
  const { tls, verify, serverName, sendsServerName, versions, files } = upstream;
  if (tls === 'plaintext') return null;
  const spoken = versionsIn(versions);
  return {
    check: tls === 'opportunistic' ? 'none' : verify,
    trust: files.trust,
    name: serverName,
    sent: sendsServerName && !isAddress(serverName) ? serverName : null,
    min: spoken[0],
    max: spoken.at(-1) ?? spoken[0],
    client: tls === 'mutual' ? files : null,
  };
}

/** What a library cannot be told, by what it does instead. */
export interface Habits {
  readonly library: string;
  /** Takes the name to send from the host that it dials. */
  readonly sendsHost?: boolean;
  /**
   * Leaves the name to Java, which sends no host without a dot:
   * https://github.com/openjdk/jdk/blob/master/src/java.base/share/classes/sun/security/ssl/Utilities.java
   */
  readonly sendsDottedOnly?: boolean;
  /** Takes the name to check from the host that it dials. */
  readonly checksHost?: boolean;
  /** Sends no name, whatever it dials. */
  readonly sendsNone?: boolean;
  /** Sends a name whenever it has one. */
  readonly alwaysSends?: boolean;
  /** Takes an empty name for a missing one, and sends the host that it dials. */
  readonly fillsInHost?: boolean;
  /** Compares a certificate with names alone. */
  readonly checksNoAddress?: boolean;
  /** Goes on in plaintext where the server offers nothing else, unless it checks the certificate. */
  readonly fallsBackUnchecked?: boolean;
  /** Checks that it cannot make: it makes the stronger one. */
  readonly cannotCheck?: readonly TlsSettings['check'][];
  /** Versions that it cannot be told. */
  readonly cannotLimit?: 'versions' | 'newest version';
}

export function habitNotices(upstream: Upstream, habits: Habits): readonly Notice[] {
  const settings = tlsSettings(upstream);
  if (!settings) return [];
  const { library, sendsNone, sendsHost, sendsDottedOnly, alwaysSends, fillsInHost } = habits;
  const { checksHost, checksNoAddress, cannotCheck, cannotLimit, fallsBackUnchecked } = habits;
  const { link, host } = upstream;
  const { check, name, sent, min, max } = settings;
  const said: (readonly [Notice['kind'], string])[] = [];
  const silent = isAddress(host) ? 'an address' : sendsDottedOnly && !host.includes('.') ? 'without a dot' : null;
  const dialled = silent === null ? host : null;
  if (sendsNone && sent !== null) said.push(['lost', `${library} sends no server name; drawn: ${sent}.`]);
  else if (sendsHost && sent !== dialled)
    said.push([
      'lost',
      `${library} sends the host that it dials as server name (${silent === null ? host : `${silent}: none`}), not ${sent ?? 'none, as drawn'}.`,
    ]);
  else if (alwaysSends && sent === null && !isAddress(name))
    said.push(['lost', `${library} cannot be told to send no server name: it sends ${name}.`]);
  else if (fillsInHost && sent === null && dialled !== null)
    said.push(['lost', `${library} cannot be told to send no server name: it sends ${dialled}.`]);
  if (checksNoAddress && check === 'full' && isAddress(name))
    said.push([
      'lost',
      `${library} cannot check an address: the connection fails until the server is dialled by a name that its certificate holds.`,
    ]);
  if (checksHost && check === 'full' && name !== host)
    said.push([
      'by-hand',
      `${library} checks the host that it dials, ${host}, and the certificate is for ${name}: let ${name} resolve to the same address and dial that.`,
    ]);
  if (cannotCheck?.includes(check))
    said.push([
      'lost',
      check === 'none'
        ? `${library} cannot be told to check nothing: the file makes it check, and the connection fails unless the certificate holds ${name} and comes from a CA in ${settings.trust}.`
        : `${library} checks issuer and name together: the certificate must hold ${name} as well.`,
    ]);
  if (fallsBackUnchecked && check === 'none')
    said.push([
      'weakened',
      `${library} goes on in plaintext where no TLS is offered, or somebody on the way takes the offer out: only a check of the certificate keeps it from that.`,
    ]);
  const open = cannotLimit === 'versions' ? min !== '1.2' || max !== '1.3' : cannotLimit && max !== '1.3';
  if (open) said.push(['lost', `${library} cannot be told the ${cannotLimit}; drawn: TLS ${min} to ${max}.`]);
  return said.map(([kind, message]) => ({ kind, about: link, message }));
}
