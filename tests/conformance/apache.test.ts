import { afterAll, describe } from 'vitest';
import { exportPlan } from '../../src/core/products/apache/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { validateApache } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

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
  acceptsExports({
    product: 'apache',
    validate: (topology) => validate(subject, topology),
    proxies: 100,
    designs: 50,
    filesInAll: 26,
    kinds: ['load-balancer'],
  });
});

describe.skipIf(apache === null)('apache2 -t refuses what is broken', () => {
  refusesDamaged(subject, apache !== null, draw('client ==> edge(apache)[terminate] ==> app[terminate]'), [
    ['a misspelt directive', (text) => text.replace('SSLProxyVerify ', 'SSLProxyVerfy ')],
    ['an unknown value', (text) => text.replace('+TLSv1.3', '+TLSv1.9')],
    ['a file that is not there', (text) => text.replace('.crt', '.cart')],
    ['a pattern that is none', (text) => text.replace('"^/"', '"^/("')],
    ['a module that is not there', (text) => text.replace('!http2_module', '!http3_module')],
  ]);
});
