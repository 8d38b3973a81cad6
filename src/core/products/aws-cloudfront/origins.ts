import { attribute, type Block, block, comment, type Item, variable } from '../../config/hcl.ts';
import { failureMark, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { isPublicName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { badGateway, certificates, originHttps, originMutual, originSettings } from './product.ts';

/** The name that CloudFront resolves, dials, sends and checks: there is one setting for all four. */
const originName = ({ tls, serverName, host }: Upstream): string => (tls === 'plaintext' ? host : serverName);

/** An origin as a block, or null for what can't be one. */
export function originBlock(plan: Plan, upstream: Upstream, { say }: Notices): Block | null {
  const { link, title, host, port, tls, versions, issuer, protocol } = upstream;
  const name = originName(upstream);
  const secure = tls !== 'plaintext';
  if (isAddress(name) || !name.includes('.') || name.startsWith('*.')) {
    say(
      'lost',
      link,
      `An origin is dialled by a domain name; ${title} has ${name}, so it is left out (${originSettings}).`,
    );
    return null;
  }
  if (!isPublicName(name))
    say(
      'by-hand',
      link,
      `CloudFront resolves ${name} in public DNS: give ${title} a public name, or reach it through aws_cloudfront_vpc_origin.`,
    );
  else if (secure && name !== host)
    say('by-hand', link, `CloudFront dials the name that it checks: public DNS must lead ${name} to ${title}.`);
  if (port !== 80 && port !== 443 && port < 1024)
    say('fails', link, `Port ${port} is refused: an origin has port 80, 443 or 1024 and up (${originSettings}).`);
  if (secure && issuer !== 'public-ca')
    say(
      'fails',
      link,
      `${title} shows a certificate that no public CA issued; CloudFront knows the CAs of Mozilla's list only and answers 502 (${certificates}).`,
    );
  if (tls === 'mutual' && protocol === 'grpc')
    say('fails', link, `gRPC is not supported to an origin that gets a client certificate (${originMutual}).`);
  if (secure && !upstream.sendsServerName)
    say('lost', link, 'No argument keeps the server name out of the handshake with an origin.');
  if (secure) sayVersions(upstream, versions, say);
  return block(
    'origin',
    [],
    [
      ...failureMark(upstream.failure),
      ...(secure
        ? [
            comment(
              `The certificate of ${named(title)} must hold the domain name below, or viewers get 502 (${badGateway}).`,
            ),
          ]
        : [comment(`Plaintext: whoever can read the way to ${named(title)} reads everything (${originHttps}).`)]),
      attribute('origin_id', link),
      attribute('domain_name', name),
      block(
        'custom_origin_config',
        [],
        [
          attribute('http_port', secure ? 80 : port),
          attribute('https_port', secure ? port : 443),
          attribute('origin_protocol_policy', secure ? 'https-only' : 'http-only'),
          attribute('origin_ssl_protocols', protocolsOf(versions)),
          ...(tls === 'mutual'
            ? [
                block(
                  'origin_mtls_config',
                  [],
                  [attribute('client_certificate_arn', variable(clientCertificate(plan, upstream)))],
                ),
              ]
            : []),
        ],
      ),
    ],
  );
}

const clientCertificate = (plan: Plan, { link }: Upstream): string =>
  resourceName(plan.node.id, link, 'client_certificate_arn');

/** The variables that origins need. */
export function originVariables(plan: Plan, upstreams: readonly Upstream[], { say }: Notices): readonly Item[] {
  return upstreams
    .filter(({ tls }) => tls === 'mutual')
    .map((upstream) => {
      const name = clientCertificate(plan, upstream);
      say(
        'by-hand',
        upstream.link,
        `Import the client certificate for ${upstream.title} into ACM in us-east-1 and give its ARN as ${name}.`,
      );
      return variableBlock(
        name,
        'string',
        `ARN of the client certificate that ${named(plan.node.title)} shows to ${named(upstream.title)}, imported into ACM in us-east-1, for client authentication.`,
      );
    });
}

/** What origin_ssl_protocols can hold; TLS 1.3 is used where the origin has it and can be neither asked for nor left out. */
const selectable: readonly (readonly [TlsVersion, string])[] = [
  ['1.0', 'TLSv1'],
  ['1.1', 'TLSv1.1'],
  ['1.2', 'TLSv1.2'],
];

function protocolsOf([min, max]: Upstream['versions']): readonly string[] {
  const chosen = selectable.filter(([version]) => version >= min && version <= max).map(([, name]) => name);
  return chosen.length > 0 ? chosen : ['TLSv1.2'];
}

function sayVersions({ link }: Upstream, [min, max]: Upstream['versions'], say: Notices['say']): void {
  if (min === '1.3')
    say(
      'weakened',
      link,
      `TLS 1.2 stays allowed towards the origin: it is the newest minimum that can be set (${originHttps}).`,
    );
  if (max !== '1.3')
    say(
      'lost',
      link,
      `TLS 1.3 cannot be turned off towards an origin, so a maximum of ${max} is not kept where the origin offers it.`,
    );
}
