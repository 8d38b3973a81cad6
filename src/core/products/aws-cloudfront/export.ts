import { attribute, block, comment, type Item, reference, variable } from '../../config/hcl.ts';
import { gather, type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { mainFile, nameTag, nodeFile, pathPattern } from '../../config/terraform-aws.ts';
import { protocolOf } from '../../model/protocols.ts';
import type { Exporter } from '../../plan/exporter.ts';
import type { Plan, Upstream } from '../../plan/plan.ts';
import { isHttp } from '../../plan/routes.ts';
import { originBlock, originVariables } from './origins.ts';
import { behaviorSettings, cachePolicies, requestPolicies } from './product.ts';
import { type Viewers, viewersOf } from './viewers.ts';

/** Terraform for a CloudFront distribution. */
export const exportPlan: Exporter = (plan) => {
  const notices = gather(plan);
  const done = (items: readonly Item[]) => ({
    files: [mainFile(plan.design), nodeFile(plan, notices.all, items)],
    notices: notices.all,
  });
  const viewers = viewersOf(plan, notices);
  const candidates = served(plan, viewers, notices);
  const behaviors = behaviorsOf(candidates, notices);
  const used = [
    ...new Set([
      ...(behaviors.otherwise ? [behaviors.otherwise] : []),
      ...behaviors.paths.map(({ upstream }) => upstream),
    ]),
  ];
  const [otherwise] = behaviors.otherwise ? [behaviors.otherwise] : used;
  if (!otherwise) {
    notices.say('by-hand', plan.node.id, 'No origin is drawn that it can have, so there is no distribution to write.');
    return done([]);
  }
  if (!behaviors.otherwise)
    notices.say(
      'weakened',
      otherwise.link,
      `A distribution must send what matches no path somewhere: it goes to ${otherwise.title} too. Draw a default route.`,
    );
  const origins = candidates.filter(({ upstream }) => used.includes(upstream)).map(({ origin }) => origin);
  const name = resourceName(plan.node.id);
  const webAcl = resourceName(plan.node.id, 'web_acl_arn');
  return done([
    variableBlock(
      webAcl,
      'string',
      `ARN of the web ACL (AWS WAF, of scope CLOUDFRONT) that reads the requests to ${named(plan.node.title)}; null for none.`,
    ),
    ...viewers.beside,
    ...originVariables(plan, used, notices),
    block(
      'resource',
      ['aws_cloudfront_distribution', name],
      [
        attribute('enabled', true),
        attribute('comment', summary(plan.node.title)),
        // HTTP/3 is left out: client certificates exclude it, and nothing drawn asks for it.
        attribute('http_version', 'http2'),
        attribute('is_ipv6_enabled', true),
        attribute('web_acl_id', variable(webAcl)),
        ...viewers.items.filter(({ kind }) => kind === 'attribute'),
        nameTag(plan.node.title),
        ...origins,
        block('default_cache_behavior', [], behavior(otherwise, viewers)),
        ...behaviors.paths.map(({ pattern, upstream }) =>
          block('ordered_cache_behavior', [], [attribute('path_pattern', pattern), ...behavior(upstream, viewers)]),
        ),
        ...viewers.items.filter(({ kind }) => kind !== 'attribute'),
        block('restrictions', [], [block('geo_restriction', [], [attribute('restriction_type', 'none')])]),
      ],
    ),
    block(
      'output',
      [resourceName(plan.node.id, 'domain_name')],
      [
        attribute('description', `Where DNS records for ${named(plan.node.title)} point to.`),
        attribute('value', reference('aws_cloudfront_distribution', name, 'domain_name')),
      ],
    ),
  ]);
};

/** A comment on a distribution holds 128 characters: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html */
const summary = (title: string): string => [...title.normalize('NFC')].slice(0, 128).join('');

interface Candidate {
  readonly upstream: Upstream;
  readonly origin: Item;
}

/** The upstreams that can be origins, with their blocks; the scheme of the viewer routes nothing. */
function served(plan: Plan, { listeners }: Viewers, notices: Notices): readonly Candidate[] {
  const reached = new Map<string, number>();
  for (const { upstreams } of listeners)
    for (const { link } of upstreams) reached.set(link, (reached.get(link) ?? 0) + 1);
  return plan.upstreams.flatMap((upstream) => {
    const { link, title, protocol } = upstream;
    const times = reached.get(link) ?? 0;
    if (times === 0) {
      notices.say('lost', link, `Only a listener that could not be written leads to ${title}, so it is left out.`);
      return [];
    }
    if (times < listeners.length)
      notices.say('lost', link, `HTTP and HTTPS viewers go to the same origins: ${title} gets the requests of both.`);
    if (!isHttp(protocol)) {
      notices.say(
        'lost',
        link,
        `It carries HTTP only, so the ${protocolOf(protocol).title} connection to ${title} is left out.`,
      );
      return [];
    }
    const origin = originBlock(plan, upstream, notices);
    return origin ? [{ upstream, origin }] : [];
  });
}

interface Behaviors {
  readonly otherwise: Upstream | null;
  readonly paths: readonly { readonly pattern: string; readonly upstream: Upstream }[];
}

/** Which origin gets which requests: by path alone, one origin each, the longest prefix first. */
function behaviorsOf(candidates: readonly Candidate[], { say }: Notices): Behaviors {
  let otherwise: Upstream | null = null;
  const paths = new Map<string, Upstream>();
  for (const { upstream } of candidates) {
    const { link, title, match } = upstream;
    if (match?.host?.length || match?.sni?.length)
      say('lost', link, `A distribution routes by path only: the names that lead to ${title} are not kept.`);
    const prefix = match?.path === undefined || match.path === '/' ? null : match.path;
    const pattern = prefix === null ? null : pathPattern(prefix, 255);
    if (prefix !== null && pattern === null) {
      say(
        'lost',
        link,
        `A path pattern can't say ${prefix} literally, so ${title} gets no requests (${behaviorSettings}).`,
      );
      continue;
    }
    const taken = pattern === null ? otherwise : paths.get(pattern);
    if (taken)
      say(
        'lost',
        link,
        `One origin per path: ${taken.title} takes these requests, and ${title} none; a distribution does not balance.`,
      );
    else if (pattern === null) otherwise = upstream;
    else paths.set(pattern, upstream);
  }
  return {
    otherwise,
    paths: [...paths].sort(([a], [b]) => b.length - a.length).map(([pattern, upstream]) => ({ pattern, upstream })),
  };
}

const everyMethod = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

const behavior = ({ link, protocol }: Upstream, { protocolPolicy }: Viewers): readonly Item[] => [
  attribute('target_origin_id', link),
  attribute('viewer_protocol_policy', protocolPolicy),
  attribute('allowed_methods', everyMethod),
  attribute('cached_methods', ['GET', 'HEAD']),
  comment(`Managed-CachingDisabled: nothing of one viewer is kept for another (${cachePolicies}).`),
  attribute('cache_policy_id', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'),
  comment(`Managed-AllViewerExceptHostHeader: the origin sees its own name as Host (${requestPolicies}).`),
  attribute('origin_request_policy_id', 'b689b0a8-53d0-40ab-baf2-68738e2966ac'),
  ...(protocol === 'grpc' ? [block('grpc_config', [], [attribute('enabled', true)])] : []),
];
