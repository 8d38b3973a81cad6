import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/core/model/topology.ts';
import { issuanceOf } from '../../../src/core/pki/issuance.ts';
import { issuingScript } from '../../../src/core/pki/script.ts';
import { openssl } from '../../../src/core/pki/tools.ts';
import { exportDesign } from '../../../src/core/plan/bundle.ts';
import { certificatesOf, trustBundlesOf } from '../../../src/core/plan/certificates.ts';
import { type Plan, planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';
import { IssuedTree } from '../../support/issuing.ts';

const plansOf = (topology: Topology): readonly Plan[] => planDesign(topology, simulate(topology, products), products);
const authoritiesAt = (plans: readonly Plan[], node: string, checks: 'servers' | 'clients') =>
  trustBundlesOf(plans).find((each) => each.node === node && each.checks === checks)?.authorities;

describe('the certificates that a design needs', () => {
  it('are those of every end of TLS and of every mutual dial, as drawn', () => {
    const plans = plansOf(
      draw('a =mutual=> b[mutual] --> c', {
        listeners: {
          b: {
            tls: {
              certificate: {
                issuer: 'private-ca',
                names: ['b.example'],
                lifetimeDays: 9,
                renewal: 'manual',
                key: 'k',
                expired: true,
              },
            },
          },
        },
      }),
    );
    const [client, server, ...others] = certificatesOf(plans);
    expect(others).toEqual([]);
    expect(client).toMatchObject({
      purpose: 'client',
      node: 'a',
      place: 'a-b',
      names: ['a.internal'],
      issuer: 'private-ca',
    });
    expect(server).toMatchObject({
      ...{ purpose: 'server', node: 'b', place: 'in', names: ['b.example'], issuer: 'private-ca', issuedBy: null },
      ...{ lifetimeDays: 9, renewal: 'manual', key: 'k', expired: true, algorithm: 'ec' },
    });
  });

  it('are nobody’s where bytes are passed on unread', () => {
    const plans = plansOf(draw('a =mutual=> lb(haproxy)[tcp] =mutual=> b[mutual]'));
    expect(certificatesOf(plans).map(({ id }) => id)).toEqual(['a:client:a-lb', 'b:server:in']);
    expect(trustBundlesOf(plans).map(({ node, place }) => [node, place])).toEqual([
      ['a', 'a-lb'],
      ['b', 'in'],
    ]);
  });
});

describe('who trusts whom', () => {
  const issuedBy = (server: object, client: object): readonly Plan[] =>
    plansOf(
      draw(['a =mutual=> b[mutual]', 'a ==> ca(vault-pki)'], {
        listeners: { b: { tls: { certificate: { issuer: 'private-ca', ...server } } } },
        links: { 'a-b': { dial: { clientCertificate: { issuer: 'private-ca', ...client } } } },
      }),
    );

  it('each side holds the authority of the other, and no more', () => {
    const plans = issuedBy({ issuedBy: 'ca' }, {});
    expect(authoritiesAt(plans, 'a', 'servers')).toEqual([{ kind: 'private', node: 'ca' }]);
    expect(authoritiesAt(plans, 'b', 'clients')).toEqual([{ kind: 'private', node: null }]);
  });

  it('a self-signed certificate is its own authority, past whatever passes it on', () => {
    const plans = plansOf(
      draw('a =ca=> lb(haproxy)[tcp] ==> b[terminate]', {
        listeners: { b: { tls: { certificate: { issuer: 'self-signed' } } } },
        links: { 'a-lb': { dial: { trusts: ['self-signed'] } } },
      }),
    );
    expect(authoritiesAt(plans, 'a', 'servers')).toEqual([{ kind: 'self', certificate: 'b:server:in' }]);
  });

  it('who asks for certificates and is shown none believes the private CA of the design', () => {
    const plans = plansOf(draw('a ==> b[optional]'));
    expect(authoritiesAt(plans, 'b', 'clients')).toEqual([{ kind: 'private', node: null }]);
  });

  it('the script names a root that has to be fetched first, and does not pass for done', () => {
    const plans = issuedBy({ issuedBy: 'ca' }, {});
    const tree = new IssuedTree();
    try {
      const { status, errors } = tree.run(
        issuingScript(issuanceOf(plans, exportDesign(plans, exporters).nodes), openssl),
      );
      expect(status).toBe(1);
      expect(errors).toMatch(
        /missing: .*\/authorities\/ca\/ca\.crt, the root certificate of ca \(HashiCorp Vault PKI\)/,
      );
      // What does not hang on it is there already.
      expect(tree.certificate('a', '/etc/plainsight/tls/a-a-b+client.crt').subject).toBe('CN=a.internal');
    } finally {
      tree.remove();
    }
  });
});
