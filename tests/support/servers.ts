import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/**
 * Where a program lies, or null where it is not installed: then the tests that need it are skipped with
 * `describe.skipIf`, and the run says which package would bring it. With CI set a missing program is a failure.
 */
export function requireProgram(name: string, debianPackage: string, folders: readonly string[] = []): string | null {
  const path = [...folders, ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(executable);
  if (path !== undefined) return path;
  const message = `${name} is not installed (Debian package ${debianPackage})`;
  if (process.env.CI) throw new Error(message);
  console.warn(`skipped: ${message}`);
  return null;
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Free ports of the loopback interface: bound, read, closed. Racy in theory only. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was bound');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
