import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/apache/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { validateApache } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

const apache = requireProgram('apache2', 'apache2');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = {
  product: 'apache',
  exportPlan,
  certificates,
  check: (file) => validateApache(certificates.directory, file),
};

describe.skipIf(apache === null)('apache2 -t accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, readTemplate(file));
  });

  it('from 100 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('apache'), (topology) => {
        expect(validate(subject, topology)).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('from 50 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, recast(topology, 'apache', ['load-balancer']));
      }),
      { numRuns: 50 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});

describe.skipIf(apache === null)('apache2 -t refuses what is broken', () => {
  const topology = draw('client ==> edge(apache)[terminate] ==> app[terminate]');
  const [[path, text] = ['', '']] = apache === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt directive', (text: string) => text.replace('SSLProxyVerify ', 'SSLProxyVerfy ')],
    ['an unknown value', (text: string) => text.replace('+TLSv1.3', '+TLSv1.9')],
    ['a file that is not there', (text: string) => text.replace('.crt', '.cart')],
    ['a pattern that is none', (text: string) => text.replace('"^/"', '"^/("')],
    ['a module that is not there', (text: string) => text.replace('!http2_module', '!http3_module')],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });
});
