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
import type { Issuance } from '../core/pki/issuance.ts';
import { issuingScript } from '../core/pki/script.ts';
import { withStandIns } from '../core/pki/stand-ins.ts';
import { openssl } from '../core/pki/tools.ts';
import type { Layout } from './layout.ts';

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
