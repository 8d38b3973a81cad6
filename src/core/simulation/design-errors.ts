import { can } from '../model/product.ts';
import type { Link } from '../model/schema.ts';
import { answerOf, boundListener, type DesignError, productOf, type Report } from './bounds.ts';
import { callOf, proxyHeaderOf } from './dials.ts';
import { type Ground, memberAt } from './ground.ts';
import { meshes } from './meshes.ts';
import type { Leg } from './walk.ts';

/** Everything drawn that its product can't do, each said once, in the order of the drawing. */
export function designErrors(ground: Ground, legs: readonly Leg[]): readonly DesignError[] {
  const { topology, products } = ground;
  const errors: DesignError[] = [];
  const report: Report = (error) => errors.push(error);
  for (const node of topology.nodes.values()) {
    const product = productOf(node, products, report);
    for (const listener of node.listeners ?? []) boundListener(node, product, listener, report);
  }
  const forwarded = new Set<string>();
  for (const { links } of legs) for (const link of links.slice(1)) forwarded.add(link.id);
  for (const link of topology.links.values()) {
    answerOf(topology, link, products, report);
    if (!forwarded.has(link.id)) callOf(topology, link, products, report);
    proxyHeaderOf(topology, link, products, report);
    meshErrors(ground, link, report);
  }
  const said = new Set<string>();
  // In the order of the drawing, whatever order the flows were followed in.
  const place = new Map([...topology.links.keys()].map((id, i) => [id, i]));
  const inOrder = [...legs].sort((a, b) => (place.get(a.call.link.id) ?? 0) - (place.get(b.call.link.id) ?? 0));
  for (const { call, answer, outcome } of inOrder) {
    const { issuer } = answer.certificate;
    const feature = 'trust:private-ca';
    // Behind a relay one dial may meet several terminators.
    const pair = `${call.link.id}>${answer.node.id}`;
    if (said.has(pair) || outcome.kind !== 'session' || issuer === 'public-ca') continue;
    if (call.verify === 'none' || can(call.product, feature, call.node)) continue;
    said.add(pair);
    const support = call.product.supports[feature];
    report({
      code: feature,
      where: { node: call.node.id, link: call.link.id },
      message: `${call.product.title} cannot be told to trust a private CA, and ${answer.node.title} shows a certificate of one. ${support.can === 'yes' ? '' : support.why}`,
      alternative: `The session is judged as drawn; give ${answer.node.title} a certificate of a public CA, or nothing will connect.`,
      ...(support.can === 'unverified' ? {} : { source: support.source }),
    });
  }
  return errors;
}

/** What a drawing asks of a mesh that is not there, or that this mesh does not have. */
function meshErrors(ground: Ground, link: Link, report: Report): void {
  const node = ground.topology.nodes.get(link.from);
  if (!node || link.mesh === undefined || link.mesh === 'automatic') return;
  const member = memberAt(ground, node);
  const where = { node: node.id, link: link.id };
  if (!member)
    report({
      code: 'no-mesh-proxy',
      where,
      message: `${node.title} has no mesh proxy: nothing carries out what the link asks of one (${link.mesh}).`,
      alternative: 'The link is taken as the dial says.',
    });
  else if (member.mesh.product !== 'istio' && link.mesh !== 'skipped')
    report({
      code: 'mesh-mode',
      where,
      message: `${meshes[member.mesh.product].title} has no setting for one destination like Istio's DestinationRule.`,
      alternative: 'It is followed as Istio would.',
      source: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/',
    });
}
