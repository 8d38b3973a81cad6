import type { Topology } from '../core/model/topology.ts';
import { assetTitle, type Exposure, type Simulation } from '../core/simulation/verdict.ts';
import { isLoopback } from '../core/simulation/wire-zone.ts';
import { forTerminal } from './io.ts';
import type { Paint } from './paint.ts';

/** Asset by asset: on which wires a tap reads it, and which processes hold it in clear. Then who holds keys. */
export function readerLines(topology: Topology, simulation: Simulation, paint: Paint): readonly string[] {
  const titled = (ids: readonly string[]) => ids.map((id) => topology.nodes.get(id)?.title ?? id).join(', ');
  const nodesWith = (field: 'plaintext' | 'active' | 'beforeFailure', asset: string) =>
    [...simulation.nodes].filter(([, verdict]) => verdict[field].includes(asset)).map(([id]) => id);
  const isInside = (id: string) => {
    const link = topology.links.get(id);
    return link !== undefined && isLoopback(topology, link);
  };
  const wiresWith = (exposure: Exposure, asset: string, inside = false) =>
    [...simulation.links]
      .filter(([id, verdict]) => verdict.exposure[asset] === exposure && isInside(id) === inside)
      .map(([id]) => id);
  const line = (tone: Parameters<Paint>[0], what: string, who: string) =>
    who ? [`    ${paint(tone, what)}: ${who}`] : [];

  const lines = assetsIn(simulation).flatMap((asset) => [
    assetTitle(topology, asset),
    ...line('bad', 'in clear on the wire', wiresWith('plaintext', asset).join(', ')),
    ...line('aside', 'in clear inside one host, where no tap is', wiresWith('plaintext', asset, true).join(', ')),
    ...line('doubtful', 'on the wire for whoever interferes', wiresWith('active', asset).join(', ')),
    ...line('aside', 'in memory of', titled(nodesWith('plaintext', asset))),
    ...line(
      'aside',
      'in memory of mesh proxies',
      [...simulation.proxies.values()]
        .flatMap(({ plaintext, title }) => (plaintext.includes(asset) ? [forTerminal(title)] : []))
        .sort()
        .join(', '),
    ),
    ...line('doubtful', 'by impersonating, for', titled(nodesWith('active', asset))),
    ...line('doubtful', 'before its flow failed, in memory of', titled(nodesWith('beforeFailure', asset))),
  ]);
  const keys = [...simulation.nodes].filter(([, { holdsKeys }]) => holdsKeys).map(([id]) => id);
  return keys.length === 0 ? lines : [...lines, `Private keys: ${titled(keys)}`];
}

/** Every asset that some wire or process met, in the order of meeting. */
function assetsIn(simulation: Simulation): readonly string[] {
  const met = new Set<string>();
  for (const { plaintext, beforeFailure } of simulation.nodes.values())
    for (const asset of [...plaintext, ...beforeFailure]) met.add(asset);
  for (const { assets } of simulation.links.values()) for (const asset of assets) met.add(asset);
  return [...met];
}
