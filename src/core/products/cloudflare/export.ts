import { attribute, comment, type Item, objectOf, variable } from '../../config/hcl.ts';
import {
  failureMark,
  gather,
  type Notices,
  named,
  resourceName,
  secretBlock,
  variableBlock,
} from '../../config/terraform.ts';
import {
  inZone,
  mainFile,
  nodeFile,
  originMode,
  recordType,
  resource,
  zoneNames,
  zoneVariable,
} from '../../config/terraform-cloudflare.ts';
import { type Edge, edgeOf, isServed, type PathGroup, pathGroups } from '../../config/terraform-listeners.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { clientRules, full, grpc, originPulls, strict, trustStore } from './product.ts';
import { originRules } from './rules.ts';

/** Terraform for a zone at Cloudflare: its encryption mode, its names, and where each path goes. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan, ['redirect']);
  const edge = edgeOf(plan, notices);
  const done = (items: readonly Item[]) => ({
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  const reached = new Set(
    [edge.secure, edge.plain].flatMap((listener) => listener?.upstreams.map(({ link }) => link) ?? []),
  );
  const served = plan.upstreams.filter((upstream) => reached.has(upstream.link) && isServed(upstream, notices));
  for (const upstream of served) sayDial(upstream, edge, notices);
  const drawn = pathGroups(served, ({ link }) => link, notices);
  const first = drawn.find(({ path }) => path === '/') ?? drawn[0];
  if (!first) {
    notices.say('by-hand', plan.node.id, 'No origin is drawn that it can have, so there is nothing to write.');
    return done([]);
  }
  const [origin] = first.upstreams;
  // Whatever no longer path takes goes to the origin of the zone.
  const otherwise = { ...first, path: '/' };
  const groups = [...drawn.filter((group) => group !== first && hasName(group, notices)), otherwise];
  if (first.path !== '/')
    notices.say(
      'weakened',
      origin.link,
      `A zone sends what matches nothing somewhere: it goes to ${origin.title} too. Draw a default route.`,
    );
  const mutual = groups.filter(({ upstreams: [{ tls }] }) => tls === 'mutual');
  return done([
    zoneVariable(plan),
    ...settingItems(plan, edge, origin, notices),
    ...recordItems(plan, edge, origin, notices),
    ...originRules(plan, groups, otherwise),
    ...(mutual.length > 0 ? pullItems(plan, groups, notices) : []),
    ...clientItems(plan, edge, notices),
  ]);
};

/** An origin rule leads to a name in DNS; an address can only be that of the zone's own records. */
function hasName({ path, upstreams: [{ link, title, host }] }: PathGroup, { say }: Notices): boolean {
  if (!isAddress(host)) return true;
  say(
    'lost',
    link,
    `An origin rule leads to a name, not to ${host}: give ${title} one, or it gets nothing of ${path}.`,
  );
  return false;
}

function sayDial(upstream: Upstream, { plain }: Edge, { say }: Notices): void {
  const { link, title, tls, verify, issuer, sendsServerName, versions } = upstream;
  if (upstream.protocol === 'grpc') sayGrpc(upstream, say);
  if (tls === 'plaintext') return;
  if (plain && !plain.redirectsToTls)
    say(
      'weakened',
      link,
      `The scheme of the visitor goes on to ${title}: whoever comes by HTTP makes a plaintext leg, whatever the mode (${full}).`,
    );
  if (verify === 'full' && issuer !== 'public-ca')
    say(
      'by-hand',
      link,
      `Full (strict) knows public CAs and Cloudflare's own: put the CA of ${title} (${issuer}) into the custom origin trust store, which then replaces the public ones (${trustStore}).`,
    );
  if (!sendsServerName) say('lost', link, `No setting keeps the server name from ${title}.`);
  if (versions.join() !== '1.0,1.3')
    say('lost', link, `Cloudflare offers origins TLS 1.0 to 1.3, and no choice; drawn is ${versions.join(' to ')}.`);
}

function sayGrpc({ link, title, tls, port }: Upstream, say: Notices['say']): void {
  say('by-hand', link, `Switch gRPC on in the network settings of the zone: it reaches ${title} no sooner (${grpc}).`);
  if (tls === 'plaintext' || port !== 443)
    say('fails', link, `gRPC goes on by TLS to port 443 alone: ${title} is not reached as drawn (${grpc}).`);
}

function settingItems(plan: Plan, { secure, plain }: Edge, origin: Upstream, notices: Notices): readonly Item[] {
  const [min, max] = secure?.versions ?? ['1.0', '1.3'];
  if (max < '1.2')
    notices.say('lost', secure?.id ?? '', `TLS 1.2 cannot be switched off, so it is accepted, not ${max} at most.`);
  const mode = secure || origin.tls !== 'plaintext' ? originMode(origin) : 'off';
  const setting = (id: string, value: string, why: readonly Item[] = []): Item =>
    resource('cloudflare_zone_setting', resourceName(plan.node.id, id), [
      ...why,
      inZone(plan),
      attribute('setting_id', id),
      attribute('value', value),
    ]);
  return [
    setting('ssl', mode, [...failureMark(origin.failure), ...modeInWords(mode, named(origin.title))]),
    setting('min_tls_version', min),
    setting('tls_1_3', max === '1.3' ? 'on' : 'off'),
    // Port 80 is always answered: where no plaintext listener is drawn, by a redirect.
    setting('always_use_https', secure && (!plain || plain.redirectsToTls) ? 'on' : 'off'),
  ];
}

const modeInWords = (mode: string, title: string): readonly Item[] => {
  switch (mode) {
    case 'full':
      return [comment(`Full: encrypted to ${title}, and any certificate is accepted (${full}).`)];
    case 'strict':
      return [comment(`Full (strict): the certificate of ${title} must be valid and fit the name (${strict}).`)];
    case 'flexible':
      return [comment(`Flexible: visitors see a padlock, and ${title} is reached in plaintext.`)];
    default:
      return [comment('Off: no encryption on either side.')];
  }
};

function recordItems(plan: Plan, { secure, plain }: Edge, origin: Upstream, { say }: Notices): readonly Item[] {
  const listener = secure ?? plain;
  const drawn = listener?.names ?? [];
  const names = zoneNames(drawn);
  for (const name of drawn.filter((each) => !names.includes(each.toLowerCase())))
    say('lost', listener?.id ?? '', `${name} can't be a name in a zone, so it is left out.`);
  if (secure && secure.issuer !== 'public-ca')
    say(
      'lost',
      secure.id,
      `Visitors get the certificate of Universal SSL, from a public CA, not as drawn (${secure.issuer}).`,
    );
  if (names.length === 0)
    say('by-hand', plan.node.id, `Draw the names that visitors use: without them no DNS record leads here.`);
  if (recordType(origin.host) === 'CNAME' && /\.internal$/.test(origin.host))
    say(
      'by-hand',
      origin.link,
      `Cloudflare resolves ${origin.host} in public DNS: give ${origin.title} a public name, or reach it through a tunnel.`,
    );
  return names.map((name) =>
    resource('cloudflare_dns_record', resourceName(plan.node.id, name.replace('*', 'any')), [
      inZone(plan),
      attribute('name', name),
      attribute('type', recordType(origin.host)),
      attribute('content', origin.host),
      attribute('ttl', 1),
      comment('Through Cloudflare; without it visitors reach the origin themselves.'),
      attribute('proxied', true),
    ]),
  );
}

/** Authenticated origin pulls with a certificate of the zone: the shared one of Cloudflare proves no account. */
function pullItems(plan: Plan, groups: readonly PathGroup[], { say }: Notices): readonly Item[] {
  const certificate = resourceName(plan.node.id, 'origin_pull_certificate');
  const key = resourceName(plan.node.id, 'origin_pull_key');
  for (const { upstreams } of groups)
    for (const { link, title, tls } of upstreams)
      if (tls === 'tls')
        say('lost', link, `The client certificate is the zone's: ${title} is shown it too (${originPulls}).`);
  return [
    variableBlock(
      certificate,
      'string',
      `PEM of the client certificate that ${named(plan.node.title)} shows to origins.`,
    ),
    secretBlock(key, `PEM of the key of the client certificate that ${named(plan.node.title)} shows to origins.`),
    resource('cloudflare_authenticated_origin_pulls_certificate', resourceName(plan.node.id), [
      inZone(plan),
      attribute('certificate', variable(certificate)),
      attribute('private_key', variable(key)),
    ]),
    resource('cloudflare_authenticated_origin_pulls_settings', resourceName(plan.node.id), [
      inZone(plan),
      attribute('enabled', true),
    ]),
  ];
}

/** Certificates of visitors: asked for by host name, refused by a rule. */
function clientItems(plan: Plan, { secure }: Edge, { say }: Notices): readonly Item[] {
  if (!secure || secure.clientCertificate === 'none') return [];
  const account = resourceName(plan.node.id, 'account_id');
  const authority = resourceName(plan.node.id, 'client_ca');
  say(
    'by-hand',
    secure.id,
    `Associate the CA of visitors' certificates with the host names ${secure.names.join(', ')}: only there are visitors asked for one (${clientRules}).`,
  );
  return [
    variableBlock(account, 'string', `Id of the account at Cloudflare of ${named(plan.node.title)}.`),
    variableBlock(
      authority,
      'string',
      `PEM of the CAs whose client certificates ${named(plan.node.title)} accepts (${secure.clientTrusts.join(', ')}).`,
    ),
    resource('cloudflare_mtls_certificate', resourceName(plan.node.id), [
      attribute('account_id', variable(account)),
      attribute('ca', true),
      attribute('certificates', variable(authority)),
    ]),
    ...(secure.clientCertificate === 'required'
      ? [
          resource('cloudflare_ruleset', resourceName(plan.node.id, 'clients'), [
            inZone(plan),
            attribute('name', 'Client certificates'),
            attribute('kind', 'zone'),
            attribute('phase', 'http_request_firewall_custom'),
            attribute('rules', [
              objectOf({
                description: 'No valid client certificate, no way in',
                expression: 'not cf.tls_client_auth.cert_verified',
                action: 'block',
              }),
            ]),
          ]),
        ]
      : []),
  ];
}
