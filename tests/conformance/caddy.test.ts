import { afterAll, describe } from 'vitest';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan } from '../../src/core/products/caddy/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { validateCaddy } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

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
  acceptsExports({
    product: 'caddy',
    validate: (topology) => validate(subject, asInstalled(topology)),
    proxies: 100,
    designs: 50,
    filesInAll: 26,
    kinds: ['load-balancer'],
  });
});

describe.skipIf(caddy === null)('caddy validate refuses what is broken', () => {
  refusesDamaged(
    subject,
    caddy !== null,
    draw('client ==> edge(caddy)[terminate] ==> app[terminate]', {
      links: { 'edge-app': { match: { path: '/api' } } },
    }),
    [
      ['a misspelt directive', (text) => text.replace('reverse_proxy', 'revers_proxy')],
      ['a misspelt option', (text) => text.replace('tls_trusted_ca_certs', 'tls_trusted_cas')],
      ['an unknown value', (text) => text.replace('tls1.3', 'tls1.9')],
      ['a file that is not there', (text) => text.replace('.crt', '.cart')],
      ['a pattern that is none', (text) => text.replace('path_regexp `^/api', 'path_regexp `^/(api')],
      ['a brace too many', (text) => `${text}}\n`],
    ],
  );
});
