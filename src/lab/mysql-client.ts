import type { Leg } from '../core/simulation/walk.ts';

// The client of MariaDB 10.11, by which the lab's programs dial MySQL, does some things otherwise than a driver can. Its
// exported script says each of them; here they are what is expected. Seen on the wire.

type Call = Leg['call'];

const dials = ({ protocol, product }: Call): boolean =>
  protocol.id === 'mysql' && (product.kind === 'service' || product.kind === 'client');

/** It sends no server name. */
export const sendsNoName = dials;

/** It checks issuer and name together. */
export const checksName = (call: Call): boolean => dials(call) && call.verify !== 'none';

/** Unless it checks the certificate, it goes on in plaintext with whoever offers nothing else. */
export const fallsBack = (call: Call): boolean => dials(call) && call.verify === 'none';
