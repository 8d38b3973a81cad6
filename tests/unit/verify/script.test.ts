import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleDesign } from '../../../src/core/bundle/design.ts';
import { mapTable } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { containers } from '../../../src/core/products/containers.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { probesOf } from '../../../src/core/verify/probes.ts';
import { verifyScript } from '../../../src/core/verify/script.ts';
import { titles, topologies } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { hostileTitles } from '../../support/proxies.ts';
import { seed } from '../../support/seed.ts';
import { readTemplate, templateFiles } from '../../support/validating.ts';

function scriptOf(topology: Topology): string {
  const simulation = simulate(topology, products);
  const plans = planDesign(topology, simulation, products);
  return verifyScript(probesOf(plans, simulation, topology), plans);
}

/** What `sh -n` has against a script. */
const objections = (script: string): string => spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr;

const chain = draw('browser ==> edge(nginx)[terminate] =mutual=> app[mutual] --> db(postgresql)[plaintext]', {
  links: { 'app-db': { protocol: 'postgres' } },
});
const titled = (title: string): Topology => ({
  ...chain,
  title,
  nodes: mapTable(chain.nodes, (node) => ({ ...node, title })),
});

describe('verify.sh', () => {
  it.each(templateFiles)('is a script that a shell reads: %s', (file) => {
    expect(objections(scriptOf(readTemplate(file)))).toBe('');
  });

  it('is one for any design', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        expect(objections(scriptOf(topology))).toBe('');
      }),
      { numRuns: 60, seed },
    );
  });

  it('is the same around any title, but for comments', () => {
    const code = (title: string) =>
      scriptOf(titled(title))
        .split('\n')
        .filter((line) => !line.startsWith('#'));
    const plain = code('Plain');
    const names = [
      ...hostileTitles,
      'a\nb',
      '$(reboot)',
      '`reboot`',
      "'; reboot #",
      '\\',
      ...fc.sample(titles, { numRuns: 300, seed }),
    ];
    for (const name of names) expect(code(name), JSON.stringify(name)).toEqual(plain);
  });

  it('says how it is called, and refuses anything else', () => {
    const script = scriptOf(chain);
    const run = (...args: readonly string[]) =>
      spawnSync('sh', ['-s', '--', ...args], { input: script, encoding: 'utf8' });
    expect(run('--help')).toMatchObject({ status: 0 });
    expect(run('--help').stdout).toContain('--issued FOLDER');
    for (const args of [['--all'], ['--hop'], ['x']]) expect(run(...args)).toMatchObject({ status: 3 });
    expect(run('--hop', 'no-such')).toMatchObject({ status: 3 });
  });

  it('refuses an openssl that cannot ask', () => {
    const { status, stderr } = spawnSync('sh', ['-s'], {
      input: scriptOf(chain),
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', OPENSSL: 'true' },
    });
    expect(status).toBe(3);
    expect(stderr).toContain('is not OpenSSL 1.1.1 or later');
  });
});

describe('the bundle', () => {
  const bundled = (topology: Topology) => {
    const simulation = simulate(topology, products);
    return bundleDesign(topology, simulation, planDesign(topology, simulation, products), exporters, containers);
  };

  it('holds the script, to be run, and says how', () => {
    const { shared } = bundled(chain);
    expect(shared.find(({ path }) => path === 'verify/verify.sh')).toMatchObject({
      executable: true,
      language: 'shell',
    });
    const readme = shared.find(({ path }) => path === 'README.md')?.text ?? '';
    expect(readme).toContain('## Check what is deployed');
    expect(readme).toContain('`sh verify/verify.sh --from browser`');
    expect(readme).toContain('- `edge-app`: Whether edge refuses a listener with another certificate');
  });

  it('has none where nothing can be asked', () => {
    const { shared } = bundled(draw('a --> b(nginx)[terminate]'));
    expect(shared.some(({ path }) => path.startsWith('verify/'))).toBe(false);
    expect(shared[0]?.text).not.toContain('Check what is deployed');
  });
});
