import { attribute, type Block, block, comment, type Expression, reference } from './hcl.ts';

/** A policy that refuses requests to a resource by how they came. */
export interface Refusal {
  readonly why: string;
  readonly test: 'Bool' | 'NumericLessThan';
  readonly variable: string;
  readonly value: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.md */
export const withoutTls: Refusal = {
  why: 'Port 80 cannot be closed: what comes without TLS is refused instead.',
  test: 'Bool',
  variable: 'aws:SecureTransport',
  value: 'false',
};

/** The document of a policy that denies everything to whoever meets one of the conditions. */
export const denyingPolicy = (
  name: string,
  actions: string,
  resources: readonly Expression[],
  refusals: readonly Refusal[],
): Block =>
  block(
    'data',
    ['aws_iam_policy_document', name],
    refusals.map(({ why, test, variable, value }) =>
      block(
        'statement',
        [],
        [
          comment(why),
          attribute('effect', 'Deny'),
          attribute('actions', [actions]),
          attribute('resources', resources),
          block('principals', [], [attribute('type', '*'), attribute('identifiers', ['*'])]),
          block(
            'condition',
            [],
            [attribute('test', test), attribute('variable', variable), attribute('values', [value])],
          ),
        ],
      ),
    ),
  );

export const policyJson = (name: string) => reference('data', 'aws_iam_policy_document', name, 'json');
