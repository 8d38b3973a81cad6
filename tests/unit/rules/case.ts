import type { Asset, Listener, ListenerTls, Zone } from '../../../src/core/model/schema.ts';
import type { Details } from '../../support/draw.ts';

/** A drawing, and what one rule is to find in it. */
export interface Case {
  readonly rule: string;
  readonly name: string;
  readonly drawn: string | readonly string[];
  readonly details?: Details;
  /** Where it is found; none where a knowledgeable engineer would call it noise. */
  readonly at: readonly string[];
  /** Of the first finding. */
  readonly severity?: string;
  readonly message?: RegExp;
  /** Of none of them. */
  readonly never?: RegExp;
  /** Whether the fixes of the first finding leave no other one behind. */
  readonly clean?: boolean;
  /** Titles of the fixes of the first finding. */
  readonly fixes?: readonly string[];
}

export const zone = (id: string, kind: Zone['kind'], more: Partial<Zone> = {}): Zone => ({
  id,
  kind,
  title: id,
  ...more,
});

export const asset = (id: string, classification: string): Asset => ({ id, title: id, classification });

const listener = (id: string, port: number, tls: ListenerTls): Listener => ({ id, port, tls });
export const plain = (id: string, port: number, more: object = {}): Listener =>
  listener(id, port, { mode: 'plaintext', ...more });
export const tls = (id: string, port: number, more: object = {}): Listener =>
  listener(id, port, { mode: 'terminate', certificate: { issuer: 'public-ca' }, ...more });
