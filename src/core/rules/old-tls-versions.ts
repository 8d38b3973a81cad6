import type { Edit } from '../model/edits.ts';
import type { ListenerTls } from '../model/schema.ts';
import { versionRank } from '../simulation/bounds.ts';
import { asBounded } from './design-fixes.ts';
import { dialsAnsweredBy, setDial, setListener } from './fixes.ts';
import { carriedBy, type Port, portsOf } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { bySensitivity, worstHarm } from './severity.ts';
import { securedTogether } from './together.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets } from './words.ts';

const old = versionRank('1.1');

export const oldTlsVersions = {
  id: 'old-tls-versions',
  title: 'TLS from another century',
  rationale:
    'TLS 1.0 and 1.1 rest on broken hashes and modes and were withdrawn in 2021. A server that still takes them can be talked down to them. A new version moves neither where TLS ends nor who checks a certificate: it is one setting among several.',
  source: 'https://www.rfc-editor.org/rfc/rfc8996',
  about: 'eavesdropping',
  clauses: ['pci-dss-4.0.1/4.2.1', 'nist-800-52r2/oldest-version', 'asvs-5/12.1.1'],
  misconceptions: ['M17'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    return [...portsOf(context).values()].flat().flatMap((port): readonly Observation[] => {
      const { node, listener, mode, versions, product } = port.answer;
      if (mode !== 'terminate' && mode !== 'permissive') return [];
      const sessions = port.legs.flatMap(({ leg }) => (leg.outcome.kind === 'session' ? [leg.outcome] : []));
      if (versionRank(versions[0]) > old || sessions.length === 0) return [];
      const assets = bySensitivity(topology, carriedBy(port));
      const spoken = sessions.some(({ version }) => versionRank(version) <= old);
      const unsaid =
        listener.tls.mode === 'terminate' && listener.tls.minVersion === undefined
          ? ` ${product.title} does so when nobody says otherwise.`
          : '';
      return [
        {
          severity: spoken ? 'medium' : worstHarm(topology, assets) >= 2 ? 'low' : 'info',
          where: { node: node.id, listener: listener.id },
          assets,
          message: spoken
            ? `${listAssets(topology, assets)} ${assets.length === 1 ? 'crosses' : 'cross'} to ${node.title} under a version of TLS that was withdrawn: the two ends agree on TLS 1.0 or 1.1.`
            : `${node.title} can be talked down to TLS ${versions[0]} on port ${listener.port}, which was withdrawn in 2021.${unsaid}`,
          fixes: () => modern(context, port),
        },
      ];
    });
  },
} as const satisfies Rule;

function modern(context: Context, { answer, legs }: Port): readonly Fix[] {
  const { node, product, versions } = answer;
  // What is drawn as something that its product can't do is drawn as what it does instead.
  const listener = asBounded(answer);
  if (listener.tls.mode !== 'terminate' && listener.tls.mode !== 'permissive') return [];
  // Not further than needed: what comes with 1.3, early data above all, is a choice of its own.
  const raised = versionRank(versions[1]) <= old ? { maxVersion: '1.2' as const } : {};
  const tls: ListenerTls = { ...listener.tls, minVersion: '1.2', ...raised };
  const dials = dialsAnsweredBy(context, answer).flatMap((link): readonly Edit[] =>
    link.dial.maxVersion !== undefined && versionRank(link.dial.maxVersion) <= old
      ? [setDial(link, { minVersion: '1.2', maxVersion: '1.2' })]
      : [],
  );
  const fix: Fix = {
    title: `Accept TLS 1.2 and later only at ${node.title}`,
    edits: [setListener(node, product, { ...listener, tls }), ...dials],
  };
  if (keepsWorking(context, fix)) return [fix];
  return legs.slice(0, 1).flatMap(({ leg }) => securedTogether(context, leg, fix.title));
}
