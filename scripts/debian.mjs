import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Asked by Debian's packages before they start a service: 101 means "don't". */
const policy = '/usr/sbin/policy-rc.d';

/**
 * Installs packages of the distribution without starting the services in them.
 * @param {readonly string[]} packages
 * @returns {Promise<string | null>} why not, or null when they are installed
 */
export async function installPackages(packages) {
  if ((await run('sh', ['-c', 'command -v apt-get'])).code !== 0) return 'this system has no apt-get';
  const before = await asRoot();
  if (before === null) return `neither root nor passwordless sudo: run apt-get install ${packages.join(' ')}`;
  /**
   * @param {string[]} command
   * @param {boolean} [show]
   */
  const root = (command, show = false) => {
    const [program = '', ...args] = [...before, ...command];
    return run(program, args, { show, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  };

  process.stderr.write(`Installing ${packages.join(', ')} (apt-get) …\n`);
  const ours = !existsSync(policy);
  if (ours) await root(['sh', '-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`]);
  // Ctrl+C must not leave behind a system whose services no longer start.
  const leave = () => void (ours ? root(['rm', '-f', policy]).then(() => process.exit(130)) : process.exit(130));
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  try {
    const updated = await root(['apt-get', 'update']);
    const installed = await root(['apt-get', 'install', '-y', '--no-install-recommends', ...packages]);
    if (installed.code === 0) return null;
    const said = `${updated.code === 0 ? '' : updated.output}\n${installed.output}`;
    return `apt-get failed: ${/^E: .*$/m.exec(said)?.[0] ?? `exit code ${installed.code}`}`;
  } finally {
    if (ours) await root(['rm', '-f', policy]);
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
  }
}

/** What to put in front of a command so that root runs it; null when that can't be had without a password. */
async function asRoot() {
  if (process.getuid?.() === 0) return [];
  return (await run('sudo', ['-n', 'true'])).code === 0 ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'] : null;
}
