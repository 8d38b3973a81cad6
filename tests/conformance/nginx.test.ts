import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { exportPlan } from '../../src/core/products/nginx/export.ts';
import { topologies } from '../support/arbitrary.ts';
import { Certificates } from '../support/certificates.ts';
import { proxies } from '../support/proxies.ts';
import { nginxPrefix, validateNginx } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { readTemplate, type Subject, templateFiles, validate } from '../support/validating.ts';

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

  it('from 200 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += validate(subject, topology);
      }),
      { numRuns: 200 },
    );
    expect(exported).toBeGreaterThan(50);
  });
});
