import { directive, type Item, remark } from '../../config/apache.ts';
import { dialCiphers, hybridGroup, serverCiphers, systemGroups, versionsIn } from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { PlannedListener, Upstream } from '../../plan/plan.ts';

const protocolName: Readonly<Record<TlsVersion, string>> = {
  '1.0': '+TLSv1',
  '1.1': '+TLSv1.1',
  '1.2': '+TLSv1.2',
  '1.3': '+TLSv1.3',
};

/** Always written: what `all` means depends on the library that Apache was built with. */
const protocols = (versions: Upstream['versions']): readonly string[] => [
  '-all',
  ...versionsIn(versions).map((version) => protocolName[version]),
];

/** How a listener ends TLS. */
export function listenTls(listener: PlannedListener): readonly Item[] {
  const { files, versions, clientCertificate, clientTrusts, keyExchange } = listener;
  const groups = systemGroups(keyExchange);
  return [
    directive('SSLEngine', 'on'),
    directive('SSLCertificateFile', files.certificate),
    directive('SSLCertificateKeyFile', files.key),
    directive('SSLProtocol', ...protocols(versions)),
    directive('SSLCipherSuite', serverCiphers(versions[0], listener)),
    directive('SSLHonorCipherOrder', 'off'),
    ...(keyExchange === null
      ? [remark(`With OpenSSL 3.5 or later, put the post-quantum group ${hybridGroup} in front.`)]
      : []),
    groups === null
      ? remark(`No groups are named: from OpenSSL 3.5 on the library's own list begins with ${hybridGroup}.`)
      : directive('SSLOpenSSLConfCmd', 'Groups', groups.join(':')),
    directive('SSLSessionTickets', 'off'),
    ...(clientCertificate === 'none'
      ? []
      : [
          remark(`The CAs that client certificates may come from: ${clientTrusts.join(', ')}.`),
          directive('SSLCACertificateFile', files.clientCa),
          directive('SSLVerifyClient', clientCertificate === 'required' ? 'require' : 'optional'),
          directive('SSLVerifyDepth', '2'),
        ]),
  ];
}

/** How an upstream is dialled over TLS; the name that is sent and checked is that of its URL. */
export function dialTls({ tls, verify, versions, files, keyExchange }: Upstream): readonly Item[] {
  if (tls === 'plaintext') return [];
  const ciphers = dialCiphers(versions[0], keyExchange);
  return [
    directive('SSLProxyEngine', 'on'),
    directive('SSLProxyProtocol', ...protocols(versions)),
    ...(ciphers === null ? [] : [directive('SSLProxyCipherSuite', ciphers)]),
    ...(verify === 'none'
      ? [
          remark('Any certificate is accepted: whoever gets in between can read and change what is sent.'),
          directive('SSLProxyVerify', 'none'),
        ]
      : [
          directive('SSLProxyVerify', 'require'),
          directive('SSLProxyVerifyDepth', '2'),
          directive('SSLProxyCACertificateFile', files.trust),
        ]),
    ...(verify === 'ca'
      ? [remark('The name on the certificate is not checked: every holder of one of this CA is accepted.')]
      : []),
    directive('SSLProxyCheckPeerName', verify === 'full' ? 'on' : 'off'),
    directive('SSLProxyCheckPeerExpire', verify === 'none' ? 'off' : 'on'),
    ...(tls === 'mutual' ? [directive('SSLProxyMachineCertificateFile', files.bundle)] : []),
  ];
}
