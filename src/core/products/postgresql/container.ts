import type { Container } from '../../compose/container.ts';
import { atLeast } from '../../model/product.ts';

const data = '/var/lib/postgresql/data';

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
  data,
  // From 18 on below a folder of the release: the page of the image, at PGDATA.
  dataOf: (version) => (atLeast(version, '18') ? '/var/lib/postgresql' : data),
};
