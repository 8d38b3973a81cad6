import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeTopology } from '../../../src/core/model/write.ts';
import { documents, topologies } from '../../support/arbitrary.ts';
import { plainsight } from './world.ts';

it('any design is checked: every link, node and flow of it, in both formats', async () => {
  await fc.assert(
    fc.asyncProperty(topologies, async (topology) => {
      const text = writeTopology(topology);
      const [json, report] = [
        await plainsight(['check', '-', '--format', 'json'], text),
        await plainsight(['check', '-'], text),
      ];
      expect([json.code, json.err, report.code, report.err]).toEqual([0, '', 0, '']);
      const verdict = JSON.parse(json.out);
      expect(Object.keys(verdict.links).sort()).toEqual([...topology.links.keys()].sort());
      expect(Object.keys(verdict.nodes).sort()).toEqual([...topology.nodes.keys()].sort());
      // What a component writes to its log is a flow as well, besides those that are drawn.
      const logs = [...topology.nodes.values()].some(({ logsBodies }) => logsBodies);
      const flows = Object.keys(verdict.flows).filter((id) => !(logs && id.startsWith('logged:')));
      if (topology.flows.size > 0) expect(flows.sort()).toEqual([...topology.flows.keys()].sort());
      for (const link of Object.values(verdict.links as Record<string, { session: string | null }>))
        if (link.session !== null) expect(verdict.sessions).toHaveProperty([link.session]);
    }),
    { numRuns: 300 },
  );
});

it('any design is exported, inside its directory and nowhere else', async () => {
  const home = mkdtempSync(join(tmpdir(), 'plainsight-any-'));
  try {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(topologies, async (topology) => {
        const out = join(home, `${count++}`);
        const ran = await plainsight(['export', '-', '--out', out], writeTopology(topology));
        expect([ran.code, ran.err]).toEqual([0, '']);
        const listed = [...ran.out.matchAll(/^ {2}wrote (.*)$/gm)].map(([, path]) => path);
        const written = readdirSync(out, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
        expect([...new Set(listed)].sort()).toEqual(written.sort());
        rmSync(out, { recursive: true, force: true });
        expect(readdirSync(home)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it.each(['aws-alb', 'aws-nlb', 'aws-cloudfront', 'nginx', 'haproxy', 'postgresql', 'redis', 'generic-service'])(
  'ids that look like file names of the export do not get in the way: %s',
  async (product) => {
    const home = mkdtempSync(join(tmpdir(), 'plainsight-ids-'));
    try {
      const ids = [
        'main',
        'terraform',
        'README',
        'constructor',
        'con',
        'a.tf',
        'x-',
        'main.tf',
        'variables',
        'outputs',
      ];
      const nodes = ids.map((id) => ({ id, product, title: id }));
      const document = { format: 'plainsight/topology', version: 1, title: 'Ids', nodes, links: [] };
      const ran = await plainsight(['export', '-', '--out', join(home, 'out')], JSON.stringify(document));
      expect([ran.code, ran.err]).toEqual([0, '']);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
);

it('no document makes it throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(documents, fc.json({ maxDepth: 4 }), fc.string()), async (document) => {
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      expect([0, 2]).toContain((await plainsight(['check', '-', '--format', 'json'], text)).code);
    }),
    { numRuns: 300 },
  );
});
