import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountBelowRoot, environment, handOver } from '../processes.ts';
import { find, type Program } from '../programs.ts';
import { fileOf, portsOf, type Server, type Site } from './server.ts';

/** Debian keeps the server's programs out of the way of everybody's PATH. */
const folders = ['18', '17', '16', '15', '14'].map((version) => `/usr/lib/postgresql/${version}/bin`);
const postgres: Program = { name: 'postgres', debian: 'postgresql', folders };
const initdb: Program = { name: 'initdb', debian: 'postgresql', folders };

export const postgresql: Server = {
  needs: [postgres, initdb, { name: 'psql', debian: 'postgresql-client' }],
  start: (site) => {
    const account = accountBelowRoot('postgres');
    const data = join(site.work, 'data');
    const sockets = join(site.work, 'sockets');
    for (const folder of [data, sockets]) mkdirSync(folder, { mode: 0o700 });
    for (const folder of [site.work, site.keys]) handOver(folder, account);
    const run = (command: readonly string[], input = '') => {
      const [program = '', ...args] = site.view.through(command, account);
      execFileSync(program, args, { cwd: '/', env: environment, input, stdio: ['pipe', 'ignore', 'pipe'] });
    };
    run([`${find(initdb)}`, '-A', 'trust', '-N', '-U', 'postgres', '-D', data]);
    run([`${find(postgres)}`, '--single', '-D', data, '-F', 'postgres'], accounts(site));
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
};

/** A role for each caller, and the database that all of them dial: named after the node. */
const accounts = ({ plan, callers, password }: Site): string =>
  [
    `CREATE DATABASE "${plan.node.id}"`,
    ...callers.map((role) => `CREATE ROLE "${role}" LOGIN PASSWORD '${password}'`),
    ...callers.map((role) => `GRANT ALL ON DATABASE "${plan.node.id}" TO "${role}"`),
  ]
    .map((each) => `${each}\n`)
    .join('');
