import type { Edit } from '../model/edits.ts';
import { hasHybridGroup, hybridRelease } from '../model/hybrid-group.ts';
import type { Listener, ListenerTls } from '../model/schema.ts';
import { listenersOf } from '../simulation/bounds.ts';
import type { Leg } from '../simulation/walk.ts';
import { asBounded } from './design-fixes.ts';
import { setDial } from './fixes.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { bySensitivity } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { hopOf, listAssets } from './words.ts';

export const recordableForLater = {
  id: 'recordable-for-later',
  title: 'Post-quantum at the door only',
  rationale:
    'Hybrid key exchange protects the one connection that agrees on it. Whoever records a classical hop further in can keep the recording until a quantum computer opens it. It matters for what has to stay secret for decades, such as health data.',
  source: 'https://datatracker.ietf.org/doc/draft-ietf-tls-ecdhe-mlkem/',
  about: 'eavesdropping',
  clauses: ['nist-800-53/SC-13'],
  misconceptions: ['M33'],
  check: (context): readonly Observation[] => {
    const { topology, simulation } = context;
    const found = new Map<string, { leg: Leg; later: Set<Leg>; assets: Set<string> }>();
    for (const { flow, legs } of simulation.flows.values()) {
      const lasting = [...flow.carries, ...(flow.returns ?? [])].filter((asset) => {
        const record = topology.data.get(asset);
        return record?.classification === 'health' && record.protection === undefined;
      });
      if (lasting.length === 0) continue;
      const hybrid = legs.findIndex(({ outcome }) => outcome.kind === 'session' && outcome.keyExchange === 'hybrid');
      if (hybrid === -1) continue;
      const later = legs.slice(hybrid + 1).filter((leg) => isClassical(leg));
      const [first] = later;
      if (!first) continue;
      const known = found.get(first.call.link.id) ?? { leg: first, later: new Set(), assets: new Set() };
      found.set(first.call.link.id, known);
      for (const leg of later) known.later.add(leg);
      for (const asset of lasting) known.assets.add(asset);
    }
    return [...found.values()].map(({ leg, later, assets }) => {
      const { call, answer } = leg;
      const carried = bySensitivity(topology, assets);
      return {
        severity: 'info',
        where: { link: call.link.id },
        assets: carried,
        message: `Whoever records ${hopOf(topology, { from: call.node.id, to: answer.node.id })} today may read ${listAssets(topology, carried)} in some decades: the key exchange before it is post-quantum, and from here on it is not.`,
        fixes: () => {
          const [all, one] = [[...later], [leg]].map((legs) => hybridFix(context, leg, legs));
          return all && keepsWorking(context, all) ? [all] : one && keepsWorking(context, one) ? [one] : [];
        },
      };
    });
  },
} as const satisfies Rule;

const isClassical = ({ outcome }: Leg): boolean => outcome.kind === 'session' && outcome.keyExchange !== 'hybrid';

/** Hybrid key exchange, and TLS 1.3 which it needs, at both ends of each leg. */
function hybridFix({ topology }: Context, first: Leg, legs: readonly Leg[]): Fix {
  const dials = new Map<string, Edit>();
  const listeners = new Map<string, Listener[]>();
  const releases = new Map<string, string>();
  for (const { call, answer, outcome } of legs) {
    const { node, product, listener } = answer;
    const version = outcome.kind === 'session' ? outcome.version : null;
    for (const end of [call, answer]) {
      const release = hasHybridGroup(end.product, end.node) ? null : hybridRelease(end.product);
      if (release !== null) releases.set(end.node.id, release);
    }
    if (call.keyExchange !== 'hybrid' || call.versions[1] !== '1.3')
      dials.set(
        call.link.id,
        setDial(call.link, {
          keyExchange: 'hybrid',
          maxVersion: '1.3',
          // Below TLS 1.3 there was none, whatever is drawn.
          ...(version === '1.3' ? {} : { earlyData: undefined }),
        }),
      );
    if (answer.keyExchange === 'hybrid' && answer.versions[1] === '1.3') continue;
    const own = listeners.get(node.id) ?? [...listenersOf(node, product)];
    // What is drawn as something that its product can't do is drawn as what it does instead.
    const bounded = asBounded(answer);
    const tls = { ...bounded.tls, keyExchange: 'hybrid', maxVersion: '1.3' } as ListenerTls;
    listeners.set(
      node.id,
      own.map((each) => (each.id === listener.id ? { ...bounded, tls } : each)),
    );
  }
  const hop = hopOf(topology, { from: first.call.node.id, to: first.answer.node.id });
  return {
    title: `Agree on hybrid keys on ${hop}${legs.length > 1 ? ' and everything behind it' : ''}`,
    note: 'X25519MLKEM768 needs TLS 1.3 and a TLS library from 2025 or later at both ends.',
    edits: [
      ...dials.values(),
      ...[...listeners].map(([id, own]): Edit => ({ table: 'nodes', id, set: { listeners: own } })),
      ...[...releases].map(([id, version]): Edit => ({ table: 'nodes', id, set: { version } })),
    ],
  };
}
