import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../../src/core/model/topology.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { exportPlan } from '../../src/core/products/postgresql/export.ts';
import { Certificates } from './certificates.ts';
import { type Account, accountBelowRoot, asAccount, own, provide, type Ran, runClient, until } from './lab.ts';
import { type Running, start } from './running.ts';
import { freePorts, requireProgram } from './servers.ts';

/** Debian keeps the server's programs out of the way of everybody's PATH. */
const debian = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/16/bin'];
const postgres = requireProgram('postgres', 'postgresql', debian);
const initdb = requireProgram('initdb', 'postgresql', debian);
export const psql = requireProgram('psql', 'postgresql-client');
export const postgresqlIsMissing = !postgres || !initdb || !psql;

/** A data directory and a port of its own; nothing in it knows of TLS before it is started with exported files. */
export class Cluster {
  readonly certificates = new Certificates();
  readonly folder = this.certificates.directory;
  readonly password = "it's a secret";
  readonly port: number;
  readonly #account: Account | null = accountBelowRoot('postgres');
  readonly #data = join(this.folder, 'data');

  static async create(roles: readonly string[] = []): Promise<Cluster> {
    const [port = 0] = await freePorts(1);
    return new Cluster(port, roles);
  }

  private constructor(port: number, roles: readonly string[]) {
    this.port = port;
    chmodSync(this.folder, 0o755);
    for (const name of ['data', 'sockets']) {
      mkdirSync(join(this.folder, name), { mode: 0o700 });
      own(join(this.folder, name), this.#account);
    }
    this.#run([`${initdb}`, '-A', 'trust', '-N', '-U', 'postgres', '-D', this.#data]);
    const secret = this.password.replaceAll("'", "''");
    const statements = [
      'CREATE DATABASE db',
      ...roles.map((role) => `CREATE ROLE "${role}" LOGIN PASSWORD '${secret}'`),
    ];
    this.#run(
      [`${postgres}`, '--single', '-D', this.#data, '-F', 'postgres'],
      statements.map((each) => `${each}\n`).join(''),
    );
  }

  get sockets(): string {
    return join(this.folder, 'sockets');
  }

  remove(): void {
    this.certificates.remove();
  }

  /** Provides every file that the plans name; keys of servers are the server's own. */
  provide(topology: Topology, plans: readonly Plan[]): void {
    provide(this.certificates, topology, plans, this.#account);
  }

  handOver(file: string): string {
    own(file, this.#account);
    return file;
  }

  /** Starts the server with two files, exactly as they lie there. */
  async serve(settings: string, rules: string): Promise<Running> {
    const [program, ...args] = asAccount(
      this.#account,
      ...[`${postgres}`, '-D', this.#data, '-c', `config_file=${settings}`, '-c', `hba_file=${rules}`],
      // Not configuration of TLS: where the lab keeps its sockets, and that it need not survive a power cut.
      ...['-c', `unix_socket_directories=${this.sockets}`, '-c', 'fsync=off'],
    );
    const server = await start(program, args, this.port);
    if (await until(() => server.log().includes('ready to accept connections'))) return server;
    await server.stop();
    throw new Error(server.log());
  }

  /** One setting as the server reads it from a file, without a start; fails for an unknown name or a bad value. */
  read(file: string, name: string): Promise<Ran> {
    return runClient(
      asAccount(this.#account, `${postgres}`, '-D', this.#data, '-c', `config_file=${file}`, '-C', name),
    );
  }

  #run(command: readonly string[], input = ''): void {
    const [program, ...args] = asAccount(this.#account, ...command);
    execFileSync(program, args, { cwd: '/', input, stdio: ['pipe', 'ignore', 'pipe'] });
  }
}

export interface Texts {
  readonly settings: string;
  readonly rules: string;
}

/** The two files of a server. */
export function textsOf(plan: Plan): Texts {
  const { files } = exportPlan(plan);
  const find = (name: string) => files.find(({ path }) => path === `${plan.node.id}/${name}`)?.text ?? '';
  return { settings: find('postgresql.conf'), rules: find('pg_hba.conf') };
}
