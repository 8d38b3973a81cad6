import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAddress } from '../core/model/names.ts';
import { folderOf } from '../core/pki/issuance.ts';
import { standIn } from '../core/pki/stand-ins.ts';
import type { NeededCertificate } from '../core/plan/certificates.ts';
import { authorityOf } from '../core/plan/certificates.ts';
import type { Layout } from './layout.ts';
import type { Certificate } from './probes/interference.ts';

/** What somebody in the middle can show: a certificate of his own making, or one that the same CA gave him for another name. */
export type Guise = 'self-signed' | 'sibling';

/** The folder of the authority that signed a certificate in the lab; null: nobody but itself did. */
function signerOf(certificate: NeededCertificate): string | null {
  const authority = authorityOf(certificate);
  if (certificate.issuedBy !== null && authority.kind !== 'self') return folderOf(certificate.issuedBy);
  return { public: standIn, private: folderOf(null), self: null, nobody: null }[authority.kind];
}

/** A name that nothing in a design has: it ends in a label that the schema of documents can't hold next to a host's. */
const otherName = 'sibling.plainsight.invalid';

/** Makes what an impostor shows in place of a certificate; null: nobody else has one of that kind. */
export function impostorOf(guise: Guise, instead: NeededCertificate, layout: Layout): Certificate | null {
  const signer = signerOf(instead);
  if (guise === 'sibling' && signer === null) return null;
  const at = (name: string) => join(layout.folder, 'pki', `impostor-${guise}${name}`);
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  const names = guise === 'sibling' ? [otherName] : instead.names;
  const alternatives = names.map((name) => `${isAddress(name) ? 'IP' : 'DNS'}:${name}`).join(',');
  const extensions = ['basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth'];
  if (alternatives !== '') extensions.push(`subjectAltName=${alternatives}`);
  writeFileSync(at('.ext'), `${extensions.join('\n')}\n`);
  // An RSA key where RSA is how keys are exchanged: no other can do it.
  const key = instead.algorithm === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const subject = ['-subj', '/CN=impostor', '-keyout', at('.key'), '-out', at('.csr')];
  openssl('req', '-new', '-newkey', ...key, '-nodes', ...subject);
  const authority = join(layout.folder, 'pki', 'authorities', signer ?? '');
  const signed =
    guise === 'sibling'
      ? ['-CA', join(authority, 'ca.crt'), '-CAkey', join(authority, 'ca.key'), '-set_serial', '77']
      : ['-signkey', at('.key')];
  openssl('x509', '-req', '-in', at('.csr'), '-days', '2', '-extfile', at('.ext'), '-out', at('.crt'), ...signed);
  return { certificate: readFileSync(at('.crt'), 'utf8'), key: readFileSync(at('.key'), 'utf8') };
}
