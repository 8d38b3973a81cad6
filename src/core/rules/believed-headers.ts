import type { Node } from '../model/schema.ts';
import { zonesAround } from '../simulation/zones.ts';
import { encryptListeners } from './fixes.ts';
import { meshOf, onlyMembers } from './mesh.ts';
import { portsOf, readers } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { byHarm, bySensitivity } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listed } from './words.ts';

const meaning = {
  'client-certificate': 'which client certificate was shown',
  'forwarded-for': 'which address the caller has',
  'forwarded-proto': 'that the caller used TLS',
} as const;

export const believedHeaders = {
  id: 'believed-headers',
  title: 'Anybody can write the header',
  rationale:
    'X-Forwarded-For, X-Forwarded-Proto and headers with a client certificate are text from whoever spoke last. They mean something only where a proxy overwrites what comes in and nobody else can reach the listener: the proxy has to prove who it is.',
  source: 'https://www.rfc-editor.org/rfc/rfc9440#section-4',
  about: 'access',
  clauses: ['asvs-5/12.3.5', 'nist-800-53/IA-3'],
  misconceptions: ['M04', 'M28'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const ports = portsOf(context);
    const found: Observation[] = [];
    for (const [node, plaintext] of readers(context)) {
      if (!node.trustsHeaders?.length) continue;
      const [zone] = zonesAround(topology, node.zone);
      // Within one host nobody else is there to write it.
      if (zone?.kind === 'host') continue;
      const mesh = meshOf(context, node);
      const open = (ports.get(node.id) ?? []).filter(
        ({ answer: { mode, clientCertificate, listener, redirects } }) =>
          mode !== 'passthrough' &&
          mode !== 'closed' &&
          !redirects &&
          !(mode === 'terminate' && clientCertificate === 'required') &&
          !onlyMembers(mesh, listener),
      );
      if (open.length === 0) continue;
      const believed = (['client-certificate', 'forwarded-for', 'forwarded-proto'] as const).filter((each) =>
        node.trustsHeaders?.includes(each),
      );
      const where = zone ? `in ${zone.title} ` : '';
      found.push({
        severity: byHarm(topology, plaintext, believed.includes('client-certificate') ? 'medium' : 'low'),
        where: { node: node.id },
        assets: bySensitivity(topology, plaintext),
        message: `Whoever ${where}can connect to ${node.title} decides what it believes: a header tells it ${listed(believed.map((each) => meaning[each]))}, and on ${open.length === 1 ? `port ${open[0]?.answer.listener.port}` : `${open.length} ports`} no caller has to prove who it is.`,
        fixes: () => [
          ...encryptListeners(
            context,
            open.map(({ answer }) => ({ answer })),
            `Let only callers with a client certificate reach ${node.title}`,
            true,
          ),
          ...disbelieved(context, node),
        ],
      });
    }
    return found;
  },
} as const satisfies Rule;

/** Believes nothing; where that would stop a flow, there is nothing to take away. */
function disbelieved(context: Context, node: Node): readonly Fix[] {
  const fix: Fix = {
    title: `Believe no such header at ${node.title}`,
    note: 'Who is calling is then told by a token or by the connection itself.',
    edits: [{ table: 'nodes', id: node.id, set: { trustsHeaders: undefined } }],
  };
  return keepsWorking(context, fix) ? [fix] : [];
}
