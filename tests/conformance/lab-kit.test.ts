import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Observation, readObservations } from '../../src/core/verify/results.ts';
import { whyNoView } from '../../src/lab/view.ts';
import { ExportedFolder } from '../support/bundling.ts';
import { draw } from '../support/draw.ts';
import { requireProgram } from '../support/servers.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';

// lab/run.sh is run as it is exported, with the real servers, and has them checked by verify/verify.sh.

const root = process.getuid?.() === 0;
const unfit = whyNoView();
if (unfit !== null) console.warn(`skipped: ${unfit}`);
const missing = [
  ['ip', 'iproute2'],
  ['nginx', 'nginx'],
  ['haproxy', 'haproxy'],
  ['apache2', 'apache2'],
  ['caddy', 'caddy'],
  ['hitch', 'hitch'],
  ['stunnel', 'stunnel4'],
  ['varnishd', 'varnish'],
  ['redis-server', 'redis-server'],
  ['memcached', 'memcached'],
  ['mariadbd', 'mariadb-server'],
  ['psql', 'postgresql-client'],
  ['curl', 'curl'],
].filter(([program = '', debianPackage = '']) => !requireProgram(program, debianPackage));

let folder: ExportedFolder | null = null;
let running: ChildProcess | null = null;
afterEach(() => {
  if (running?.exitCode === null) running.kill('SIGTERM');
  folder?.remove();
  folder = null;
});

interface Ran {
  readonly code: number | null;
  readonly words: string;
  /** Probes by their result, as `LINK/PROBE`. */
  readonly probes: (result: Observation['checks'][number]['result']) => readonly string[];
}

/** Exports a design, changed as told, and runs it. */
async function run(
  topology: Topology,
  { args = [], input = '', change }: { args?: readonly string[]; input?: string; change?: Change } = {},
): Promise<Ran> {
  folder = new ExportedFolder(topology, change);
  const { path } = folder;
  const before = filesBelow(path);
  const out = join(path, 'results.jsonl');
  const { code, words } = await ended(start(path, ['--out', out, ...args], input));
  expect(filesBelow(path).filter((each) => !before.includes(each))).toEqual(['results.jsonl']);
  const text = readFileSync(out, 'utf8');
  const read = text === '' ? null : readObservations(text);
  if (read && !read.ok) throw new Error(`${JSON.stringify(read.problems)}\n${text}\n${words}`);
  const observations = read?.ok ? read.value : [];
  return {
    code,
    words,
    probes: (result) =>
      observations.flatMap(({ link, checks }) =>
        checks.filter((check) => check.result === result).map(({ id }) => `${link}/${id}`),
      ),
  };
}

const filesBelow = (path: string): readonly string[] => readdirSync(path, { recursive: true, encoding: 'utf8' });

type Change = (path: string, text: string) => string;

/** In a group of its own, as a terminal would have it. */
function start(path: string, args: readonly string[], input = ''): ChildProcess {
  running = spawn('sh', ['lab/run.sh', ...args], { cwd: path, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  running.stdin?.on('error', () => {});
  running.stdin?.end(input);
  return running;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; words: string }> {
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      words += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, words };
}

/** Namespaces of the processes below one. */
const namespacesBelow = (pid: number): readonly string[] =>
  processes()
    .filter(({ parents }) => parents.includes(pid))
    .map(({ namespace }) => namespace)
    .filter((namespace) => namespace !== own());
const own = (): string => readlinkSync('/proc/self/ns/pid');

function processes(): readonly { readonly namespace: string; readonly parents: readonly number[] }[] {
  const all = new Map<number, { namespace: string; parent: number }>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    try {
      const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      all.set(Number(name), { namespace: readlinkSync(`/proc/${name}/ns/pid`), parent });
    } catch {
      // It has ended meanwhile.
    }
  return [...all.values()].map(({ namespace, parent }) => {
    const parents: number[] = [];
    for (let at = parent; at > 0 && !parents.includes(at); at = all.get(at)?.parent ?? 0) parents.push(at);
    return { namespace, parents };
  });
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let left = 400; !holds(); left--) {
    if (left === 0) throw new Error(`not reached: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const ownCa = { certificate: { issuer: 'private-ca' } } as const;

describe('compose.yaml', () => {
  it.each(templateFiles)('mounts what the script issues: %s', (file) => {
    folder = new ExportedFolder(readTemplate(file));
    const { path } = folder;
    const compose = join(path, 'compose.yaml');
    if (!existsSync(compose)) return;
    const text = readFileSync(compose, 'utf8');
    const script = /Issue the certificates first: sh (\S+) pki\/issued\./.exec(text)?.[1];
    if (script !== undefined) expect(spawnSync('sh', [script, 'pki/issued'], { cwd: path }).status).toBe(0);
    for (const [, source = ''] of text.matchAll(/^ +source: \.\/(.*)$/gm))
      expect(existsSync(join(path, source)), source).toBe(true);
  });
});

describe.skipIf(unfit !== null || missing.length > 0)('lab/run.sh', () => {
  it('runs proxies, a service and its stores, and everything passes', async () => {
    const { code, words, probes } = await run(
      draw(
        [
          'client =mutual=> edge(nginx)[mutual] =mutual=> lb(haproxy)[mutual] ==> app(node-service)[terminate]',
          'app ==> db(postgresql)[terminate]',
          'app ==> shop(mariadb)[terminate]',
          'app ==> cache(redis)[terminate]',
        ],
        {
          links: {
            'app-db': { protocol: 'postgres' },
            'app-shop': { protocol: 'mysql' },
            'app-cache': { protocol: 'redis' },
          },
          listeners: { lb: { tls: ownCa }, db: { tls: ownCa } },
        },
      ),
    );
    expect([...probes('fail'), ...probes('unreachable'), ...probes('skipped')], words).toEqual([]);
    expect(code, words).toBe(0);
    for (const probe of [
      'client-edge/client-certificate',
      'edge-lb/client-certificate',
      'lb-app/certificate',
      'app-db/plaintext',
      'app-shop/plaintext',
      'app-cache/session',
    ])
      expect(probes('pass')).toContain(probe);
  });

  it('runs every other server from its files, on the ports that all of them share', async () => {
    const { code, words, probes } = await run(
      draw(
        [
          'client ==> front(hitch)[terminate] --> web(apache)[plaintext] --> store(varnish)[plaintext]',
          'client ==> side(caddy)[terminate] ==> tunnel(stunnel)[terminate] --> app[plaintext]',
          'app --> memory(memcached)[plaintext]',
        ],
        { links: { 'app-memory': { protocol: 'memcached' } } },
      ),
    );
    expect([...probes('fail'), ...probes('unreachable')], words).toEqual([]);
    expect(words).not.toContain('does not listen');
    expect(code, words).toBe(0);
    for (const link of ['client-front', 'front-web', 'web-store', 'client-side', 'side-tunnel', 'tunnel-app'])
      expect(
        probes('pass').some((each) => each.startsWith(`${link}/`)),
        link,
      ).toBe(true);
  });

  it.each(['gateway-termination.json', 'service-termination.json'])(
    'runs the self-hosted part of a template, and names the rest: %s',
    async (file) => {
      const { code, words, probes } = await run(readTemplate(file));
      expect(words).toContain('cdn does not run here: AWS runs it.');
      expect([...probes('fail'), ...probes('unreachable'), ...probes('skipped')], words).toEqual([]);
      expect(code, words).toBe(0);
    },
  );

  it('tells what differs from the drawing, and what does not come up', async () => {
    const drawn = draw('client ==> edge(nginx)[terminate] ==> app(haproxy)[terminate]');
    const broken = await run(drawn, {
      change: (path, text) => (path === 'app/haproxy.cfg' ? text.replace('bind :8443', 'bound :8443') : text),
    });
    expect(broken.words).toContain('app does not listen on port 8443. Its last words:');
    expect(broken.probes('unreachable')).toContain('edge-app/session');
    expect(broken.probes('pass')).toContain('client-edge/session');
    expect(broken.code, broken.words).toBe(2);
    folder?.remove();
    const open = await run(drawn, {
      change: (path, text) =>
        path === 'edge/nginx.conf' ? text.replaceAll(/(listen 8443[^;]*?) ssl[^;]*;/g, '$1;') : text,
    });
    expect(open.probes('fail'), open.words).toContain('client-edge/session');
    expect(open.code, open.words).toBe(1);
  });

  it('asks nothing of a hop that is drawn to fail, and everything of the others', async () => {
    const { code, words, probes } = await run(
      draw(['client ==> edge(nginx)[terminate]', 'other =none=> edge(nginx)[terminate] --> app[plaintext]'], {
        listeners: { edge: { tls: { certificate: { issuer: 'private-ca', expired: true } } } },
      }),
    );
    expect(probes('pass'), words).toEqual(expect.arrayContaining(['other-edge/session', 'edge-app/plaintext']));
    expect(
      probes('pass').some((each) => each.startsWith('client-edge/')),
      words,
    ).toBe(false);
    expect(code, words).toBe(0);
  });

  it('opens a shell at a component, where requests flow all the way', async () => {
    const { code, words } = await run(
      draw(
        [
          'client ==> edge(nginx)[terminate] ==> lb(haproxy)[tcp] ==> app(generic-service)[optional] --> api[permissive]',
          'api ==> last(python-service)[terminate]',
        ],
        {
          links: { 'lb-app': { dial: { sendsProxyProtocol: 'v2' } } },
          listeners: { app: { acceptsProxyProtocol: true } },
        },
      ),
      { args: ['--shell', 'client'], input: 'curl -sS https://edge.internal:8443/\necho "here is $(id -u)"\nexit 7\n' },
    );
    expect(words).toContain(
      'app answers\n  app-api: api answers with 200\n    api answers\n      api-last: last answers with 200\n        last answers\n',
    );
    expect(words).toContain('here is 0');
    expect(code, words).toBe(7);
  });

  it.each([
    ['SIGINT', true, 130],
    ['SIGTERM', false, 143],
    ['SIGKILL', false, null],
  ] as const)('ends with everything that it started: %s', async (signal, group, expected) => {
    folder = new ExportedFolder(draw('client ==> edge(nginx)[terminate] ==> app(haproxy)[terminate]'));
    const child = start(folder.path, ['--shell', 'client'], 'echo up\nsleep 60\n');
    const pid = child.pid ?? 0;
    // Its outputs close when whoever was started by it has ended, which is what is asked here.
    const finished = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let up = false;
    child.stdout?.on('data', (chunk) => {
      up ||= String(chunk).includes('up');
    });
    await until(() => up, 'a running lab');
    const started = new Set(namespacesBelow(pid));
    expect(started.size).toBeGreaterThan(0);
    process.kill(group ? -pid : pid, signal);
    expect(await finished).toBe(expected);
    await until(() => !processes().some(({ namespace }) => started.has(namespace)), 'nothing left');
  });

  it.skipIf(!root)('needs no root', () => {
    folder = new ExportedFolder(
      draw('client ==> edge(nginx)[terminate] --> app[plaintext] ==> db(postgresql)[terminate]', {
        links: { 'app-db': { protocol: 'postgres' } },
      }),
    );
    chmodSync(folder.path, 0o755);
    const anybody = ['--reuid=4321', '--regid=4321', '--clear-groups', 'sh', 'lab/run.sh'];
    const { status, stdout, stderr } = spawnSync('setpriv', anybody, { cwd: folder.path, encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toMatch(/^ {2}PASS {8}certificate: /m);
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  it('names the package of a server that is not there, and starts nothing', async () => {
    const { code, words } = await run(draw('client ==> edge(nginx)[terminate]'), {
      change: (path, text) =>
        path === 'lab/run.sh' ? text.replace('need nginx nginx', 'need no-such-nginx nginx') : text,
    });
    expect(words).toBe('no-such-nginx is not installed: on Debian, apt-get install nginx\n');
    expect(code).toBe(3);
  });

  it('says how it is called, and refuses anything else', async () => {
    const drawn = draw('client ==> edge(nginx)[terminate]');
    expect((await run(drawn, { args: ['--help'] })).words).toContain('--shell NODE');
    for (const args of [['--all'], ['--hop'], ['--shell', 'nobody'], ['--hop', 'nothing']]) {
      folder?.remove();
      expect(await run(drawn, { args })).toMatchObject({ code: 3 });
    }
  });
});
