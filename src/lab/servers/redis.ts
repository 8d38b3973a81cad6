import { fileOf, portsOf, type Server } from './server.ts';

export const redis: Server = {
  needs: [{ name: 'redis-server', debian: 'redis-server' }],
  start: (site) => ({
    command: [
      ...['redis-server', fileOf(site, 'redis.conf'), '--dir', site.work, '--save', ''],
      ...['--loglevel', 'verbose'],
    ],
    ports: portsOf(site),
    ready: /Ready to accept connections/,
  }),
};
