import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/haproxy/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { proxies } from '../support/proxies.ts';
import { validateHaproxy } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { readTemplate, type Subject, templateFiles, validate } from '../support/validating.ts';

const haproxy = requireProgram('haproxy', 'haproxy');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = { product: 'haproxy', exportPlan, certificates, check: validateHaproxy };

describe.skipIf(haproxy === null)('haproxy -c accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, readTemplate(file));
  });

  it('from 200 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('haproxy'), (topology) => {
        expect(validate(subject, topology)).toBe(1);
      }),
      { numRuns: 200 },
    );
  });

  it('from 100 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, topology);
      }),
      { numRuns: 100 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});
