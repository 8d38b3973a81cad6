import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mesh, Zone } from '../../src/core/model/schema.ts';
import { mapTable } from '../../src/core/model/table.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import { checkMeshFile, hostsIn, meshExports } from '../support/meshes.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';

/** Checks every file of every mesh zone; returns their number. */
function validate(topology: Topology): number {
  const exports = meshExports(topology);
  const hosts = hostsIn(exports);
  const files = exports.flatMap((each) => each.files);
  for (const { path, text } of files) {
    const problems = checkMeshFile(path, text, hosts);
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${text}`);
  }
  return files.length;
}

const zones = (mesh: Mesh): Zone[] => [{ id: 'shop', kind: 'mesh', title: 'Shop', mesh }];

describe('what is exported for a mesh', () => {
  it.each(templateFiles)('fits the schemas for %s', (template) => {
    validate(readTemplate(template));
  });

  it('fits them for random designs', () => {
    let files = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        files += validate(topology);
      }),
      { numRuns: 150 },
    );
    expect(files).toBeGreaterThan(150);
  });

  it.each(['istio', 'linkerd', 'consul'] as const)('fits them for random designs, all of them %s', (product) => {
    let files = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        const meshed = mapTable(topology.zones, (zone) => ({
          ...zone,
          ...(zone.mesh ? { mesh: { ...zone.mesh, product } } : {}),
        }));
        files += validate({ ...topology, zones: meshed });
      }),
      { numRuns: 50 },
    );
    expect(files).toBeGreaterThan(30);
  });
});

describe('the check', () => {
  const file = (product: Mesh['product'], index = 0) => {
    const topology = draw('web@shop --> app[plaintext]@shop --> db[plaintext]@shop', {
      zones: zones({ product, mode: 'strict' }),
      nodes: { app: { allows: ['web'] }, db: { allows: ['app'] } },
      links: { 'app-db': { mesh: 'mutual' } },
      listeners: { db: { mesh: 'permissive' } },
    });
    const exports = meshExports(topology);
    const found = exports[0]?.files[index];
    if (!found) throw new Error('nothing is exported');
    return { ...found, hosts: hostsIn(exports) };
  };

  it.each([
    ['istio', 'mode: STRICT', 'mode: HARD'],
    ['istio', 'mtls:', 'mTLS:'],
    ['istio', 'portLevelMtls:', 'portlevelMtls:'],
    ['istio', 'principals:', 'principal:'],
    ['istio', 'action: ALLOW', 'action: Allow'],
    ['istio', 'credentialName:', 'credential:'],
    ['istio', 'resolution: STATIC', 'resolution: DNS'],
    ['istio', 'host: db.internal', 'host: else.internal'],
    ['istio', 'istio-injection: enabled', 'istio-injection: on'],
    ['linkerd', 'accessPolicy: deny', 'accessPolicy: refuse'],
    ['linkerd', 'accessPolicy:', 'access:'],
    ['linkerd', 'proxyProtocol: unknown', 'proxyProtocol: http'],
    ['linkerd', 'v1beta3', 'v1beta9'],
    ['linkerd', 'identityRefs:', 'identities:'],
    ['linkerd', 'kind: MeshTLSAuthentication\n      name: app', 'kind: MeshTLSAuthentication\n      name: nobody'],
    ['linkerd', 'all-authenticated', 'everyone'],
    ['consul', 'allowEnablingPermissiveMutualTLS', 'allowEnablingPermissiveMutualTLSMode'],
    ['consul', 'mutualTLSMode: strict', 'mutualTLSMode: on'],
    ['consul', 'action: deny', 'action: refuse'],
    ['consul', 'name: global', 'name: local'],
    ['consul', 'protocol: http', 'protocol: https'],
  ] as const)('refuses what is broken for %s: %s', (product, from, to) => {
    const { path, text, hosts } = file(product);
    expect(text).toContain(from);
    expect(checkMeshFile(path, text, hosts)).toEqual([]);
    expect(checkMeshFile(path, text.replace(from, to), hosts)).not.toEqual([]);
  });

  it.each([
    ['serviceAccountName', 'serviceAccountname'],
    ['annotations:', 'annotation:'],
    ['connect-inject: "true"', 'connect-inject: "yes"'],
  ])('refuses a patch with %s as %s', (from, to) => {
    const { path, text, hosts } = file('consul', 1);
    expect(text).toContain(from);
    expect(checkMeshFile(path, text, hosts)).toEqual([]);
    expect(checkMeshFile(path, text.replace(from, to), hosts)).not.toEqual([]);
  });
});
