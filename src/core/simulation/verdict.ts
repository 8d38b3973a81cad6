import type { Flow, KeyExchange, TlsVersion } from '../model/schema.ts';
import type { Table } from '../model/table.ts';
import type { Topology } from '../model/topology.ts';
import type { DesignError } from './bounds.ts';
import type { Cause } from './causes.ts';
import { anyTraffic } from './flows.ts';
import type { Authentication } from './meet.ts';
import type { Pattern, Trait } from './pattern.ts';
import type { Leg } from './walk.ts';

export type LinkState = 'plaintext' | 'encrypted' | 'failed' | 'unreached';
/** What somebody on the wire learns of an asset that crosses it, weakest first. */
export type Exposure = 'plaintext' | 'active' | 'metadata' | 'hidden';

/** One thing that wraps the bytes of a link; a link's `layers` hold them outermost first. */
export type Layer =
  | { readonly kind: 'network'; readonly technology: string; readonly zone: string }
  | { readonly kind: 'session'; readonly session: string };

/** One TLS session: from the node that dials to the node that terminates, over every link between. */
export interface Session {
  readonly id: string;
  /** `mesh`: between the two ends' mesh proxies, under whatever the applications speak. */
  readonly kind: 'tls' | 'mesh';
  readonly from: string;
  readonly to: string;
  readonly links: readonly string[];
  readonly relays: readonly string[];
  readonly authentication: Authentication;
  readonly downgradable: boolean;
  readonly version: TlsVersion;
  /** Name in the ClientHello, in clear on the wire; null when none is sent. */
  readonly serverName: string | null;
  /** `rsa` has no forward secrecy; only `hybrid` withstands a recorder who waits for a quantum computer. */
  readonly keyExchange: KeyExchange;
  /** How the terminator knows who dialled: not at all, by a client certificate, or by a workload identity of a mesh. */
  readonly caller: 'unknown' | 'certificate' | 'workload';
}

/** A process that a mesh puts beside, under or in front of workloads; it is not drawn. */
export interface ProxyVerdict {
  /** `sidecar:orders`, `ztunnel:host-1`, `waypoint:mesh`. */
  readonly id: string;
  readonly kind: 'sidecar' | 'ztunnel' | 'waypoint';
  readonly title: string;
  readonly zone: string | null;
  /** The nodes whose traffic it handles. */
  readonly serves: readonly string[];
  /** Assets that it has in memory readable: those that the applications do not encrypt themselves. */
  readonly plaintext: readonly string[];
}

export interface LinkVerdict {
  readonly state: LinkState;
  /** Of the weakest session that covers the link; `none` where there is no session. */
  readonly authentication: Authentication;
  readonly downgradable: boolean;
  /** The weakest session that covers the link, or null. */
  readonly session: string | null;
  readonly sessions: readonly string[];
  readonly layers: readonly Layer[];
  /** Why it fails, where it does. */
  readonly cause?: Cause;
  /** Plaintext although the dialer would have encrypted. */
  readonly downgraded: boolean;
  /** Assets that working flows carry here, with what a tap learns of each. */
  readonly exposure: Readonly<Record<string, Exposure>>;
  /** Assets that came as far as this link, working flow or not. */
  readonly assets: readonly string[];
}

export interface NodeVerdict {
  /** Assets that this process has in memory, readable, through some working flow. */
  readonly plaintext: readonly string[];
  /** Assets that it could read by impersonating or downgrading: it relays a session that does not authenticate its peer. */
  readonly active: readonly string[];
  /** Assets that it reads in flows which then fail further on. */
  readonly beforeFailure: readonly string[];
  readonly holdsKeys: boolean;
}

export interface FlowVerdict {
  readonly flow: Flow;
  /** Not in the document: derived from the drawing. */
  readonly derived: boolean;
  readonly outcome: 'works' | 'failed';
  /** The link on which it fails. */
  readonly failsAt?: string;
  readonly cause?: Cause;
  readonly pattern: Pattern;
  readonly traits: readonly Trait[];
  readonly legs: readonly Leg[];
}

/** What the drawing cannot decide, or this version does not compute: said, never rounded down to safe. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly where?: { readonly zone?: string; readonly link?: string };
}

export interface Simulation {
  readonly links: Table<LinkVerdict>;
  readonly nodes: Table<NodeVerdict>;
  readonly flows: Table<FlowVerdict>;
  readonly sessions: Table<Session>;
  readonly proxies: Table<ProxyVerdict>;
  readonly designErrors: readonly DesignError[];
  readonly notes: readonly Note[];
}

/** The asset's title for a person; the stand-in of a drawing without data included. */
export const assetTitle = (topology: Topology, id: string): string =>
  topology.data.get(id)?.title ?? (id === anyTraffic ? 'everything sent' : id);
