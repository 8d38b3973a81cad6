import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that goes with this process, however that ends. */
export interface OwnFolder {
  readonly path: string;
  readonly remove: () => void;
  /** Leaves it to whoever asked for it. */
  readonly keep: () => void;
}

const prefix = 'plainsight-lab-';
/** A socket at which its process answers as long as it lives: a number of a process may be another one's tomorrow. */
const alive = 'alive';
const kept = 'kept';
const own = new Map<string, () => void>();

export async function ownFolder(): Promise<OwnFolder> {
  if (own.size === 0) process.once('exit', removeOwnFolders);
  const path = mkdtempSync(join(tmpdir(), prefix));
  const server = createServer((socket) => socket.destroy());
  const letGo = () => {
    own.delete(path);
    server.close();
  };
  const remove = () => {
    letGo();
    // A program that was told to end may still put down a last file.
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  own.set(path, remove);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(join(path, alive), resolve);
  });
  server.unref();
  const keep = () => {
    writeFileSync(join(path, kept), '');
    letGo();
  };
  return { path, remove, keep };
}

/** Removes what this process has not removed yet. */
export function removeOwnFolders(): void {
  for (const remove of [...own.values()]) remove();
}

/** Long enough for a process to put its socket into a folder that it has just made, in milliseconds. */
const settling = 60_000;

/** Removes what earlier processes of this account left behind when they were killed. */
export async function removeStaleFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const path = join(tmpdir(), name);
    try {
      if (await isStale(path)) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch {
      // Somebody else's, or gone meanwhile.
    }
  }
}

async function isStale(path: string): Promise<boolean> {
  const { uid, mtimeMs } = lstatSync(path);
  if (uid !== process.getuid?.() || existsSync(join(path, kept))) return false;
  const socket = join(path, alive);
  return existsSync(socket) ? !(await answers(socket)) : Date.now() - mtimeMs > settling;
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
