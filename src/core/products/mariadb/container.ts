import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'mariadb',
  tag: '10.11',
  source: 'https://github.com/docker-library/docs/blob/master/mariadb/content.md',
  files: { 'mariadbd.cnf': '/etc/mysql/conf.d/mariadbd.cnf' },
  secrets: ['MYSQL_ROOT_PASSWORD'],
  data: '/var/lib/mysql',
};
