import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAddress } from '../../src/core/model/names.ts';
import type { Issuer } from '../../src/core/model/schema.ts';
import type { Binding, Plan } from '../../src/core/plan/plan.ts';

/** A throw-away certificate in PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Order {
  readonly issuer: Issuer;
  readonly names: readonly string[];
  readonly expired?: boolean;
}

/** Throw-away authorities and everything that they issued, in one temporary directory. EC P-256, one key for all leaves. */
export class Certificates {
  readonly directory: string;
  readonly #issued = new Map<string, Issued>();

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'plainsight-'));
    mkdirSync(join(this.directory, 'ca'));
    this.#openssl(['ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', this.#path('leaf.key')]);
    for (const issuer of ['public-ca', 'private-ca'] as const)
      this.#openssl([
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
        ...[
          '-subj',
          `/CN=Throw-away ${issuer}`,
          '-keyout',
          this.#path(`${issuer}.key`),
          '-out',
          this.authority(issuer),
        ],
      ]);
  }

  /** The file with an authority's certificate. */
  authority(issuer: 'public-ca' | 'private-ca'): string {
    return this.#path(`${issuer}.crt`);
  }

  /** A leaf for these names, with its key; equal orders get the same one. */
  issue({ issuer, names, expired = false }: Order): Issued {
    const order = createHash('sha256')
      .update(JSON.stringify([issuer, names, expired]))
      .digest('hex')
      .slice(0, 16);
    const known = this.#issued.get(order);
    if (known) return known;
    const file = this.#path(`${order}.crt`);
    const request = this.#path(`${order}.csr`);
    const alternatives = names.map((name) => `${isAddress(name) ? 'IP' : 'DNS'}:${name}`).join(',');
    this.#openssl([
      ...['req', '-new', '-key', this.#path('leaf.key'), '-subj', '/CN=throw-away leaf', '-out', request],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...(names.length > 0 ? ['-addext', `subjectAltName=${alternatives}`] : []),
    ]);
    const signer =
      issuer === 'self-signed'
        ? ['-signkey', this.#path('leaf.key')]
        : ['-CA', this.authority(issuer), '-CAkey', this.#path(`${issuer}.key`)];
    this.#openssl([
      ...['x509', '-req', '-in', request, '-copy_extensions', 'copy', '-out', file, ...signer],
      ...['-days', expired ? '-1' : '30'],
    ]);
    const issued = { certificate: readFileSync(file, 'utf8'), key: readFileSync(this.#path('leaf.key'), 'utf8') };
    this.#issued.set(order, issued);
    return issued;
  }

  /** Binds a design to this directory and to loopback, so that every name resolves and every file can be provided. */
  binding(ports: (port: number) => number = unprivileged): Binding {
    return {
      listen: (_node, { port }) => ({ address: '127.0.0.1', port: ports(port) }),
      dial: (_link, _target, port) => ({ host: '127.0.0.1', port: ports(port) }),
      source: () => '127.0.0.1',
      directory: (node) => join(this.directory, 'nodes', node.id),
      publicCas: this.authority('public-ca'),
    };
  }

  /**
   * Creates every file that the plans name. Certificates of a dialler's own come from the private CA; `present` gives a
   * listener another certificate than the drawn one.
   */
  provide(
    plans: readonly Plan[],
    present: (node: string, listener: string) => Partial<Order> | undefined = () => undefined,
  ): void {
    const orderOf = (plan: Plan, id: string): Order => {
      const listener = plan.listeners.find((each) => each.id === id);
      if (!listener) throw new Error(`${plan.node.id} has no listener ${id}`);
      return { issuer: listener.issuer, names: listener.names, ...present(plan.node.id, id) };
    };
    for (const plan of plans) {
      for (const listener of plan.listeners) {
        if (listener.mode === 'terminate' || listener.mode === 'permissive')
          this.#write(listener.files, this.issue(orderOf(plan, listener.id)));
        if (listener.clientCertificate !== 'none')
          write(listener.files.clientCa, this.#authorities(listener.clientTrusts));
      }
      for (const upstream of plan.upstreams) {
        if (upstream.tls === 'plaintext') continue;
        if (upstream.files.trust !== this.authority('public-ca'))
          write(
            upstream.files.trust,
            upstream.issuer === 'self-signed'
              ? this.#shownBy(plans, upstream.node, orderOf)
              : this.#authorities([upstream.issuer]),
          );
        if (upstream.tls === 'mutual')
          this.#write(upstream.files, this.issue({ issuer: 'private-ca', names: [`${plan.node.id}.client`] }));
      }
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Self-signed certificates are their own authority. */
  #shownBy(plans: readonly Plan[], node: string, orderOf: (plan: Plan, id: string) => Order): string {
    const plan = plans.find((each) => each.node.id === node);
    const shown = (plan?.listeners ?? [])
      .filter(({ issuer }) => issuer === 'self-signed')
      .map(({ id }) => (plan ? this.issue(orderOf(plan, id)).certificate : ''));
    return shown.length > 0 ? shown.join('') : this.issue({ issuer: 'self-signed', names: [node] }).certificate;
  }

  #authorities(issuers: readonly Issuer[]): string {
    const files = issuers.flatMap((issuer) => (issuer === 'self-signed' ? [] : [this.authority(issuer)]));
    const chosen = files.length > 0 ? files : [this.authority('private-ca')];
    return chosen.map((file) => readFileSync(file, 'utf8')).join('');
  }

  #write({ certificate, key, bundle }: { certificate: string; key: string; bundle: string }, issued: Issued): void {
    write(certificate, issued.certificate);
    write(key, issued.key);
    write(bundle, `${issued.certificate}${issued.key}`);
  }

  #path(name: string): string {
    return join(this.directory, 'ca', name);
  }

  #openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

/** Ports below 1024 belong to the superuser. */
const unprivileged = (port: number): number => (port < 1024 ? port + 40_000 : port);

function write(file: string, text: string): void {
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
}
