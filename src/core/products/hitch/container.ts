import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'hitch',
  tag: '1.7',
  source: 'https://github.com/docker-library/docs/blob/master/hitch/content.md',
  files: { 'hitch.conf': '/etc/hitch/hitch.conf' },
};
