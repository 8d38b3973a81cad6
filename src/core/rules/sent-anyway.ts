import type { Link } from '../model/schema.ts';
import type { Topology } from '../model/topology.ts';
import { isSealedOn } from '../simulation/assets.ts';
import type { CauseCode } from '../simulation/causes.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';

/** Answers that come after a request has been sent: whoever dials in plaintext waits for nothing before that. */
const afterRequest: ReadonlySet<CauseCode> = new Set([
  'plaintext-to-tls',
  'redirect-loop',
  'redirect-answered',
  'mesh-identity-required',
  'not-authorised',
]);

/**
 * The wires over which a failing flow has sent its request in clear before anybody refused it, and what was in it; null
 * where nothing was sent. HTTP asks at once; a client of gRPC waits for the settings of its server, a database driver
 * for a greeting or a go-ahead.
 */
export function sentAnyway(
  topology: Topology,
  verdict: FlowVerdict,
): { readonly links: readonly Link[]; readonly assets: readonly string[] } | null {
  const leg = verdict.legs.at(-1);
  if (leg?.outcome.kind !== 'failed' || !afterRequest.has(leg.outcome.cause.code)) return null;
  const { call, links, reached } = leg;
  if (call.tls !== 'plaintext' || !call.protocol.http || call.protocol.needsHttp2) return null;
  const assets = [...new Set(verdict.flow.carries)].filter(
    (asset) => !isSealedOn(topology, verdict, verdict.legs.length - 1, asset),
  );
  return assets.length === 0 ? null : { links: links.slice(0, reached), assets };
}
