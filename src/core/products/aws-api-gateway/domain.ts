import { attribute, block, type Item, reference, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { issuedArn } from '../../config/terraform-acm.ts';
import { issuerInWords, nameTag } from '../../config/terraform-aws.ts';
import { isPublicName } from '../../config/terraform-names.ts';
import { isAddress } from '../../model/names.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { mutual, policies } from './product.ts';

/** The side that clients see: the names of the API, with what certificate, and who may come. */
export interface Domain {
  /** Names of its own; empty: clients use the execute-api endpoint. */
  readonly names: readonly string[];
  /** Arguments of the API and of every domain name: one policy for both, since the API's decides. */
  readonly policy: readonly Item[];
  readonly items: readonly Item[];
}

export function domainOf(plan: Plan, listener: PlannedListener, notices: Notices): Domain {
  const names = namesOf(listener, notices);
  const policy = policyOf(listener, notices);
  return {
    names,
    policy,
    items: [
      ...names.flatMap((name, i) => nameItems(plan, listener, name, i + 1, policy)),
      ...shared(plan, listener, names, notices),
    ],
  };
}

const domainName = (plan: Plan, number: number): string => resourceName(plan.node.id, `name-${number}`);

function namesOf({ id, names, issuer, clientCertificate }: PlannedListener, { say }: Notices): readonly string[] {
  const drawn = [...new Set(names.map((name) => name.toLowerCase()))].filter(
    (name) => !name.endsWith('.amazonaws.com'),
  );
  const own = drawn.filter((name) => isPublicName(name) || (issuer !== 'public-ca' && isName(name)));
  for (const name of drawn.filter((each) => !own.includes(each)))
    say(
      'lost',
      id,
      isName(name)
        ? `No public CA issues a certificate for ${name}, so clients cannot use it: draw the public name.`
        : `A custom domain name is a name with a dot: ${name} is left out.`,
    );
  if (own.length === 0 && clientCertificate === 'required')
    say(
      'weakened',
      id,
      `The execute-api endpoint asks nobody for a certificate: give the API a name of its own (${mutual}).`,
    );
  return own;
}

const isName = (name: string): boolean => !isAddress(name) && name.includes('.');

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html */
const enhanced: Readonly<Partial<Record<TlsVersion, string>>> = {
  '1.2': 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
  '1.3': 'SecurityPolicy_TLS13_1_3_2025_09',
};

function policyOf({ id, versions: [min, max], clientCertificate }: PlannedListener, { say }: Notices): readonly Item[] {
  if (max !== '1.3')
    say('lost', id, `Every security policy includes TLS 1.3, so a maximum of ${max} can't be said (${policies}).`);
  if (clientCertificate === 'required') {
    if (min !== '1.2')
      say(
        min === '1.3' ? 'weakened' : 'lost',
        id,
        `TLS 1.2 is the least that is accepted, not ${min} as drawn: mutual TLS excludes the newer security policies, and the oldest one is not used with it (${policies}).`,
      );
    return [attribute('security_policy', 'TLS_1_2')];
  }
  const name = enhanced[min];
  // Enhanced policies ask for a mode of access; BASIC lets through what arrives by another name of the API.
  return name === undefined
    ? [attribute('security_policy', 'TLS_1_0')]
    : [attribute('security_policy', name), attribute('endpoint_access_mode', 'BASIC')];
}

function nameItems(
  plan: Plan,
  listener: PlannedListener,
  name: string,
  number: number,
  policy: readonly Item[],
): readonly Item[] {
  const part = (what: string) => resourceName(plan.node.id, listener.id, what);
  const demands = listener.clientCertificate === 'required';
  return [
    block(
      'resource',
      ['aws_api_gateway_domain_name', domainName(plan, number)],
      [
        attribute('domain_name', name),
        attribute('regional_certificate_arn', issuedTo(plan, listener) ?? variable(part('certificate_arn'))),
        ...(demands && listener.issuer !== 'public-ca'
          ? [attribute('ownership_verification_certificate_arn', variable(part('ownership_certificate_arn')))]
          : []),
        ...policy,
        nameTag(plan.node.title),
        block('endpoint_configuration', [], [attribute('types', ['REGIONAL'])]),
        ...(demands
          ? [block('mutual_tls_authentication', [], [attribute('truststore_uri', variable(part('truststore_uri')))])]
          : []),
      ],
    ),
    block(
      'resource',
      ['aws_api_gateway_base_path_mapping', domainName(plan, number)],
      [
        attribute('api_id', reference('aws_api_gateway_rest_api', resourceName(plan.node.id), 'id')),
        attribute('stage_name', reference('aws_api_gateway_stage', resourceName(plan.node.id), 'stage_name')),
        attribute('domain_name', reference('aws_api_gateway_domain_name', domainName(plan, number), 'domain_name')),
      ],
    ),
    block(
      'output',
      [resourceName(plan.node.id, `name-${number}`, 'target')],
      [
        attribute('description', `Where DNS records for ${name} point to.`),
        attribute('value', reference('aws_api_gateway_domain_name', domainName(plan, number), 'regional_domain_name')),
      ],
    ),
  ];
}

const issuedTo = ({ node }: Plan, { id, certificate, names }: PlannedListener) =>
  issuedArn(node.id, id, certificate, names);

/** What all names of the API ask for. */
function shared(plan: Plan, listener: PlannedListener, names: readonly string[], { say }: Notices): readonly Item[] {
  if (names.length === 0) return [];
  const { id, issuer, clientCertificate, clientTrusts } = listener;
  const issued = issuedTo(plan, listener);
  const part = (what: string) => resourceName(plan.node.id, id, what);
  const title = named(plan.node.title);
  say(
    'by-hand',
    id,
    issued
      ? `Point DNS for ${names.join(', ')} to the outputs.`
      : `Put a certificate for ${names.join(', ')} into ACM, in the region of the API, and give its ARN as ${part('certificate_arn')}; then point DNS to the outputs.`,
  );
  const demands = clientCertificate === 'required';
  if (demands && issuer !== 'public-ca')
    say(
      'by-hand',
      id,
      `Beside a certificate that ACM did not issue itself, mutual TLS wants a public one as a proof of the name: give its ARN as ${part('ownership_certificate_arn')} (${mutual}).`,
    );
  return [
    ...(issued
      ? []
      : [
          variableBlock(
            part('certificate_arn'),
            'string',
            `ARN of the certificate of ${title} for ${names.join(', ')}; ${issuerInWords[issuer]}.`,
          ),
        ]),
    ...(demands
      ? [
          variableBlock(
            part('truststore_uri'),
            'string',
            `Address (s3://bucket/key) of the PEM bundle of the CAs whose client certificates ${title} accepts (${clientTrusts.join(', ')}).`,
          ),
        ]
      : []),
    ...(demands && issuer !== 'public-ca'
      ? [
          variableBlock(
            part('ownership_certificate_arn'),
            'string',
            `ARN of a public certificate of ACM for ${names.join(', ')}, as a proof that the names are yours.`,
          ),
        ]
      : []),
  ];
}
