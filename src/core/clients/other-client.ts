import { hostAndPort, type Pairs, uri } from '../config/dsn.ts';
import { protocolOf } from '../model/protocols.ts';
import type { Notice, Upstream } from '../plan/plan.ts';
import {
  assignments,
  byHandNotice,
  type ClientFiles,
  comment,
  summaryOf,
  tlsDemands,
  tlsVariables,
} from './client-files.ts';

/** HTTP, gRPC and everything whose client has no configuration format of its own: addresses, files, and what to do. */
export function otherClient(upstream: Upstream): ClientFiles {
  const { host, port, tls, forwarded } = upstream;
  const where: Pairs = [['UPSTREAM_ADDRESS', hostAndPort(host, port)]];
  if (forwarded)
    return {
      environment: [...comment('Relayed as it comes: TLS is not opened here.'), ...assignments(where)],
      summary: summaryOf(upstream).replace(/, [^,]*\)$/, ', relayed unopened)'),
      byHand: [byHandNotice(upstream, 'relay the bytes as they come')],
      notices: routeNotices(upstream),
    };
  const scheme = schemeOf(upstream);
  return {
    environment: [
      ...(tls === 'plaintext' ? comment('!!! PLAINTEXT: nothing is encrypted on this connection.') : []),
      ...assignments([
        ...(scheme === null ? where : ([['UPSTREAM_URL', uri({ scheme, host, port })]] as const)),
        ...tlsVariables('UPSTREAM', upstream),
      ]),
    ],
    summary: summaryOf(upstream),
    byHand: tls === 'plaintext' ? [] : [byHandNotice(upstream, demands(upstream))],
    notices: routeNotices(upstream),
  };
}

/** What the URL of an HTTP-like protocol starts with; null where there is no such thing. */
function schemeOf({ protocol, tls }: Upstream): string | null {
  if (!protocolOf(protocol).http) return null;
  const encrypted = tls !== 'plaintext';
  if (protocol === 'websocket') return encrypted ? 'wss' : 'ws';
  return encrypted ? 'https' : 'http';
}

const demands = (upstream: Upstream): string =>
  `${upstream.negotiation === 'in-band' ? 'first ask for TLS in band, then ' : ''}${tlsDemands(upstream)}`;

function routeNotices(upstream: Upstream): readonly Notice[] {
  const { match, sendsProxyProtocol } = upstream;
  const conditions = [
    ...(match?.sni?.length ? [`the server name is ${match.sni.join(' or ')}`] : []),
    ...(match?.host?.length ? [`the host is ${match.host.join(' or ')}`] : []),
    ...(match?.path ? [`the path starts with ${match.path}`] : []),
  ];
  return [
    ...(conditions.length > 0 ? [byHandNotice(upstream, `send only requests where ${conditions.join(' and ')}`)] : []),
    ...(sendsProxyProtocol
      ? [byHandNotice(upstream, `put a PROXY protocol header (${sendsProxyProtocol}) in front of the stream`)]
      : []),
  ];
}
