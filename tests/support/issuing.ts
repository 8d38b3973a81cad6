import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a generated script in a directory of its own and looks at what it leaves there. */
export class IssuedTree {
  readonly directory = mkdtempSync(join(tmpdir(), 'plainsight-pki-'));

  /** Exit status and error output of the script. */
  run(script: string, environment: Readonly<Record<string, string>> = {}): { status: number | null; errors: string } {
    const file = join(this.directory, 'issue.sh');
    writeFileSync(file, script);
    const { status, stderr } = spawnSync('sh', [file, join(this.directory, 'out')], {
      cwd: this.directory,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', ...environment },
    });
    return { status, errors: stderr };
  }

  /** A file of a node, under the path that its configuration names. */
  of(node: string, path: string): string {
    return join(this.directory, 'out', 'nodes', node, path);
  }

  authority(folder: string): string {
    return join(this.directory, 'out', 'authorities', folder, 'ca.crt');
  }

  certificate(node: string, path: string): X509Certificate {
    return new X509Certificate(readFileSync(this.of(node, path)));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** `openssl verify`; null: it holds, else what it says. */
export function verify(leaf: string, trusted: string, ...options: readonly string[]): string | null {
  try {
    execFileSync('openssl', ['verify', '-CAfile', trusted, '-no-CApath', '-no-CAstore', ...options, leaf], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return null;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error);
  }
}
