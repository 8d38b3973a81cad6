import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, portsOf, type Server } from './server.ts';

export const varnish: Server = {
  needs: [{ name: 'varnishd', debian: 'varnish' }],
  start: (site) => {
    const line = readFileSync(fileOf(site, 'varnishd.sh'), 'utf8')
      .split('\n')
      .find((each) => each.startsWith('exec '));
    const [, command = '', ...args] = (line ?? '')
      .replace('/etc/varnish/default.vcl', fileOf(site, 'default.vcl'))
      .split(' ');
    const own = ['-n', join(site.work, 'varnish'), '-T', 'none', '-s', 'malloc,16m'];
    return { command: [command, '-j', 'none', ...args, ...own], ports: portsOf(site) };
  },
};
