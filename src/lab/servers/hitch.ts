import { fileOf, portsOf, type Server } from './server.ts';

export const hitch: Server = {
  needs: [{ name: 'hitch', debian: 'hitch' }],
  start: (site) => ({
    // As root it asks for an account to change to.
    command: ['hitch', ...(process.getuid?.() === 0 ? ['--user=nobody'] : []), `--config=${fileOf(site, '.conf')}`],
    ports: portsOf(site),
  }),
};
