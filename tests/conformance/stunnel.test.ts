import { afterAll, describe } from 'vitest';
import { exportPlan } from '../../src/core/products/stunnel/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { validateStunnel } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

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
  acceptsExports({
    product: 'stunnel',
    validate: (topology) => validate(subject, topology),
    proxies: 100,
    designs: 50,
    filesInAll: 26,
    kinds: ['load-balancer'],
  });
});

describe.skipIf(stunnel === null)('stunnel refuses what is broken', () => {
  refusesDamaged(subject, stunnel !== null, draw('client ==> edge(stunnel)[terminate] ==> app[terminate]'), [
    ['a misspelt option', (text) => text.replace('checkHost', 'checkHoast')],
    ['an unknown value', (text) => text.replace('TLSv1.3', 'TLSv1.9')],
    ['a file that is not there', (text) => text.replace('.crt', '.cart')],
    ['a name without a chain', (text) => text.replace('verifyChain = yes\n', '')],
    ['a group that the library does not know', (text) => text.replace('X25519:', 'X25520:')],
    ['an unknown upgrade', (text) => text.replace('[in]\n', '[in]\nprotocol = gopher\n')],
  ]);
});
