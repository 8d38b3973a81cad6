import { expect, it } from 'vitest';
import { bundleDesign } from '../../../src/core/bundle/design.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { containers } from '../../../src/core/products/containers.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';

it('holds the files of every mesh zone, and its README says when to apply them', () => {
  const topology = draw('web@shop --> app[plaintext]@shop', {
    zones: [{ id: 'shop', kind: 'mesh', title: 'Shop', mesh: { product: 'linkerd', mode: 'strict' } }],
  });
  const simulation = simulate(topology, products);
  const plans = planDesign(topology, simulation, products);
  const bundle = bundleDesign(topology, simulation, plans, exporters, containers);
  expect(bundle.zones.map(({ zone }) => zone)).toEqual(['shop']);
  const paths = bundle.all.map(({ path }) => path);
  for (const path of ['meshes/shop/linkerd.yaml', 'meshes/shop/pods/web.yaml', 'meshes/shop/pods/app.yaml'])
    expect(paths).toContain(path);
  const readme = bundle.all.find(({ path }) => path === 'README.md')?.text ?? '';
  expect(readme).toContain('kubectl apply -f meshes/shop/linkerd.yaml');
  expect(readme).toContain('### Shop (`shop`)');
});
