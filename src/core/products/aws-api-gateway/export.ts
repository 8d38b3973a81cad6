import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { gather, type Notices, named, resourceName } from '../../config/terraform.ts';
import { mainFile, nameTag, networkFile, nodeFile, tagValue } from '../../config/terraform-aws.ts';
import { securityGroup, securityGroupItems } from '../../config/terraform-aws-endpoint.ts';
import { webAclItems } from '../../config/terraform-aws-waf.ts';
import { edgeOf, isServed, pathGroups } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { type Domain, domainOf } from './domain.ts';
import {
  isPrivate,
  pathItems,
  type Routed,
  redeployment,
  routeItems,
  sayIntegration,
  targetVariables,
} from './integrations.ts';

/** Terraform for a regional REST API: its names, and an integration for each path. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const { secure } = edgeOf(plan, notices);
  const done = (items: readonly Item[], inside: boolean) => ({
    files: [mainFile(plan.design), ...(inside ? [networkFile(plan.design)] : []), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  if (!secure) {
    notices.say('by-hand', plan.node.id, 'No listener is drawn that it can have, so there is nothing to write.');
    return done([], false);
  }
  const served = secure.upstreams.filter((upstream) => isServed(upstream, notices));
  for (const { link, title } of plan.upstreams)
    if (!secure.upstreams.some((upstream) => upstream.link === link))
      notices.say('lost', link, `Only a listener that could not be written leads to ${title}, so it is left out.`);
  const routes = routesOf(served, notices);
  const domain = domainOf(plan, secure, notices);
  if (routes.length === 0) {
    notices.say(
      'by-hand',
      plan.node.id,
      'Nothing is drawn behind it that it can have: an API without paths cannot be deployed.',
    );
    return done([], false);
  }
  const upstreams = [...new Set(routes.map(({ upstream }) => upstream))];
  for (const upstream of upstreams) sayIntegration(upstream, notices);
  return done(
    [
      ...linkItems(plan, upstreams),
      ...targetVariables(plan, upstreams),
      ...apiItems(plan, domain),
      ...pathItems(plan, routes),
      ...routes.flatMap((route) => routeItems(plan, route)),
      ...stageItems(plan, routes, upstreams),
      ...domain.items,
      ...webAclItems(plan, ['aws_api_gateway_stage', resourceName(plan.node.id)]),
    ],
    upstreams.some(isPrivate),
  );
};

/** One integration for each path: it does not balance. */
function routesOf(upstreams: readonly Upstream[], notices: Notices): readonly Routed[] {
  const routes = new Map<string, Routed>();
  for (const {
    path: prefix,
    upstreams: [upstream],
  } of pathGroups(upstreams, ({ link }) => link, notices)) {
    const path = prefix.split('/').filter((part) => part !== '');
    const key = path.join('/');
    if (!path.every((part) => /^[A-Za-z0-9._-]+$/.test(part)))
      notices.say('lost', upstream.link, `A part of a path can't be ${prefix}, so ${upstream.title} gets no requests.`);
    else if (routes.has(key))
      notices.say('lost', upstream.link, `Another integration has this path, so ${upstream.title} gets no requests.`);
    else routes.set(key, { path, upstream });
  }
  return [...routes.values()];
}

/** The link into the VPC, where something behind the API lies there. */
function linkItems(plan: Plan, upstreams: readonly Upstream[]): readonly Item[] {
  const inside = upstreams.filter(isPrivate);
  if (inside.length === 0) return [];
  return [
    ...securityGroupItems(plan, { inward: [], outward: inside.map(({ port }) => port) }),
    block(
      'resource',
      ['aws_apigatewayv2_vpc_link', resourceName(plan.node.id)],
      [
        attribute('name', cloudName([plan.node.id])),
        attribute('subnet_ids', variable('subnet_ids')),
        attribute('security_group_ids', [securityGroup(plan)]),
        nameTag(plan.node.title),
      ],
    ),
  ];
}

const apiItems = (plan: Plan, { names, policy }: Domain): readonly Item[] => [
  block(
    'resource',
    ['aws_api_gateway_rest_api', resourceName(plan.node.id)],
    [
      attribute('name', cloudName([plan.node.id])),
      attribute('description', tagValue(plan.node.title)),
      // Without a name of its own, the endpoint is all there is; with one, it is the way around it.
      attribute('disable_execute_api_endpoint', names.length > 0),
      ...policy,
      nameTag(plan.node.title),
      block('endpoint_configuration', [], [attribute('types', ['REGIONAL'])]),
    ],
  ),
];

function stageItems(plan: Plan, routes: readonly Routed[], upstreams: readonly Upstream[]): readonly Item[] {
  const name = resourceName(plan.node.id);
  const api = attribute('rest_api_id', reference('aws_api_gateway_rest_api', name, 'id'));
  const shows = upstreams.some(({ tls }) => tls === 'mutual');
  return [
    block('resource', ['aws_api_gateway_deployment', name], [api, attribute('triggers', redeployment(plan, routes))]),
    ...(shows
      ? [
          block(
            'resource',
            ['aws_api_gateway_client_certificate', name],
            [attribute('description', tagValue(plan.node.title)), nameTag(plan.node.title)],
          ),
          block(
            'output',
            [resourceName(plan.node.id, 'client_certificate')],
            [
              attribute('description', `The certificate that ${named(plan.node.title)} shows to what lies behind it.`),
              attribute('value', reference('aws_api_gateway_client_certificate', name, 'pem_encoded_certificate')),
            ],
          ),
        ]
      : []),
    block(
      'resource',
      ['aws_api_gateway_stage', name],
      [
        api,
        attribute('deployment_id', reference('aws_api_gateway_deployment', name, 'id')),
        attribute('stage_name', 'live'),
        ...(shows
          ? [attribute('client_certificate_id', reference('aws_api_gateway_client_certificate', name, 'id'))]
          : []),
        nameTag(plan.node.title),
      ],
    ),
    block(
      'output',
      [resourceName(plan.node.id, 'invoke_url')],
      [
        attribute('description', `The endpoint of ${named(plan.node.title)} at AWS.`),
        attribute('value', reference('aws_api_gateway_stage', name, 'invoke_url')),
      ],
    ),
  ];
}
