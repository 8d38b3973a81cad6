import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Binding, Plan } from '../../src/core/plan/plan.ts';
import { planDesign } from '../../src/core/plan/plan.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { Certificates, type Order } from '../support/certificates.ts';
import { type Details, draw } from '../support/draw.ts';
import { type Running, start } from '../support/running.ts';
import { freePorts, requireProgram } from '../support/servers.ts';

// The exported code of both ends is run: it must connect where the drawing says so, and refuse what it says to refuse.

const certificates = new Certificates();
const running: Running[] = [];
afterAll(async () => {
  await Promise.all(running.map(({ stop }) => stop()));
  certificates.remove();
});

const languages = {
  'node-service': {
    program: requireProgram('node', 'nodejs'),
    ending: 'mjs',
    http: (file: string) => [
      '--input-type=module',
      '-e',
      `import { connect } from ${JSON.stringify(file)}; const { statusCode } = await connect(); console.log(statusCode); process.exit();`,
    ],
    tcp: (file: string) => [
      '--input-type=module',
      '-e',
      `import { connect } from ${JSON.stringify(file)};
       const socket = connect();
       socket.on("data", (data) => { console.log(String(data)); process.exit(); }).on("error", (error) => { throw error; });
       socket.write("ping");`,
    ],
  },
  'python-service': {
    program: requireProgram('python3', 'python3'),
    ending: 'py',
    http: (file: string) => [
      '-c',
      `import runpy; c = runpy.run_path(${JSON.stringify(file)})["connect"](); c.request("GET", "/"); print(c.getresponse().status)`,
    ],
    tcp: (file: string) => [
      '-c',
      `import runpy; s = runpy.run_path(${JSON.stringify(file)})["connect"](); s.sendall(b"ping"); print(s.recv(9).decode())`,
    ],
  },
} as const;
type Service = keyof typeof languages;
const services = Object.keys(languages) as Service[];

function written(plan: Plan, file: string): string {
  const found = exporters
    .get(plan.product.id)?.(plan)
    .files.find(({ path }) => path === `${plan.node.id}/${file}`);
  if (!found) throw new Error(`${plan.node.id} has no ${file}`);
  const path = join(certificates.directory, 'code', String(written.count++), file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, found.text);
  return path;
}
written.count = 0;

interface Case {
  readonly dialler: Service;
  readonly server: Service;
  readonly arrow: string;
  readonly listener?: string;
  readonly details?: Details;
  readonly present?: Partial<Order>;
  readonly protocol?: 'http' | 'tcp';
}

/** Starts the server that is exported, and dials it as is exported; null: it was refused. */
async function dialled({ dialler, server, arrow, listener = 'terminate', details, present, protocol = 'http' }: Case) {
  const topology = draw(`app(${dialler}) ${arrow} api(${server})[${listener}]`, {
    ...details,
    links: { 'app-api': { protocol, ...details?.links?.['app-api'] } },
  });
  const [port = 0] = await freePorts(1);
  const binding: Binding = {
    ...certificates.binding(() => port),
    // Each case has certificates of its own.
    directory: (node) => join(certificates.directory, 'cases', String(port), node.id),
  };
  const plans = planDesign(topology, simulate(topology, products), products, binding);
  certificates.provide(plans, (node) => (node === 'api' ? present : undefined));
  const [app, api] = plans;
  if (!app || !api) throw new Error('two nodes are drawn');
  const served = languages[server];
  const up = await start(served.program ?? '', [written(api, `servers/in.${served.ending}`)], port);
  running.push(up);
  const { program, ending, [protocol]: call } = languages[dialler];
  const outcome = await new Promise<string | null>((done) =>
    execFile(program ?? '', call(written(app, `app-api.${ending}`)), { timeout: 15_000 }, (error, output) =>
      done(error ? null : output.trim()),
    ),
  );
  await up.stop();
  return outcome;
}

const issuer = { issuer: 'private-ca' } as const;
const privately: Details = { listeners: { api: { tls: { certificate: issuer } } } };
const wrongName = { names: ['elsewhere.internal'] };
const wrongIssuer = { issuer: 'public-ca' } as const;

describe.skipIf(services.some((id) => languages[id].program === null))('services as exported', () => {
  describe.each(services.flatMap((dialler) => services.map((server) => [dialler, server] as const)))(
    '%s to %s',
    (dialler, server) => {
      const ends = { dialler, server, details: privately };
      it.each([
        ['==>', undefined, '200'],
        ['==>', wrongName, null],
        ['==>', wrongIssuer, null],
        ['=ca=>', wrongName, '200'],
        ['=ca=>', wrongIssuer, null],
        ['=none=>', { ...wrongName, ...wrongIssuer }, '200'],
      ] as const)('%s, shown %o: %s', async (arrow, present, status) => {
        expect(await dialled({ ...ends, arrow, ...(present ? { present } : {}) })).toBe(status);
      });

      it.each([
        ['mutual', '=mutual=>', '200'],
        ['mutual', '==>', null],
        ['optional', '=mutual=>', '200'],
        ['optional', '==>', '200'],
      ])('a listener with client certificates (%s) is dialled %s: %s', async (listener, arrow, status) => {
        const details: Details = { listeners: { api: { tls: { certificate: issuer, clientTrusts: ['private-ca'] } } } };
        expect(await dialled({ ...ends, details, listener, arrow })).toBe(status);
        const others: Details = { listeners: { api: { tls: { certificate: issuer, clientTrusts: ['public-ca'] } } } };
        // The client's certificate comes from the private CA: shown to a listener that trusts the public one, it is refused.
        if (arrow === '=mutual=>') expect(await dialled({ ...ends, details: others, listener, arrow })).toBe(null);
      });
    },
  );

  it.each(services)('%s keeps to the versions that are drawn', async (id) => {
    const range = (minVersion: '1.2' | '1.3', maxVersion: '1.2' | '1.3'): Details => ({
      listeners: { api: { tls: { certificate: issuer, minVersion: '1.2', maxVersion: '1.2' } } },
      links: { 'app-api': { dial: { minVersion, maxVersion } } },
    });
    const ends = { dialler: id, server: id, arrow: '==>' } as const;
    expect(await dialled({ ...ends, details: range('1.2', '1.2') })).toBe('200');
    expect(await dialled({ ...ends, details: range('1.3', '1.3') })).toBe(null);
  });

  it.each(services)('%s speaks other protocols over a stream', async (id) => {
    const ends = { dialler: id, server: id, arrow: '==>', protocol: 'tcp', details: privately } as const;
    expect(await dialled(ends)).toBe('ping');
    expect(await dialled({ ...ends, present: wrongName })).toBe(null);
  });
});
