import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan } from '../../src/core/products/caddy/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { validateCaddy } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

const caddy = requireProgram('caddy', 'caddy');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = {
  product: 'caddy',
  exportPlan,
  certificates,
  check: (file) => validateCaddy(certificates.directory, file),
};

/** What newer releases alone can say is refused by this one, and so not drawn. */
const asInstalled = (topology: Topology): Topology => ({
  ...topology,
  nodes: mapTable(topology.nodes, (node) => (node.product === 'caddy' ? { ...node, version: '2.6.2' } : node)),
});

describe.skipIf(caddy === null)('caddy validate accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, asInstalled(readTemplate(file)));
  });

  it('from 100 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('caddy'), (topology) => {
        expect(validate(subject, asInstalled(topology))).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('from 50 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, asInstalled(recast(topology, 'caddy', ['load-balancer'])));
      }),
      { numRuns: 50 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});

describe.skipIf(caddy === null)('caddy validate refuses what is broken', () => {
  const topology = draw('client ==> edge(caddy)[terminate] ==> app[terminate]', {
    links: { 'edge-app': { match: { path: '/api' } } },
  });
  const [[path, text] = ['', '']] = caddy === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt directive', (text: string) => text.replace('reverse_proxy', 'revers_proxy')],
    ['a misspelt option', (text: string) => text.replace('tls_trusted_ca_certs', 'tls_trusted_cas')],
    ['an unknown value', (text: string) => text.replace('tls1.3', 'tls1.9')],
    ['a file that is not there', (text: string) => text.replace('.crt', '.cart')],
    ['a pattern that is none', (text: string) => text.replace('path_regexp `^/api', 'path_regexp `^/(api')],
    ['a brace too many', (text: string) => `${text}}\n`],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });
});
