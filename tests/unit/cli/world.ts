import { readFile } from 'node:fs/promises';
import type { ExitCode } from '../../../src/cli/exit-codes.ts';
import type { Io } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/run.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process; `stdin` is what standard input holds. */
export async function plainsight(args: readonly string[], stdin: string | Uint8Array = ''): Promise<Ran> {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += `${text}\n`;
    },
    readFile: (path) => readFile(path),
    readStdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    colour: false,
  };
  const code = await run(args, io);
  return { code, out, err };
}

/** A document with as little as a verdict needs, and whatever a test adds. */
export const design = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    format: 'plainsight/topology',
    version: 1,
    title: 'Two',
    nodes: [
      { id: 'client', product: 'generic-service', title: 'Client' },
      {
        id: 'server',
        product: 'nginx',
        title: 'Server',
        listeners: [{ id: 'http', port: 80, tls: { mode: 'plaintext' } }],
      },
    ],
    links: [{ id: 'wire', from: 'client', to: 'server', protocol: 'http', dial: { tls: 'plaintext' } }],
    ...more,
  });
