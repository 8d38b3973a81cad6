import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'redis',
  tag: '7.0',
  source: 'https://github.com/docker-library/docs/blob/master/redis/content.md',
  files: { 'redis.conf': '/usr/local/etc/redis/redis.conf' },
  command: ['redis-server', '/usr/local/etc/redis/redis.conf'],
  data: '/data',
};
