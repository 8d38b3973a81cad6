import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

/** The command line as it is shipped: one file, built into a folder outside of the repository. */
export function buildCli(folder: string): string {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--config', 'vite.cli.config.ts', '--outDir', folder, '--emptyOutDir'];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'ignore', env: { ...process.env, NODE_ENV: 'production' } });
  return join(folder, 'main.js');
}

/** A client, a proxy, a service and a database; every link a session of its own but the one behind the proxy. */
export const fourParts = {
  format: 'plainsight/topology',
  version: 1,
  title: 'Four parts',
  nodes: [
    { id: 'client', product: 'api-client', title: 'Client' },
    { id: 'front', product: 'nginx', title: 'Front', listeners: [{ id: 'in', port: 8443, tls: ends() }] },
    {
      id: 'app',
      product: 'node-service',
      title: 'App',
      listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext' } }],
    },
    { id: 'orders', product: 'postgresql', title: 'Orders', listeners: [{ id: 'in', port: 5432, tls: ends() }] },
  ],
  links: [
    { id: 'outside', from: 'client', to: 'front', protocol: 'http', dial: verified() },
    { id: 'inside', from: 'front', to: 'app', protocol: 'http', dial: { tls: 'plaintext' } },
    { id: 'store', from: 'app', to: 'orders', protocol: 'postgres', dial: { tls: 'tls', verify: 'none' } },
  ],
  data: [{ id: 'card', title: 'Card number', classification: 'cardholder' }],
  flows: [{ id: 'pay', title: 'Pay', path: ['outside', 'inside', 'store'], carries: ['card'] }],
};

function ends() {
  return { mode: 'terminate', certificate: { issuer: 'private-ca' } };
}
function verified() {
  return { tls: 'tls', verify: 'full', trusts: ['private-ca'] };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

interface Run {
  readonly path?: string;
  /** `when`: what standard error has come to say, or what is to be the case. */
  readonly end?: { readonly when: RegExp | (() => boolean); readonly signal: NodeJS.Signals };
}

/** A place of its own for temporary files, so that what is left there is what a run left behind. */
export class Place {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'lab-test-')));
  readonly temporary = join(this.folder, 'tmp');
  readonly programs = join(this.folder, 'bin');
  readonly design = join(this.folder, 'design.json');
  readonly #children: ChildProcess[] = [];

  constructor(account?: number) {
    for (const each of [this.temporary, this.programs]) mkdirSync(each);
    writeFileSync(this.design, JSON.stringify(fourParts));
    chmodSync(this.folder, 0o755);
    if (account !== undefined) chownSync(this.temporary, account, account);
  }

  /** A program that is found before the real one of this name. */
  pretend(name: string, script: string): void {
    writeFileSync(join(this.programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Runs a command to its end, or until standard error says what it is to be ended at. */
  run(command: readonly string[], { path = `${this.programs}:${process.env.PATH}`, end }: Run = {}): Promise<Ended> {
    const [program = '', ...args] = command;
    const env = { PATH: path, TMPDIR: this.temporary, HOME: '/nonexistent' };
    const child = spawn(program, args, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const watch = setInterval(() => {
      if (!end || !(end.when instanceof RegExp ? end.when.test(err) : end.when())) return;
      clearInterval(watch);
      child.kill(end.signal);
    }, 20);
    return new Promise((resolve) =>
      child.once('close', (code, signal) => {
        clearInterval(watch);
        resolve({ code, signal, out, err });
      }),
    );
  }

  /** Folders that a run left behind. */
  left(): readonly string[] {
    return readdirSync(this.temporary);
  }

  /** Processes that see the machine as a lab of this place does; a port has a process, and so none is open without one. */
  alive(): readonly string[] {
    return readdirSync('/proc')
      .filter((each) => /^\d+$/.test(each))
      .filter((pid) => (read(`/proc/${pid}/mountinfo`) ?? '').includes(this.temporary))
      .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ')}`);
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
