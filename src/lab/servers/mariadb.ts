import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountNamed, environment, handOver } from '../processes.ts';
import { fileOf, portsOf, type Server, type Site } from './server.ts';
import { copyOfTemplate } from './template.ts';

const socketOf = ({ work }: Site): string => join(work, 'run', 'socket');

export const mariadb: Server = {
  needs: [
    { name: 'mariadbd', debian: 'mariadb-server' },
    { name: 'mariadb-install-db', debian: 'mariadb-server' },
    { name: 'mariadb', debian: 'mariadb-client' },
  ],
  start: async (site) => {
    const account = accountNamed('mysql');
    const data = join(site.work, 'data');
    mkdirSync(join(site.work, 'run'));
    await copyOfTemplate('mariadb', data, (folder) => install(site, folder));
    for (const folder of [site.work, site.keys]) handOver(folder, account);
    return {
      command: [
        ...['mariadbd', `--defaults-file=${fileOf(site, '.cnf')}`, `--datadir=${data}`, `--socket=${socketOf(site)}`],
        ...[`--pid-file=${join(site.work, 'run', 'pid')}`, '--innodb-flush-log-at-trx-commit=0'],
        // Accounts are made for every host; and who can't be let in is told so at once.
        ...['--skip-name-resolve', '--skip-log-bin'],
      ],
      account,
      ports: portsOf(site),
      ready: /ready for connections/,
    };
  },
  settle: async (site) => {
    const { databases, callers, password, view } = site;
    const [program = '', ...args] = view.through(['mariadb', '--no-defaults', '-uroot', `--socket=${socketOf(site)}`]);
    const statements = [
      ...databases.map((name) => `CREATE DATABASE IF NOT EXISTS \`${name}\``),
      ...callers.flatMap((name) => [
        `CREATE USER '${name}'@'%' IDENTIFIED BY '${password}'`,
        `GRANT ALL ON *.* TO '${name}'@'%'`,
        ...demandsOf(site, name),
      ]),
    ];
    execFileSync(program, args, {
      cwd: '/',
      env: environment,
      input: statements.map((each) => `${each};\n`).join(''),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
  },
};

/** What the exported statements are to be run for: every account that comes over the network. */
const demandsOf = ({ files }: Site, name: string): readonly string[] =>
  files
    .filter(({ path }) => path.endsWith('.sql'))
    .flatMap(({ text }) => text.match(/^ALTER USER .*(?=;$)/gm) ?? [])
    .map((statement) => statement.replace('APPLICATION', name));

/** A server's first tables; it need not survive a power cut. */
function install({ view }: Site, folder: string): void {
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
  const careless = ['--innodb-doublewrite=0', '--innodb-flush-log-at-trx-commit=0', '--sync-frm=0'];
  const [program = '', ...args] = view.through([
    ...['mariadb-install-db', '--no-defaults', ...user, `--datadir=${folder}`],
    ...['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve', ...careless],
  ]);
  execFileSync(program, args, { cwd: '/', env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
}
