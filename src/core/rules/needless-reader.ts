import { can } from '../model/product.ts';
import type { Certificate, Link, Listener } from '../model/schema.ts';
import { listenersOf } from '../simulation/bounds.ts';
import { groundFor } from './around.ts';
import { setDial, setListener } from './fixes.ts';
import { issuable } from './internal-names.ts';
import type { CarryingLeg } from './legs.ts';
import { portsOf } from './ports.ts';
import type { Context, Fix, Observation, Rule } from './rule.ts';
import { sealAssets } from './sealing.ts';
import { secrets } from './severity.ts';
import { keepsWorking } from './trying-out.ts';
import { listAssets } from './words.ts';

export const needlessReader = {
  id: 'needless-reader',
  title: 'Opened on the way for nothing',
  rationale:
    'A balancer that opens TLS and closes it again is one more process that reads everything and one more private key to lose. Where it neither chooses by what it reads nor filters it, passing the session through does the same work blind.',
  source: 'https://www.rfc-editor.org/rfc/rfc8404',
  about: 'memory',
  clauses: ['nist-800-53/SC-8'],
  misconceptions: ['M13', 'M14'],
  check: (context): readonly Observation[] => {
    const { topology } = context;
    const { outgoing } = groundFor(context);
    return [...portsOf(context)].flatMap(([id, ports]): readonly Observation[] => {
      const node = topology.nodes.get(id);
      const [port] = ports.filter(({ legs }) => legs.length > 0);
      const [link, more] = outgoing.get(id) ?? [];
      if (!node || !port || !link || more || node.inspects || node.logsBodies || node.stores?.length) return [];
      const { product, mode } = port.answer;
      // Elsewhere the operator reads: that is said by its own rule. Gateways and services do more than balance.
      if (product.kind !== 'load-balancer' || product.operator !== null || mode !== 'terminate') return [];
      if (link.match?.host || link.match?.path || topology.nodes.get(link.to)?.trustsHeaders?.length) return [];
      if (ports.some(({ answer, legs }) => legs.length > 0 && answer.mode !== 'terminate')) return [];
      if (port.answer.clientCertificate !== 'none') return [];
      const onward = context.simulation.links.get(link.id);
      const assets = secrets(
        topology,
        port.legs.flatMap(({ assets: carried }) => carried),
      ).filter((asset, i, all) => all.indexOf(asset) === i);
      if (onward?.state !== 'encrypted' || onward.session === null || assets.length === 0) return [];
      return [
        {
          severity: 'info',
          where: { node: id },
          assets,
          message: `${node.title} reads ${listAssets(topology, assets)}, and nothing drawn needs it to: it opens TLS, closes it again towards ${topology.nodes.get(link.to)?.title ?? link.to}, and neither chooses nor filters by what it reads.`,
          fixes: () => [...passThrough(context, link, port.legs), ...sealAssets(context, assets)],
        },
      ];
    });
  },
} as const satisfies Rule;

/** The session goes through to the next node, which shows the certificate that was shown here. */
function passThrough(context: Context, link: Link, legs: readonly CarryingLeg[]): readonly Fix[] {
  const [first] = legs;
  const next = portsOf(context)
    .get(link.to)
    ?.find(({ answer: { listener } }, i) => (link.listener === undefined ? i === 0 : listener.id === link.listener));
  if (!first || !next) return [];
  const { node, product, listener, certificate: shown } = first.leg.answer;
  const by = can(product, 'listen:passthrough-tcp', node) ? 'tcp' : 'sni';
  const behind = next.answer.listener.tls;
  if (!can(product, `listen:passthrough-${by}`, node) || behind.mode !== 'terminate') return [];
  const { names } = next.answer.certificate;
  const given = (name: string) => shown.issuer !== 'public-ca' || issuable(name);
  const certificate: Certificate = {
    ...behind.certificate,
    issuer: shown.issuer,
    ...(shown.names ? { names: [...new Set([...(names ?? []).filter(given), ...shown.names])] } : {}),
  };
  if (!shown.names) delete (certificate as { names?: string[] }).names;
  const passing: Listener = { ...listener, tls: { mode: 'passthrough', by } };
  const title = next.answer.node.title;
  const fix: Fix = {
    title: `Pass TLS through ${node.title} to ${title}`,
    note: `${title} then shows the certificate that ${node.title} showed, and holds its key; ${node.title} reads nothing.`,
    edits: [
      {
        table: 'nodes',
        id: node.id,
        set: { listeners: listenersOf(node, product).map((each) => (each.id === listener.id ? passing : each)) },
      },
      setListener(next.answer.node, next.answer.product, {
        ...next.answer.listener,
        tls: { ...behind, certificate },
      }),
      setDial(link, { tls: 'tls', sni: undefined }),
    ],
  };
  return keepsWorking(context, fix) ? [fix] : [];
}
