import { execFileSync, spawn } from 'node:child_process';
import { chownSync, lstatSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { View } from './view.ts';

/** An account to run a program as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account that a server brings along, and insists on. */
export function accountNamed(name: string): Account {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Hands a folder and everything in it over to an account; whoever is not root is that account in the server's eyes. */
export function handOver(path: string, account: Account): void {
  if (process.getuid?.() !== 0) return;
  chownSync(path, account.uid, account.gid);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) handOver(join(path, name), account);
}

export interface Running {
  /** What it wrote so far, to both outputs. */
  readonly log: () => string;
  readonly ended: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface Start {
  readonly command: readonly string[];
  /** Ports that answer once it is ready. */
  readonly ports: readonly number[];
  /** What its log says once it is ready, where a port that answers is not enough. */
  readonly ready?: RegExp;
  readonly account?: Account;
  readonly env?: Readonly<Record<string, string>>;
  /** PostgreSQL waits for its clients unless it is asked by this signal: https://www.postgresql.org/docs/current/server-shutdown.html */
  readonly signal?: NodeJS.Signals;
  readonly patience?: number;
}

/** Starts a server in the foreground and waits until it is ready; when it ends first, throws what it said. */
export async function start(view: View, what: Start, abort?: AbortSignal): Promise<Running> {
  const { ports, ready, account = null, env = {}, signal = 'SIGTERM', patience = 15_000 } = what;
  const [program = '', ...args] = view.through(what.command, account);
  const child = spawn(program, args, { cwd: '/', env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const listen = (chunk: Buffer) => {
    log += chunk;
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  let failed: Error | null = null;
  child.once('error', (error) => {
    failed = error;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const over = () => failed !== null || child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!over()) child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  };
  const name = what.command[0] ?? 'it';
  const deadline = Date.now() + patience;
  const waiting = new Set(ports);
  for (;;) {
    if (abort?.aborted) {
      await stop();
      throw abort.reason;
    }
    if (over()) throw new Error(`${name} ended: ${failed ?? log}`);
    for (const port of waiting) if (await answers(port)) waiting.delete(port);
    if (waiting.size === 0 && (!ready || ready.test(log))) return { log: () => log, ended: over, stop };
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${name} was not ready after ${patience / 1000} s: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What every process of a lab is started with: nothing of a person's own settings. */
export const environment: Readonly<Record<string, string>> = {
  PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
  LC_ALL: 'C',
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
