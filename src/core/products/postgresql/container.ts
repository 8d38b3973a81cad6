import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'postgres',
  tag: '15',
  source: 'https://github.com/docker-library/docs/blob/master/postgres/content.md',
  files: {
    'postgresql.conf': '/etc/postgresql/postgresql.conf',
    'pg_hba.conf': '/etc/postgresql/pg_hba.conf',
  },
  command: [
    'postgres',
    '-c',
    'config_file=/etc/postgresql/postgresql.conf',
    '-c',
    'hba_file=/etc/postgresql/pg_hba.conf',
  ],
  secrets: ['POSTGRES_PASSWORD'],
  data: '/var/lib/postgresql/data',
};
