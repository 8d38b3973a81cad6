import type { Assumptions } from '../cost/assumptions.ts';
import type { RunCertificate } from '../cost/certificates.ts';
import type { FlowCost } from '../cost/flow-cost.ts';
import { lastingRenewalsOf } from '../cost/renewals.ts';
import type { Exposure } from '../simulation/verdict.ts';
import type { Way } from './way.ts';
import type { Counts } from './weights.ts';
import type { Wire } from './wires.ts';

const wiresOf = ({ wires }: Way, wanted: (wire: Wire) => boolean): number => [...wires.values()].filter(wanted).length;

export function postureCounts(way: Way): Counts<'security-posture'> {
  const seen = (sight: Exposure, hostility: Wire['hostility']) =>
    wiresOf(way, (wire) => wire.sight === sight && wire.hostility === hostility);
  return {
    plaintext3: seen('plaintext', 3),
    plaintext2: seen('plaintext', 2),
    plaintext1: seen('plaintext', 1),
    plaintext0: seen('plaintext', 0),
    active3: seen('active', 3),
    active2: seen('active', 2),
    active1: seen('active', 1),
    active0: seen('active', 0),
    otherLayer: wiresOf(way, ({ sight, link }) => sight === 'hidden' && !way.encrypted.has(link.id)),
    readers: way.readers.size,
    operators: way.operators.size,
    keyHolders: way.keyHolders.size,
    unknownCallers: way.unknownCallers.size,
    noForwardSecrecy: way.noForwardSecrecy.size,
    oldVersions: way.oldVersions.size,
    recordable: way.recordable.size,
  };
}

export function complianceCounts(way: Way): Counts<'compliance-readiness'> {
  const seen = (sight: Exposure, where: 'public' | 'inner') =>
    wiresOf(
      way,
      // A loopback is inside the boundary of every regime.
      (wire) => wire.sight === sight && (where === 'public' ? wire.hostility === 3 : [1, 2].includes(wire.hostility)),
    );
  /** Of wires on one host, or under a layer that hides the data anyway, no clause about transmission speaks. */
  const transmitted = (legs: ReadonlySet<string>): number =>
    [...legs].filter((id) =>
      way.legs.get(id)?.links.some((link) => {
        const wire = way.wires.get(link.id);
        return wire !== undefined && wire.hostility !== 0 && wire.sight !== 'hidden';
      }),
    ).length;
  return {
    publicReadable: seen('plaintext', 'public'),
    publicOpen: seen('active', 'public'),
    innerReadable: seen('plaintext', 'inner'),
    innerOpen: seen('active', 'inner'),
    notEnforced: transmitted(way.notEnforced),
    oldVersions: transmitted(way.oldVersions),
    unknownCallers: way.unknownCallers.size,
    operators: way.operators.size,
    undrawn: wiresOf(way, ({ drawn }) => !drawn),
  };
}

export const operationsCounts = (
  way: Way,
  certificates: readonly RunCertificate[],
): Counts<'operational-complexity'> => ({
  terminators: way.terminators.size,
  products: way.terminatingProducts.size,
  sessions: way.sessions.size,
  bridges: way.bridges.size,
  relays: way.relays.size,
  clientCertificates: way.clientCertificates.size,
  privateCas: privateCas(certificates),
  selfSigned: certificates.filter(({ issuer }) => issuer === 'self-signed').length,
  meshProxies: way.meshProxies.size,
  networkLayers: way.tunnels.size,
});

/** A design has one private CA at most: a drawing does not tell several apart. */
const privateCas = (certificates: readonly RunCertificate[]): number =>
  certificates.some(({ issuer }) => issuer === 'private-ca') ? 1 : 0;

export const performanceCounts = ({ cold, average, handshakes }: FlowCost): Counts<'performance-overhead'> => ({
  coldMilliseconds: cold.encryptionMilliseconds,
  averageMilliseconds: average.encryptionMilliseconds,
  averageMicroseconds: average.microseconds,
  handshakes,
});

export const debuggingCounts = (way: Way): Counts<'debugging-ease'> => ({
  encryptedWires: way.encrypted.size,
  blindRelays: way.relays.size,
  sessions: way.sessions.size,
  nestedWires: way.nested.size,
  networkLayers: way.tunnelled.size,
  clientCertificates: way.clientCertificates.size,
  meshProxies: way.meshProxies.size,
  sealedAssets: way.sealedAssets.size,
});

export function certificateCounts(
  assumptions: Assumptions,
  certificates: readonly RunCertificate[],
  meshIdentities: number,
): Counts<'certificate-management'> {
  const { manual, unstated, automated } = lastingRenewalsOf(assumptions, certificates);
  return {
    certificates: certificates.length,
    keyPlaces: new Set(
      certificates.flatMap(({ privateKey, places }) => places.map(({ node }) => `${node} ${privateKey}`)),
    ).size,
    clientCertificates: certificates.filter(({ use }) => use !== 'server').length,
    privateCas: privateCas(certificates),
    selfSigned: certificates.filter(({ issuer }) => issuer === 'self-signed').length,
    manual,
    unstated,
    automated,
    meshIdentities,
  };
}
