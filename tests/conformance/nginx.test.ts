import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { atLeast } from '../../src/core/model/product.ts';
import { readTopology } from '../../src/core/model/read.ts';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan } from '../../src/core/products/nginx/export.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { proxies } from '../support/proxies.ts';
import { nginxPrefix, validateNginx } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';

const nginx = requireProgram('nginx', 'nginx libnginx-mod-stream');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const prefix = nginxPrefix(certificates.directory);

/** What this NGINX can read: the syntax of newer ones is for them to check. */
const ofThisVersion = (topology: Topology): Topology => ({
  ...topology,
  nodes: mapTable(topology.nodes, ({ version, ...node }) =>
    version === undefined || (node.product === 'nginx' && atLeast(version, '1.25')) ? node : { ...node, version },
  ),
});

/** Exports every NGINX of a design and gives each file to `nginx -t`. */
function validate(drawn: Topology): number {
  const topology = ofThisVersion(drawn);
  const plans = planDesign(topology, simulate(topology, products), products, certificates.binding());
  const ours = plans.filter(({ product }) => product.id === 'nginx');
  if (ours.length > 0) certificates.provide(plans);
  for (const plan of ours)
    for (const { path, text } of exportPlan(plan).files) {
      const { accepted, output } = validateNginx(prefix, write(path, text));
      if (!accepted) throw new Error(`${output}\n${text}`);
    }
  return ours.length;
}

function write(path: string, text: string): string {
  const file = join(certificates.directory, 'exported', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const templates = join(import.meta.dirname, '../../src/core/templates');

describe.skipIf(nginx === null)('nginx -t accepts what is exported', () => {
  it.each(readdirSync(templates).filter((file) => file.endsWith('.json')))('from the template %s', (file) => {
    const topology = readTopology(readFileSync(join(templates, file), 'utf8'));
    if (!topology.ok) throw new Error(JSON.stringify(topology.problems));
    validate(topology.value);
  });

  it('from 300 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('nginx'), (topology) => {
        expect(validate(topology)).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it('from 200 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(topology);
      }),
      { numRuns: 200 },
    );
    expect(exported).toBeGreaterThan(50);
  });
});
