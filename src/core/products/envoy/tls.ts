import { extension, fileSource } from '../../config/envoy.ts';
import { cipherNames, groupsOf, hybridGroup, isOld, versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import { releaseHasHybridGroup } from '../../plan/hybrid-notices.ts';
import type { Notice, Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { dialsTls } from '../../plan/sessions.ts';

const sockets = 'envoy.extensions.transport_sockets';

/** The transport socket of a filter chain that ends TLS. */
export function downstreamTls(plan: Plan, listener: PlannedListener, http: boolean): YamlMap {
  const { files, clientCertificate } = listener;
  return extension('envoy.transport_sockets.tls', `${sockets}.tls.v3.DownstreamTlsContext`, {
    common_tls_context: {
      tls_params: {
        ...versions(listener),
        cipher_suites: cipherNames(versionsIn(listener.versions)[0], listener),
        ecdh_curves: curves(listener.keyExchange ?? (releaseHasHybridGroup(plan) ? 'hybrid' : null)),
      },
      tls_certificates: [certificate(files)],
      // Whatever is presented is checked as soon as there is a CA, required or not.
      validation_context: clientCertificate === 'none' ? undefined : { trusted_ca: fileSource(files.clientCa) },
      alpn_protocols: listener.alpn ?? (http ? ['h2', 'http/1.1'] : undefined),
    },
    require_client_certificate: clientCertificate === 'required' ? true : undefined,
  });
}

/** The transport socket of a cluster; undefined where bytes go out as they are, with nothing in front. */
export function upstreamSocket(upstream: Upstream, alpn: readonly string[] | undefined): YamlMap | undefined {
  const { sendsProxyProtocol } = upstream;
  const tls = dialsTls(upstream) ? upstreamTls(upstream, alpn) : undefined;
  if (sendsProxyProtocol === null) return tls;
  return extension(
    'envoy.transport_sockets.upstream_proxy_protocol',
    `${sockets}.proxy_protocol.v3.ProxyProtocolUpstreamTransport`,
    {
      config: { version: sendsProxyProtocol === 'v1' ? 'V1' : 'V2' },
      transport_socket: tls ?? extension('envoy.transport_sockets.raw_buffer', `${sockets}.raw_buffer.v3.RawBuffer`),
    },
  );
}

function upstreamTls(upstream: Upstream, alpn: readonly string[] | undefined): YamlMap {
  const { serverName, sendsServerName, tls, files, keyExchange } = upstream;
  const min = versionsIn(upstream.versions)[0];
  return extension('envoy.transport_sockets.tls', `${sockets}.tls.v3.UpstreamTlsContext`, {
    common_tls_context: {
      tls_params: {
        ...versions(upstream),
        cipher_suites: keyExchange === 'rsa' || isOld(min) ? cipherNames(min, { keyExchange }) : undefined,
        ecdh_curves: keyExchange === null ? undefined : curves(keyExchange),
      },
      tls_certificates: tls === 'mutual' ? [certificate(files)] : undefined,
      validation_context: validation(upstream),
      alpn_protocols: alpn,
    },
    // RFC 6066 §3: addresses are never sent as server names.
    sni: sendsServerName && !isAddress(serverName) ? serverName : undefined,
  });
}

/** Without one any certificate is accepted; with a CA alone, any certificate of that CA. */
function validation({ verify, serverName, files }: Upstream): YamlMap | undefined {
  if (verify === 'none') return undefined;
  return {
    trusted_ca: fileSource(files.trust),
    match_typed_subject_alt_names:
      verify === 'full'
        ? [{ san_type: isAddress(serverName) ? 'IP_ADDRESS' : 'DNS', matcher: { exact: serverName } }]
        : undefined,
  };
}

const certificate = ({ certificate: chain, key }: Upstream['files'] | PlannedListener['files']): YamlMap => ({
  certificate_chain: fileSource(chain),
  private_key: fileSource(key),
});

const versionName: Readonly<Record<TlsVersion, string>> = {
  '1.0': 'TLSv1_0',
  '1.1': 'TLSv1_1',
  '1.2': 'TLSv1_2',
  '1.3': 'TLSv1_3',
};

/** Both ends of the range are always written: as a client Envoy stops at TLS 1.2 by itself. */
function versions({ versions: range }: Pick<Upstream, 'versions'>): YamlMap {
  const all = versionsIn(range);
  return {
    tls_minimum_protocol_version: versionName[all[0]],
    tls_maximum_protocol_version: versionName[all.at(-1) ?? all[0]],
  };
}

/** BoringSSL calls the curves of NIST by NIST's names. */
const nistNames: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384' };

const curves = (keyExchange: Upstream['keyExchange']): readonly string[] =>
  groupsOf(keyExchange).map((group) => nistNames[group] ?? group);

/** Where a hybrid key exchange is drawn and cannot come about. */
export function hybridNotices(
  { versions: range, keyExchange }: Pick<Upstream, 'versions' | 'keyExchange'>,
  about: string,
  where: string,
): readonly Notice[] {
  if (keyExchange !== 'hybrid') return [];
  return [
    versionsIn(range).includes('1.3')
      ? {
          kind: 'by-hand',
          about,
          message: `${where} offers ${hybridGroup}, which a build of Envoy with FIPS may not know: it does not start then.`,
        }
      : {
          kind: 'lost',
          about,
          message: `${where} never agrees on ${hybridGroup}: it needs TLS 1.3, which its versions leave out.`,
        },
  ];
}
