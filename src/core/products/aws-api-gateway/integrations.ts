import { attribute, block, comment, type Item, objectOf, reference, variable } from '../../config/hcl.ts';
import { failureMark, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { isInside } from '../../config/terraform-aws-endpoint.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { hostInRequest } from '../../plan/routes.ts';
import { caCertificate, clientCertificate, integrationTls, privateIntegration } from './product.ts';

/** The side behind the API: a tree of paths, and an integration at every path that leads somewhere. */
export interface Routed {
  /** Segments of the path; none for the root. */
  readonly path: readonly string[];
  readonly upstream: Upstream;
}

/** The name that is dialled and checked: one address says both. */
const dialled = ({ tls, verify, serverName, host }: Upstream): string =>
  tls !== 'plaintext' && verify === 'full' ? serverName : host;

/** Whether it is reached over a VPC link; everything else over the internet. */
export const isPrivate = ({ host }: Upstream): boolean => isInside(host);

const nodeName = (plan: Plan, path: readonly string[]): string => resourceName(plan.node.id, 'path', ...path);
const proxyName = (plan: Plan, path: readonly string[]): string => resourceName(plan.node.id, 'below', ...path);
const api = (plan: Plan, what: 'id' | 'root_resource_id') =>
  reference('aws_api_gateway_rest_api', resourceName(plan.node.id), what);
const resourceId = (plan: Plan, path: readonly string[]) =>
  path.length === 0 ? api(plan, 'root_resource_id') : reference('aws_api_gateway_resource', nodeName(plan, path), 'id');

/** Every path once, with all that lie above it. */
export function pathItems(plan: Plan, routes: readonly Routed[]): readonly Item[] {
  const all = new Map<string, readonly string[]>();
  for (const { path } of routes)
    for (const [i] of path.entries()) all.set(path.slice(0, i + 1).join('/'), path.slice(0, i + 1));
  return [...all.values()].map((path) =>
    resource(plan, nodeName(plan, path), path.slice(0, -1), path[path.length - 1] ?? ''),
  );
}

const resource = (plan: Plan, name: string, parent: readonly string[], part: string): Item =>
  block(
    'resource',
    ['aws_api_gateway_resource', name],
    [
      attribute('rest_api_id', api(plan, 'id')),
      attribute('parent_id', resourceId(plan, parent)),
      attribute('path_part', part),
    ],
  );

/** The path itself and whatever lies below it, both sent on as they come. */
export function routeItems(plan: Plan, { path, upstream }: Routed): readonly Item[] {
  const proxy = proxyName(plan, path);
  return [
    resource(plan, proxy, path, '{proxy+}'),
    ...methodItems(plan, nodeName(plan, path), resourceId(plan, path), upstream, addressOf(upstream, path), false),
    ...methodItems(
      plan,
      proxy,
      reference('aws_api_gateway_resource', proxy, 'id'),
      upstream,
      `${addressOf(upstream, path)}${path.length === 0 ? '' : '/'}{proxy}`,
      true,
    ),
  ];
}

const addressOf = (upstream: Upstream, path: readonly string[]): string =>
  `${upstream.tls === 'plaintext' ? 'http' : 'https'}://${hostInRequest(dialled(upstream))}:${upstream.port}/${path.join('/')}`;

function methodItems(
  plan: Plan,
  name: string,
  resourceReference: ReturnType<typeof reference>,
  upstream: Upstream,
  uri: string,
  passesPath: boolean,
): readonly Item[] {
  const { link, title, tls, verify, failure } = upstream;
  const common = [attribute('rest_api_id', api(plan, 'id')), attribute('resource_id', resourceReference)];
  const secure = tls !== 'plaintext';
  return [
    block(
      'resource',
      ['aws_api_gateway_method', name],
      [
        ...common,
        attribute('http_method', 'ANY'),
        attribute('authorization', 'NONE'),
        ...(passesPath ? [attribute('request_parameters', objectOf({ 'method.request.path.proxy': true }))] : []),
      ],
    ),
    block(
      'resource',
      ['aws_api_gateway_integration', name],
      [
        ...failureMark(failure),
        ...(secure ? [] : [comment(`Plaintext: whoever can read the way to ${named(title)} reads everything.`)]),
        ...(secure && verify === 'none'
          ? [
              comment(
                `Any issuer will do: whoever has a certificate for the name can stand in for ${named(title)} (${integrationTls}).`,
              ),
            ]
          : []),
        ...common,
        attribute('http_method', reference('aws_api_gateway_method', name, 'http_method')),
        attribute('type', 'HTTP_PROXY'),
        attribute('integration_http_method', 'ANY'),
        attribute('uri', uri),
        ...(passesPath
          ? [
              attribute(
                'request_parameters',
                objectOf({ 'integration.request.path.proxy': 'method.request.path.proxy' }),
              ),
            ]
          : []),
        ...(isPrivate(upstream)
          ? [
              attribute('connection_type', 'VPC_LINK'),
              attribute('connection_id', reference('aws_apigatewayv2_vpc_link', resourceName(plan.node.id), 'id')),
              attribute('integration_target', variable(targetName(plan, link))),
            ]
          : []),
        ...(secure && verify === 'none'
          ? [block('tls_config', [], [attribute('insecure_skip_verification', true)])]
          : []),
      ],
    ),
  ];
}

const targetName = (plan: Plan, link: string): string => resourceName(plan.node.id, link, 'load_balancer_arn');

/** What changes a deployment: the addresses that it leads to. */
export const redeployment = (plan: Plan, routes: readonly Routed[]) =>
  objectOf(
    Object.fromEntries(
      routes.flatMap(({ path }) =>
        [nodeName(plan, path), proxyName(plan, path)].map((name) => [
          name,
          reference('aws_api_gateway_integration', name, 'uri'),
        ]),
      ),
    ),
  );

/** The variables of what lies in the VPC. */
export const targetVariables = (plan: Plan, upstreams: readonly Upstream[]): readonly Item[] =>
  upstreams
    .filter(isPrivate)
    .map(({ link, title, host, port }) =>
      variableBlock(
        targetName(plan, link),
        'string',
        `ARN of the Application or Network Load Balancer that leads to ${named(title)} (${host}), port ${port}.`,
      ),
    );

export function sayIntegration(upstream: Upstream, { say }: Notices): void {
  const { link, title, host, tls, verify, issuer, sendsServerName, versions, clientCertificate: shown } = upstream;
  const name = dialled(upstream);
  if (isPrivate(upstream))
    say(
      'by-hand',
      link,
      `${title} lies in the VPC: give the load balancer in front of it, in the same account, to the VPC link (${privateIntegration}).`,
    );
  else if (name !== host)
    say('by-hand', link, `The name that is dialled is checked: DNS must lead ${name} to ${title}.`);
  if (tls === 'plaintext') return;
  if (verify === 'none')
    say(
      'lost',
      link,
      `Nothing is to be checked of ${title}, as drawn; its name and dates are checked all the same (${integrationTls}).`,
    );
  else if (issuer !== 'public-ca')
    say(
      'fails',
      link,
      `${title} shows a certificate that no public CA issued, and the CAs that API Gateway knows cannot be added to (${integrationTls}).`,
    );
  if (!sendsServerName) say('lost', link, `No argument keeps the server name from ${title}.`);
  if (versions.join() !== '1.2,1.3')
    say('lost', link, `The versions towards ${title} are AWS's to choose, not ${versions.join(' to ')} as drawn.`);
  if (tls !== 'mutual') return;
  const made = `The certificate that ${title} is shown is made and signed by API Gateway itself`;
  if (shown?.issuer === 'self-signed')
    say('by-hand', link, `${made}: have ${title} accept what the output gives (${clientCertificate}).`);
  else
    say(
      'fails',
      link,
      `${made}, not by the CA that is drawn: put one of that CA into ACM and link it to the stage in its place, by hand (${caCertificate}).`,
    );
}
