import type { Certificate, Listener, ListenerTls } from '../model/schema.ts';
import { hostOf } from '../simulation/bounds.ts';
import { expectedName } from '../simulation/meet.ts';
import { zonesAround } from '../simulation/zones.ts';
import { dialsAnsweredBy, setDial } from './fixes.ts';
import { issuable } from './internal-names.ts';
import { carriedBy, certificateOf, type Port, portsOf } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity, hostilityOf } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets, listed, titlesOf } from './words.ts';

export const sharedPrivateKey = {
  id: 'shared-private-key',
  title: 'One key opens several doors',
  rationale:
    'Whoever breaks into one holder of a private key, or of a wildcard certificate, can pose as every other name that it stands for. The key is then worth as much as the best guarded of its places and as safe as the worst.',
  source: 'https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final',
  about: 'keys',
  clauses: ['nist-800-53/SC-12', 'fedramp-rev5/SC-12', 'pci-dss-4.0.1/4.2.1.1'],
  misconceptions: ['M20'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const found: Observation[] = [];
    for (const { port, others, by } of exposedHolders(context)) {
      const assets = bySensitivity(topology, new Set(others.flatMap((other) => [...carriedBy(other)])));
      if (assets.length === 0) continue;
      const { node, listener } = port.answer;
      const [zone] = zonesAround(topology, node.zone);
      const rest = titlesOf(
        topology,
        others.map(({ answer }) => answer.node.id),
      );
      found.push({
        severity: byHarm(topology, assets, 'medium'),
        where: { node: node.id, listener: listener.id },
        assets,
        message: `Whoever breaks into ${node.title}${zone ? ` in ${zone.title}` : ''} can pose as ${listed(rest)} and receive ${listAssets(topology, assets)}: ${by}.`,
        fixes: () => ownKey(context, port),
      });
    }
    return found;
  },
} as const satisfies Rule;

interface Holder {
  readonly port: Port;
  readonly others: readonly Port[];
  readonly by: string;
}

/** Those who hold what opens doors in a less hostile place than their own, where nobody in a worse place does. */
function exposedHolders(context: Context): readonly Holder[] {
  const byKey = new Map<string, Port[]>();
  const byWildcard = new Map<string, Port[]>();
  const add = (groups: Map<string, Port[]>, key: string, port: Port) =>
    groups.set(key, [...(groups.get(key) ?? []), port]);
  for (const port of [...portsOf(context).values()].flat()) {
    const certificate = certificateOf(port.answer.listener);
    if (!certificate || port.answer.mode === 'passthrough' || port.answer.mode === 'plaintext') continue;
    if (certificate.key !== undefined) add(byKey, certificate.key, port);
    for (const name of certificate.names ?? []) if (name.startsWith('*.')) add(byWildcard, name.toLowerCase(), port);
  }
  const hostilityAt = ({ answer }: Port) => hostilityOf(zonesAround(context.topology, answer.node.zone)[0]);
  const holders = new Map<string, Holder>();
  const take = (ports: readonly Port[], by: string) => {
    const worst = Math.max(...ports.map(hostilityAt));
    const milder = ports.filter((each) => hostilityAt(each) < worst);
    if (milder.length === 0) return;
    for (const port of ports) {
      const place = `${port.answer.node.id}/${port.answer.listener.id}`;
      if (hostilityAt(port) === worst && !holders.has(place)) holders.set(place, { port, others: milder, by });
    }
  };
  for (const ports of byKey.values()) take(ports, 'they share a private key');
  for (const [name, ports] of [...byWildcard].sort(([a], [b]) => (a < b ? -1 : 1)))
    take(ports, `both show a certificate for ${name}`);
  return [...holders.values()];
}

/** A key of its own, on a certificate for the names that it is called by and no others. */
function ownKey(context: Context, { answer }: Port): readonly Fix[] {
  const { node, listener } = answer;
  const certificate = certificateOf(listener);
  if (!certificate) return [];
  const dials = dialsAnsweredBy(context, answer);
  const named = new Set<string>(certificate.names?.filter((name) => !name.startsWith('*.')) ?? []);
  for (const link of dials) named.add(link.dial.sni ?? expectedName({ sni: undefined }, answer));
  if (named.size === 0) named.add(hostOf(node));
  const { key: _, ...rest } = certificate;
  const names = [...named].filter((name) => certificate.issuer !== 'public-ca' || issuable(name));
  const { names: _names, ...unnamed } = rest;
  const own: Certificate = certificate.names ? (names.length > 0 ? { ...unnamed, names } : unnamed) : rest;
  const tls = { ...listener.tls, certificate: own } as ListenerTls;
  const ports = portsOf(context).get(node.id) ?? [];
  const listeners = ports.map(
    ({ answer: each }): Listener => (each.listener.id === listener.id ? { ...listener, tls } : each.listener),
  );
  const fix: Fix = {
    title: `Give ${node.title} a key of its own`,
    note: certificate.names?.some((name) => name.startsWith('*.'))
      ? `Its certificate then names ${listed([...named].sort())} and no wildcard.`
      : 'Whoever steals it has that one place and no other.',
    edits: [
      { table: 'nodes', id: node.id, set: { listeners } },
      // Without a name of its own a dial would now go for the first one on the certificate.
      ...dials
        .filter((link) => link.dial.sni === undefined && certificate.names !== undefined)
        .map((link) => setDial(link, { sni: expectedName({ sni: undefined }, answer) })),
    ],
  };
  return keepsWorking(context, fix) ? [fix] : [];
}
