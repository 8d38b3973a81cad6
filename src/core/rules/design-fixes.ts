import type { Edit } from '../model/edits.ts';
import { hybridRelease } from '../model/hybrid-group.ts';
import type { Listener, ListenerTls } from '../model/schema.ts';
import {
  type Answer,
  answerOf,
  boundListener,
  type DesignError,
  listenersOf,
  productOf,
} from '../simulation/bounds.ts';
import { callOf, proxyHeaderOf } from '../simulation/dials.ts';
import { setDial, setListener } from './fixes.ts';
import type { Context, Fix } from './rule.ts';

/** Draws what the product really does in place of what it can't: the alternative that the design error names. */
export function designFixes({ topology, simulation, products }: Context, { code, where }: DesignError): readonly Fix[] {
  const node = topology.nodes.get(where.node);
  if (!node) return [];
  const product = productOf(node, products);
  const link = where.link === undefined ? undefined : topology.links.get(where.link);
  const fix = (title: string, edit: Edit): readonly Fix[] => [{ title, edits: [edit] }];

  const release = code === 'hybrid-group' ? hybridRelease(product) : null;
  if (release !== null)
    return fix(`Upgrade ${node.title} to version ${release}`, {
      table: 'nodes',
      id: node.id,
      set: { version: release },
    });
  if (link && code === 'trust:private-ca') {
    const leg = [...simulation.flows.values()].flatMap(({ legs }) => legs).find(({ call }) => call.link.id === link.id);
    const answer = leg?.answer;
    const tls = answer?.listener.tls;
    if (!answer || (tls?.mode !== 'terminate' && tls?.mode !== 'permissive')) return [];
    const names = answer.certificate.names;
    const certificate = { ...tls.certificate, issuer: 'public-ca' as const, ...(names ? { names: [...names] } : {}) };
    return fix(
      `Give ${answer.node.title} a certificate of a public CA`,
      setListener(answer.node, answer.product, { ...answer.listener, tls: { ...tls, certificate } }),
    );
  }
  if (link && code.startsWith('dial:')) {
    const call = callOf(topology, link, products);
    return call && call.tls !== link.dial.tls ? fix('Draw it as it is dialled', setDial(link, { tls: call.tls })) : [];
  }
  if (link && code.startsWith('verify:')) {
    const call = callOf(topology, link, products);
    return call ? fix('Draw what it really checks', setDial(link, { verify: call.verify })) : [];
  }
  if (link && code.startsWith('proxy-protocol:send'))
    return fix(
      'Draw what it really sends',
      setDial(link, { sendsProxyProtocol: proxyHeaderOf(topology, link, products) ?? false }),
    );
  if (link && code === 'no-such-listener') {
    const answer = answerOf(topology, link, products);
    return answer && answer.product.defaults.listeners.length > 0
      ? fix(`Reach the first listener of ${answer.node.title}`, {
          table: 'links',
          id: link.id,
          set: { listener: undefined },
        })
      : [];
  }
  const listener = listenersOf(node, product).find(({ id }) => id === where.listener);
  return listener
    ? fix('Draw what it really does', setListener(node, product, asBounded(boundListener(node, product, listener))))
    : [];
}

/** The listener as its product runs it, drawn as such. */
export function asBounded({ listener, mode, by, clientCertificate, acceptsProxyProtocol }: Answer): Listener {
  const kept = listener.tls.mode === 'terminate' || listener.tls.mode === 'permissive' ? listener.tls : {};
  const tls: ListenerTls =
    mode === 'passthrough'
      ? { mode, by }
      : mode === 'plaintext' || mode === 'closed'
        ? { mode: 'plaintext' }
        : { ...kept, mode, clientCertificate };
  return { ...listener, tls, acceptsProxyProtocol };
}
