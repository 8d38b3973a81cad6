import { describe, expect, it } from 'vitest';
import { meshExporters } from '../../src/core/meshes/exporters.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { meshes } from '../../src/core/simulation/meshes.ts';

describe('every mesh', () => {
  it.each(Object.keys(meshes))('has an exporter for its zones: %s', (mesh) => {
    expect(meshExporters.get(mesh)).toBeTypeOf('function');
  });

  it('has no exporter without facts', () => {
    expect([...meshExporters.keys()].filter((mesh) => !(mesh in meshes))).toEqual([]);
  });
});

describe('every product that is a proxy of a mesh', () => {
  const proxies = [...products.values()].filter(({ meshProxy }) => meshProxy !== undefined);

  it.each(proxies.map(({ id }) => id))('has an exporter: %s', (id) => {
    expect(exporters.get(id)).toBeTypeOf('function');
  });
});
