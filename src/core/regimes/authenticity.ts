import type { Topology } from '../model/topology.ts';
import { hopOf } from '../rules/words.ts';
import { applicationTls, type Hop, hasStrong } from './hop.ts';
import { type Ruling, ruling } from './regime.ts';

/** Whether whoever opens a connection knows who answers; `clear`: nothing is encrypted, so nobody is known. */
export function authenticityOf(hop: Hop): 'clear' | 'unchecked' | 'issuer-only' | 'checked' {
  // A tunnel or a mesh authenticates one link; what a session passes beyond it is not covered.
  if (hop.leg?.links.length === 1 && hasStrong(hop)) return 'checked';
  const tls = applicationTls(hop) ?? hop.wraps.find(({ enc }) => enc === 'tls');
  if (!tls) return 'clear';
  return tls.verify === 'none' ? 'unchecked' : tls.verify === 'ca' ? 'issuer-only' : 'checked';
}

/** From the caller to whoever ends the session, by title. */
export const sessionName = (topology: Topology, { caller, terminator }: Hop): string =>
  hopOf(topology, { from: caller.id, to: terminator.id });

/** The ruling of a clause that forbids encryption to nobody in particular. */
export function onAuthenticity(topology: Topology, hop: Hop, inClear: string): Ruling {
  const name = sessionName(topology, hop);
  const { caller, terminator } = hop;
  switch (authenticityOf(hop)) {
    case 'clear':
      return ruling('N/A', `${name} is not encrypted by a session: ${inClear}`);
    case 'unchecked':
      return ruling(
        'FAIL',
        `Whoever gets in between can pose as ${terminator.title}: ${caller.title} checks no certificate on ${name}.`,
      );
    case 'issuer-only':
      return ruling(
        'EVIDENCE',
        `Whoever holds a certificate of the same CA can pose as ${terminator.title}: on ${name}, ${caller.title} checks the issuer and not the name. Show who else has one.`,
      );
    case 'checked':
      return ruling('PASS', `${caller.title} knows that it talks to ${terminator.title}: ${name}.`);
  }
}
