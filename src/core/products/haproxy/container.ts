import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'haproxy',
  tag: '2.6',
  source: 'https://github.com/docker-library/docs/blob/master/haproxy/content.md',
  files: { 'haproxy.cfg': '/usr/local/etc/haproxy/haproxy.cfg' },
  lowPorts: true,
};
