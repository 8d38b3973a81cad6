import { compare } from '../model/order.ts';
import type { Leg } from '../simulation/walk.ts';
import { type Claim, type Doorway, doorwayOf } from './claim.ts';
import { sources } from './sources.ts';
import { carrierOn, type Terrain } from './terrain.ts';
import { listed, nodeTitle } from './words.ts';

/** An identity that a session proved at an earlier leg, and what is left of it. */
interface Proved {
  readonly subject: string;
  readonly by: 'client-certificate' | 'workload-identity';
  /** Whether it travels on in a header, and whether that could have been written by others; null: it does not. */
  header: { readonly forgeable: boolean; readonly first: boolean } | null;
}

/** Certificates and workload identities, leg by leg: a node that terminates is where they end. */
export function certificateClaims(terrain: Terrain, legs: readonly Leg[]): readonly (readonly Claim[])[] {
  const earlier: Proved[] = [];
  return legs.map((leg) => {
    const { call, answer } = leg;
    const claims: Claim[] = [];
    for (const proved of earlier) {
      claims.push({
        subject: proved.subject,
        by: proved.by,
        state: 'lost',
        forgeable: false,
        text: `${answer.node.title} does not see the certificate of ${nodeTitle(terrain.scene.topology, proved.subject)}: ${call.node.title} ended the session that proved it and dials anew.`,
        facts: [sources.clientCertificate],
      });
      // A header can only be added by who reads the requests: of a protocol that has none, nothing goes on.
      if (proved.header === null || !call.protocol.http) {
        proved.header = null;
        continue;
      }
      const doorway = doorwayOf(terrain, leg);
      const forgeable = proved.header.forgeable || !doorway.proven || doorway.others.length > 0;
      const believes = answer.node.trustsHeaders;
      if (believes === undefined || believes.includes('client-certificate'))
        claims.push({
          subject: proved.subject,
          by: 'forwarded-header',
          standsFor: 'client-certificate',
          state: proved.header.first ? 're-asserted' : 'carried',
          forgeable,
          text: tellHeader(terrain, leg, proved, doorway),
          facts: [sources.certificateHeader],
        });
      proved.header = { forgeable, first: false };
    }
    const fresh = freshClaims(terrain, leg);
    claims.push(...fresh);
    for (const { subject, by, state } of fresh)
      if (state === 'asserted' && (by === 'client-certificate' || by === 'workload-identity'))
        earlier.push({
          subject,
          by,
          header: by === 'client-certificate' ? { forgeable: false, first: true } : null,
        });
    return claims;
  });
}

/** What the session of this leg itself proves of its dialer. */
function freshClaims(terrain: Terrain, leg: Leg): readonly Claim[] {
  const { call, answer, links, outcome } = leg;
  const claims: Claim[] = [];
  const by = 'client-certificate';
  if (outcome.kind === 'session' && outcome.clientCertificate)
    claims.push({
      subject: call.node.id,
      by,
      state: 'asserted',
      forgeable: false,
      text: `${answer.node.title} knows that ${call.node.title} is calling: it checked its certificate.${
        answer.clientCertificate === 'optional' ? ' It also lets in whoever brings none.' : ''
      }`,
      facts: [sources.clientCertificate],
    });
  else if (outcome.kind === 'session' && call.tls === 'mutual')
    claims.push({
      subject: call.node.id,
      by,
      state: 'lost',
      forgeable: false,
      text: `${call.node.title} has a certificate to show, but ${answer.node.title} asks for none.`,
      facts: [sources.clientCertificate],
    });
  const carrier = carrierOn(leg, links.at(-1)?.id ?? '');
  if (carrier?.to === answer.node.id && carrier.caller === 'workload')
    claims.push({
      subject: carrier.from,
      by: 'workload-identity',
      state: 'asserted',
      forgeable: false,
      text: `${answer.node.title}'s mesh proxy knows that ${nodeTitle(terrain.scene.topology, carrier.from)} is calling: the mesh checked its workload identity.`,
      facts: [sources.workload],
    });
  return claims;
}

function tellHeader(terrain: Terrain, { call, answer }: Leg, { subject, header }: Proved, doorway: Doorway): string {
  const { topology } = terrain.scene;
  const [bridge, at] = [call.node.title, answer.node.title];
  const others = doorway.others.map((node) => nodeTitle(topology, node)).sort(compare);
  const start = `That it is ${nodeTitle(topology, subject)}, ${at} can learn from ${bridge} only by a header`;
  const why = !doorway.proven
    ? `. Anyone who reaches ${at} can write the same one: it does not check that ${bridge} is calling${others.length > 0 ? `, and ${listed(others)} ${others.length > 1 ? 'call' : 'calls'} it too` : ''}.`
    : others.length > 0
      ? `. ${listed(others)} ${others.length > 1 ? 'call' : 'calls'} it too, and could write the same one.`
      : header?.forgeable
        ? `, which could have been written further in front already.`
        : `. Only ${bridge}, which proves itself, calls ${at}; it holds as long as ${bridge} drops such a header when a caller sends one.`;
  const believes =
    answer.node.trustsHeaders === undefined
      ? ` Whether ${at} believes such a header is not drawn.`
      : ` ${at} believes such headers.`;
  return `${start}${why}${believes}`;
}
