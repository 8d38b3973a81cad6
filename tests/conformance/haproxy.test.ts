import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/haproxy/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { validateHaproxy } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

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

  it('from 50 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, recast(topology, 'haproxy'));
      }),
      { numRuns: 50 },
    );
    expect(exported).toBeGreaterThan(25);
  });
});

describe.skipIf(haproxy === null)('haproxy -c refuses what is broken', () => {
  const topology = draw('client ==> edge(haproxy)[terminate] ==> app[terminate]');
  const [[path, text] = ['', '']] = haproxy === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt keyword', (text: string) => text.replace('default_backend', 'default_backed')],
    ['TLS without a CA', (text: string) => text.replace(/ca-file \S+/, '')],
    ['a file that is not there', (text: string) => text.replace('.pem', '.pam')],
    ['no line feed at the end', (text: string) => text.trimEnd()],
    ['a warning', (text: string) => text.replace(/timeout (connect|client|server) .*\n/g, '')],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });

  it('a key that does not belong to the certificate', () => {
    exportAll(subject, topology);
    const directory = join(certificates.directory, 'nodes/edge');
    const file = join(directory, 'edge-in.pem');
    const whole = readFileSync(file, 'utf8');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    writeFileSync(file, whole.replace(/-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]*$/, other));
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: false });
    writeFileSync(file, whole);
  });
});
