import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Plan, type PlannedListener, planDesign, type Upstream } from '../../src/core/plan/plan.ts';
import { exportPlan } from '../../src/core/products/api-client/export.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { Certificates } from '../support/certificates.ts';
import { draw } from '../support/draw.ts';
import { proxies } from '../support/proxies.ts';
import { requireProgram } from '../support/servers.ts';

const curl = requireProgram('curl', 'curl');
const certificates = new Certificates();
const folder = mkdtempSync(join(tmpdir(), 'plainsight-curl-'));
let port = 0;
beforeAll(async () => {
  const server = createHttp();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
  await stop(server);
});
afterAll(() => {
  certificates.remove();
  rmSync(folder, { recursive: true, force: true });
});

const stop = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs the exported script for one link; the throw-away public CA stands for those of the system. */
function run(plan: Plan, link: string, ...more: readonly string[]): Promise<Outcome> {
  const [file] = exportPlan(plan).files;
  const script = join(folder, 'curl.sh');
  writeFileSync(script, file?.text ?? '');
  return new Promise((done) =>
    execFile(
      '/bin/sh',
      [script, link, '--silent', '--noproxy', '*', '--max-time', '10', ...more],
      { env: { PATH: process.env.PATH, CURL_CA_BUNDLE: certificates.authority('public-ca') } },
      (error, output) => done({ status: error ? Number(error.code) : 0, output }),
    ),
  );
}

/** What the server saw of a connection. */
interface Seen {
  readonly name: string | null;
  readonly version: string | null;
  readonly client: boolean;
}

/** A server as the listener is drawn. */
function serverFor({ mode, clientCertificate, versions, files }: PlannedListener): Server {
  const [minVersion, maxVersion] = versions.map((version) => `TLSv${version}` as 'TLSv1.2' | 'TLSv1.3');
  if (mode === 'plaintext')
    return createHttp((_, response) => response.end(JSON.stringify({ name: null, version: null, client: false })));
  return createHttps(
    {
      cert: readFileSync(files.certificate),
      key: readFileSync(files.key),
      requestCert: clientCertificate !== 'none',
      rejectUnauthorized: clientCertificate === 'required',
      ...(clientCertificate === 'none' ? {} : { ca: readFileSync(files.clientCa) }),
      ...(minVersion ? { minVersion } : {}),
      ...(maxVersion ? { maxVersion } : {}),
    },
    (request, response) => {
      const socket = request.socket as TLSSocket & { servername?: string | false };
      const seen: Seen = {
        name: socket.servername || null,
        version: socket.getProtocol(),
        client: Object.keys(socket.getPeerCertificate() ?? {}).length > 0,
      };
      response.end(JSON.stringify(seen));
    },
  );
}

interface Tried extends Outcome {
  readonly upstream: Upstream;
}

/** Opens the drawn connection from `c` to `app` and says how it went, beside what was planned. */
async function attempt(topology: Topology, shown?: readonly string[]): Promise<Tried> {
  const plans = planDesign(
    topology,
    simulate(topology, products),
    products,
    certificates.binding(() => port),
  );
  certificates.provide(plans, () => (shown ? { names: shown } : undefined));
  const [client, app] = ['c', 'app'].map((id) => plans.find(({ node }) => node.id === id));
  const [upstream] = client?.upstreams ?? [];
  const [listener] = app?.listeners ?? [];
  if (!client || !upstream || !listener) throw new Error('drawn otherwise');
  const server = serverFor(listener);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  try {
    return { upstream, ...(await run(client, upstream.link)) };
  } finally {
    await stop(server);
  }
}

const listeners = ['plaintext', 'terminate', 'mutual', 'optional'] as const;
const arrows = ['-->', '==>', '=none=>', '=mutual=>'] as const;
const issuers = ['public-ca', 'private-ca', 'self-signed'] as const;
const cases = listeners.flatMap((listener) =>
  arrows.flatMap((arrow) => issuers.map((issuer) => [arrow, listener, issuer] as const)),
);

describe.skipIf(curl === null)('curl by the exported script', () => {
  it.each(cases)('does what the simulation says: c %s app[%s], %s', async (arrow, listener, issuer) => {
    const { status, output, upstream } = await attempt(
      draw(`c(api-client) ${arrow} app[${listener}]`, {
        ...(listener === 'plaintext' ? {} : { listeners: { app: { tls: { certificate: { issuer } } } } }),
      }),
    );
    expect(status === 0, `curl ended with ${status}; planned: ${upstream.failure}`).toBe(upstream.failure === null);
    if (status !== 0) return;
    const seen: Seen = JSON.parse(output);
    expect(seen).toEqual({
      name: listener === 'plaintext' ? null : upstream.serverName,
      version: listener === 'plaintext' ? null : 'TLSv1.3',
      client: upstream.tls === 'mutual' && (listener === 'mutual' || listener === 'optional'),
    });
  });

  it.each([
    ['==>', 60],
    ['=ca=>', 60],
    ['=none=>', 0],
  ] as const)('checks the name, or nothing: %s', async (arrow, status) => {
    const topology = draw(`c(api-client) ${arrow} app[terminate]`);
    expect((await attempt(topology, ['other.internal'])).status).toBe(status);
    expect((await attempt(topology)).status).toBe(0);
  });

  it('keeps to the versions that are drawn', async () => {
    const drawn = (dial: object, tls: object) =>
      attempt(
        draw('c(api-client) ==> app[terminate]', {
          links: { 'c-app': { dial } },
          listeners: { app: { tls } },
        } as object),
      );
    const older = await drawn({ maxVersion: '1.2' }, {});
    expect(JSON.parse(older.output)).toMatchObject({ version: 'TLSv1.2' });
    expect((await drawn({ minVersion: '1.3' }, { maxVersion: '1.2' })).status).toBe(35);
  });

  it('knows every option and address that is written, whatever is drawn', async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(proxies('api-client'), async (topology) => {
        const plans = planDesign(
          topology,
          simulate(topology, products),
          products,
          certificates.binding(() => port),
        );
        const plan = plans.find(({ product }) => product.id === 'api-client');
        if (!plan) throw new Error('it is drawn');
        const links = [...(exportPlan(plan).files[0]?.text ?? '').matchAll(/^ {2}(\S+)\)$/gm)].map(([, link]) => link);
        for (const link of links) {
          if (!link || link === '*') continue;
          // Nobody listens: whatever is wrong with the command is found before that.
          expect(await run(plan, link)).toMatchObject({ status: 7 });
          tried += 1;
        }
      }),
      { numRuns: 60 },
    );
    expect(tried).toBeGreaterThan(40);
  });

  it('refuses what is broken', async () => {
    const topology = draw('c(api-client) ==> app[terminate]');
    const [plan] = planDesign(
      topology,
      simulate(topology, products),
      products,
      certificates.binding(() => port),
    );
    if (!plan) throw new Error('it is drawn');
    expect((await run(plan, 'c-app', '--tls-maximum', '1.3')).status).toBe(2);
    expect((await run(plan, 'nowhere')).status).toBe(2);
  });
});
