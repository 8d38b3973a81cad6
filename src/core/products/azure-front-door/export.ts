import { attribute, type Block, block, comment, type Item, reference } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName } from '../../config/terraform.ts';
import { inGroup, mainFile, nodeFile, resource } from '../../config/terraform-azure.ts';
import {
  type Edge,
  edgeOf,
  isServed,
  type PathGroup,
  pathGroups,
  segmentPatterns,
} from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { endToEnd, originResource } from './product.ts';

/** Terraform for Azure Front Door Standard: domains for visitors, and a route with its origins for each path. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan, ['redirect']);
  const done = (items: readonly Item[]) => ({
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  const edge = edgeOf(plan, notices);
  const reached = new Set(
    [edge.secure, edge.plain].flatMap((listener) => listener?.upstreams.map(({ link }) => link) ?? []),
  );
  const upstreams = plan.upstreams.filter(
    (upstream) => isServed(upstream, notices) && reached.has(upstream.link) && isOrigin(upstream, notices),
  );
  const groups = pathGroups(upstreams, ({ tls }) => scheme(tls !== 'plaintext'), notices);
  if (groups.length === 0) {
    notices.say('by-hand', plan.node.id, 'No origin is drawn that it can have, so there is nothing to write.');
    return done([]);
  }
  const profile = resourceName(plan.node.id);
  const domains = edge.secure ? domainsOf(edge.secure, notices) : [];
  return done([
    resource('azurerm_cdn_frontdoor_profile', profile, [
      ...inGroup(plan.node.id),
      attribute('sku_name', 'Standard_AzureFrontDoor'),
    ]),
    resource('azurerm_cdn_frontdoor_endpoint', profile, [
      attribute('name', cloudName([plan.node.id], 46)),
      inProfile(plan),
    ]),
    ...domains.map((host) => domainItem(plan, host)),
    ...groups.flatMap((group, i) => routeItems(plan, group, i, edge, domains, notices)),
    block(
      'output',
      [resourceName(plan.node.id, 'host_name')],
      [
        attribute('description', `Where DNS records for ${named(plan.node.title)} point to.`),
        attribute('value', reference('azurerm_cdn_frontdoor_endpoint', profile, 'host_name')),
      ],
    ),
  ]);
};

const scheme = (secure: boolean): 'HttpsOnly' | 'HttpOnly' => (secure ? 'HttpsOnly' : 'HttpOnly');

const inProfile = (plan: Plan): Item =>
  attribute('cdn_frontdoor_profile_id', reference('azurerm_cdn_frontdoor_profile', resourceName(plan.node.id), 'id'));

/** Names of visitors' certificates that Front Door can have as a domain. */
function domainsOf(secure: PlannedListener, { say }: Notices): readonly string[] {
  const { id, names, versions, issuer } = secure;
  if (versions[0] !== '1.2' || versions[1] !== '1.3')
    say('lost', id, `Visitors get TLS 1.2 and 1.3, not ${versions.join(' to ')} as drawn (${endToEnd}).`);
  const domains = [
    ...new Set(
      names
        .map((name) => name.toLowerCase())
        .filter((name) => !isAddress(name) && name.includes('.') && !name.startsWith('*.')),
    ),
  ];
  for (const name of names.filter((each) => !domains.includes(each.toLowerCase())))
    say(
      'lost',
      id,
      `${name} can't be a domain with a certificate that Azure manages, so it is left out (${endToEnd}).`,
    );
  if (domains.length > 0)
    say(
      'by-hand',
      id,
      `Show that ${domains.join(', ')} ${domains.length === 1 ? 'is' : 'are'} yours: Azure asks for a TXT record before it issues a certificate.`,
    );
  if (issuer !== 'public-ca')
    say('lost', id, `The certificate is one that Azure manages, from a public CA, not as drawn (${issuer}).`);
  return domains;
}

const domainName = (plan: Plan, host: string): string => resourceName(plan.node.id, host.toLowerCase(), 'domain');

const domainItem = (plan: Plan, host: string): Block =>
  resource('azurerm_cdn_frontdoor_custom_domain', domainName(plan, host), [
    attribute('name', cloudName([plan.node.id, host])),
    inProfile(plan),
    attribute('host_name', host),
    block('tls', [], [attribute('certificate_type', 'ManagedCertificate'), attribute('minimum_version', 'TLS12')]),
  ]);

/** The name that is dialled, sent and checked: there is one setting for all. */
const originName = ({ tls, serverName, host }: Upstream): string => (tls === 'plaintext' ? host : serverName);

function isOrigin(upstream: Upstream, { say }: Notices): boolean {
  const { link, title, tls, verify, issuer, host, sendsServerName } = upstream;
  const name = originName(upstream);
  if (name.startsWith('*.')) {
    say('lost', link, `An origin is dialled by a name, and ${name} is none, so ${title} is left out.`);
    return false;
  }
  if (tls === 'plaintext') return true;
  if (issuer !== 'public-ca')
    say(
      'fails',
      link,
      `${title} shows a certificate that no public CA issued; Front Door knows those of Microsoft's list only (${endToEnd}).`,
    );
  if (verify === 'none')
    say(
      'lost',
      link,
      `The chain of an origin's certificate is always checked; ${title} must show a valid one (${endToEnd}).`,
    );
  if (name !== host)
    say('by-hand', link, `Front Door dials the name that it checks: public DNS must lead ${name} to ${title}.`);
  if (!sendsServerName) say('lost', link, `No argument keeps the server name from ${title}.`);
  if (upstream.versions.join() !== '1.2,1.3')
    say(
      'lost',
      link,
      `Origins are offered TLS 1.2 and 1.3, not ${upstream.versions.join(' to ')} as drawn (${endToEnd}).`,
    );
  return true;
}

function routeItems(
  plan: Plan,
  { path, upstreams }: PathGroup,
  index: number,
  { secure, plain }: Edge,
  domains: readonly string[],
  { say }: Notices,
): readonly Item[] {
  const name = resourceName(plan.node.id, `route-${index + 1}`);
  const isSecure = upstreams[0].tls !== 'plaintext';
  const redirects = plain?.redirectsToTls === true && secure !== null;
  if (plain?.redirectsToTls && !secure) say('lost', plain.id, 'There is no https listener to redirect to.');
  const domainIds = domains.map((host) =>
    reference('azurerm_cdn_frontdoor_custom_domain', domainName(plan, host), 'id'),
  );
  const group = reference('azurerm_cdn_frontdoor_origin_group', name, 'id');
  const origins = upstreams.map(({ link }) => resourceName(plan.node.id, link));
  return [
    resource('azurerm_cdn_frontdoor_origin_group', name, [
      attribute('name', cloudName([plan.node.id, `route-${index + 1}`])),
      inProfile(plan),
      block('load_balancing', [], []),
    ]),
    ...upstreams.map((upstream, i) => originItem(upstream, origins[i] ?? '', group)),
    resource('azurerm_cdn_frontdoor_route', name, [
      attribute('name', cloudName([plan.node.id, `route-${index + 1}`])),
      attribute(
        'cdn_frontdoor_endpoint_id',
        reference('azurerm_cdn_frontdoor_endpoint', resourceName(plan.node.id), 'id'),
      ),
      attribute('cdn_frontdoor_origin_group_id', group),
      attribute(
        'cdn_frontdoor_origin_ids',
        origins.map((origin) => reference('azurerm_cdn_frontdoor_origin', origin, 'id')),
      ),
      attribute('patterns_to_match', segmentPatterns(path)),
      attribute('supported_protocols', [...(plain ? ['Http'] : []), ...(secure ? ['Https'] : [])]),
      attribute('https_redirect_enabled', redirects),
      attribute('forwarding_protocol', scheme(isSecure)),
      attribute('link_to_default_domain', domains.length === 0),
      ...(domains.length > 0 ? [attribute('cdn_frontdoor_custom_domain_ids', domainIds)] : []),
    ]),
  ];
}

function originItem(upstream: Upstream, name: string, group: ReturnType<typeof reference>): Block {
  const { link, port, tls, verify, failure } = upstream;
  const secure = tls !== 'plaintext';
  const host = originName(upstream);
  return resource('azurerm_cdn_frontdoor_origin', name, [
    ...failureMark(failure),
    ...(secure ? [] : [comment(`Plaintext: whoever can read the way to this origin reads everything (${endToEnd}).`)]),
    attribute('name', cloudName([link])),
    attribute('cdn_frontdoor_origin_group_id', group),
    attribute('enabled', true),
    attribute('host_name', host),
    attribute('origin_host_header', host),
    attribute('http_port', secure ? 80 : port),
    attribute('https_port', secure ? port : 443),
    ...(secure && verify !== 'full'
      ? [comment(`The chain is checked all the same; only the name is not (${originResource}).`)]
      : []),
    attribute('certificate_name_check_enabled', !secure || verify === 'full'),
  ]);
}
