import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../../src/core/model/topology.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { Certificates } from './certificates.ts';
import { type Account, accountBelowRoot, asAccount, own, provide, type Ran, runClient, until } from './lab.ts';
import { type Running, start } from './running.ts';
import { freePorts, requireProgram } from './servers.ts';

const mariadbd = requireProgram('mariadbd', 'mariadb-server');
const install = requireProgram('mariadb-install-db', 'mariadb-server');
const client = requireProgram('mariadb', 'mariadb-client');
const printDefaults = requireProgram('my_print_defaults', 'mariadb-client-core');
export const mariadbIsMissing = !mariadbd || !install || !client || !printDefaults;

/** A data directory and a port of its own, with one account `app`; nothing in it knows of TLS. */
export class MariaDb {
  readonly certificates = new Certificates();
  readonly folder = this.certificates.directory;
  readonly port: number;
  readonly #account: Account | null = accountBelowRoot('mysql');
  readonly #data = join(this.folder, 'data');

  static async create(): Promise<MariaDb> {
    const [port = 0] = await freePorts(1);
    return new MariaDb(port);
  }

  private constructor(port: number) {
    this.port = port;
    chmodSync(this.folder, 0o755);
    mkdirSync(join(this.folder, 'run'));
    own(join(this.folder, 'run'), this.#account);
    const user = this.#account ? ['--user=mysql'] : [];
    // It need not survive a power cut.
    const careless = ['--innodb-doublewrite=0', '--innodb-flush-log-at-trx-commit=0', '--sync-frm=0'];
    execFileSync(
      `${install}`,
      [
        ...['--no-defaults', ...user, `--datadir=${this.#data}`, '--auth-root-authentication-method=normal'],
        ...['--skip-test-db', '--skip-name-resolve', ...careless],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
  }

  get #socket(): string {
    return join(this.folder, 'run', 'socket');
  }

  remove(): void {
    this.certificates.remove();
  }

  provide(topology: Topology, plans: readonly Plan[]): void {
    provide(this.certificates, topology, plans, this.#account);
  }

  /** Starts the server with an option file as it lies there; what is added says where to write, not how to speak. */
  async serve(file: string): Promise<Running> {
    const [program, ...args] = asAccount(
      this.#account,
      ...[`${mariadbd}`, `--defaults-file=${file}`, `--datadir=${this.#data}`, `--socket=${this.#socket}`],
      ...[`--pid-file=${this.folder}/run/pid`, '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0'],
    );
    const server = await start(program, args, this.port);
    if (await until(() => server.log().includes('ready for connections'), 10_000)) return server;
    await server.stop();
    throw new Error(server.log());
  }

  /** What the server makes of a file, without a start: every variable with its value, or its complaint. */
  read(file: string): Promise<Ran> {
    return runClient(
      asAccount(this.#account, `${mariadbd}`, `--defaults-file=${file}`, `--datadir=${this.#data}`).concat(
        '--help',
        '--verbose',
      ),
      { limit: 20_000 },
    );
  }

  /** The options that the server's own parser finds in a group of a file. */
  options(file: string, group: string): Promise<Ran> {
    return runClient([`${printDefaults}`, `--defaults-file=${file}`, group]);
  }

  /** Statements of the administrator, over the socket of this host. */
  administer(statements: string): Promise<Ran> {
    return runClient([`${client}`, '--no-defaults', '-N', '-uroot', `--socket=${this.#socket}`], { input: statements });
  }

  /** The version of TLS that `app` gets in with over the network; empty: with none. */
  dial(...options: readonly string[]): Promise<Ran> {
    return runClient([
      ...[
        `${client}`,
        '--no-defaults',
        '-N',
        '-B',
        '--protocol=tcp',
        '-hlocalhost',
        `-P${this.port}`,
        '-uapp',
        '-psecret',
      ],
      ...[...options, '-e', "SHOW STATUS LIKE 'Ssl_version'"],
    ]);
  }
}
