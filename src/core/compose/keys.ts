import { checksServer, sessionOf } from '../plan/certificates.ts';
import type { Plan } from '../plan/plan.ts';
import { endsTls } from '../plan/sessions.ts';

/** Folders with the keys and certificates that the node's configuration names. */
export function keyFolders({ listeners, upstreams }: Plan): readonly string[] {
  const files = [
    ...listeners.filter(endsTls).map(({ files }) => files.certificate),
    ...upstreams
      .map(sessionOf)
      .flatMap((upstream) => [
        ...(upstream.clientCertificate && !upstream.forwarded ? [upstream.files.certificate] : []),
        ...(checksServer(upstream) && upstream.issuer !== 'public-ca' ? [upstream.files.trust] : []),
      ]),
  ];
  return [...new Set(files.map((path) => path.slice(0, path.lastIndexOf('/'))))];
}

/** The system's store, where the node believes public CAs. */
export const publicCas = ({ upstreams }: Plan): string | null =>
  upstreams.map(sessionOf).find((upstream) => checksServer(upstream) && upstream.issuer === 'public-ca')?.files.trust ??
  null;
