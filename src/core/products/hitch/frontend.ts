import { block, type Item, option, remark, words } from '../../config/hitch.ts';
import { guideline, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import type { PlannedListener } from '../../plan/plan.ts';
import { certificateCovers } from '../../simulation/meet.ts';

/** The block of a listener. */
export function frontend(listener: PlannedListener): Item {
  const { address, port, files, versions, clientCertificate, clientTrusts, names, serverNames } = listener;
  const known = serverNames?.every((name) => certificateCovers(names, name)) ?? false;
  return block('frontend', [
    option('host', address ?? '*'),
    option('port', String(port)),
    option('pem-file', files.bundle),
    option('tls-protos', words(...versionsIn(versions).map((version) => `TLSv${version}`))),
    option('ciphers', serverCiphers(versions[0], listener)),
    option('ciphersuites', guideline.suites.join(':')),
    ...(known ? [option('sni-nomatch-abort', words('on'))] : []),
    ...(clientCertificate === 'none'
      ? []
      : [
          remark(`The CAs that client certificates may come from: ${clientTrusts.join(', ')}.`),
          option('client-verify', words(clientCertificate)),
          option('client-verify-ca', files.clientCa),
        ]),
  ]);
}
