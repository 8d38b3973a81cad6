import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, portsOf, type Server } from './server.ts';

const modules = [
  ...['mpm_event', 'authz_core', 'headers', 'http2', 'lbmethod_byrequests', 'proxy', 'proxy_balancer', 'proxy_http'],
  ...['remoteip', 'rewrite', 'slotmem_shm', 'socache_shmcb', 'ssl'],
];

/** What Debian's main file brings along for a site: modules, and places that may be written to. */
function apacheMain(run: string, site: string): string {
  mkdirSync(run, { recursive: true });
  const main = join(run, 'apache2.conf');
  const root = process.getuid?.() === 0;
  writeFileSync(
    main,
    [
      'ServerRoot /etc/apache2',
      'ServerName main.internal',
      `DefaultRuntimeDir "${run}"`,
      `PidFile "${run}/pid"`,
      ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      ...(root ? ['User www-data', 'Group www-data'] : []),
      'ErrorLog "|/bin/cat"',
      'LogLevel info',
      `Include "${site}"`,
      '',
    ].join('\n'),
  );
  return main;
}

export const apache: Server = {
  needs: [{ name: 'apache2', debian: 'apache2' }],
  start: (site) => ({
    command: ['apache2', '-D', 'FOREGROUND', '-f', apacheMain(join(site.work, 'run'), fileOf(site, '.conf'))],
    ports: portsOf(site),
  }),
};
