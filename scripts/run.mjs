import { spawn } from 'node:child_process';

/**
 * @typedef {object} Ran
 * @property {number} code Exit code; 127 where the program could not be started at all.
 * @property {string} output What it wrote, standard output and error as they came.
 */

/**
 * Runs a program to its end. Its output is kept; with `show` it also goes to standard error, as it comes, so that
 * standard output stays free for results.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ show?: boolean, env?: Record<string, string | undefined>, cwd?: string, patience?: number }} [options]
 *   `patience`: milliseconds after which it is ended.
 * @returns {Promise<Ran>}
 */
export function run(command, args, { show = false, env = {}, cwd, patience } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
    });
    let output = '';
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk;
      if (show) process.stderr.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}\n` : output }),
    );
  });
}
