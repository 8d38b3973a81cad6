import { fastlyProvider } from '../../config/fastly-provider.ts';
import { attribute, type Block, block, comment, type Item, variable } from '../../config/hcl.ts';
import { strictTransportName, strictTransportValue } from '../../config/strict-transport.ts';
import {
  failureMark,
  gather,
  type Notices,
  named,
  resourceName,
  rootModule,
  secretBlock,
  variableBlock,
} from '../../config/terraform.ts';
import { type Edge, edgeOf, isServed, type PathGroup, pathGroups } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { mutual, service } from './product.ts';

const { mainFile, nodeFile } = rootModule({
  folder: 'fastly',
  title: 'Fastly',
  provider: fastlyProvider,
  // The key comes from the environment: FASTLY_API_KEY.
  settings: [],
  variables: [],
});

/** Terraform for a service of Fastly: its domains, and a backend for each upstream. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan, ['redirect', 'strict-transport']);
  const edge = edgeOf(plan, notices);
  const done = (items: readonly Item[]) => ({
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  const listeners = [edge.secure, edge.plain].filter((listener) => listener !== null);
  const reached = new Set(listeners.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  const served = plan.upstreams.filter((upstream) => reached.has(upstream.link) && isServed(upstream, notices));
  const groups = pathGroups(served, () => 'any', notices);
  const domains = domainsOf(listeners, notices);
  if (groups.length === 0 || domains.length === 0) {
    notices.say(
      'by-hand',
      plan.node.id,
      'A service has a domain and a backend; one of them is not drawn, so there is nothing to write.',
    );
    return done([]);
  }
  for (const { upstreams } of groups) for (const upstream of upstreams) sayDial(upstream, notices);
  // The shortest path comes last.
  const otherwise = groups[groups.length - 1];
  if (otherwise && otherwise.path !== '/')
    notices.say(
      'weakened',
      otherwise.upstreams[0].link,
      `A service sends what matches nothing somewhere: it goes to ${otherwise.upstreams[0].title} too. Draw a default route.`,
    );
  const members = groups.flatMap((group, i) =>
    group.upstreams.map((upstream) => ({ upstream, condition: group === otherwise ? null : `path-${i + 1}` })),
  );
  return done([
    ...members.flatMap(({ upstream }) => certificateVariables(plan, upstream)),
    block(
      'resource',
      ['fastly_service_vcl', resourceName(plan.node.id)],
      [
        attribute('name', cloudName([plan.node.id])),
        ...domains.map((name) => block('domain', [], [attribute('name', name)])),
        ...groups.flatMap((group, i) =>
          group === otherwise
            ? []
            : [
                block(
                  'condition',
                  [],
                  [
                    attribute('name', `path-${i + 1}`),
                    attribute('type', 'REQUEST'),
                    attribute('statement', statementOf(group, groups)),
                  ],
                ),
              ],
        ),
        ...members.map(({ upstream, condition }) => backendBlock(plan, upstream, condition)),
        ...redirectOf(edge, notices),
        ...strictTransportOf(edge),
      ],
    ),
    ...(edge.secure ? clientItems(plan, edge.secure, domains, notices) : []),
  ]);
};

/**
 * A prefix without the longer ones that begin with it, so that no two conditions hold at once. A path holds letters,
 * digits and `_-./~` here (see pathGroups): nothing in it ends the string.
 */
function statementOf({ path }: PathGroup, groups: readonly PathGroup[]): string {
  const begins = (prefix: string) => `std.prefixof(req.url.path, "${prefix}")`;
  const longer = groups.filter((other) => other.path !== path && other.path.startsWith(path));
  return [begins(path), ...longer.map((other) => `!${begins(other.path)}`)].join(' && ');
}

function domainsOf(listeners: readonly PlannedListener[], { say }: Notices): readonly string[] {
  const names = listeners.flatMap(({ id, names }) => names.map((name) => ({ id, name })));
  const domains = [...new Set(names.map(({ name }) => name.toLowerCase()))].filter(
    (name) => !isAddress(name) && name.includes('.'),
  );
  for (const { id, name } of names)
    if (!domains.includes(name.toLowerCase()))
      say('lost', id, `${name} can't be a domain of a service, so it is left out.`);
  return domains;
}

function sayDial({ link, title, tls, verify, sendsServerName }: Upstream, { say }: Notices): void {
  if (tls === 'plaintext') return;
  if (!sendsServerName) say('lost', link, `Whether a server name can be kept from ${title} is not documented.`);
  if (verify === 'ca')
    say('lost', link, `There is one check for chain and name, so the name of ${title} is checked too.`);
}

const part = (plan: Plan, link: string, what: string): string => resourceName(plan.node.id, link, what);

const certificateVariables = (plan: Plan, { link, title, tls, verify, issuer }: Upstream): readonly Item[] => [
  ...(tls !== 'plaintext' && verify !== 'none' && issuer !== 'public-ca'
    ? [variableBlock(part(plan, link, 'ca'), 'string', `PEM of the CA of ${named(title)} (${issuer}).`)]
    : []),
  ...(tls === 'mutual'
    ? [
        variableBlock(
          part(plan, link, 'client_certificate'),
          'string',
          `PEM of the client certificate that ${named(plan.node.title)} shows to ${named(title)}.`,
        ),
        secretBlock(part(plan, link, 'client_key'), `PEM of the key of the client certificate for ${named(title)}.`),
      ]
    : []),
];

function backendBlock(plan: Plan, upstream: Upstream, condition: string | null): Block {
  const { link, title, host, port, tls, verify, serverName, sendsServerName, issuer, versions, failure } = upstream;
  const secure = tls !== 'plaintext';
  return block(
    'backend',
    [],
    [
      ...failureMark(failure),
      ...(secure && verify === 'none'
        ? [comment(`Encrypted to ${named(title)}, and any certificate is accepted (${service}).`)]
        : []),
      attribute('name', cloudName([link])),
      attribute('address', host),
      attribute('port', port),
      ...(condition === null ? [attribute('auto_loadbalance', true)] : [attribute('request_condition', condition)]),
      attribute('use_ssl', secure),
      ...(secure
        ? [
            attribute('ssl_check_cert', verify !== 'none'),
            // One name is checked, another is sent: each has to be set.
            attribute('ssl_cert_hostname', serverName),
            ...(sendsServerName && !isAddress(serverName) ? [attribute('ssl_sni_hostname', serverName)] : []),
            ...(verify !== 'none' && issuer !== 'public-ca'
              ? [attribute('ssl_ca_cert', variable(part(plan, link, 'ca')))]
              : []),
            ...(tls === 'mutual'
              ? [
                  attribute('ssl_client_cert', variable(part(plan, link, 'client_certificate'))),
                  attribute('ssl_client_key', variable(part(plan, link, 'client_key'))),
                ]
              : []),
            attribute('min_tls_version', versions[0]),
            attribute('max_tls_version', versions[1]),
          ]
        : []),
    ],
  );
}

function redirectOf({ secure, plain }: Edge, { say }: Notices): readonly Item[] {
  if (!secure) {
    if (plain?.redirectsToTls) say('lost', plain.id, 'There is no https listener to redirect to.');
    return [];
  }
  // Port 80 is always answered: where no plaintext listener is drawn, by a redirect.
  if (plain && !plain.redirectsToTls) return [];
  return [block('request_setting', [], [attribute('name', 'redirect-to-https'), attribute('force_ssl', true)])];
}

function strictTransportOf({ secure }: Edge): readonly Item[] {
  const value = secure ? strictTransportValue(secure) : null;
  if (value === null) return [];
  return [
    block(
      'header',
      [],
      [
        attribute('name', 'strict-transport'),
        attribute('type', 'response'),
        attribute('action', 'set'),
        attribute('destination', `http.${strictTransportName}`),
        attribute('source', `"${value}"`),
      ],
    ),
  ];
}

/** The certificate that visitors see is a subscription of its own; who may come is said beside it. */
function clientItems(
  plan: Plan,
  { id, versions, clientCertificate, clientTrusts }: PlannedListener,
  domains: readonly string[],
  { say }: Notices,
): readonly Item[] {
  say(
    'by-hand',
    id,
    `Subscribe to TLS for ${domains.join(', ')}, and choose there which versions visitors may use (${versions.join(' to ')} is drawn).`,
  );
  if (clientCertificate === 'none') return [];
  const authority = resourceName(plan.node.id, id, 'client_ca');
  const activation = resourceName(plan.node.id, id, 'activation_id');
  return [
    variableBlock(
      authority,
      'string',
      `PEM of the CAs whose client certificates ${named(plan.node.title)} accepts (${clientTrusts.join(', ')}).`,
    ),
    variableBlock(activation, 'string', `Id of the TLS activation of ${domains.join(', ')}.`),
    block(
      'resource',
      ['fastly_tls_mutual_authentication', resourceName(plan.node.id)],
      [
        ...(clientCertificate === 'optional'
          ? [comment(`Not enforced: visitors without a valid certificate come in all the same (${mutual}).`)]
          : []),
        attribute('name', cloudName([plan.node.id])),
        attribute('cert_bundle', variable(authority)),
        attribute('activation_ids', [variable(activation)]),
        attribute('enforced', clientCertificate === 'required'),
      ],
    ),
  ];
}
