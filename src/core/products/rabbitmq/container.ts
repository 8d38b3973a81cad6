import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'rabbitmq',
  tag: '3.10',
  source: 'https://github.com/docker-library/docs/blob/master/rabbitmq/content.md',
  files: { 'rabbitmq.conf': '/etc/rabbitmq/rabbitmq.conf' },
  secrets: ['RABBITMQ_DEFAULT_USER', 'RABBITMQ_DEFAULT_PASS'],
  data: '/var/lib/rabbitmq',
};
