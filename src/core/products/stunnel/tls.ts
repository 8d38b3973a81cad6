import { type Line, option, remark } from '../../config/stunnel.ts';
import { dialCiphers, guideline, hybridGroup, serverCiphers, versionsIn } from '../../config/tls-guideline.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { dialsTls } from '../../plan/sessions.ts';

const versionName: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

/** Both ends of the range are always written: without them it is the library's. */
function versions(range: Upstream['versions']): readonly Line[] {
  const drawn = versionsIn(range);
  return [
    option('sslVersionMin', versionName[drawn[0]]),
    option('sslVersionMax', versionName[drawn.at(-1) ?? drawn[0]]),
  ];
}

/** Without the option it names classical curves of its own, so that there is no leaving it to the library. */
const groups = (): readonly Line[] => [
  remark(`With OpenSSL 3.5 or later, put the post-quantum group ${hybridGroup} in front.`),
  option('curves', guideline.groups.join(':')),
];

/** The hybrid group where it is drawn: a list that names it is refused whole by an older library. */
export const hybridNotices = ({ node, listeners, upstreams }: Plan): readonly Notice[] =>
  [
    ...listeners.map(({ id, keyExchange }) => ({ about: id, keyExchange, what: `the listener "${id}"` })),
    ...upstreams
      .filter(dialsTls)
      .map(({ link, title, keyExchange }) => ({ about: link, keyExchange, what: `${node.title} → ${title}` })),
  ]
    .filter(({ keyExchange }) => keyExchange === 'hybrid')
    .map(({ about, what }) => ({
      kind: 'by-hand',
      about,
      message: `Classical groups alone are written for ${what}, for OpenSSL before 3.5 does not start with a list that names ${hybridGroup}: with 3.5 or later put it in front of curves.`,
    }));

/** How a service ends TLS. */
export function listenTls(listener: PlannedListener): readonly Line[] {
  const { files, versions: range, clientCertificate, clientTrusts } = listener;
  return [
    option('cert', files.certificate),
    option('key', files.key),
    ...versions(range),
    option('ciphers', serverCiphers(range[0], listener)),
    option('ciphersuites', guideline.suites.join(':')),
    ...groups(),
    ...(clientCertificate === 'none'
      ? []
      : [
          remark(`The CAs that client certificates may come from: ${clientTrusts.join(', ')}.`),
          option('CAfile', files.clientCa),
          // verifyChain turns requireCert on, so that the order of the two matters.
          option('verifyChain', 'yes'),
          option('requireCert', clientCertificate === 'required' ? 'yes' : 'no'),
        ]),
  ];
}

/** How a service starts TLS. */
export function dialTls(upstream: Upstream, notices: Notice[]): readonly Line[] {
  const { tls, verify, versions: range, files, serverName, sendsServerName } = upstream;
  const ciphers = dialCiphers(range[0], upstream.keyExchange);
  const sent = sendsServerName && !isAddress(serverName);
  return [
    ...upgrade(upstream, notices),
    ...versions(range),
    ...(ciphers === null ? [] : [option('ciphers', ciphers)]),
    ...(upstream.keyExchange === null ? [] : groups()),
    ...(verify === 'none'
      ? [remark('Any certificate is accepted: whoever gets in between can read and change what is sent.')]
      : [option('CAfile', files.trust), option('verifyChain', 'yes')]),
    ...(verify === 'ca'
      ? [remark('The name on the certificate is not checked: every holder of one of this CA is accepted.')]
      : []),
    ...(verify === 'full' ? [option(isAddress(serverName) ? 'checkIP' : 'checkHost', serverName)] : []),
    // An empty name sends none; without the option it is the host that is dialled.
    option('sni', sent ? serverName : ''),
    ...(tls === 'mutual' ? [option('cert', files.certificate), option('key', files.key)] : []),
  ];
}

const upgrades: Readonly<Record<string, string>> = { postgres: 'pgsql', smtp: 'smtp' };

function upgrade({ protocol, negotiation, link, title }: Upstream, notices: Notice[]): readonly Line[] {
  if (negotiation === 'direct') return [];
  const spoken = upgrades[protocol];
  if (spoken) return [option('protocol', spoken)];
  notices.push({
    kind: 'lost',
    about: link,
    message: `stunnel cannot ask ${title} for TLS in band: it starts TLS at once, which a server that waits to be asked refuses.`,
  });
  return [];
}
