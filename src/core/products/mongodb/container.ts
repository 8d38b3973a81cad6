import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'mongo',
  tag: '8.0',
  source: 'https://github.com/docker-library/docs/blob/master/mongo/content.md',
  files: { 'mongod.conf': '/etc/mongo/mongod.conf' },
  command: ['--config', '/etc/mongo/mongod.conf'],
  secrets: ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD'],
  data: '/data/db',
};
