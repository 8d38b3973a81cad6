import { afterAll, describe } from 'vitest';
import { exportPlan } from '../../src/core/products/nginx/export.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { nginxPrefix, validateNginx } from '../support/running.ts';
import { requireProgram } from '../support/servers.ts';
import { acceptsExports, refusesDamaged, refusesForeignKey } from '../support/trials.ts';
import { type Subject, validate } from '../support/validating.ts';

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
  acceptsExports({
    product: 'nginx',
    validate: (topology) => validate(subject, topology),
    proxies: 300,
    designs: 80,
    filesInAll: 51,
  });
});

describe.skipIf(nginx === null)('nginx -t refuses what is broken', () => {
  const drawing = draw('client ==> edge(nginx)[terminate] ==> app[terminate]');
  refusesDamaged(subject, nginx !== null, drawing, [
    ['a misspelt directive', (text) => text.replace('proxy_pass', 'proxy_pas')],
    ['a value that does not exist', (text) => text.replace('ssl_verify on', 'ssl_verify yes')],
    ['a missing brace', (text) => text.trimEnd().slice(0, -1)],
    ['a file that is not there', (text) => text.replace('.crt;', '.crd;')],
    [
      'a warning',
      (text) => text.replace('server_tokens off;', 'server_tokens off; types { text/html a; text/plain a; }'),
    ],
  ]);
  refusesForeignKey(subject, drawing, 'edge-in.key');
});
