import type { Edit } from '../model/edits.ts';
import type { Link } from '../model/schema.ts';
import { listenersOf, productOf } from '../simulation/bounds.ts';
import { memberAt } from '../simulation/ground.ts';
import type { Leg } from '../simulation/walk.ts';
import { setDial } from './fixes.ts';
import { reachOf } from './reach.ts';
import type { Context, Fix } from './rule.ts';

/** The proxy of a mesh turned a stranger away: bring the caller into the mesh, or let strangers in at this port. */
export function joinMesh(context: Context, at: Link): readonly Fix[] {
  const { topology, products } = context;
  const { ground } = reachOf(context);
  const [from, to] = [topology.nodes.get(at.from), topology.nodes.get(at.to)];
  const receiver = to && memberAt(ground, to);
  if (!from || !to || !receiver) return [];
  const fixes: Fix[] = [];
  const automatic: readonly Edit[] =
    at.mesh === undefined ? [] : [{ table: 'links', id: at.id, set: { mesh: undefined } }];
  if (memberAt(ground, from) && automatic.length > 0)
    fixes.push({ title: `Let ${from.title}'s proxy use the mesh's mutual TLS`, edits: automatic });
  else if (from.mesh === 'outside')
    fixes.push({
      title: `Give ${from.title} a proxy of the mesh`,
      edits: [{ table: 'nodes', id: from.id, set: { mesh: undefined } }, ...automatic],
    });
  fixes.push({
    title: `Move ${from.title} into ${receiver.zone.title}`,
    note: `It then has a proxy of its own, and an identity to show.`,
    edits: [{ table: 'nodes', id: from.id, set: { zone: receiver.zone.id, mesh: undefined } }, ...automatic],
  });
  const door = [...products.values()].find(
    ({ meshProxy }) => meshProxy?.of === receiver.mesh.product && meshProxy.inbound === 'drawn',
  );
  if (door && receiver.product.meshProxy?.inbound === 'mesh')
    fixes.push({
      title: `Run ${door.title} in place of ${receiver.product.title}`,
      note: `${receiver.product.title} lets in members alone; ${door.title} is the way in from outside.`,
      edits: [{ table: 'nodes', id: to.id, set: { product: door.id } }],
    });
  const listeners = listenersOf(to, productOf(to, products));
  const reached = listeners.find(({ id }) => id === at.listener) ?? listeners[0];
  if (reached)
    fixes.push({
      title: `Let callers without an identity in at port ${reached.port} of ${to.title}`,
      note: 'The port then takes plaintext from everybody who reaches it.',
      edits: [
        {
          table: 'nodes',
          id: to.id,
          set: {
            listeners: listeners.map((each) => (each === reached ? { ...each, mesh: 'permissive' as const } : each)),
          },
        },
      ],
    });
  return fixes;
}

/** Somebody who is not on the list calls: put them on it, lead them round the proxy that asks, or ask nobody. */
export function allowCaller(context: Context, { call, answer }: Leg, at: Link): readonly Fix[] {
  const { topology, products } = context;
  // A proxy of a mesh may stand beside a relay on the way, and ask there.
  const node = topology.nodes.get(at.to) ?? answer.node;
  const member = memberAt(reachOf(context).ground, node);
  const callers = new Set([...(node.allows ?? []), call.node.id, ...(topology.nodes.has(at.from) ? [at.from] : [])]);
  const ask = (allows: string[] | undefined): Edit => ({ table: 'nodes', id: node.id, set: { allows } });
  const open: readonly Edit[] =
    member?.mesh.authorization === 'deny'
      ? [{ table: 'zones', id: member.zone.id, set: { mesh: { ...member.mesh, authorization: 'allow' } } }]
      : [];
  const listeners = listenersOf(node, productOf(node, products));
  const reached = listeners.find(({ id }) => id === at.listener) ?? listeners[0];
  const around = listeners.map((each) => (each === reached ? { ...each, mesh: 'skipped' as const } : each));
  return [
    { title: `Allow ${call.node.title} to call ${node.title}`, edits: [ask([...callers])] },
    ...(call.tls === 'tls' && answer.clientCertificate !== 'none'
      ? [
          {
            title: `Show ${node.title} a certificate of ${call.node.title}, and allow it`,
            edits: [
              setDial(call.link, {
                tls: 'mutual',
                clientCertificate: { issuer: answer.clientTrusts[0] ?? 'private-ca' },
              }),
              ask([...callers]),
            ],
          },
        ]
      : []),
    ...(member && reached
      ? [
          {
            title: `Lead port ${reached.port} of ${node.title} past its proxy`,
            note: 'Who has no identity can show none: nobody is asked at this port any more.',
            edits: [{ table: 'nodes' as const, id: node.id, set: { listeners: around } }],
          },
        ]
      : []),
    { title: `Let everybody call ${node.title}`, edits: [ask(undefined), ...open] },
  ];
}

/** TLS around a stream that is encrypted already: the proxy lets it pass as it is, or the application stops. */
export function unwrap(context: Context, { call, links }: Leg): readonly Fix[] {
  const { topology } = context;
  const last = links.at(-1);
  const relay = (reachOf(context).ground.outgoing.get(last?.to ?? '') ?? []).filter(({ mesh }) => mesh !== undefined);
  const wrapping = call.wraps ? [call.link] : relay;
  if (wrapping.length === 0) return [];
  const who = topology.nodes.get(wrapping[0]?.from ?? '')?.title ?? 'the proxy';
  return [
    {
      title: `Let the proxy of ${who} pass it on as it comes`,
      edits: wrapping.map(({ id }) => ({ table: 'links' as const, id, set: { mesh: undefined } })),
    },
    ...(call.wraps
      ? [
          {
            title: `Let ${call.node.title} speak plaintext to its proxy`,
            edits: [setDial(call.link, { tls: 'plaintext' })],
          },
        ]
      : []),
  ];
}
