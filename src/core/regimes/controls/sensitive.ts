import { carries, type DataClass, type Hop, hasSession, inClear, isLoopback } from '../hop.ts';
import { travelling } from '../judge.ts';
import { type Case, type HopClause, ruling } from '../regime.ts';
import { fate } from '../say.ts';

/** Whatever is more sensitive than internal. */
export const sensitive: readonly DataClass[] = ['PAN', 'PHI', 'PII', 'credential', 'CUI'];

const isOpen = (hop: Hop): boolean => inClear(hop, ...sensitive).length > 0 && !hasSession(hop);

/** Allowed, with a reason: what texts say that leave the choice to the one who is bound. */
export const withReason = (ask: string): Pick<HopClause, 'over' | 'about' | 'appliesTo' | 'none' | 'judge'> => ({
  over: 'hop',
  about: sensitive,
  appliesTo: (hop) => !isLoopback(hop),
  none: 'Nothing more sensitive than internal data crosses a network.',
  judge: (hop, { scene }) => {
    const said = fate(scene.topology, hop, carries(hop, ...sensitive));
    return isOpen(hop) ? ruling('EVIDENCE', `${said} ${ask}`) : ruling('PASS', said);
  },
});

/** Links that carry sensitive data without a session of its own, and how many carry it at all. */
export function openOf(given: Case): { readonly open: number; readonly all: number } {
  const hops = travelling(given).filter((hop) => carries(hop, ...sensitive).length > 0);
  const links = (some: readonly Hop[]): number => new Set(some.map(({ link }) => link.id)).size;
  return { open: links(hops.filter(isOpen)), all: links(hops) };
}
