import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './processes.ts';

/**
 * What a process of a lab sees of the machine: the design's names lead to loopback, and the folders into which some
 * servers write wherever they are told to go are the lab's own. A mount namespace of its own does it: nothing of the
 * machine changes, and it is gone with the process. https://man7.org/linux/man-pages/man7/mount_namespaces.7.html
 */
export interface View {
  /** The words that run a command in this view, as an account; it dies with whoever started it. */
  readonly through: (command: readonly string[], account?: Account | null) => readonly string[];
}

/** Folders that are built into Debian's servers. */
const builtIn = ['/var/log/nginx', '/var/lib/nginx'];

export function viewOf(folder: string, names: readonly string[]): View {
  const own = join(folder, 'view');
  mkdirSync(own, { recursive: true });
  const hosts = join(own, 'hosts');
  writeFileSync(hosts, ['localhost', ...names].map((name) => `127.0.0.1 ${name}\n`).join(''));
  const mounts = [`mount --bind ${word(hosts)} /etc/hosts`];
  for (const path of builtIn) {
    const mine = join(own, path);
    mkdirSync(mine, { recursive: true });
    mounts.push(`if [ -d ${path} ]; then mount --bind ${word(mine)} ${path}; fi`);
  }
  const enter = join(own, 'enter.sh');
  writeFileSync(enter, `set -e\n${mounts.join('\n')}\nexec "$@"\n`);
  return {
    through: (command, account = null) => [
      // Once more below: a change of account or of namespace clears it. https://man7.org/linux/man-pages/man2/pr_set_pdeathsig.2const.html
      ...['setpriv', '--pdeathsig', 'KILL', '--'],
      ...['unshare', flags(), 'sh', enter, ...(isRoot() ? [] : backFromRoot(account))],
      ...['setpriv', ...(account && isRoot() ? asAccount(account) : [])],
      ...['--pdeathsig', 'TERM', '--'],
      ...command,
    ],
  };
}

/** As root a mount namespace is enough; anybody else needs a user namespace around it. */
const flags = (): string => (isRoot() ? '-m' : '-Urm');

const isRoot = (): boolean => process.getuid?.() === 0;

const asAccount = ({ uid, gid }: Account): readonly string[] => [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];

/**
 * Whoever was made root to mount is himself again, or looks like the server's own account: servers refuse to be run by
 * root, whatever root it is, and PostgreSQL asks for the name of whoever comes by its socket.
 */
const backFromRoot = (account: Account | null): readonly string[] => {
  const { uid, gid } = account ?? { uid: process.getuid?.(), gid: process.getgid?.() };
  return ['unshare', `--map-user=${uid}`, `--map-group=${gid}`];
};

/** Why no process can be given a view of its own here; null: it can. */
export function whyNoView(): string | null {
  const { status, error, stderr } = spawnSync('unshare', [flags(), 'true'], { encoding: 'utf8' });
  if (error) return 'unshare is not installed (Debian package util-linux)';
  return status === 0
    ? null
    : `a mount namespace can't be made (${stderr.trim()}): run as root, or allow user namespaces to everybody`;
}

const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
