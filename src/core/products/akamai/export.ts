import { akamaiProvider } from '../../config/akamai-provider.ts';
import { attribute, type Block, block, type Item, reference, variable } from '../../config/hcl.ts';
import { gather, type Notices, named, resourceName, rootModule, variableBlock } from '../../config/terraform.ts';
import { edgeOf, isServed, pathGroups, segmentPatterns } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { behaviors, isOrigin, originVariables } from './origins.ts';
import { origin as originPage } from './product.ts';

const { mainFile, nodeFile } = rootModule({
  folder: 'akamai',
  title: 'Akamai',
  provider: akamaiProvider,
  // Credentials come from ~/.edgerc.
  settings: [],
  variables: [],
});

const format = { block: 'rules_v2025_10_16', name: 'v2025-10-16' } as const;

/** Terraform for a property of Akamai: its host names, and a rule with an origin for each path. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan, ['redirect']);
  const edge = edgeOf(plan, notices);
  const listeners = [edge.secure, edge.plain].filter((listener) => listener !== null);
  const reached = new Set(listeners.flatMap(({ upstreams }) => upstreams.map(({ link }) => link)));
  const served = plan.upstreams.filter(
    (upstream) => reached.has(upstream.link) && isServed(upstream, notices) && isOrigin(upstream, notices),
  );
  const groups = pathGroups(served, ({ link }) => link, notices);
  const hosts = hostsOf(listeners, notices);
  const otherwise = groups.find(({ path }) => path === '/') ?? groups[0];
  if (!otherwise || hosts.length === 0) {
    notices.say(
      'by-hand',
      plan.node.id,
      'A property has a host name and an origin; one of them is not drawn, so there is nothing to write.',
    );
    return { files: [mainFile(plan.design), nodeFile(plan, notices.all, [])], notices: notices.all };
  }
  if (otherwise.path !== '/')
    notices.say(
      'weakened',
      otherwise.upstreams[0].link,
      `A property sends what matches nothing somewhere: it goes to ${otherwise.upstreams[0].title} too. Draw a default route.`,
    );
  const secure = edge.secure !== null;
  if (edge.plain && secure && !edge.plain.redirectsToTls)
    notices.say(
      'weakened',
      edge.plain.id,
      `Which scheme goes on to an origin is not documented; that of the visitor may, and visitors may come by HTTP (${originPage}).`,
    );
  if (edge.plain?.redirectsToTls && !secure)
    notices.say('lost', edge.plain.id, 'There is no https listener to redirect to.');
  const redirects = secure && (edge.plain === null || edge.plain.redirectsToTls);
  // The last rule that matches wins: the longest path.
  const below = groups.filter((group) => group !== otherwise).reverse();
  if (edge.secure) sayVisitors(edge.secure, notices);
  const items = [
    ...['contract', 'group', 'product'].map((what) =>
      variableBlock(
        resourceName(plan.node.id, `${what}_id`),
        'string',
        `The ${what} at Akamai of ${named(plan.node.title)}, by its id.`,
      ),
    ),
    ...groups.flatMap(({ upstreams: [upstream] }) => originVariables(plan, upstream, notices)),
    ...hosts.map((host) =>
      variableBlock(edgeName(plan, host), 'string', `Edge hostname of ${host}, such as ${host}.edgekey.net.`),
    ),
    ...below.map(({ path, upstreams: [upstream] }, i) =>
      rules(plan, `path-${i + 1}`, [
        attribute('name', `path-${i + 1}`),
        attribute('criteria_must_satisfy', 'all'),
        block(
          'criterion',
          [],
          [
            block(
              'path',
              [],
              [
                attribute('match_operator', 'MATCHES_ONE_OF'),
                attribute('match_case_sensitive', true),
                attribute('normalize', false),
                attribute('values', segmentPatterns(path)),
              ],
            ),
          ],
        ),
        ...behaviors(plan, upstream),
      ]),
    ),
    ...(redirects ? [redirectRules(plan)] : []),
    rules(plan, 'default', [
      attribute('name', 'default'),
      attribute('is_secure', secure),
      ...behaviors(plan, otherwise.upstreams[0]),
      ...(below.length > 0 || redirects
        ? [
            attribute('children', [
              ...below.map((_, i) => jsonOf(plan, `path-${i + 1}`)),
              ...(redirects ? [jsonOf(plan, 'redirect')] : []),
            ]),
          ]
        : []),
    ]),
    block(
      'resource',
      ['akamai_property', resourceName(plan.node.id)],
      [
        attribute('name', cloudName([plan.node.id])),
        attribute('contract_id', variable(resourceName(plan.node.id, 'contract_id'))),
        attribute('group_id', variable(resourceName(plan.node.id, 'group_id'))),
        attribute('product_id', variable(resourceName(plan.node.id, 'product_id'))),
        attribute('rule_format', format.name),
        attribute('rules', jsonOf(plan, 'default')),
        ...hosts.map((host) =>
          block(
            'hostnames',
            [],
            [
              attribute('cname_from', host),
              attribute('cname_to', variable(edgeName(plan, host))),
              attribute('cert_provisioning_type', 'CPS_MANAGED'),
            ],
          ),
        ),
      ],
    ),
  ];
  return { files: [mainFile(plan.design), nodeFile(plan, notices.all, items)], notices: notices.all };
};

const builder = (plan: Plan, name: string): string => resourceName(plan.node.id, name);
const rules = (plan: Plan, name: string, body: readonly Item[]): Block =>
  block('data', ['akamai_property_rules_builder', builder(plan, name)], [block(format.block, [], body)]);
const jsonOf = (plan: Plan, name: string) =>
  reference('data', 'akamai_property_rules_builder', builder(plan, name), 'json');
const edgeName = (plan: Plan, host: string): string => resourceName(plan.node.id, host.replace('*', 'any'), 'edge');

const redirectRules = (plan: Plan): Block =>
  rules(plan, 'redirect', [
    attribute('name', 'redirect'),
    attribute('criteria_must_satisfy', 'all'),
    block('criterion', [], [block('request_protocol', [], [attribute('value', 'HTTP')])]),
    block(
      'behavior',
      [],
      [
        block(
          'redirect',
          [],
          [
            attribute('mobile_default_choice', 'DEFAULT'),
            attribute('destination_protocol', 'HTTPS'),
            attribute('destination_hostname', 'SAME_AS_REQUEST'),
            attribute('destination_path', 'SAME_AS_REQUEST'),
            attribute('query_string', 'APPEND'),
            attribute('response_code', 301),
          ],
        ),
      ],
    ),
  ]);

function hostsOf(listeners: readonly PlannedListener[], { say }: Notices): readonly string[] {
  const names = listeners.flatMap(({ id, names }) => names.map((name) => ({ id, name })));
  const hosts = [...new Set(names.map(({ name }) => name.toLowerCase()))].filter(
    (name) => !isAddress(name) && name.includes('.'),
  );
  for (const { id, name } of names)
    if (!hosts.includes(name.toLowerCase()))
      say('lost', id, `${name} can't be a host name of a property, so it is left out.`);
  return hosts;
}

function sayVisitors({ id, names, versions }: PlannedListener, { say }: Notices): void {
  say(
    'by-hand',
    id,
    `Enrol a certificate for ${names.join(', ')} in the Certificate Provisioning System, and choose there which versions visitors may use (${versions.join(' to ')} is drawn).`,
  );
}
