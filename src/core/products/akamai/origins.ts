import { attribute, block, comment, type Item, variable } from '../../config/hcl.ts';
import { failureMark, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { origin as originPage } from './product.ts';

export function isOrigin({ link, title, host }: Upstream, { say }: Notices): boolean {
  if (!host.startsWith('*.')) return true;
  say('lost', link, `An origin is dialled by a name, and ${host} is none, so ${title} is left out.`);
  return false;
}

const part = (plan: Plan, link: string, what: string): string => resourceName(plan.node.id, link, what);
const isPrivate = ({ tls, verify, issuer }: Upstream): boolean =>
  tls !== 'plaintext' && verify !== 'none' && issuer !== 'public-ca';

export function originVariables(plan: Plan, upstream: Upstream, { say }: Notices): readonly Item[] {
  const { link, title, tls, verify, issuer, versions, port } = upstream;
  if (tls !== 'plaintext') {
    if (verify === 'ca') say('lost', link, `Names are always checked in this mode, so that of ${title} is.`);
    if (versions.join() !== '1.2,1.3')
      say(
        'by-hand',
        link,
        `The versions towards ${title} are left to Akamai (DYNAMIC); ${versions.join(' to ')} is drawn (${originPage}).`,
      );
  }
  if (port !== 443 && port !== 80)
    say(
      'by-hand',
      link,
      `Ask Akamai whether an origin may be on port ${port}: which ports are allowed was not looked up.`,
    );
  say(
    'by-hand',
    link,
    `An origin has a port for http and one for https, and nothing in it chooses; make sure that ${tls === 'plaintext' ? 'http' : 'https'} goes on to ${title} (${originPage}).`,
  );
  return [
    ...(isPrivate(upstream)
      ? [
          variableBlock(part(plan, link, 'ca_pem'), 'string', `PEM of the CA of ${named(title)} (${issuer}).`),
          variableBlock(part(plan, link, 'ca_sha1'), 'string', `SHA-1 fingerprint of the CA of ${named(title)}.`),
        ]
      : []),
    ...(tls === 'mutual'
      ? [
          variableBlock(
            part(plan, link, 'client_certificate'),
            'string',
            `GUID of the client certificate version that ${named(plan.node.title)} shows to ${named(title)}, in the Mutual TLS Origin Keystore.`,
          ),
        ]
      : []),
  ];
}

export function behaviors(plan: Plan, upstream: Upstream): readonly Item[] {
  const { link, title, host, port, tls, verify, serverName, sendsServerName, failure } = upstream;
  const secure = tls !== 'plaintext';
  const checks = secure && verify !== 'none';
  const own = isPrivate(upstream);
  return [
    block(
      'behavior',
      [],
      [
        block(
          'origin',
          [],
          [
            ...failureMark(failure),
            ...(secure && !checks
              ? [
                  comment(
                    `What is checked of ${named(title)} is the platform's choice, and not documented (${originPage}).`,
                  ),
                ]
              : []),
            attribute('origin_type', 'CUSTOMER'),
            attribute('hostname', host),
            attribute('forward_host_header', 'ORIGIN_HOSTNAME'),
            attribute('cache_key_hostname', 'ORIGIN_HOSTNAME'),
            attribute('compress', true),
            attribute('enable_true_client_ip', true),
            attribute('true_client_ip_header', 'True-Client-IP'),
            attribute('true_client_ip_client_setting', false),
            attribute('ip_version', host.includes(':') ? 'IPV6' : 'IPV4'),
            attribute('http_port', secure ? 80 : port),
            attribute('https_port', secure ? port : 443),
            attribute('origin_sni', secure && sendsServerName),
            attribute('min_tls_version', 'DYNAMIC'),
            attribute('verification_mode', checks ? 'CUSTOM' : 'PLATFORM_SETTINGS'),
            ...(checks
              ? [
                  attribute('custom_valid_cn_values', [serverName]),
                  attribute(
                    'origin_certs_to_honor',
                    own ? 'CUSTOM_CERTIFICATE_AUTHORITIES' : 'STANDARD_CERTIFICATE_AUTHORITIES',
                  ),
                  ...(own
                    ? [
                        block(
                          'custom_certificate_authorities',
                          [],
                          [
                            attribute('pem_encoded_cert', variable(part(plan, link, 'ca_pem'))),
                            attribute('sha1_fingerprint', variable(part(plan, link, 'ca_sha1'))),
                          ],
                        ),
                      ]
                    : [attribute('standard_certificate_authorities', ['akamai-permissive'])]),
                ]
              : []),
          ],
        ),
      ],
    ),
    ...(tls === 'mutual'
      ? [
          block(
            'behavior',
            [],
            [
              block(
                'mtls_origin_keystore',
                [],
                [
                  attribute('enable', true),
                  attribute('client_certificate_version_guid', variable(part(plan, link, 'client_certificate'))),
                  // Without a prompt of the origin there is no connection, so that none goes unauthenticated.
                  attribute('auth_client_cert', true),
                ],
              ),
            ],
          ),
        ]
      : []),
  ];
}
