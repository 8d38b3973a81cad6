import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** What a validator says: whether it took the file, and its words. A warning is a refusal. */
export interface Validation {
  readonly accepted: boolean;
  readonly output: string;
}

const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' };

/** An own prefix, in which Debian's list of enabled modules finds them too. */
export function nginxPrefix(directory: string): string {
  const prefix = join(directory, 'nginx');
  mkdirSync(prefix, { recursive: true });
  try {
    symlinkSync('/usr/lib/nginx/modules', join(prefix, 'modules'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return prefix;
}

/** `nginx -t` on a whole main file; its own process id file lies in the prefix. */
export function validateNginx(prefix: string, file: string): Validation {
  const { status, stdout, stderr } = spawnSync(
    'nginx',
    ['-t', '-e', 'stderr', '-p', prefix, '-c', file, '-g', `pid ${prefix}/check.pid;`],
    { encoding: 'utf8', env: environment },
  );
  const output = `${stdout}${stderr}`;
  return { accepted: status === 0 && !/\[(?:warn|error|alert|crit|emerg)\]/.test(output), output };
}

/** `haproxy -c`; `-dW` makes warnings failures. */
export function validateHaproxy(file: string): Validation {
  const { status, stdout, stderr } = spawnSync('haproxy', ['-c', '-dW', '-f', file], {
    encoding: 'utf8',
    env: environment,
  });
  return { accepted: status === 0, output: `${stdout}${stderr}` };
}

/** What Debian's main file brings along for a site: modules, and places that a lab may write to. */
function apacheMain(directory: string, file: string): string {
  const modules = [
    ...['mpm_event', 'authz_core', 'headers', 'http2', 'lbmethod_byrequests', 'proxy', 'proxy_balancer', 'proxy_http'],
    ...['remoteip', 'rewrite', 'slotmem_shm', 'socache_shmcb', 'ssl'],
  ];
  // Two that share a folder share the memory of their balancers.
  const run = join(directory, 'apache', file.replaceAll(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(run, { recursive: true });
  const main = join(run, 'apache2.conf');
  writeFileSync(
    main,
    [
      'ServerRoot /etc/apache2',
      'ServerName main.internal',
      `DefaultRuntimeDir "${run}"`,
      `PidFile "${run}/pid"`,
      ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      'User www-data',
      'Group www-data',
      'ErrorLog "|/bin/cat"',
      'LogLevel info',
      `Include "${file}"`,
      '',
    ].join('\n'),
  );
  return main;
}

/** `apache2 -t` on a site file, in a main file that loads what it may need. */
export function validateApache(directory: string, file: string): Validation {
  const { status, stdout, stderr } = spawnSync('apache2', ['-t', '-f', apacheMain(directory, file)], {
    encoding: 'utf8',
    env: environment,
  });
  const output = `${stdout}${stderr}`;
  return { accepted: status === 0 && !/:(?:warn|error|crit|alert|emerg)\]/.test(output), output };
}

/** `caddy validate`, with a home of its own for what it keeps. */
export function validateCaddy(directory: string, file: string): Validation {
  const { status, stdout, stderr } = spawnSync('caddy', ['validate', '--adapter', 'caddyfile', '--config', file], {
    encoding: 'utf8',
    env: { ...environment, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
  });
  const output = `${stdout}${stderr}`;
  // How the file is laid out, and what throw-away certificates lack, is no fault of the file.
  const warnings = output
    .split('\n')
    .filter(
      (line) =>
        /"level":"(?:warn|error)"/.test(line) &&
        !/not formatted|stapling OCSP|automatic HTTPS is completely disabled/.test(line),
    );
  return { accepted: status === 0 && warnings.length === 0, output };
}

/** An stunnel file as a lab runs it: in the foreground, its sockets in a folder of the lab's. */
function stunnelFile(directory: string, file: string): string {
  const lab = `${file}.lab`;
  const text = readFileSync(file, 'utf8').replaceAll('/run/stunnel4/', `${directory}/`);
  writeFileSync(lab, `foreground = yes\npid =\nsyslog = no\ndebug = info\n${text}`);
  return lab;
}

/** stunnel has no mode for tests: it is started, and ended as soon as it says what it thinks of the file. */
export function validateStunnel(directory: string, file: string): Validation {
  const watching = `coproc S { exec stunnel "$1" 2>&1; }
while read -r line; do
  echo "$line"
  case "$line" in *"Configuration successful"*) kill "$S_PID";; esac
done <&"\u0024{S[0]}"`;
  const { stdout } = spawnSync('bash', ['-c', watching, 'watching', stunnelFile(directory, file)], {
    encoding: 'utf8',
    env: environment,
  });
  return { accepted: stdout.includes('Configuration successful'), output: stdout };
}

/** `hitch --test`; as root it asks for an account to change to. */
export function validateHitch(file: string): Validation {
  const { status, stdout, stderr } = spawnSync('hitch', ['--test', ...hitchAccount, `--config=${file}`], {
    encoding: 'utf8',
    env: environment,
  });
  return { accepted: status === 0, output: `${stdout}${stderr}` };
}

const hitchAccount = process.getuid?.() === 0 ? ['--user=nobody'] : [];

/** `varnishd -C` on VCL, which compiles it; `sh -n` on the command line beside it. */
export function validateVarnish(directory: string, file: string): Validation {
  const [command = '', ...args] = file.endsWith('.sh')
    ? ['sh', '-n', file]
    : ['varnishd', '-j', 'none', '-C', '-f', file, '-n', join(directory, 'varnish')];
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', env: environment });
  return { accepted: status === 0, output: stderr };
}

export interface Running {
  /** What it wrote so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server in the foreground and waits for its port; when it ends first, throws what it said. */
export async function start(
  command: string,
  args: readonly string[],
  port: number,
  { patience = 10_000 }: { patience?: number } = {},
): Promise<Running> {
  // The child dies with us, even when we are killed without warning.
  const child: ChildProcess = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout?.on('data', (chunk) => {
    log += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  };
  const deadline = Date.now() + patience;
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${command} ended: ${log}`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${command} did not listen on ${port}: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { log: () => log, stop };
}

export const startNginx = (prefix: string, file: string, port: number): Promise<Running> =>
  start(
    'nginx',
    ['-e', 'stderr', '-p', prefix, '-c', file, '-g', `daemon off; pid ${prefix}/${port}.pid; error_log stderr info;`],
    port,
  );

export const startHaproxy = (file: string, port: number): Promise<Running> =>
  start('haproxy', ['-db', '-f', file], port);

export const startApache = (directory: string, file: string, port: number): Promise<Running> =>
  start('apache2', ['-D', 'FOREGROUND', '-f', apacheMain(directory, file)], port);

export const startCaddy = (directory: string, file: string, port: number): Promise<Running> =>
  start('env', [`HOME=${directory}`, 'caddy', 'run', '--adapter', 'caddyfile', '--config', file], port);

export const startStunnel = (directory: string, file: string, port: number): Promise<Running> =>
  start('stunnel', [stunnelFile(directory, file)], port);

export const startHitch = (file: string, port: number): Promise<Running> =>
  start('hitch', [...hitchAccount, `--config=${file}`], port);

/** As the exported command line has it, with the VCL beside it and a folder of its own. */
export function startVarnish(directory: string, file: string, port: number): Promise<Running> {
  const line = readFileSync(join(file, '../varnishd.sh'), 'utf8')
    .split('\n')
    .find((each) => each.startsWith('exec '));
  const [, command = '', ...args] = (line ?? '').replace('/etc/varnish/default.vcl', file).split(' ');
  return start(
    command,
    ['-j', 'none', ...args, '-n', join(directory, `varnish-${port}`), '-T', 'none', '-s', 'malloc,16m'],
    port,
  );
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** What a program says on its standard output and error, and how it ends. */
export const run = (command: string, args: readonly string[]): Promise<{ status: number; output: string }> =>
  new Promise((resolve) => {
    execFile(command, args, { encoding: 'utf8', env: environment, timeout: 15_000 }, (error, stdout, stderr) =>
      resolve({
        status: error === null ? 0 : typeof error.code === 'number' ? error.code : -1,
        output: `${stdout}${stderr}`,
      }),
    );
  });
