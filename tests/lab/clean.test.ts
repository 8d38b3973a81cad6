import { chmodSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readTopology } from '../../src/core/model/read.ts';
import { until } from '../support/lab.ts';
import { buildCli, fourParts, Place } from '../support/lab-cli.ts';
import { requireProgram } from '../support/servers.ts';

const missing = [
  requireProgram('nginx', 'nginx'),
  requireProgram(
    'postgres',
    'postgresql',
    ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`),
  ),
  requireProgram('psql', 'postgresql-client'),
  requireProgram('curl', 'curl'),
].includes(null);

describe.skipIf(missing)('a lab leaves nothing behind', () => {
  const built = mkdtempSync(join(tmpdir(), 'lab-cli-'));
  let main = '';
  let place: Place;
  beforeAll(() => {
    main = buildCli(built);
    chmodSync(built, 0o755);
  });
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    place.remove();
  });
  afterAll(() => rmSync(built, { recursive: true }));
  const lab = (...more: readonly string[]) => [process.execPath, main, 'lab', place.design, ...more];
  const traces = () => ({ left: place.left(), alive: place.alive() });
  const none = { left: [], alive: [] };

  it('after all went well', async () => {
    expect(await place.run(lab())).toMatchObject({ code: 0, signal: null });
    expect(traces()).toEqual(none);
  });

  it('when the certificates can not be issued', async () => {
    place.pretend('openssl', 'echo "no randomness today" >&2; exit 1');
    const { code, err } = await place.run(lab());
    expect(err).toContain('The lab did not start: the certificates could not be issued: no randomness today');
    expect(code).toBe(2);
    expect(traces()).toEqual(none);
  });

  it('when one server ends at once while the others are on their way', async () => {
    place.pretend('nginx', 'echo "out of order" >&2; exit 1');
    const { code, err } = await place.run(lab());
    expect(err).toContain('The lab did not start: nginx ended: out of order');
    expect(code).toBe(2);
    expect(traces()).toEqual(none);
  });

  it.each([
    ['SIGTERM', 'while a request is on its way', /Sending/],
    ['SIGINT', 'while it probes', /Standing/],
  ] as const)('when %s comes %s', async (signal, _when, said) => {
    const ended = await place.run(lab(), { end: { when: said, signal } });
    expect(ended).toMatchObject({ code: null, signal, out: '' });
    expect(traces()).toEqual(none);
  });

  it('when SIGINT comes while it waits for a server', async () => {
    place.pretend('nginx', 'exec sleep 40');
    const when = () => place.alive().some((each) => each.includes('sleep 40'));
    expect(await place.run(lab(), { end: { when, signal: 'SIGINT' } })).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(traces()).toEqual(none);
  });

  it('in a process that goes on after a start that failed', async () => {
    place.pretend('nginx', 'sleep 1; exit 1');
    place.pretend('redis-server', 'exec sleep 40');
    vi.stubEnv('PATH', `${place.programs}:${process.env.PATH}`);
    vi.stubEnv('TMPDIR', place.temporary);
    vi.resetModules();
    const { openLab } = await import('../../src/lab/lab.ts');
    const orders = { ...fourParts.nodes[3], product: 'redis' };
    const links = fourParts.links.map((link) => (link.id === 'store' ? { ...link, protocol: 'redis' } : link));
    const nodes = [...fourParts.nodes.slice(0, 3), orders];
    const read = readTopology(JSON.stringify({ ...fourParts, nodes, links }));
    await expect(read.ok ? openLab(read.value) : null).rejects.toThrow('nginx ended');
    expect(traces()).toEqual(none);
  });

  it('when it is killed: its processes end by themselves, and the next run removes its folders', async () => {
    const { signal } = await place.run(lab(), { end: { when: /Standing/, signal: 'SIGKILL' } });
    expect(signal).toBe('SIGKILL');
    expect(await until(() => place.alive().length === 0, 15_000)).toBe(true);
    expect(place.left()).not.toEqual([]);
    expect(await place.run(lab('--no-probes'))).toMatchObject({ code: 0 });
    expect(traces()).toEqual(none);
  });

  it('but what it was asked to keep, also after the next run', async () => {
    const { code, err } = await place.run(lab('--keep', '--no-probes'));
    expect(code).toBe(0);
    const [, folder = ''] = /^Kept: .*\/(.*)$/m.exec(err) ?? [];
    expect(place.left()).toEqual([folder]);
    utimesSync(join(place.temporary, folder), 0, 0);
    await place.run(lab('--no-probes'));
    expect(traces()).toEqual({ left: [folder], alive: [] });
  });

  it('of two that run at once', async () => {
    const both = await Promise.all([place.run(lab()), place.run(lab())]);
    expect(both.map(({ code, err }) => ({ code, err }))).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(traces()).toEqual(none);
  });

  it('and says what to install where programs are missing', async () => {
    const { code, err } = await place.run(lab(), { path: '' });
    expect(code).toBe(2);
    expect(err).toContain("This design can't be run on this machine:");
    expect(err).toContain('openssl is not installed (Debian package openssl)');
    expect(err).toContain('curl is not installed (Debian package curl), which Client needs');
    expect(err).toContain('psql is not installed (Debian package postgresql-client), which App, Orders need');
    expect(traces()).toEqual(none);
  });

  const nobody = 65_534;
  it.skipIf(process.getuid?.() !== 0)('to somebody who is not root', async () => {
    place.remove();
    place = new Place(nobody);
    const as = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
    const { code, err } = await place.run([...as, ...lab()]);
    if (err.includes("a mount namespace can't be made")) expect(code).toBe(2);
    else expect({ code, err }).toMatchObject({ code: 0 });
    expect(traces()).toEqual(none);
  });
});
