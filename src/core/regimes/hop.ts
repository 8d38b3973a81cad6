import type { Link, Node, TlsVersion } from '../model/schema.ts';
import type { Session } from '../simulation/verdict.ts';
import type { Leg } from '../simulation/walk.ts';
import type { WireZone } from './wire-zone.ts';

export type DataClass = 'PAN' | 'PHI' | 'PII' | 'credential' | 'CUI' | 'internal' | 'public';

/** What a hop is for, as the drawing says or as its ends suggest. */
export type HopKind = 'user' | 'service' | 'db' | 'admin' | 'health' | 'telemetry' | 'backup';

/** One thing that encrypts a hop. */
export interface Wrap {
  readonly enc: 'tls' | 'ipsec' | 'wireguard' | 'macsec' | 'provider-link';
  /** TLS between the mesh proxies of the two ends rather than by the applications. */
  readonly mesh: boolean;
  /** The oldest version that both ends would settle for; null where it is not TLS. */
  readonly tlsMin: TlsVersion | null;
  /** Whether the caller knows whom it talks to. */
  readonly verify: 'none' | 'ca' | 'full' | 'spiffe' | 'network';
  readonly clientAuth: 'none' | 'optional' | 'required';
  /** Plaintext cannot also be accepted. */
  readonly enforced: boolean;
}

/** An asset on a hop, in the words that the rules use. */
export interface Cargo {
  readonly id: string;
  readonly classes: readonly DataClass[];
  /** Not encrypted by the application itself before it gets here. */
  readonly clear: boolean;
  /** Somebody whose own client opens the flow may have typed it: a customer's password, say. */
  readonly fromClient: boolean;
}

/** A link as one session, or one plaintext leg, crosses it: everything that a clause asks about. */
export interface Hop {
  readonly link: Link;
  /** Who opened the connection, and who answers it: the link's own ends unless relays stand between. */
  readonly caller: Node;
  readonly terminator: Node;
  /** The connection is opened on this link, so what is true of the whole session is said here and only here. */
  readonly opens: boolean;
  /** Why there is nothing to judge; absent for a hop that carries traffic. */
  readonly unjudged?: string;
  readonly zone: WireZone;
  readonly kind: HopKind;
  readonly http: boolean;
  /** Outermost first. */
  readonly wraps: readonly Wrap[];
  readonly cargo: readonly Cargo[];
  readonly leg: Leg | null;
  /** The TLS session of the applications, where there is one. */
  readonly session: Session | null;
}

const versions: readonly TlsVersion[] = ['1.0', '1.1', '1.2', '1.3'];
export const olderThan = (version: TlsVersion, least: TlsVersion): boolean =>
  versions.indexOf(version) < versions.indexOf(least);

/** A network that outsiders share. An undrawn one is neither this nor private. */
export const isPublic = ({ zone }: Pick<Hop, 'zone'>): boolean =>
  zone === 'internet' || zone === 'wireless' || zone === 'carrier-unassessed';

/** Never leaves its host, so nothing is transmitted. */
export const isLoopback = ({ zone }: Pick<Hop, 'zone'>): boolean => zone === 'loopback';

export const isInternal = (hop: Pick<Hop, 'zone'>): boolean =>
  !isPublic(hop) && !isLoopback(hop) && hop.zone !== 'undrawn';

/** Encrypts between processes or hosts, in no version older than TLS 1.2, and cannot be left out. */
const isSession = ({ enc, tlsMin, enforced }: Wrap): boolean =>
  enforced && (enc === 'tls' ? tlsMin !== null && !olderThan(tlsMin, '1.2') : enc === 'ipsec' || enc === 'wireguard');

/** The same, and the caller knows whom it talks to. */
export const isStrong = (wrap: Wrap): boolean => isSession(wrap) && wrap.verify !== 'none' && wrap.verify !== 'ca';

export const hasSession = ({ wraps }: Hop): boolean => wraps.some(isSession);
export const hasStrong = ({ wraps }: Hop): boolean => wraps.some(isStrong);
/** The same, and the far side knows who calls. */
export const hasMutual = ({ wraps }: Hop): boolean =>
  wraps.some((wrap) => isStrong(wrap) && wrap.clientAuth === 'required');
/** Encryption of the wire alone, which neither a neighbouring process nor a tap inside the machine meets. */
export const hasLink = ({ wraps }: Hop): boolean =>
  wraps.some(({ enc }) => enc === 'macsec' || enc === 'provider-link');

/** The TLS that the applications speak themselves. */
export const applicationTls = ({ wraps }: Hop): Wrap | undefined =>
  wraps.find(({ enc, mesh }) => enc === 'tls' && !mesh);

export const carries = ({ cargo }: Hop, ...classes: readonly DataClass[]): readonly Cargo[] =>
  cargo.filter((each) => each.classes.some((one) => classes.includes(one)));

/** What is readable to whoever gets past the encryption of the hop itself. */
export const inClear = (hop: Hop, ...classes: readonly DataClass[]): readonly Cargo[] =>
  carries(hop, ...classes).filter(({ clear }) => clear);

/** Everything that is drawn on the hop is encrypted by the application before it gets there. */
export const isSealed = ({ cargo }: Hop): boolean => cargo.length > 0 && cargo.every(({ clear }) => !clear);
