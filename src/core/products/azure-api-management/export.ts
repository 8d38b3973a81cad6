import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { inRegion, mainFile, nodeFile, resource } from '../../config/terraform-azure.ts';
import { type Edge, edgeOf, isServed, pathGroups } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { protocols, validation } from './product.ts';

/** Terraform for API Management: the service with its domain, and an API with its backend for each path. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const edge = edgeOf(plan, notices);
  const done = (items: readonly Item[]) => ({
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  if (!edge.secure && !edge.plain) {
    notices.say('by-hand', plan.node.id, 'No listener is drawn that it can have, so there is nothing to write.');
    return done([]);
  }
  const reached = new Set(
    [edge.secure, edge.plain].flatMap((listener) => listener?.upstreams.map(({ link }) => link) ?? []),
  );
  const served = plan.upstreams.filter((upstream) => reached.has(upstream.link) && isServed(upstream, notices));
  const apis = pathGroups(served, ({ link }) => link, notices).map(({ path, upstreams: [upstream] }) => ({
    path: path.replace(/^\/+|\/+$/g, ''),
    upstream,
  }));
  const once = apis.filter(({ path, upstream: { link, title } }, i) => {
    const first = apis.findIndex((other) => other.path === path) === i;
    if (!first) notices.say('lost', link, `Another API has this path already, so ${title} gets no requests.`);
    return first;
  });
  return done([
    ...serviceItems(
      plan,
      edge,
      once.map(({ upstream }) => upstream),
      notices,
    ),
    ...domainItems(plan, edge, notices),
    ...once.flatMap(({ path, upstream }) => apiItems(plan, edge, path, upstream, notices)),
    block(
      'output',
      [resourceName(plan.node.id, 'gateway_url')],
      [
        attribute('description', `Where ${named(plan.node.title)} is found.`),
        attribute('value', reference('azurerm_api_management', resourceName(plan.node.id), 'gateway_url')),
      ],
    ),
  ]);
};

const serviceOf = (plan: Plan, what: 'id' | 'name') =>
  reference('azurerm_api_management', resourceName(plan.node.id), what);
const inService = (plan: Plan): readonly Item[] => [
  attribute('api_management_name', serviceOf(plan, 'name')),
  attribute('resource_group_name', reference('data', 'azurerm_resource_group', 'design', 'name')),
];

function serviceItems(plan: Plan, { secure }: Edge, upstreams: readonly Upstream[], { say }: Notices): readonly Item[] {
  const part = (name: string) => resourceName(plan.node.id, name);
  const front = secure?.versions ?? ['1.2', '1.3'];
  const encrypted = upstreams.filter(({ tls }) => tls !== 'plaintext');
  const least = encrypted.map(({ versions }) => versions[0]).sort()[0] ?? '1.2';
  if (secure && (front[0] === '1.3' || front[1] !== '1.3'))
    say(
      'lost',
      secure.id,
      `Only what is older than TLS 1.2 can be switched; 1.2 and 1.3 stay, not ${front.join(' to ')} as drawn (${protocols}).`,
    );
  for (const { link, title, versions } of encrypted)
    if (versions[0] !== least || versions[0] === '1.3')
      say(
        'lost',
        link,
        `One choice of versions holds for all backends, so ${title} is offered TLS ${least === '1.3' ? '1.2' : least} too.`,
      );
  const roots = upstreams.filter(
    ({ tls, verify, issuer }) => tls !== 'plaintext' && verify !== 'none' && issuer !== 'public-ca',
  );
  return [
    variableBlock(part('publisher_name'), 'string', `Who publishes the APIs of ${named(plan.node.title)}.`),
    variableBlock(
      part('publisher_email'),
      'string',
      `Mail address of whoever publishes the APIs of ${named(plan.node.title)}.`,
    ),
    ...roots.map(({ link, title, issuer }) =>
      variableBlock(
        resourceName(plan.node.id, link, 'ca'),
        'string',
        `Base64 of the PFX or certificate of the CA of ${named(title)} (${issuer}).`,
      ),
    ),
    ...(secure
      ? [
          variableBlock(
            part('identity_id'),
            'string',
            `Id of the managed identity by which ${named(plan.node.title)} reads its certificate in Key Vault.`,
          ),
        ]
      : []),
    resource('azurerm_api_management', resourceName(plan.node.id), [
      ...inRegion(plan.node.id),
      attribute('publisher_name', variable(part('publisher_name'))),
      attribute('publisher_email', variable(part('publisher_email'))),
      attribute('sku_name', 'Developer_1'),
      ...(secure
        ? [
            block(
              'identity',
              [],
              [attribute('type', 'UserAssigned'), attribute('identity_ids', [variable(part('identity_id'))])],
            ),
          ]
        : []),
      ...roots.map(({ link }) =>
        block(
          'certificate',
          [],
          [
            attribute('encoded_certificate', variable(resourceName(plan.node.id, link, 'ca'))),
            attribute('store_name', 'Root'),
          ],
        ),
      ),
      block(
        'security',
        [],
        [
          attribute('frontend_tls10_enabled', front[0] === '1.0'),
          attribute('frontend_tls11_enabled', front[0] <= '1.1'),
          attribute('backend_tls10_enabled', least === '1.0'),
          attribute('backend_tls11_enabled', least <= '1.1'),
        ],
      ),
    ]),
  ];
}

function domainItems(plan: Plan, { secure }: Edge, { say }: Notices): readonly Item[] {
  if (!secure) return [];
  const { id, names, clientCertificate } = secure;
  const hosts = [...new Set(names.map((name) => name.toLowerCase()))].filter(
    (name) => !isAddress(name) && !name.startsWith('*.'),
  );
  for (const name of names.filter((each) => !hosts.includes(each.toLowerCase())))
    say('lost', id, `A gateway has host names, one by one: ${name} is left out.`);
  const certificate = resourceName(plan.node.id, id, 'certificate_secret_id');
  if (hosts.length === 0) return [];
  say(
    'by-hand',
    id,
    `Put a certificate for ${hosts.join(', ')} into Key Vault and give its versionless id as ${certificate}.`,
  );
  return [
    variableBlock(certificate, 'string', `Key Vault certificate for ${hosts.join(', ')}, by its versionless id.`),
    resource('azurerm_api_management_custom_domain', resourceName(plan.node.id), [
      attribute('api_management_id', serviceOf(plan, 'id')),
      ...hosts.map((host) =>
        block(
          'gateway',
          [],
          [
            attribute('host_name', host),
            attribute('key_vault_certificate_id', variable(certificate)),
            attribute('negotiate_client_certificate', clientCertificate !== 'none'),
          ],
        ),
      ),
    ]),
  ];
}

function apiItems(plan: Plan, edge: Edge, path: string, upstream: Upstream, { say }: Notices): readonly Item[] {
  const { link, title, host, port, tls, verify, serverName, sendsServerName } = upstream;
  const name = resourceName(plan.node.id, link);
  const secure = tls !== 'plaintext';
  // The name that is dialled is the name that is checked.
  const dialled = secure && verify === 'full' ? serverName : host;
  if (dialled !== host)
    say('by-hand', link, `The name that is dialled is checked: DNS must lead ${dialled} to ${title}.`);
  if (secure && !sendsServerName) say('lost', link, `No argument keeps the server name from ${title}.`);
  say('by-hand', link, `An API answers only operations that it knows: import or add those of ${named(title)}.`);
  const thumbprint = resourceName(plan.node.id, link, 'client_certificate');
  return [
    ...(tls === 'mutual'
      ? [
          variableBlock(
            thumbprint,
            'string',
            `Thumbprint of the certificate that ${named(plan.node.title)} shows to ${named(title)}; upload it to the service.`,
          ),
        ]
      : []),
    resource('azurerm_api_management_backend', name, [
      ...failureMark(upstream.failure),
      attribute('name', cloudName([link])),
      ...inService(plan),
      attribute('protocol', 'http'),
      attribute('url', `${secure ? 'https' : 'http'}://${hostInRequest(dialled)}:${port}`),
      ...(secure
        ? [
            block(
              'tls',
              [],
              [
                attribute('validate_certificate_chain', verify !== 'none'),
                attribute('validate_certificate_name', verify === 'full'),
              ],
            ),
          ]
        : []),
      ...(tls === 'mutual' ? [block('credentials', [], [attribute('certificate', [variable(thumbprint)])])] : []),
    ]),
    resource('azurerm_api_management_api', name, [
      attribute('name', cloudName([link])),
      ...inService(plan),
      attribute('revision', '1'),
      attribute('display_name', cloudName([link])),
      attribute('description', title),
      attribute('path', path),
      attribute('protocols', [...(edge.plain ? ['http'] : []), ...(edge.secure ? ['https'] : [])]),
      attribute('subscription_required', false),
    ]),
    resource('azurerm_api_management_api_policy', name, [
      attribute('api_name', reference('azurerm_api_management_api', name, 'name')),
      ...inService(plan),
      attribute('xml_content', policy(cloudName([link]), edge.secure?.clientCertificate === 'required')),
    ]),
  ];
}

/**
 * XML of ids alone: no text of a drawing stands in it. Asking for a certificate refuses nobody; the policy does.
 * @see {@link validation}
 */
const policy = (backend: string, demands: boolean): string =>
  [
    '<policies><inbound><base />',
    demands
      ? '<validate-client-certificate validate-revocation="true" validate-trust="true" validate-not-before="true" validate-not-after="true" ignore-error="false" />'
      : '',
    `<set-backend-service backend-id="${backend}" />`,
    '</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>',
  ].join('');
