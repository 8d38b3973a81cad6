import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import type { Exporter } from '../../src/core/plan/exporter.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { products } from '../../src/core/products/index.ts';
import { exportPlan as ingressNginx } from '../../src/core/products/ingress-nginx/export.ts';
import { exportPlan as kubernetesService } from '../../src/core/products/kubernetes-service/export.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { checkManifest } from '../support/kubernetes.ts';
import { brokenRules } from '../support/kubernetes-rules.ts';
import { proxies } from '../support/proxies.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';

const exporters: ReadonlyMap<string, Exporter> = new Map([
  ['kubernetes-service', kubernetesService],
  ['ingress-nginx', ingressNginx],
]);

/** Every manifest that a design's nodes export to, checked; returns their number. */
function validate(topology: Topology): number {
  const plans = planDesign(topology, simulate(topology, products), products);
  const files = plans.flatMap((plan) => exporters.get(plan.product.id)?.(plan).files ?? []);
  for (const { text } of files) {
    const problems = [...checkManifest(text), ...brokenRules(text)];
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${text}`);
  }
  return files.length;
}

describe.each([...exporters.keys()])('what is exported for %s', (product) => {
  it('from 150 proxies with everything at random is valid', () => {
    fc.assert(
      fc.property(proxies(product), (topology) => {
        expect(validate(topology)).toBe(1);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is exported for Kubernetes', () => {
  it.each(templateFiles)('from the template %s is valid', (file) => {
    validate(readTemplate(file));
  });

  it('from 150 whole designs at random is valid', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(topology);
      }),
      { numRuns: 150 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});
