import { isAddress } from '../model/names.ts';
import type { Plan, PlannedListener, Upstream } from '../plan/plan.ts';
import { attribute, type Block, block, fullName, type Item, reference, variable } from './hcl.ts';
import { type Notices, named, resourceName, variableBlock } from './terraform.ts';
import { identity, resource } from './terraform-google.ts';

export const googleEncryption =
  'https://docs.cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends';
const googleBackendTls = 'https://docs.cloud.google.com/load-balancing/docs/backend-authenticated-tls-backend-mtls';
const policies = 'https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_ssl_policy';

/** How the certificate of a proxy is named: one argument for what is global and external, another for the rest. */
export type CertificateArgument = 'ssl_certificates' | 'certificate_manager_certificates';

export interface ProxyTls {
  /** Arguments of the target proxy. */
  readonly arguments: readonly Item[];
  readonly beside: readonly Item[];
}

/** What a terminating proxy needs: a certificate, a policy of versions and, where clients show one, whom to believe. */
export function proxyTls(
  plan: Plan,
  listener: PlannedListener,
  certificates: CertificateArgument,
  notices: Notices,
): ProxyTls {
  const { id, names, versions, clientCertificate } = listener;
  const name = resourceName(plan.node.id, id);
  const certificate = resourceName(plan.node.id, id, 'certificate');
  sayVersions(listener, notices);
  notices.say(
    'by-hand',
    id,
    `Put a certificate for ${names.join(', ')} into ${certificates === 'ssl_certificates' ? 'Google Cloud' : 'Certificate Manager, with the scope ALL_REGIONS,'} and give its id as ${certificate}.`,
  );
  const asks = clientCertificate !== 'none';
  return {
    arguments: [
      attribute(certificates, [variable(certificate)]),
      attribute('ssl_policy', reference('google_compute_ssl_policy', name, 'id')),
      ...(asks
        ? [attribute('server_tls_policy', reference('google_network_security_server_tls_policy', name, 'id'))]
        : []),
    ],
    beside: [
      variableBlock(
        certificate,
        'string',
        `Id of the certificate of ${named(plan.node.title)}, port ${listener.port}, for ${names.join(', ')}.`,
      ),
      resource('google_compute_ssl_policy', name, [
        ...identity(plan.node.title, plan.node.id, id),
        attribute('profile', versions[0] >= '1.2' ? 'MODERN' : 'COMPATIBLE'),
        attribute('min_tls_version', `TLS_${minimum(versions[0]).replace('.', '_')}`),
      ]),
      ...(asks ? clientItems(plan, listener) : []),
    ],
  };
}

const minimum = (version: string): string => (version === '1.3' ? '1.2' : version);

function sayVersions({ id, versions: [min, max] }: PlannedListener, { say }: Notices): void {
  if (min === '1.3')
    say(
      'weakened',
      id,
      `This release of the provider knows no policy above TLS 1.2, so 1.2 is let in too (${policies}).`,
    );
  if (max !== '1.3')
    say('lost', id, `A policy has a lowest version only: TLS 1.3 is accepted, not ${max} at most (${policies}).`);
}

function clientItems(plan: Plan, listener: PlannedListener): readonly Item[] {
  const { id, port, clientTrusts, clientCertificate } = listener;
  const name = resourceName(plan.node.id, id);
  return [
    ...trustItems(
      plan,
      [id],
      `CAs whose client certificates ${named(plan.node.title)}, port ${port}, accepts (${clientTrusts.join(', ')})`,
    ),
    resource('google_network_security_server_tls_policy', name, [
      ...identity(plan.node.title, plan.node.id, id),
      attribute('location', 'global'),
      block(
        'mtls_policy',
        [],
        [
          attribute(
            'client_validation_mode',
            clientCertificate === 'required' ? 'REJECT_INVALID' : 'ALLOW_INVALID_OR_MISSING_CLIENT_CERT',
          ),
          attribute('client_validation_trust_config', reference('google_certificate_manager_trust_config', name, 'id')),
        ],
      ),
    ]),
  ];
}

/** A trust config with one anchor, which is asked for. */
function trustItems(plan: Plan, ids: readonly string[], what: string): readonly Item[] {
  const name = resourceName(plan.node.id, ...ids);
  const anchor = resourceName(plan.node.id, ...ids, 'ca_pem');
  return [
    variableBlock(anchor, 'string', `PEM of the ${what}.`),
    resource('google_certificate_manager_trust_config', name, [
      ...identity(plan.node.title, plan.node.id, ...ids),
      attribute('location', 'global'),
      block('trust_stores', [], [block('trust_anchors', [], [attribute('pem_certificate', variable(anchor))])]),
    ]),
  ];
}

interface BackendTls {
  /** `tls_settings` of the backend service. */
  readonly settings: readonly Block[];
  readonly beside: readonly Item[];
}

/** How a backend's certificate is checked. Without any of it, every certificate is accepted. */
export function backendTls(plan: Plan, upstream: Upstream, { say }: Notices): BackendTls {
  const { link, title, tls, verify, serverName, sendsServerName, issuer } = upstream;
  if (tls === 'plaintext') return { settings: [], beside: [] };
  const mutual = tls === 'mutual';
  if (verify === 'none' && !mutual) {
    if (sendsServerName)
      say(
        'lost',
        link,
        `A name that is sent is a name that is checked, so none is sent to ${title} (${googleBackendTls}).`,
      );
    return { settings: [], beside: [] };
  }
  const isPublic = issuer === 'public-ca';
  const name = resourceName(plan.node.id, link);
  const certificate = resourceName(plan.node.id, link, 'client_certificate');
  if (verify === 'none')
    say(
      'lost',
      link,
      `A client certificate is shown only to whom is checked: the chain of ${title} is (${googleBackendTls}).`,
    );
  if (verify !== 'full' && isPublic)
    say('lost', link, `Public CAs are believed only together with a name, so the name of ${title} is checked too.`);
  if (isPublic && !sendsServerName)
    say('lost', link, `Public CAs are believed only where a server name is sent, so one is sent to ${title}.`);
  const nameable = !isAddress(serverName);
  if (verify === 'full' && !nameable)
    say('lost', link, `Names are checked, addresses are not: of ${title} (${serverName}) the chain alone is.`);
  if (isPublic && !nameable)
    say('fails', link, `Public CAs are believed only together with a name, and ${title} is known by an address.`);
  const byName = nameable && (verify === 'full' || isPublic);
  return {
    settings: [
      block(
        'tls_settings',
        [],
        [
          ...(byName && (sendsServerName || isPublic) ? [attribute('sni', serverName)] : []),
          attribute(
            'authentication_config',
            fullName(
              'networksecurity.googleapis.com',
              reference('google_network_security_backend_authentication_config', name, 'id'),
            ),
          ),
          ...(byName && !sendsServerName && !isPublic
            ? [block('subject_alt_names', [], [attribute('dns_name', serverName)])]
            : []),
        ],
      ),
    ],
    beside: [
      ...(isPublic ? [] : trustItems(plan, [link], `CA of ${named(title)} (${issuer})`)),
      ...(mutual
        ? [
            variableBlock(
              certificate,
              'string',
              `Id of the Certificate Manager certificate, scope CLIENT_AUTH, that ${named(plan.node.title)} shows to ${named(title)}.`,
            ),
          ]
        : []),
      resource('google_network_security_backend_authentication_config', name, [
        ...identity(title, plan.node.id, link),
        attribute('location', 'global'),
        attribute('well_known_roots', isPublic ? 'PUBLIC_ROOTS' : 'NONE'),
        ...(isPublic
          ? []
          : [attribute('trust_config', reference('google_certificate_manager_trust_config', name, 'id'))]),
        ...(mutual ? [attribute('client_certificate', variable(certificate))] : []),
      ]),
    ],
  };
}

/** The versions towards backends are Google's to choose. */
export function sayBackendVersions({ link, tls, versions }: Upstream, { say }: Notices): void {
  if (tls !== 'plaintext' && versions.join() !== '1.0,1.3')
    say(
      'lost',
      link,
      `TLS ${versions.join(' to ')} is drawn towards the backend; Google offers what its profile COMPATIBLE holds, and no choice (${googleEncryption}).`,
    );
}
