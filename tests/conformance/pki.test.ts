import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isAddress } from '../../src/core/model/names.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { type Issuance, issuanceOf, type Order } from '../../src/core/pki/issuance.ts';
import { issuingScript } from '../../src/core/pki/script.ts';
import { openssl, step } from '../../src/core/pki/tools.ts';
import { exportDesign } from '../../src/core/plan/bundle.ts';
import { certificatesOf, checksServer } from '../../src/core/plan/certificates.ts';
import { type Plan, planDesign } from '../../src/core/plan/plan.ts';
import { endsTls } from '../../src/core/plan/sessions.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { products } from '../../src/core/products/index.ts';
import { simulate } from '../../src/core/simulation/simulate.ts';
import { topologies } from '../support/arbitrary.ts';
import { draw } from '../support/draw.ts';
import { IssuedTree, verify } from '../support/issuing.ts';
import { hostileTitles, proxies } from '../support/proxies.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';

let tree: IssuedTree | null = null;
afterEach(() => tree?.remove());

function planned(topology: Topology): { plans: readonly Plan[]; issuance: Issuance; script: string } {
  const plans = planDesign(topology, simulate(topology, products), products);
  const issuance = issuanceOf(plans, exportDesign(plans, exporters).nodes);
  return { plans, issuance, script: issuingScript(issuance, openssl) };
}

/** Issues what a design needs, with throw-away authorities in the place of those that are fetched. */
function issued(topology: Topology): { tree: IssuedTree; plans: readonly Plan[]; issuance: Issuance } {
  tree?.remove();
  const made = new IssuedTree();
  tree = made;
  const { plans, issuance, script } = planned(topology);
  for (const { folder } of issuance.roots) {
    mkdirSync(dirname(made.authority(folder)), { recursive: true });
    writeFileSync(made.authority(folder), '');
  }
  expect(made.run(script), script).toEqual({ status: 0, errors: '' });
  return { tree: made, plans, issuance };
}

const fileOf = ({ files }: Order): string => files.certificate ?? files.bundle ?? '';
/** A host that a wildcard covers. */
const host = (name: string): string => name.replace('*', 'any');
const nameOption = (name: string): readonly string[] =>
  isAddress(name) ? ['-verify_ip', name] : ['-verify_hostname', host(name)];

/** Every leaf, for its purpose and each of its names; for the other purpose it is refused. */
function checkLeaves({ tree, issuance }: ReturnType<typeof issued>): number {
  for (const order of issuance.orders) {
    const { certificate, names, signer } = order;
    const leaf = tree.of(certificate.node, fileOf(order));
    const root = signer === null ? leaf : tree.authority(signer);
    const [right, wrong] = certificate.purpose === 'server' ? ['sslserver', 'sslclient'] : ['sslclient', 'sslserver'];
    for (const name of [...names.dns, ...names.ip])
      expect(verify(leaf, root, '-purpose', right, ...nameOption(name)), `${certificate.id} ${name}`).toBeNull();
    expect(verify(leaf, root, '-purpose', wrong), certificate.id).toMatch(/purpose/);
    expect(verify(leaf, root, '-verify_hostname', 'not-this-one.example'), certificate.id).not.toBeNull();
    for (const path of Object.values(order.files))
      if (path !== null) expect(existsSync(tree.of(certificate.node, path)), path).toBe(true);
    if (order.files.bundle)
      expect(readFileSync(tree.of(certificate.node, order.files.bundle), 'utf8')).toMatch(
        /^-----BEGIN CERTIFICATE-----[\s\S]*-----BEGIN (EC |RSA )?PRIVATE KEY-----/,
      );
  }
  return issuance.orders.length;
}

/** Every hop that works: each end believes the other, out of the files that its configuration names. */
function checkHops({ tree, plans, issuance }: ReturnType<typeof issued>): number {
  const orders = new Map(issuance.orders.map((order) => [order.certificate.id, order]));
  const leafOf = (id: string) => {
    const order = orders.get(id);
    return order && { leaf: tree.of(order.certificate.node, fileOf(order)), order };
  };
  let hops = 0;
  for (const plan of plans)
    for (const upstream of plan.upstreams) {
      if (upstream.failure !== null || upstream.forwarded) continue;
      for (const { node, listener } of upstream.terminators) {
        const end = plans.find((each) => each.node.id === node)?.listeners.find(({ id }) => id === listener);
        if (!end || !endsTls(end)) continue;
        const server = leafOf(`${node}:server:${listener}`);
        if (server && checksServer(upstream) && upstream.trusts.includes(end.issuer)) {
          const names =
            upstream.verify === 'full' && upstream.terminators.length === 1 ? nameOption(upstream.serverName) : [];
          const trusted = tree.of(plan.node.id, upstream.files.trust);
          expect(verify(server.leaf, trusted, '-purpose', 'sslserver', ...names), upstream.link).toBeNull();
          hops++;
        }
        const client = leafOf(`${plan.node.id}:client:${upstream.link}`);
        if (client && end.clientCertificate !== 'none' && end.clientTrusts.includes(client.order.certificate.issuer)) {
          const trusted = tree.of(node, end.files.clientCa);
          expect(verify(client.leaf, trusted, '-purpose', 'sslclient'), upstream.link).toBeNull();
          hops++;
        }
      }
    }
  return hops;
}

describe('the script that issues the certificates of a design', () => {
  it.each(templateFiles)('issues those of the template %s', (file) => {
    const made = issued(readTemplate(file));
    expect(checkLeaves(made)).toBe(
      certificatesOf(made.plans).filter(({ issuer, issuedBy }) => issuer !== 'public-ca' && issuedBy === null).length,
    );
    checkHops(made);
  });

  it('issues those of random designs, so that both ends of a hop believe each other', () => {
    let leaves = 0;
    let hops = 0;
    const look = (topology: Topology) => {
      const made = issued(topology);
      leaves += checkLeaves(made);
      hops += checkHops(made);
    };
    fc.assert(fc.property(topologies, look), { numRuns: 14, endOnFailure: true });
    fc.assert(fc.property(proxies('haproxy'), look), { numRuns: 8, endOnFailure: true });
    expect(leaves).toBeGreaterThan(40);
    expect(hops).toBeGreaterThan(10);
  });

  it('shares a key where one is drawn, and nowhere else', () => {
    const { tree } = issued(
      draw(['client ==> a[terminate]', 'client ==> b[terminate]', 'client ==> c[terminate]'], {
        listeners: {
          a: { tls: { certificate: { issuer: 'private-ca', key: 'common' } } },
          b: { tls: { certificate: { issuer: 'self-signed', key: 'common' } } },
          c: { tls: { certificate: { issuer: 'private-ca' } } },
        },
      }),
    );
    const [a, b, c] = ['a', 'b', 'c'].map((node) =>
      readFileSync(tree.of(node, `/etc/plainsight/tls/${node}-in.key`), 'utf8'),
    );
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it('gives an RSA key to a listener that a key exchange by RSA needs', () => {
    const { tree } = issued(
      draw('client ==> a[terminate]', {
        listeners: { a: { tls: { certificate: { issuer: 'private-ca', lifetimeDays: 30 } } } },
        links: { 'client-a': { dial: { keyExchange: 'rsa' } } },
      }),
    );
    const certificate = tree.certificate('a', '/etc/plainsight/tls/a-in.crt');
    expect(certificate.publicKey.asymmetricKeyType).toBe('rsa');
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    expect(days).toBe(30);
  });

  it('keeps its authority when it is run again, and makes keys and certificates anew', () => {
    const topology = draw('client ==> a[terminate]', {
      listeners: { a: { tls: { certificate: { issuer: 'private-ca' } } } },
    });
    const { tree } = issued(topology);
    const look = () => [
      readFileSync(tree.authority('_private-ca'), 'utf8'),
      readFileSync(tree.of('a', '/etc/plainsight/tls/a-in.key'), 'utf8'),
    ];
    const [authority, key] = look();
    expect(tree.run(planned(topology).script)).toEqual({ status: 0, errors: '' });
    const [sameAuthority, newKey] = look();
    expect(sameAuthority).toBe(authority);
    expect(newKey).not.toBe(key);
  });

  it('stops where the public CAs that a file is to hold are not', () => {
    const topology = draw('client =mutual=> a[mutual]', {
      listeners: { a: { tls: { clientTrusts: ['public-ca'] } } },
    });
    tree = new IssuedTree();
    const { status, errors } = tree.run(planned(topology).script, { PUBLIC_CAS: '/nowhere/cas.pem' });
    expect(status).not.toBe(0);
    expect(errors).toContain('/nowhere/cas.pem');
  });

  it('does nothing that a title says', () => {
    const benign = planned(hostile(() => 'Plain')).script;
    const commands = (script: string) => script.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
    for (const title of hostileTitles) {
      const { script } = planned(hostile(() => title));
      expect(commands(script), title).toEqual(commands(benign));
    }
  });
});

describe('its variant for step', () => {
  /** Stands in for step, which is no package of the system: writes what it is asked for into a log, and the files. */
  const standIn = `#!/bin/sh
echo "$*" >>"$LOG"
case "$1 $2" in
  'crypto keypair') : >"$3" && : >"$4" ;;
  'certificate create') : >"$4"; case $5 in --*) ;; *) : >"$5" ;; esac ;;
esac
`;

  it('orders the same certificates with the same names, purposes and lifetimes', () => {
    const topology = draw('client =mutual=> a[mutual]', {
      listeners: {
        a: { tls: { certificate: { issuer: 'private-ca', names: ['*.a.example', 'fd00::7'], lifetimeDays: 30 } } },
      },
    });
    const { issuance } = planned(topology);
    tree = new IssuedTree();
    const bin = join(tree.directory, 'bin');
    const log = join(tree.directory, 'log');
    mkdirSync(bin);
    writeFileSync(join(bin, 'step'), standIn, { mode: 0o755 });
    const path = `${bin}:${process.env.PATH}`;
    expect(tree.run(issuingScript(issuance, step), { PATH: path, LOG: log })).toEqual({ status: 0, errors: '' });
    const created = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('certificate create'))
      .map((line) => line.replaceAll(/\/\S+\//g, ''));
    expect(created).toEqual([
      'certificate create Private CA _private-ca ca.crt ca.key --profile root-ca --kty EC --curve P-256 --not-after 175200h --no-password --insecure --force',
      'certificate create client.internal client:client:client-a --template template --key key:- --not-after 8760h --force --ca ca.crt --ca-key ca.key --san client.internal',
      'certificate create *.a.example a:server:in --template template --key key:- --not-after 720h --force --ca ca.crt --ca-key ca.key --san *.a.example --san fd00::7',
    ]);
    for (const file of ['a-in.crt', 'a-in.key', 'a-in+clients-ca.crt'])
      expect(existsSync(tree.of('a', `/etc/plainsight/tls/${file}`)), file).toBe(true);
  });
});

const hostile = (title: () => string): Topology => {
  const topology = draw('client =mutual=> a(nginx)[mutual]', {
    nodes: { client: { title: title() }, a: { title: title() } },
    listeners: { a: { tls: { certificate: { issuer: 'private-ca' } } } },
  });
  return { ...topology, title: title() };
};
