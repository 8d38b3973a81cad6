import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'mysql',
  tag: '8.4',
  source: 'https://github.com/docker-library/docs/blob/master/mysql/content.md',
  files: { 'mysqld.cnf': '/etc/mysql/conf.d/mysqld.cnf' },
  secrets: ['MYSQL_ROOT_PASSWORD'],
  data: '/var/lib/mysql',
};
