import { lazyTable } from '../model/lazy-table.ts';
import type { Table } from '../model/table.ts';
import type { Scene } from '../observers/observer.ts';
import type { FlowVerdict } from '../simulation/verdict.ts';
import { type Assumptions, assumptionsOf } from './assumptions.ts';
import { certificatesToRun, type RunCertificate } from './certificates.ts';
import { type FlowCost, flowCostOf } from './flow-cost.ts';
import { reckoningOf } from './leg-cost.ts';
import { perScene } from './per-scene.ts';
import { type Renewals, renewalsOf } from './renewals.ts';

/** Certificates and keys to run, and how often they are renewed. */
export interface CertificateCost {
  readonly certificates: readonly RunCertificate[];
  /** Distinct private keys, and the places where one lies. */
  readonly privateKeys: number;
  readonly keyPlaces: number;
  /** Components to which a mesh issues an identity; the mesh renews those itself, and they are in no other figure. */
  readonly meshIdentities: number;
  /** Under the 200-day, the 100-day and the 47-day rule for public certificates. */
  readonly renewals: readonly Renewals[];
}

export interface Cost {
  readonly flows: Table<FlowCost>;
  readonly certificates: CertificateCost;
  readonly assumptions: Assumptions;
  /** What the figures leave out, in words for the reader who relies on them. */
  readonly notModelled: readonly string[];
}

const notModelled: readonly string[] = [
  'A HelloRetryRequest, which costs one more round trip when the two sides guess different key exchange groups.',
  'HTTP/3 and QUIC: every connection is taken as TCP.',
  'Congestion windows and packet loss: a handshake or a response that does not fit the first window takes longer.',
  'Several requests at a time on one connection, and queues of any kind.',
  'Name resolution and revocation checks by the client.',
  'What applications exchange before their first request, such as the login of a database.',
  'The attempt at TLS before an opportunistic dial falls back to plaintext, but for asking in band.',
  'Mesh proxies on hops that the mesh does not encrypt itself: callers from outside it, TLS that a proxy originates.',
  'Work of relays that pass bytes on, and of network-layer encryption such as WireGuard or IPsec.',
  'Work of the ML-KEM half of a hybrid key exchange; its bytes are counted.',
  'Products that do not resume sessions: the share of resumed ones is taken as the same everywhere.',
  'Bytes of handshakes with RSA keys or under TLS 1.2: those of TLS 1.3 with ECDSA P-256 are taken, which are fewer.',
  'The certificate chain above a self-signed leaf, which adds bytes and one verification for each intermediate.',
];

/** Round trips, delays and work of every flow, and the certificates to run, each with its arithmetic. */
export const costOf: (scene: Scene) => Cost = perScene((scene) => {
  const assumptions = assumptionsOf(scene.topology);
  const reckoning = reckoningOf(scene, assumptions);
  return {
    flows: lazyTable(scene.simulation.flows, (id) => flowCostOf(reckoning, verdictOf(scene, id))),
    certificates: certificateCost(scene, assumptions),
    assumptions,
    notModelled,
  };
});

function verdictOf({ simulation }: Scene, id: string): FlowVerdict {
  const verdict = simulation.flows.get(id);
  if (!verdict) throw new Error(`there is no flow ${id}`);
  return verdict;
}

function certificateCost(scene: Scene, assumptions: Assumptions): CertificateCost {
  const certificates = certificatesToRun(scene);
  const meshed = new Set<string>();
  for (const { kind, from, to } of scene.simulation.sessions.values())
    if (kind === 'mesh') {
      meshed.add(from);
      meshed.add(to);
    }
  const places = new Set(
    certificates.flatMap(({ privateKey, places }) => places.map(({ node }) => `${node} ${privateKey}`)),
  );
  return {
    certificates,
    privateKeys: new Set(certificates.map(({ privateKey }) => privateKey)).size,
    keyPlaces: places.size,
    meshIdentities: meshed.size,
    renewals: renewalsOf(assumptions, certificates),
  };
}
