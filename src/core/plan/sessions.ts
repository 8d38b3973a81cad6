import type { PlannedListener, Upstream } from './plan.ts';

/** Whether TLS ends at a listener, for all who come or for those who bring it. */
export const endsTls = ({ mode }: Pick<PlannedListener, 'mode'>): boolean =>
  mode === 'terminate' || mode === 'permissive';

/** Whether a dial begins a TLS session; what is passed on may be one of somebody else's. */
export const dialsTls = ({ tls, forwarded }: Pick<Upstream, 'tls' | 'forwarded'>): boolean =>
  tls !== 'plaintext' && !forwarded;
