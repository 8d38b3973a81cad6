import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { folderOf, type Issuance, type Order, usualDays } from '../core/pki/issuance.ts';
import { issuingScript } from '../core/pki/script.ts';
import { openssl } from '../core/pki/tools.ts';
import { alternativeNames } from '../core/plan/certificate-names.ts';
import type { NeededCertificate } from '../core/plan/certificates.ts';
import { type Layout, standIn } from './layout.ts';

/** Issues every certificate of a lab with the exported script, and puts each where the configuration looks for it. */
export function issue(issuance: Issuance, { folder, binding }: Layout): void {
  const pki = join(folder, 'pki');
  mkdirSync(pki, { recursive: true });
  const script = join(pki, 'issue.sh');
  writeFileSync(script, issuingScript(withStandIns(issuance), openssl));
  const { status, stderr } = spawnSync('sh', [script, pki], {
    encoding: 'utf8',
    env: { ...process.env, PUBLIC_CAS: binding.publicCas },
  });
  if (status !== 0) throw new Error(`the certificates could not be issued: ${stderr}`);
  const nodes = join(pki, 'nodes');
  if (existsSync(nodes)) for (const node of readdirSync(nodes)) place(join(nodes, node), folder);
}

/**
 * What a lab can't ask for stands in: an authority of its own in place of public ones and of those that are drawn, and
 * dates gone by where the drawing says so. Where nothing of that is drawn, the script is the exported one to the byte.
 */
export function withStandIns(issuance: Issuance): Issuance {
  const order = (certificate: NeededCertificate, signer: string): Order => ({
    certificate,
    names: alternativeNames(certificate.names),
    days: certificate.lifetimeDays ?? usualDays,
    signer,
    files: certificate.files,
  });
  const drawn = issuance.elsewhere.map(({ certificate, authority }) => order(certificate, folderOf(authority.node.id)));
  const fromPublic = issuance.public.map((certificate) => order(certificate, standIn));
  const orders = [...issuance.orders, ...drawn, ...fromPublic].map((each) =>
    each.certificate.expired ? { ...each, days: -1 } : each,
  );
  const believesPublic = issuance.bundles.some(({ authorities }) => authorities.some(({ kind }) => kind === 'public'));
  return {
    ...issuance,
    orders,
    elsewhere: [],
    public: [],
    roots: [],
    authorities: [
      ...new Set([
        ...issuance.authorities,
        ...issuance.roots.map(({ folder }) => folder),
        ...drawn.flatMap(({ signer }) => signer ?? []),
        ...(fromPublic.length > 0 || believesPublic ? [standIn] : []),
      ]),
    ],
  };
}

/** Copies a node's tree to the paths that it stands for; nothing outside the lab's folder. */
function place(tree: string, folder: string, below = ''): void {
  for (const name of readdirSync(join(tree, below))) {
    const path = join(below, name);
    const from = join(tree, path);
    if (statSync(from).isDirectory()) {
      place(tree, folder, path);
      continue;
    }
    const target = join(sep, path);
    if (!target.startsWith(folder + sep)) throw new Error(`${target} is outside the lab's folder`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(from, target);
    chmodSync(target, /-----BEGIN (?:EC |RSA )?PRIVATE KEY/.test(text(target)) ? 0o600 : 0o644);
  }
}

const text = (file: string): string => readFileSync(file, 'utf8');
