import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/nginx/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { recast } from '../support/exported.ts';
import { proxies } from '../support/proxies.ts';
import { nginxPrefix, validateNginx } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { exportAll, readTemplate, type Subject, store, templateFiles, validate } from '../support/validating.ts';

const nginx = requireProgram('nginx', 'nginx libnginx-mod-stream');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const prefix = nginxPrefix(certificates.directory);
const subject: Subject = {
  product: 'nginx',
  exportPlan,
  certificates,
  check: (file) => validateNginx(prefix, file),
  // Where `http2` became a directive.
  unread: '1.25.1',
};

describe.skipIf(nginx === null)('nginx -t accepts what is exported', () => {
  it.each(templateFiles)('from the template %s', (file) => {
    validate(subject, readTemplate(file));
  });

  it('from 300 proxies with everything at random', () => {
    fc.assert(
      fc.property(proxies('nginx'), (topology) => {
        expect(validate(subject, topology)).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it('from 80 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, recast(topology, 'nginx'));
      }),
      { numRuns: 80 },
    );
    expect(exported).toBeGreaterThan(50);
  });
});

describe.skipIf(nginx === null)('nginx -t refuses what is broken', () => {
  const topology = draw('client ==> edge(nginx)[terminate] ==> app[terminate]');
  const [[path, text] = ['', '']] = nginx === null ? [] : [...exportAll(subject, topology)];

  it('and accepts it whole', () => {
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: true });
  });

  it.each([
    ['a misspelt directive', (text: string) => text.replace('proxy_pass', 'proxy_pas')],
    ['a value that does not exist', (text: string) => text.replace('ssl_verify on', 'ssl_verify yes')],
    ['a missing brace', (text: string) => text.trimEnd().slice(0, -1)],
    ['a file that is not there', (text: string) => text.replace('.crt;', '.crd;')],
    [
      'a warning',
      (text: string) => text.replace('server_tokens off;', 'server_tokens off; types { text/html a; text/plain a; }'),
    ],
  ])('%s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(subject.check(store(subject, path, damaged))).toMatchObject({ accepted: false });
  });

  it('a key that does not belong to the certificate', () => {
    exportAll(subject, topology);
    const directory = join(certificates.directory, 'nodes/edge');
    const file = join(directory, 'edge-in.key');
    const whole = readFileSync(file, 'utf8');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    writeFileSync(file, whole.replace(/-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]*$/, other));
    expect(subject.check(store(subject, path, text))).toMatchObject({ accepted: false });
    writeFileSync(file, whole);
  });
});
