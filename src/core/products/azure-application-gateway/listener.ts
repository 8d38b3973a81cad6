import type { Item } from '../../config/hcl.ts';

/** One drawn listener, as blocks of the gateway and what stands beside it. */
export interface GatewayListener {
  /** Blocks of the gateway. */
  readonly blocks: readonly Item[];
  readonly beside: readonly Item[];
  /** Links that its rules lead to. */
  readonly upstreams: readonly string[];
}

/** The one frontend of a gateway. */
export const frontend = 'frontend';
