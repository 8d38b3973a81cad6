import { attribute, block, comment, type Item, objectOf, reference, variable } from '../../config/hcl.ts';
import { failureMark, gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { mainFile, nameTag, networkFile, nodeFile } from '../../config/terraform-aws.ts';
import {
  endpointOutput,
  isInside,
  type ManagedEndpoint,
  sayEndpoint,
  securityGroup,
  securityGroupItems,
} from '../../config/terraform-aws-endpoint.ts';
import { edgeOf } from '../../config/terraform-listeners.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, PlannedListener, Upstream } from '../../plan/plan.ts';
import { infrastructure, urls } from './product.ts';

/** Terraform for a function with its URL; what it dials is handed to its code as environment variables. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const { secure } = edgeOf(plan, notices);
  const inside = plan.upstreams.some(({ host }) => isInside(host));
  for (const upstream of plan.upstreams) sayDial(upstream, notices);
  const items = [...functionItems(plan, inside, notices), ...(secure ? urlItems(plan, secure, notices) : [])];
  return {
    files: [mainFile(plan.design), ...(inside ? [networkFile(plan.design)] : []), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  };
};

const endpoint: ManagedEndpoint = {
  suffix: '.on.aws',
  port: 443,
  versions: ['1.2', '1.3'],
  issuer: 'public-ca',
  authority: 'AWS',
  source: infrastructure,
};

function sayDial({ link, title, tls, forwarded }: Upstream, { say }: Notices): void {
  if (forwarded) return;
  say(
    'by-hand',
    link,
    tls === 'plaintext'
      ? `The code of the function connects to ${title}, in plaintext.`
      : `The code of the function connects to ${title}: have it do what the variables DIAL_… say, and put the files that they name into its package.`,
  );
}

function functionItems(plan: Plan, inside: boolean, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  const part = (what: string) => resourceName(plan.node.id, what);
  const title = named(plan.node.title);
  if (inside)
    notices.say(
      'by-hand',
      plan.node.id,
      'What it dials lies in the VPC, so it is attached there; from there it reaches the internet by a NAT gateway only.',
    );
  const variables = Object.assign({}, ...plan.upstreams.map(dialVariables));
  return [
    variableBlock(part('role_arn'), 'string', `ARN of the role that ${title} runs as.`),
    variableBlock(part('runtime'), 'string', `Runtime of ${title}, such as nodejs22.x.`),
    variableBlock(part('handler'), 'string', `Handler of ${title} in its package, such as index.handler.`),
    variableBlock(part('package_bucket'), 'string', `S3 bucket with the package of ${title}.`),
    variableBlock(part('package_key'), 'string', `Key of the object with the package of ${title}.`),
    ...(inside ? securityGroupItems(plan, { inward: [], outward: plan.upstreams.map(({ port }) => port) }) : []),
    block(
      'resource',
      ['aws_lambda_function', name],
      [
        ...plan.upstreams.flatMap(({ failure }) => failureMark(failure)),
        attribute('function_name', cloudName([plan.node.id], 64)),
        attribute('role', variable(part('role_arn'))),
        attribute('runtime', variable(part('runtime'))),
        attribute('handler', variable(part('handler'))),
        attribute('s3_bucket', variable(part('package_bucket'))),
        attribute('s3_key', variable(part('package_key'))),
        nameTag(plan.node.title),
        ...(plan.upstreams.length > 0 ? [block('environment', [], [attribute('variables', objectOf(variables))])] : []),
        ...(inside
          ? [
              block(
                'vpc_config',
                [],
                [
                  attribute('subnet_ids', variable('subnet_ids')),
                  attribute('security_group_ids', [securityGroup(plan)]),
                ],
              ),
            ]
          : []),
      ],
    ),
  ];
}

/** One connection, for the function's code to open: by number, since a link's id is no name of a variable. */
function dialVariables(upstream: Upstream, index: number): Readonly<Record<string, string>> {
  const { link, host, port, tls, verify, serverName, sendsServerName, versions, files, forwarded } = upstream;
  const of = (what: string) => `DIAL_${index + 1}_${what}`;
  const where = { [of('LINK')]: link, [of('HOST')]: host, [of('PORT')]: String(port) };
  if (forwarded || tls === 'plaintext') return { ...where, [of('TLS')]: 'plaintext' };
  return {
    ...where,
    [of('TLS')]: tls,
    [of('VERIFY')]: verify,
    [of('SERVER_NAME')]: serverName,
    [of('SENDS_SERVER_NAME')]: String(sendsServerName),
    [of('MIN_VERSION')]: versions[0],
    [of('MAX_VERSION')]: versions[1],
    ...(verify === 'none' ? {} : { [of('CA_FILE')]: files.trust }),
    ...(tls === 'mutual' ? { [of('CERTIFICATE_FILE')]: files.certificate, [of('KEY_FILE')]: files.key } : {}),
  };
}

function urlItems(plan: Plan, listener: PlannedListener, notices: Notices): readonly Item[] {
  const name = resourceName(plan.node.id);
  sayEndpoint(listener, endpoint, notices);
  notices.say(
    'by-hand',
    listener.id,
    `Whoever calls ${named(plan.node.title)} signs its requests for IAM: let its role invoke the URL. What cannot sign, as a browser, needs something in front that can (${urls}).`,
  );
  return [
    block(
      'resource',
      ['aws_lambda_function_url', name],
      [
        comment(`Who may call is up to IAM; NONE would let in everybody on the internet (${urls}).`),
        attribute('function_name', reference('aws_lambda_function', name, 'function_name')),
        attribute('authorization_type', 'AWS_IAM'),
      ],
    ),
    endpointOutput(plan, ['aws_lambda_function_url', name, 'function_url']),
  ];
}
