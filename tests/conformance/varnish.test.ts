import { afterAll, describe } from 'vitest';
import { exportPlan } from '../../src/core/products/varnish/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { validateVarnish } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

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
  acceptsExports({
    product: 'varnish',
    validate: (topology) => validate(subject, topology),
    proxies: 12,
    filesEach: 2,
    designs: 12,
    filesInAll: 7,
    kinds: ['load-balancer'],
  });
});

describe.skipIf(varnish === null)('varnishd -C refuses what is broken', () => {
  refusesDamaged(subject, varnish !== null, draw('client --> edge(varnish)[plaintext] --> app[plaintext]'), [
    ['a misspelt field', (text) => text.replace('.host', '.hoast')],
    ['a backend that is not declared', (text) => text.replace('backend_hint = backend1', 'backend_hint = backend2')],
    ['a backend that does not resolve', (text) => text.replace('127.0.0.1', 'nowhere.invalid')],
    ['a field of TLS, which this release does not know', (text) => text.replace('.host', '.ssl = 1;\n.host')],
    ['a brace too few', (text) => text.replace(/\}\n$/, '')],
  ]);
});
