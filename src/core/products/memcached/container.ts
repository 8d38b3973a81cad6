import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'memcached',
  tag: '1.6',
  source: 'https://github.com/docker-library/memcached/blob/master/1/debian/Dockerfile',
  files: { 'memcached.conf': '/etc/memcached.conf' },
  // The file is Debian's: memcached itself reads none.
  command: ['sh', '-c', 'exec memcached $(grep -v "^#" /etc/memcached.conf)'],
};
