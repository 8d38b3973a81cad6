import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../../src/core/bundle/archive.ts';
import { bundleDesign, type DesignBundle } from '../../../src/core/bundle/design.ts';
import { hopsOf } from '../../../src/core/bundle/hops.ts';
import { orderOf } from '../../../src/core/bundle/order.ts';
import { readTopology } from '../../../src/core/model/read.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { writeTopology } from '../../../src/core/model/write.ts';
import { type Plan, planDesign } from '../../../src/core/plan/plan.ts';
import { containers } from '../../../src/core/products/containers.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { topologies } from '../../support/arbitrary.ts';
import { draw } from '../../support/draw.ts';
import { hostileTitles } from '../../support/proxies.ts';

function bundled(topology: Topology): { plans: readonly Plan[]; bundle: DesignBundle } {
  const simulation = simulate(topology, products);
  const plans = planDesign(topology, simulation, products, undefined, 'https://plainsight.example/#d=1.x');
  return { plans, bundle: bundleDesign(topology, simulation, plans, exporters, containers) };
}
const textOf = ({ all }: DesignBundle, path: string): string => all.find((file) => file.path === path)?.text ?? '';

const chain = draw('browser ==> edge(nginx)[terminate] =mutual=> app[mutual] =ca=> db(postgresql)[terminate]', {
  listeners: {
    edge: { tls: { certificate: { issuer: 'public-ca', names: ['shop.example.com'], renewal: 'manual' } } },
    app: { tls: { certificate: { issuer: 'private-ca', lifetimeDays: 30, renewal: 'automated' } } },
    db: { tls: { certificate: { issuer: 'private-ca', expired: true } } },
  },
});

describe('the bundle of a design', () => {
  it('holds the design, and reopens it', () => {
    const { bundle } = bundled(chain);
    const read = readTopology(textOf(bundle, 'design.plainsight.json'));
    expect(read.ok && writeTopology(read.value)).toBe(writeTopology(chain));
    expect(textOf(bundle, 'README.md')).toContain('<https://plainsight.example/#d=1.x>');
  });

  it('says what goes where, in which order, what to fill in and what to renew', () => {
    const readme = textOf(bundled(chain).bundle, 'README.md');
    expect(readme).toContain('Start what is dialled before what dials it: db, app, edge, browser.');
    expect(readme).toContain('`sh pki/issue.sh pki/issued`');
    expect(readme).toContain('| edge (`edge`) | NGINX | `edge/nginx.conf` |');
    expect(readme).toContain('| `POSTGRES_PASSWORD` | a secret of yours | `_secrets/db.env` |');
    expect(readme).toMatch(
      /\| edge \(`in`\) \| serving \| `shop.example.com` \| a public CA \| as the CA says \| \*\*by hand\*\* \|/,
    );
    expect(readme).toMatch(
      /\| app \(`in`\) \| serving \| .* \| the private CA of `pki\/` \| 30 days \| automatically \|/,
    );
    expect(readme).toContain('**drawn as expired: replace it**');
    expect(readme).toContain('47 days at most when issued from 2029-03-15 on');
    expect(
      textOf(bundled(draw('a ==> cdn(aws-cloudfront)[terminate] ==> b[terminate]')).bundle, 'README.md'),
    ).toContain('that reads the requests to "cdn"; null for none.');
    expect(readme).toContain('`certbot certonly --standalone -d shop.example.com`');
  });

  it('names every notice of every node, whoever wrote it', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const { bundle } = bundled(topology);
        const words = (text: string) => text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
        const readme = words(textOf(bundle, 'README.md'));
        for (const { notices } of bundle.nodes)
          for (const { message } of notices) expect(readme).toContain(words(message));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('has no two files of one path, and equal bytes each time', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const { bundle } = bundled(topology);
        const paths = bundle.all.map(({ path }) => path.toLowerCase());
        expect(new Set(paths).size).toBe(paths.length);
        expect(bundled(topology).bundle.all).toEqual(bundle.all);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('makes way for a node that is called like one of its files', () => {
    const paths = bundled(draw('a ==> readme.md(nginx)[terminate]')).bundle.all.map(({ path }) => path);
    expect(paths).toContain('_README.md');
    expect(paths).toContain('readme.md/nginx.conf');
    expect(paths).not.toContain('README.md');
  });

  it('keeps the shape of its README whatever a title says', () => {
    const shape = (title: string) => {
      const { bundle } = bundled({
        ...draw('a ==> edge(nginx)[terminate] --> b', { nodes: { a: { title }, edge: { title }, b: { title } } }),
        title,
      });
      return textOf(bundle, 'README.md')
        .split('\n')
        .map((line) =>
          line.startsWith('|')
            ? line.replaceAll('\\|', '').split('|').length
            : (/^(#+|-|\d+\.) /.exec(line)?.[0] ?? ''),
        );
    };
    const benign = shape('Plain');
    for (const title of [...hostileTitles, '| a | b |', '# h', '- x']) expect(shape(title), title).toEqual(benign);
  });
});

describe('the archive', () => {
  it('has the same bytes whatever the day and the place, and unpacks to the same files', () => {
    const { bundle } = bundled(chain);
    const zip = zipOf(bundle.all);
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Auckland';
    expect(Buffer.compare(zipOf(bundle.all), zip)).toBe(0);
    process.env.TZ = zone;
    const unpacked = unzipSync(zip);
    expect(Object.keys(unpacked)).toEqual(bundle.all.map(({ path }) => path));
    for (const { path, text } of bundle.all) expect(Buffer.from(unpacked[path] ?? []).toString()).toBe(text);
  });

  it('marks programs as such, to the program that unpacks it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'plainsight-zip-'));
    try {
      writeFileSync(join(directory, 'all.zip'), zipOf(bundled(chain).bundle.all));
      // Python's own reader keeps the attributes that a shell's unzip would set.
      const modes = execFileSync(
        'python3',
        [
          '-c',
          'import zipfile;print("\\n".join(f"{i.filename} {i.create_system} {oct(i.external_attr >> 16)}" for i in zipfile.ZipFile("all.zip").infolist()))',
        ],
        { cwd: directory, encoding: 'utf8' },
      );
      expect(modes).toContain('pki/issue.sh 3 0o100755');
      expect(modes).toContain('README.md 3 0o100644');
      expect(statSync(join(directory, 'all.zip')).size).toBeGreaterThan(1_000);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('a hop', () => {
  it('shows both ends side by side, and what they have to say alike', () => {
    const { plans, bundle } = bundled(chain);
    const hop = hopsOf(plans, bundle).find(({ link }) => link === 'edge-app');
    expect(hop?.from).toMatchObject({ node: 'edge', files: [{ path: 'edge/nginx.conf' }] });
    expect(hop?.to.map(({ node }) => node)).toEqual(['app']);
    const rows = new Map(hop?.agreed.map(({ what, dialled, answered }) => [what, [dialled, answered]]));
    expect(rows.get('Name')).toEqual(['sends app.internal, checks app.internal', 'certificate for app.internal']);
    expect(rows.get('Client certificate')?.[0]).toContain('private-ca: ');
    expect(rows.get('Client certificate')?.[1]).toContain('required: ');
  });

  it('shows whoever ends the session behind what passes it on', () => {
    const { plans, bundle } = bundled(draw('a ==> lb(haproxy)[tcp] ==> b[terminate]'));
    const hop = hopsOf(plans, bundle).find(({ link }) => link === 'a-lb');
    expect(hop?.to.map(({ node }) => node)).toEqual(['b']);
  });
});

describe('the order', () => {
  it('puts what is dialled first, and survives circles', () => {
    const { plans } = bundled(draw(['a --> b --> c', 'c --> a']));
    expect(orderOf(plans)).toHaveLength(3);
    expect(orderOf(plans)[0]?.node.id).toBe('c');
  });
});
