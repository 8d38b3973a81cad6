import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountNamed, environment, handOver } from '../processes.ts';
import { find, type Program } from '../programs.ts';
import { fileOf, portsOf, type Server, type Site } from './server.ts';
import { copyOfTemplate } from './template.ts';

/** Debian keeps the server's programs out of the way of everybody's PATH. */
const folders = ['18', '17', '16', '15', '14'].map((version) => `/usr/lib/postgresql/${version}/bin`);
const postgres: Program = { name: 'postgres', debian: 'postgresql', folders };
const initdb: Program = { name: 'initdb', debian: 'postgresql', folders };

export const postgresql: Server = {
  needs: [postgres, initdb, { name: 'psql', debian: 'postgresql-client' }],
  start: async (site) => {
    const account = accountNamed('postgres');
    const data = join(site.work, 'data');
    const sockets = socketsOf(site);
    mkdirSync(sockets, { mode: 0o700 });
    await copyOfTemplate('postgresql', data, (folder) => {
      handOver(folder, account);
      run(site, [`${find(initdb)}`, '-A', 'trust', '-N', '-U', 'postgres', '-D', folder]);
    });
    chmodSync(data, 0o700);
    for (const folder of [site.work, site.keys]) handOver(folder, account);
    return {
      command: [
        ...[`${find(postgres)}`, '-D', data, '-c', `config_file=${fileOf(site, 'postgresql.conf')}`],
        ...['-c', `hba_file=${fileOf(site, 'pg_hba.conf')}`],
        // Not configuration of TLS: where the lab keeps its sockets, and that it need not survive a power cut.
        ...['-c', `unix_socket_directories=${sockets}`, '-c', 'fsync=off'],
      ],
      account,
      ports: portsOf(site),
      ready: /ready to accept connections/,
      signal: 'SIGINT',
    };
  },
  settle: async (site) =>
    run(
      site,
      ['psql', '-X', '-q', '-h', socketsOf(site), '-p', `${portsOf(site)[0]}`, '-U', 'postgres'],
      accounts(site),
    ),
};

const socketsOf = ({ work }: Site): string => join(work, 'sockets');

/** A command as the server's own account, which the exported rules let in over the socket. */
function run({ view }: Site, command: readonly string[], input = ''): void {
  const [program = '', ...args] = view.through(command, accountNamed('postgres'));
  execFileSync(program, args, { cwd: '/', env: environment, input, stdio: ['pipe', 'ignore', 'pipe'] });
}

/** A role for each caller, and the databases that they dial. */
const accounts = ({ databases, callers, password }: Site): string =>
  [
    ...databases.map((name) => `CREATE DATABASE "${name}"`),
    ...callers.map((role) => `CREATE ROLE "${role}" LOGIN PASSWORD '${password}'`),
  ]
    .map((each) => `${each};\n`)
    .join('');
