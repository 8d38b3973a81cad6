import { afterAll, describe } from 'vitest';
import { exportPlan } from '../../src/core/products/haproxy/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { validateHaproxy } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged, refusesForeignKey } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

const haproxy = requireProgram('haproxy', 'haproxy');
const certificates = new Certificates();
afterAll(() => certificates.remove());
const subject: Subject = { product: 'haproxy', exportPlan, certificates, check: validateHaproxy };

describe.skipIf(haproxy === null)('haproxy -c accepts what is exported', () => {
  acceptsExports({
    product: 'haproxy',
    validate: (topology) => validate(subject, topology),
    proxies: 200,
    designs: 50,
    filesInAll: 26,
  });
});

describe.skipIf(haproxy === null)('haproxy -c refuses what is broken', () => {
  const drawing = draw('client ==> edge(haproxy)[terminate] ==> app[terminate]');
  refusesDamaged(subject, haproxy !== null, drawing, [
    ['a misspelt keyword', (text) => text.replace('default_backend', 'default_backed')],
    ['TLS without a CA', (text) => text.replace(/ca-file \S+/, '')],
    ['a file that is not there', (text) => text.replace('.pem', '.pam')],
    ['no line feed at the end', (text) => text.trimEnd()],
    ['a warning', (text) => text.replace(/timeout (connect|client|server) .*\n/g, '')],
  ]);
  refusesForeignKey(subject, drawing, 'edge-in.pem');
});
