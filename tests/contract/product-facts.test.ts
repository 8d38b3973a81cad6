import { describe, expect, test } from 'vitest';
import { type Feature, features } from '../../src/core/model/features.ts';
import { can, type Product } from '../../src/core/model/product.ts';
import { readDocument } from '../../src/core/model/read.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';

// One test for each thing that a product never does, and one for each that it does, under the page that says so: what is
// never done is refused when it is drawn, with that page, and not carried out; what is done is neither refused nor changed.

interface Drawn {
  readonly topology: Topology;
  /** The listener or link that asks for it. */
  readonly at: { readonly link: string } | { readonly listener: string };
}

/** A drawing that asks one product for one thing; null where no drawing can ask for it alone. */
function asking(product: Product, feature: Feature): Drawn | null {
  const [kind = '', what = ''] = feature.split(':');
  const certificate = { issuer: 'public-ca', names: ['it.internal'] };
  const document = (node: object, links: readonly object[]) => {
    const read = readDocument({
      format: 'plainsight/topology',
      version: 1,
      title: feature,
      nodes: [
        { id: 'from', product: 'generic-service', title: 'From' },
        { id: 'it', product: product.id, title: 'It', host: 'it.internal', ...node },
        {
          id: 'to',
          product: 'generic-service',
          title: 'To',
          listeners: [
            { id: 'in', port: 8443, tls: { mode: 'permissive', clientCertificate: 'optional', certificate } },
          ],
        },
      ],
      links,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return read.value;
  };
  const into = { id: 'in', from: 'from', to: 'it', protocol: product.defaults.protocol, dial: { tls: 'plaintext' } };
  const listening = (listener: object): Drawn => ({
    topology: document({ listeners: [{ id: 'port', port: 8443, ...listener }] }, [into]),
    at: { listener: 'port' },
  });
  const dialling = (dial: object): Drawn => ({
    topology: document({}, [{ id: 'out', from: 'it', to: 'to', protocol: 'http', dial }]),
    at: { link: 'out' },
  });
  switch (kind) {
    case 'listen':
      return listening({
        tls: what.startsWith('passthrough')
          ? { mode: 'passthrough', by: what.slice('passthrough-'.length) }
          : what === 'plaintext'
            ? { mode: what }
            : { mode: what, certificate },
      });
    case 'client-certificate':
      return can(product, 'listen:terminate')
        ? listening({ tls: { mode: 'terminate', certificate, clientCertificate: what } })
        : null;
    case 'dial':
      return dialling({ tls: what, ...(what === 'tls' || what === 'mutual' ? weakest(product) : {}) });
    case 'verify':
      return can(product, 'dial:tls') ? dialling({ tls: 'tls', verify: what }) : null;
    case 'proxy-protocol':
      if (what === 'accept') {
        const mode = (['terminate', 'plaintext'] as const).find((each) => can(product, `listen:${each}`));
        if (!mode) return null;
        const tls = mode === 'terminate' ? { mode, certificate } : { mode };
        return listening({ tls, acceptsProxyProtocol: true });
      }
      return can(product, 'dial:plaintext') ? dialling({ tls: 'plaintext', sendsProxyProtocol: what.slice(-2) }) : null;
    default:
      // Trust and HTTP versions are judged where they meet the other side, and tested there.
      return null;
  }
}

/** A check that the product makes, so that nothing else in the drawing is refused. */
const weakest = (product: Product): object => {
  const verify = (['none', 'ca', 'full'] as const).find((each) => can(product, `verify:${each}`));
  return verify ? { verify } : {};
};

describe.each([...products.values()].map((product) => [product.title, product] as const))('%s', (_, product) => {
  const facts = features.flatMap((feature) => {
    const support = product.supports[feature];
    const drawn = support.can === 'unverified' ? null : asking(product, feature);
    return drawn && support.can !== 'unverified' ? [{ feature, support, drawn }] : [];
  });
  const titled = facts.map((fact) => [`${fact.feature} (${fact.support.source})`, fact] as const);

  test.each(titled.filter(([, { support }]) => support.can === 'never'))(
    'never %s',
    (_title, { feature, support, drawn }) => {
      const { designErrors } = simulate(drawn.topology, products);
      const refusal = designErrors.find(({ code }) => code === feature);
      expect(refusal).toMatchObject({ where: drawn.at, source: support.source });
      expect(refusal?.alternative).not.toBe('');
      expect(refusal?.message).toContain(product.title);
    },
  );

  test.each(titled.filter(([, { support }]) => support.can === 'yes'))('does %s', (_title, { feature, drawn }) => {
    const { designErrors } = simulate(drawn.topology, products);
    expect(designErrors.filter(({ code }) => code === feature)).toEqual([]);
  });
});
