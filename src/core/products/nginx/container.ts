import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'nginx',
  tag: '1.22',
  source: 'https://github.com/docker-library/docs/blob/master/nginx/content.md',
  files: { 'nginx.conf': '/etc/nginx/nginx.conf' },
};
