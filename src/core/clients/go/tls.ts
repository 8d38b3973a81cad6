import { goCipherSuites, goCurves } from '../../config/go-tls.ts';
import { quoted } from '../../config/string-literals.ts';
import { isOld } from '../../config/tls-guideline.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Upstream } from '../../plan/plan.ts';
import type { TlsSettings } from '../tls-settings.ts';

export const go = (text: string): string => quoted('go', text);

export const tlsVersion = (version: TlsVersion): string => `tls.VersionTLS${version.replace('.', '')}`;

/** Where the key exchange or an old version is drawn, else Go's own choice: https://pkg.go.dev/crypto/tls#Config */
export function negotiated(
  min: TlsVersion,
  offer: { readonly keyExchange: Upstream['keyExchange']; readonly dialledByRsa?: boolean },
): readonly string[] {
  const { keyExchange, dialledByRsa = false } = offer;
  const listed = keyExchange === 'rsa' || keyExchange === 'ecdhe' || dialledByRsa || isOld(min);
  const suites = goCipherSuites(min, { keyExchange, dialledByRsa }).map((suite) => `tls.${suite}`);
  return [
    ...(listed ? ['\t\tCipherSuites: []uint16{', ...suites.map((suite) => `\t\t\t${suite},`), '\t\t},'] : []),
    ...(keyExchange === 'hybrid' || keyExchange === 'ecdhe'
      ? [
          `\t\tCurvePreferences: []tls.CurveID{${goCurves(keyExchange)
            .map((curve) => `tls.${curve}`)
            .join(', ')}},`,
        ]
      : []),
  ];
}

export const nextProtocols = (alpn: readonly string[] | null): readonly string[] =>
  alpn ? [`\t\tNextProtos: []string{${alpn.map(go).join(', ')}},`] : [];

/** Reads a file of CAs into `roots`. */
export const readAuthorities = (file: string): readonly string[] => [
  `\tauthorities, err := os.ReadFile(${go(file)})`,
  '\tif err != nil {',
  '\t\treturn nil, err',
  '\t}',
  '\troots := x509.NewCertPool()',
  '\tif !roots.AppendCertsFromPEM(authorities) {',
  '\t\treturn nil, errors.New("no certificate in the file of CAs")',
  '\t}',
];

export const readKeyPair = ({ certificate, key }: { certificate: string; key: string }): readonly string[] => [
  `\tcertificate, err := tls.LoadX509KeyPair(${go(certificate)}, ${go(key)})`,
  '\tif err != nil {',
  '\t\treturn nil, err',
  '\t}',
];

/** Packages that `tlsConfig` needs. */
export const configImports = ({ check }: TlsSettings): readonly string[] => [
  'crypto/tls',
  ...(check === 'none' ? [] : ['crypto/x509', 'errors', 'os']),
];

/**
 * One configuration, which every driver takes as it is. Go checks issuer and name or nothing at all; the check of the
 * issuer alone is the one that its documentation shows: https://pkg.go.dev/crypto/tls#Config (VerifyConnection)
 */
export function tlsConfig(settings: TlsSettings, upstream: Upstream, alpn = upstream.alpn): readonly string[] {
  const { check, trust, name, min, max, client } = settings;
  return [
    'func tlsConfig() (*tls.Config, error) {',
    ...(check === 'none' ? [] : readAuthorities(trust)),
    ...(client ? readKeyPair(client) : []),
    '\treturn &tls.Config{',
    `\t\tServerName: ${go(name)},`,
    `\t\tMinVersion: ${tlsVersion(min)},`,
    `\t\tMaxVersion: ${tlsVersion(max)},`,
    ...negotiated(min, upstream),
    ...nextProtocols(alpn),
    ...(client ? ['\t\tCertificates: []tls.Certificate{certificate},'] : []),
    ...{
      none: [
        '\t\t// !!! NOT VERIFIED: whoever stands in the way can pretend to be the server.',
        '\t\tInsecureSkipVerify: true,',
      ],
      ca: [
        "\t\t// The issuer alone is checked, below, in place of Go's own check: any certificate of that CA will do.",
        '\t\tInsecureSkipVerify: true,',
        '\t\tVerifyConnection: func(state tls.ConnectionState) error {',
        '\t\t\tintermediates := x509.NewCertPool()',
        '\t\t\tfor _, shown := range state.PeerCertificates[1:] {',
        '\t\t\t\tintermediates.AddCert(shown)',
        '\t\t\t}',
        '\t\t\t_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: intermediates})',
        '\t\t\treturn err',
        '\t\t},',
      ],
      full: ['\t\tRootCAs: roots,'],
    }[check],
    '\t}, nil',
    '}',
    '',
  ];
}
