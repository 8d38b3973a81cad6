import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'caddy',
  tag: '2.6',
  source: 'https://github.com/docker-library/docs/blob/master/caddy/content.md',
  files: { Caddyfile: '/etc/caddy/Caddyfile' },
  data: '/data',
};
