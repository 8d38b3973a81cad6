import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapTable } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { topologies } from '../../support/arbitrary.ts';
import { bundleOf, textOf } from '../../support/bundling.ts';
import { draw } from '../../support/draw.ts';
import { hostileTitles } from '../../support/proxies.ts';
import { seed } from '../../support/seed.ts';
import { readTemplate, templateFiles } from '../../support/validating.ts';

const scriptOf = (topology: Topology): string => textOf(bundleOf(topology), 'lab/run.sh');

/** What `sh -n` has against a script. */
const objections = (script: string): string => spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr;

/** The lines of one of the functions that hold what belongs to the design. */
const linesOf = (script: string, name: string): readonly string[] =>
  (new RegExp(`^${name}\\(\\) \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(script)?.[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const chain = draw(
  [
    'browser(browser)@net ==> cdn(aws-cloudfront)@net ==> edge(nginx)[terminate] =mutual=> app(node-service)[mutual]',
    'app =ca=> db(postgresql)[terminate]',
    'app --> search(elasticsearch)[plaintext]',
    'app --> api(generic-service)[plaintext]',
  ],
  {
    nodes: { api: { host: '10.1.2.3' }, db: { host: 'db.example' } },
    links: { 'app-db': { protocol: 'postgres' } },
    listeners: { app: { tls: { certificate: { issuer: 'private-ca' } } } },
  },
);
const titled = (title: string): Topology => ({
  ...chain,
  title,
  nodes: mapTable(chain.nodes, (node) => ({ ...node, title })),
});

describe('lab/run.sh', () => {
  it.each(templateFiles)('is a script that a shell reads: %s', (file) => {
    expect(objections(scriptOf(readTemplate(file)))).toBe('');
  });

  it('is one for any design, and every file that it reads is exported', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const bundle = bundleOf(topology);
        const script = textOf(bundle, 'lab/run.sh');
        expect(objections(script)).toBe('');
        const paths = bundle.all.map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        for (const line of linesOf(script, 'copies')) expect(paths).toContain(line.replace(/^copy /, ''));
      }),
      { numRuns: 60, seed },
    );
  });

  it('is the same around any title, but for comments', () => {
    const code = (title: string) =>
      bundleOf(titled(title))
        .shared.filter(({ path }) => path.startsWith('lab/'))
        .map(({ path, text }) => [path, text.split('\n').filter((line) => !line.startsWith('#'))]);
    const plain = code('Plain');
    expect(plain.length).toBeGreaterThan(3);
    for (const name of [...hostileTitles, 'a\nb', '$(reboot)', '`reboot`', "'; reboot #", '\\'])
      expect(code(name), JSON.stringify(name)).toEqual(plain);
  });

  it('starts what is dialled before what dials it, with an account for every caller', () => {
    expect(linesOf(scriptOf(chain), 'servers').filter((line) => line.startsWith('start '))).toEqual([
      'start db postgresql db/postgresql.conf db/pg_hba.conf db app',
      'start api service lab/services/api/_settings.json',
      'start app service lab/services/app/_settings.json',
      'start edge nginx edge/nginx.conf',
    ]);
  });

  it('makes a host of every component, under its drawn name and address', () => {
    const script = scriptOf(chain);
    expect(linesOf(script, 'hosts')).toHaveLength(chain.nodes.size);
    expect(linesOf(script, 'hosts').find((line) => line.startsWith('host api '))).toMatch(/ fd00::\d+ 10\.1\.2\.3$/);
    expect(linesOf(script, 'names')).toContainEqual(expect.stringMatching(/^echo '198\.18\.0\.\d+ db\.example'$/));
    expect(linesOf(script, 'names').join('\n')).not.toContain('10.1.2.3');
  });

  it('gives a drawn address to one host only', () => {
    const script = scriptOf(
      draw('a --> b(nginx)[plaintext] --> c(nginx)[plaintext]', {
        nodes: { b: { host: '10.0.0.9' }, c: { host: '10.0.0.9' } },
      }),
    );
    expect(linesOf(script, 'hosts').filter((line) => line.endsWith(' 10.0.0.9'))).toHaveLength(1);
  });

  it('names what it does not run, and asks nothing of it', () => {
    const script = scriptOf(chain);
    expect(script).toContain('# Not run here: cdn (AWS CloudFront): AWS runs it.');
    expect(linesOf(script, 'servers')).toContain(
      "echo 'search does not run here: no elasticsearch is started by this script.' >&2",
    );
    expect(linesOf(script, 'checks')).toEqual([
      'ask cdn cdn-edge',
      'ask edge edge-app',
      'ask app app-db',
      'ask app app-api',
    ]);
  });

  it('asks for the servers that it starts, by their packages', () => {
    expect(linesOf(scriptOf(chain), 'needs')).toEqual([
      'need nginx nginx',
      'need /usr/lib/nginx/modules/ngx_stream_module.so libnginx-mod-stream',
      'need node nodejs',
      'need postgres postgresql',
      'need initdb postgresql',
    ]);
  });

  it('issues by the exported script where that issues everything, else by one with stand-ins', () => {
    const issued = (issuer: 'public-ca' | 'private-ca', expired = false) =>
      bundleOf(
        draw('a ==> edge(nginx)[terminate]', { listeners: { edge: { tls: { certificate: { issuer, expired } } } } }),
      );
    const own = issued('private-ca');
    expect(textOf(own, 'lab/run.sh')).toContain('\nissuer=pki/issue.sh\n');
    expect(textOf(own, 'lab/issue.sh')).toBe('');
    for (const bundle of [issued('public-ca'), issued('private-ca', true)]) {
      expect(textOf(bundle, 'lab/run.sh')).toContain('\nissuer=lab/issue.sh\n');
      expect(objections(textOf(bundle, 'lab/issue.sh'))).toBe('');
    }
    expect(textOf(issued('public-ca'), 'lab/issue.sh')).toContain('\nauthority _public-ca\n');
    expect(textOf(issued('private-ca', true), 'lab/issue.sh')).toMatch(/^leaf .* ec - -1 edge\.internal /m);
    expect(scriptOf(draw('a --> edge(nginx)[plaintext]'))).toContain("\nissuer=''\n");
  });

  it('is not there where nothing would run', () => {
    const bundle = bundleOf(draw('browser(browser) ==> cloud(aws-alb)[terminate]'));
    expect(bundle.all.filter(({ path }) => path.startsWith('lab/'))).toEqual([]);
    expect(textOf(bundle, 'README.md')).not.toContain('Try it out');
  });

  it('stands in the README, with what is left out', () => {
    const readme = textOf(bundleOf(chain), 'README.md');
    expect(readme).toContain('## Try it out');
    expect(readme).toContain('`sh lab/run.sh --shell NODE`');
    expect(readme).toContain('- With Docker: `sh lab/issue.sh pki/issued`, then `docker compose up`.');
    expect(readme).toContain('cdn (AWS runs it), search (no elasticsearch is started by this script)');
  });
});
