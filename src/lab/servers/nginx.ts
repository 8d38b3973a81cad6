import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, portsOf, type Server } from './server.ts';

export const nginx: Server = {
  needs: [
    { name: 'nginx', debian: 'nginx' },
    // `stream` is a module of its own in Debian.
    { name: 'ngx_stream_module.so', debian: 'libnginx-mod-stream', folders: ['/usr/lib/nginx/modules'], module: true },
  ],
  start: (site) => {
    const prefix = join(site.work, 'prefix');
    mkdirSync(prefix, { recursive: true });
    symlinkSync('/usr/lib/nginx/modules', join(prefix, 'modules'));
    const globals = `daemon off; pid ${prefix}/pid; error_log stderr info;`;
    return {
      command: ['nginx', '-e', 'stderr', '-p', prefix, '-c', fileOf(site, 'nginx.conf'), '-g', globals],
      ports: portsOf(site),
    };
  },
};
