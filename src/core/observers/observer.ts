import type { Context } from '../rules/rule.ts';

/** Someone looking at the design from somewhere. */
export type Observer =
  /** Listens on every wire that lies in the zone or leads into it; null: on wires that lie in no drawn zone. */
  | { readonly kind: 'tap'; readonly zone: string | null }
  /** The same, and alters packets, answers in somebody's name, declines encryption. */
  | { readonly kind: 'attacker'; readonly zone: string | null }
  /** Whoever runs a product for you: a CDN, a cloud. */
  | { readonly kind: 'operator'; readonly operator: string }
  /** Root on the hosts in a zone: memory, loopback. */
  | { readonly kind: 'insider'; readonly zone: string }
  /** Has taken over the proxy that a mesh shares among the workloads of a host, or in front of a zone's services. */
  | { readonly kind: 'ztunnel' | 'waypoint'; readonly zone: string }
  /** Has taken over one component. */
  | { readonly kind: 'node'; readonly node: string }
  /** Has copied a component's private key. */
  | { readonly kind: 'key'; readonly node: string }
  /** Records every wire today and owns a quantum computer later. */
  | { readonly kind: 'recorder' };

/** What an observer learns of an asset, most first. `active`: readable by impersonating, downgrading or asking for it. */
export const sights = ['reads', 'active', 'metadata', 'nothing'] as const;
export type Sight = (typeof sights)[number];

/** Stable name of an observer: `tap:vpc`, `attacker:vpc`, `operator:AWS`, `insider:vpc`, `ztunnel:host-1`, `node:cdn`, `key:cdn`, `recorder`. */
export function observerId(observer: Observer): string {
  switch (observer.kind) {
    case 'tap':
    case 'attacker':
      return `${observer.kind}:${observer.zone ?? ''}`;
    case 'operator':
      return `operator:${observer.operator}`;
    case 'insider':
    case 'ztunnel':
    case 'waypoint':
      return `${observer.kind}:${observer.zone}`;
    case 'node':
    case 'key':
      return `${observer.kind}:${observer.node}`;
    case 'recorder':
      return 'recorder';
  }
}

/** What the observers are computed from. */
export type Scene = Context;
