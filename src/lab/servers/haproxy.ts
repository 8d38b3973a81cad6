import { fileOf, portsOf, type Server } from './server.ts';

export const haproxy: Server = {
  needs: [{ name: 'haproxy', debian: 'haproxy' }],
  start: (site) => ({ command: ['haproxy', '-db', '-f', fileOf(site, 'haproxy.cfg')], ports: portsOf(site) }),
};
