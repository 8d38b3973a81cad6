import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/hitch/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { validateHitch } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

const hitch = requireProgram('hitch', 'hitch');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = {
  product: 'hitch',
  exportPlan,
  certificates,
  check: validateHitch,
};

describe.skipIf(hitch === null)('hitch --test accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, readTemplate(file));
  });

  it('from 80 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('hitch'), (topology) => {
        expect(validate(subject, topology)).toBe(1);
      }),
      { numRuns: 80 },
    );
  });

  it('from 50 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, recast(topology, 'hitch', ['load-balancer']));
      }),
      { numRuns: 50 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});

describe.skipIf(hitch === null)('hitch --test refuses what is broken', () => {
  const topology = draw('client ==> edge(hitch)[terminate] --> app[plaintext]');
  const [[path, text] = ['', '']] = hitch === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt option', (text: string) => text.replace('pem-file', 'pam-file')],
    ['an unknown version', (text: string) => text.replace('TLSv1.3', 'TLSv1.9')],
    ['a file that is not there', (text: string) => text.replace('.pem', '.pam')],
    ['two PROXY headers', (text: string) => `${text}write-proxy-v1 = on\nproxy-proxy = on\n`],
    [
      'a backend that does not resolve',
      (text: string) => text.replace(/backend = .*/, 'backend = "[nowhere.invalid]:80"'),
    ],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });
});
