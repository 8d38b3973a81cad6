import type { PlannedListener } from '../plan/plan.ts';
import { guideline } from './tls-guideline.ts';

/** The name of the header, RFC 6797. */
export const strictTransportName = 'Strict-Transport-Security';

/** Its value; null where none is sent. Browsers preload only what says so itself: https://hstspreload.org/ */
export function strictTransportValue({ strictTransport }: Pick<PlannedListener, 'strictTransport'>): string | null {
  if (strictTransport === 'off') return null;
  const age = `max-age=${guideline.strictTransportSeconds}`;
  return strictTransport === 'preloaded' ? `${age}; includeSubDomains; preload` : age;
}
