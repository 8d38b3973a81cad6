import type { Zone } from '../model/schema.ts';
import { isLoopback } from '../simulation/wire-zone.ts';
import { encryptListeners, type Target } from './fixes.ts';
import { allLegs } from './legs.ts';
import { listenerKey } from './reach.ts';
import type { Observation, Rule } from './rule.ts';
import { sealAssets } from './sealing.ts';
import { bySensitivity, secrets } from './severity.ts';
import { hopOf, listAssets, listed } from './words.ts';

const technologyName: Readonly<Record<NonNullable<Zone['networkEncryption']>, string>> = {
  none: 'nothing',
  wireguard: 'WireGuard',
  ipsec: 'IPsec',
  macsec: 'MACsec',
  provider: 'the encryption of the provider',
};

export const networkEncryptionOnly = {
  id: 'network-encryption-only',
  title: 'The tunnel knows hosts, not programs',
  rationale:
    'Encryption of the network hides bytes between hosts. At both ends they are in clear again, every program there can read or send them, and none has proved which one it is: a compromised neighbour on the same host or in the same cluster is inside the tunnel.',
  source: 'https://www.wireguard.com/papers/wireguard.pdf',
  about: 'impersonation',
  clauses: ['asvs-5/12.3.5', 'nist-800-53/IA-3', 'zero-trust/800-207-tenet-2', 'zero-trust/800-204a'],
  misconceptions: ['M34'],
  check: (context): readonly Observation[] => {
    const { topology, simulation } = context;
    const zones = new Map<
      string,
      { technology: string; targets: Map<string, Target>; hops: Set<string>; assets: Set<string> }
    >();
    for (const { leg, assets } of allLegs(context)) {
      const held = leg.outcome.kind === 'plaintext' ? secrets(topology, assets) : [];
      if (held.length === 0) continue;
      for (const link of leg.links) {
        const verdict = simulation.links.get(link.id);
        const layer = verdict?.layers.find(({ kind }) => kind === 'network');
        // A mesh inside the tunnel says who is who.
        if (layer?.kind !== 'network' || verdict?.state === 'encrypted') continue;
        // What stays on one host never enters the tunnel.
        if (isLoopback(topology, link)) continue;
        const zone = zones.get(layer.zone) ?? {
          technology: layer.technology,
          targets: new Map(),
          hops: new Set(),
          assets: new Set(),
        };
        zones.set(layer.zone, zone);
        zone.targets.set(listenerKey(leg.answer.node.id, leg.answer.listener.id), leg);
        zone.hops.add(hopOf(topology, link));
        for (const asset of held) zone.assets.add(asset);
      }
    }
    return [...zones].map(([id, { technology, targets, hops, assets }]) => {
      const title = topology.zones.get(id)?.title ?? id;
      const carried = bySensitivity(topology, assets);
      const name =
        technologyName[(technology in technologyName ? technology : 'provider') as keyof typeof technologyName];
      const several = hops.size === 1 ? 'one link' : `${hops.size} links`;
      return {
        severity: 'low',
        where: { zone: id },
        assets: carried,
        message: `A program that gets onto a host in ${title} can pose as another and be sent ${listAssets(topology, carried)}: ${name} is all that protects ${several} there (${listed([...hops].sort())}), and it knows hosts, not programs.`,
        fixes: () => {
          const tls = encryptListeners(
            context,
            [...targets.values()],
            `Speak verified TLS inside the tunnel of ${title} as well`,
          );
          return tls.length > 0 ? tls : sealAssets(context, carried);
        },
      };
    });
  },
} as const satisfies Rule;
