import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/varnish/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { validateVarnish } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

const varnish = requireProgram('varnishd', 'varnish');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = {
  product: 'varnish',
  exportPlan,
  certificates,
  check: (file) => validateVarnish(certificates.directory, file),
};

describe.skipIf(varnish === null)('varnishd -C accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, readTemplate(file));
  });

  it('from 12 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('varnish'), (topology) => {
        expect(validate(subject, topology)).toBeGreaterThan(0);
      }),
      { numRuns: 12 },
    );
  });

  it('from 12 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, recast(topology, 'varnish', ['load-balancer']));
      }),
      { numRuns: 12 },
    );
    expect(exported).toBeGreaterThan(6);
  });
});

describe.skipIf(varnish === null)('varnishd -C refuses what is broken', () => {
  const topology = draw('client --> edge(varnish)[plaintext] --> app[plaintext]');
  const [[path, text] = ['', '']] = varnish === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt field', (text: string) => text.replace('.host', '.hoast')],
    [
      'a backend that is not declared',
      (text: string) => text.replace('backend_hint = backend1', 'backend_hint = backend2'),
    ],
    ['a backend that does not resolve', (text: string) => text.replace('127.0.0.1', 'nowhere.invalid')],
    ['a field of TLS, which this release does not know', (text: string) => text.replace('.host', '.ssl = 1;\n.host')],
    ['a brace too few', (text: string) => text.replace(/\}\n$/, '')],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });
});
