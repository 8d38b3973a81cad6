import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Issuer } from '../../src/core/model/schema.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import type { ExportedFile } from '../../src/core/plan/exporter.ts';
import type { Binding, Plan } from '../../src/core/plan/plan.ts';
import type { Certificates } from './certificates.ts';

/** Everything on loopback, each listener of a node on its own free port. */
export const loopback = (certificates: Certificates, ports: ReadonlyMap<string, number>): Binding => ({
  ...certificates.binding((port) => ports.get(String(port)) ?? port),
});

/** Writes exported files as they are, readable by the servers' users. */
export function place(folder: string, files: readonly ExportedFile[]): void {
  for (const { path, text } of files) write(join(folder, path), text);
}

export function write(file: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/**
 * Provides the files that the plans name as the drawing means them: expired where it says expired, each CA file with
 * the issuers that its dial or listener trusts, client certificates of the issuer drawn on the link.
 */
export function provide(
  certificates: Certificates,
  topology: Topology,
  plans: readonly Plan[],
  owner: Account | null,
): void {
  const drawn = (node: string, listener: string) => {
    const tls = topology.nodes.get(node)?.listeners?.find(({ id }) => id === listener)?.tls;
    return tls && 'certificate' in tls ? tls.certificate : undefined;
  };
  const shown = plans.flatMap((plan) =>
    plan.listeners.map(({ id, issuer, names }) =>
      issuer === 'self-signed'
        ? certificates.issue({ issuer, names, expired: drawn(plan.node.id, id)?.expired ?? false }).certificate
        : '',
    ),
  );
  const clientOf = (plan: Plan, link: string) => {
    const { issuer = 'private-ca', expired = false } = topology.links.get(link)?.dial.clientCertificate ?? {};
    return certificates.issue({ issuer, names: [`${plan.node.id}.client`], expired });
  };
  const authorities = (issuers: readonly Issuer[], selfSigned: readonly string[]) =>
    issuers
      .flatMap((issuer) =>
        issuer === 'self-signed' ? selfSigned : [readFileSync(certificates.authority(issuer), 'utf8')],
      )
      .join('');
  const clients = plans.flatMap((plan) =>
    plan.upstreams.filter(({ tls }) => tls === 'mutual').map(({ link }) => clientOf(plan, link).certificate),
  );

  for (const plan of plans) {
    for (const { id, mode, files, issuer, names, clientCertificate, clientTrusts } of plan.listeners) {
      if (mode !== 'terminate' && mode !== 'permissive') continue;
      const issued = certificates.issue({ issuer, names, expired: drawn(plan.node.id, id)?.expired ?? false });
      write(files.certificate, issued.certificate);
      own(write(files.key, issued.key, 0o600), owner);
      if (clientCertificate !== 'none') write(files.clientCa, authorities(clientTrusts, clients));
    }
    for (const { link, tls, files } of plan.upstreams) {
      if (tls === 'plaintext') continue;
      const trusts = topology.links.get(link)?.dial.trusts ?? ['public-ca', 'private-ca'];
      if (files.trust !== certificates.authority('public-ca')) write(files.trust, authorities(trusts, shown));
      if (tls !== 'mutual') continue;
      const issued = clientOf(plan, link);
      write(files.certificate, issued.certificate);
      write(files.key, issued.key, 0o600);
    }
  }
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export function own(file: string, account: Account | null): void {
  if (account) chownSync(file, account.uid, account.gid);
}

/** The account to drop to, when this runs as root and the server refuses root. */
export function accountBelowRoot(name: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A command as another account; `start` hands its own signal over, which a change of account would clear. */
export const asAccount = (account: Account | null, ...command: readonly string[]): readonly [string, ...string[]] =>
  account
    ? [
        'setpriv',
        ...[`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--pdeathsig', 'TERM'],
        ...command,
      ]
    : ['env', ...command];

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a client to its end or its time limit, in an environment of its own; never throws for what the client says. */
export function runClient(
  command: readonly string[],
  {
    env = {},
    input = '',
    limit = 5_000,
  }: { env?: Readonly<Record<string, string>>; input?: string; limit?: number } = {},
): Promise<Ran> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...env } });
    let out = '';
    let err = '';
    const late = setTimeout(() => child.kill('SIGKILL'), limit);
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    // A client that is refused does not read its input.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      resolve({ code, out, err });
    });
  });
}

/** Waits for something that a server is about to do, such as to write a line into its log. */
export async function until(holds: () => boolean, patience = 3_000): Promise<boolean> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return holds();
}
