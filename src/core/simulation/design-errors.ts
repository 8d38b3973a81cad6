import { can } from '../model/product.ts';
import { answerOf, boundListener, type DesignError, productOf, type Report } from './bounds.ts';
import { callOf, proxyHeaderOf } from './dials.ts';
import type { Ground, Trace } from './walk.ts';

/** Everything drawn that its product can't do, each said once, in the order of the drawing. */
export function designErrors(ground: Ground, traces: readonly Trace[]): readonly DesignError[] {
  const { topology, products } = ground;
  const errors: DesignError[] = [];
  const report: Report = (error) => errors.push(error);
  for (const node of topology.nodes.values()) {
    const product = productOf(node, products, report);
    for (const listener of node.listeners ?? []) boundListener(node, product, listener, report);
  }
  const forwarded = new Set<string>();
  for (const { legs } of traces)
    for (const { links } of legs) for (const link of links.slice(1)) forwarded.add(link.id);
  for (const link of topology.links.values()) {
    answerOf(topology, link, products, report);
    if (!forwarded.has(link.id)) callOf(topology, link, products, report);
    proxyHeaderOf(topology, link, products, report);
  }
  const said = new Set<string>();
  for (const { legs } of traces)
    for (const { call, answer, outcome } of legs) {
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
