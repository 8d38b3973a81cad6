import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fourParts, Place } from '../support/lab-cli.ts';
import { requireProgram } from '../support/servers.ts';
import { plainsight } from '../unit/cli/world.ts';

const versions = ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`);
const curl = requireProgram('curl', 'curl');
const missing = [
  requireProgram('nginx', 'nginx'),
  requireProgram('postgres', 'postgresql', versions),
  requireProgram('psql', 'postgresql-client'),
  curl,
].includes(null);

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => {
  vi.unstubAllEnvs();
  place.remove();
});
const write = (name: string, text: string): string => {
  const file = join(place.folder, name);
  writeFileSync(file, text);
  return file;
};

describe.skipIf(missing)('plainsight lab', () => {
  it('says of every link what was seen, and ends with 0 where all is as predicted', async () => {
    const { code, out, err } = await plainsight(['lab', place.design]);
    expect(out).toBe(
      [
        '1 flow over 3 links, 8 probes: all as predicted',
        '',
        'Pay: works, as predicted',
        '  Client → Front (link outside): TLS 1.3, server name front.internal',
        '  Front → App (link inside): plaintext',
        '  App → Orders (link store): TLS 1.3, server name orders.internal, asked for in postgres',
        '',
        'In the middle of a session',
        '  Client → Front (link outside): genuine: accepted, as predicted',
        '  Client → Front (link outside): self-signed: refused, as predicted',
        '  Client → Front (link outside): sibling: refused, as predicted',
        '  Client → Front (link outside): downgrade: refused, as predicted',
        '  App → Orders (link store): genuine: accepted, as predicted',
        '  App → Orders (link store): self-signed: accepted, as predicted',
        '  App → Orders (link store): sibling: accepted, as predicted',
        '  App → Orders (link store): downgrade: refused, as predicted',
        '',
      ].join('\n'),
    );
    expect(err).toBe(
      'Starting 4 components …\nSending a request through one flow …\nStanding in the middle of every session …\n',
    );
    expect(code).toBe(0);
  });

  it('writes results that verify reads, and that agree', async () => {
    const results = join(place.folder, 'results.json');
    expect(await plainsight(['lab', place.design, '--out', results])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(results, 'utf8')).results).toMatchObject([
      { link: 'outside', source: 'lab', state: 'encrypted', version: '1.3', authentication: 'server' },
      { link: 'inside', source: 'lab', state: 'plaintext' },
      { link: 'store', source: 'lab', state: 'encrypted', serverName: 'orders.internal', authentication: 'none' },
    ]);
    const { code, out } = await plainsight(['verify', place.design, '--results', results]);
    expect(out).toContain('3 links: 3 as predicted, 0 differ, 0 unknown');
    expect(code).toBe(0);
    expect(await plainsight(['lab', place.design, '--out', results])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is such a file'),
    });
  });

  it('ends with 1 where a client believes anybody though it is drawn to verify, and so does verify', async () => {
    place.pretend('curl', `exec ${curl} --insecure "$@"`);
    vi.stubEnv('PATH', `${place.programs}:${process.env.PATH}`);
    vi.resetModules();
    const { plainsight: fresh } = await import('../unit/cli/world.ts');
    const results = join(place.folder, 'results.json');
    const { code, out } = await fresh(['lab', place.design, '--format', 'json', '--out', results]);
    const report = JSON.parse(out);
    expect(report.differences).toEqual([
      { flow: 'pay', link: 'outside', about: 'self-signed', predicted: 'refused', observed: 'accepted' },
      { flow: 'pay', link: 'outside', about: 'sibling', predicted: 'refused', observed: 'accepted' },
    ]);
    expect(report.summary).toEqual({ flows: 1, untried: 0, links: 3, probes: 8, differences: 2 });
    expect(code).toBe(1);
    const verified = await fresh(['verify', place.design, '--results', results]);
    expect(verified.code).toBe(1);
    expect(verified.out).toContain(
      'differs  Client → Front (link outside): Predicted that the server is verified, seen that nobody is verified.',
    );
  });

  it('sees a failure where one is predicted, with its line in the log, and leaves the rest alone', async () => {
    const links = fourParts.links.map((link) =>
      link.id === 'store' ? { ...link, dial: { tls: 'tls', verify: 'full', trusts: ['public-ca'] } } : link,
    );
    const results = join(place.folder, 'results.json');
    const file = write('failing.json', JSON.stringify({ ...fourParts, links }));
    const { code, out } = await plainsight(['lab', file, '--no-probes', '--format', 'json', '--out', results]);
    expect(JSON.parse(out).flows).toMatchObject([
      {
        predicted: 'failed',
        observed: 'failed',
        failure: { link: 'store', log: { node: 'app', line: 'SSL error: certificate verify failed' } },
        said: expect.stringContaining('SSL error: certificate verify failed'),
      },
    ]);
    expect(code).toBe(0);
    expect(await plainsight(['verify', file, '--results', results])).toMatchObject({
      code: 0,
      out: expect.stringContaining('3 as predicted'),
    });
  });

  it('says of each component why a design can not be run here', async () => {
    const nodes = fourParts.nodes.map((node) => (node.id === 'front' ? { ...node, product: 'aws-alb' } : node));
    const file = write('cloud.json', JSON.stringify({ ...fourParts, nodes }));
    expect(await plainsight(['lab', file, '--out', join(place.folder, 'none')])).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^Starting 4 components …\nThis design can't be run on this machine:\n {2}Front: .* does not run on one machine\n$/,
      ),
    });
    expect(existsSync(join(place.folder, 'none'))).toBe(false);
  });
});

it('reads no file that is no design', async () => {
  const { code, err } = await plainsight(['lab', write('x.json', '{}')]);
  expect(code).toBe(2);
  expect(err).toContain('/format');
});
