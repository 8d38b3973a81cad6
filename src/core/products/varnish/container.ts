import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'varnish',
  tag: '7.1',
  source: 'https://github.com/docker-library/docs/blob/master/varnish/content.md',
  files: { 'default.vcl': '/etc/varnish/default.vcl', 'varnishd.sh': '/etc/varnish/varnishd.sh' },
  command: ['sh', '/etc/varnish/varnishd.sh'],
  // Runs as varnish: https://github.com/varnish/docker-varnish/blob/master/fresh/debian/Dockerfile
  lowPorts: true,
};
