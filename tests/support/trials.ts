import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ProductKind } from '../../src/core/model/product.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { topologies } from './arbitrary.ts';
import { recast } from './exported.ts';
import { proxies } from './proxies.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles } from './validating.ts';

// What every exporter of a proxy is tried with, whatever says yes or no to its files.

export interface Trials {
  readonly product: string;
  /** Throws what is wrong with the files of a design; returns how many there are. */
  readonly validate: (topology: Topology) => number;
  /** Whether templates are tried with the product wherever it could stand, or as they are. */
  readonly recastTemplates?: boolean;
  readonly proxies: number;
  /** How many files a proxy makes at the most; one where nothing is said. */
  readonly filesEach?: number;
  readonly designs: number;
  /** The least number of files that they make, or the trial tried nothing. */
  readonly filesInAll: number;
  /** In whose place the product stands in designs. */
  readonly kinds?: readonly ProductKind[];
}

/** From the templates, from proxies with everything at random, and from whole designs. */
export function acceptsExports(trials: Trials): void {
  const { product, validate, recastTemplates = false, filesEach = 1, designs, filesInAll, kinds } = trials;
  it.each(templateFiles)('from the template %s', (file) => {
    const template = readTemplate(file);
    validate(recastTemplates ? recast(template, product) : template);
  });

  it(`from ${trials.proxies} proxies with everything at random`, () => {
    fc.assert(
      fc.property(proxies(product), (topology) => {
        const files = validate(topology);
        expect(files).toBeGreaterThan(0);
        expect(files).toBeLessThanOrEqual(filesEach);
      }),
      { numRuns: trials.proxies },
    );
  });

  it(`from ${designs} whole designs at random, with the product wherever it could stand`, () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(recast(topology, product, kinds));
      }),
      { numRuns: designs },
    );
    expect(exported).toBeGreaterThanOrEqual(filesInAll);
  });
}

export type Damage = readonly [what: string, damage: (text: string) => string];

/** Accepts what a drawing exports first, and refuses it once it is damaged. */
export function refusesDamaged(
  subject: Subject,
  installed: boolean,
  drawing: Topology,
  damages: readonly Damage[],
): void {
  const [[path, text] = ['', '']] = installed ? [...exportAll(subject, drawing)] : [];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each(damages)('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });
}

/** @param keyFile where the key lies, in the folder of the files of the node `edge` */
export function refusesForeignKey(subject: Subject, drawing: Topology, keyFile: string): void {
  it('a key that does not belong to the certificate', () => {
    const [[path, text] = ['', '']] = exportAll(subject, drawing);
    const file = join(subject.certificates.directory, 'nodes/edge', keyFile);
    const whole = readFileSync(file, 'utf8');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    writeFileSync(file, whole.replace(/-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]*$/, other));
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: false });
    writeFileSync(file, whole);
  });
}
