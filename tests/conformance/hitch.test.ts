import { afterAll, describe } from 'vitest';
import { exportPlan } from '../../src/core/products/hitch/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { validateHitch } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

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
  acceptsExports({
    product: 'hitch',
    validate: (topology) => validate(subject, topology),
    proxies: 80,
    designs: 50,
    filesInAll: 26,
    kinds: ['load-balancer'],
  });
});

describe.skipIf(hitch === null)('hitch --test refuses what is broken', () => {
  refusesDamaged(subject, hitch !== null, draw('client ==> edge(hitch)[terminate] --> app[plaintext]'), [
    ['a misspelt option', (text) => text.replace('pem-file', 'pam-file')],
    ['an unknown version', (text) => text.replace('TLSv1.3', 'TLSv1.9')],
    ['a file that is not there', (text) => text.replace('.pem', '.pam')],
    ['two PROXY headers', (text) => `${text}write-proxy-v1 = on\nproxy-proxy = on\n`],
    ['a backend that does not resolve', (text) => text.replace(/backend = .*/, 'backend = "[nowhere.invalid]:80"')],
  ]);
});
