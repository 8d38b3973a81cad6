import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { run } from './run.ts';

// The reader of a pipe may leave early (`… | head`): that is no fault, and there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Set, not called: what is still on its way to a pipe gets there.
process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(`${text}\n`),
  readFile: (path) => readFile(path),
  readStdin: () => buffer(process.stdin),
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
});
