import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/stunnel/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { validateStunnel } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

const stunnel = requireProgram('stunnel', 'stunnel4');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = {
  product: 'stunnel',
  exportPlan,
  certificates,
  check: (file) => validateStunnel(certificates.directory, file),
};

describe.skipIf(stunnel === null)('stunnel accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, readTemplate(file));
  });

  it('from 100 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('stunnel'), (topology) => {
        expect(validate(subject, topology)).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  it('from 50 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, recast(topology, 'stunnel', ['load-balancer']));
      }),
      { numRuns: 50 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});

describe.skipIf(stunnel === null)('stunnel refuses what is broken', () => {
  const topology = draw('client ==> edge(stunnel)[terminate] ==> app[terminate]');
  const [[path, text] = ['', '']] = stunnel === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt option', (text: string) => text.replace('checkHost', 'checkHoast')],
    ['an unknown value', (text: string) => text.replace('TLSv1.3', 'TLSv1.9')],
    ['a file that is not there', (text: string) => text.replace('.crt', '.cart')],
    ['a name without a chain', (text: string) => text.replace('verifyChain = yes\n', '')],
    ['a group that the library does not know', (text: string) => text.replace('X25519:', 'X25520:')],
    ['an unknown upgrade', (text: string) => text.replace('[in]\n', '[in]\nprotocol = gopher\n')],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });
});
