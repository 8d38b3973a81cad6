import { attribute, block, variable } from '../../config/hcl.ts';
import { type Notices, named, resourceName, variableBlock } from '../../config/terraform.ts';
import { cloudName } from '../../config/terraform-names.ts';
import type { Plan, PlannedListener } from '../../plan/plan.ts';
import { policies } from './product.ts';

/** What a terminating listener needs: a certificate and, where clients must show one, whom to believe. */
export function tlsItems(plan: Plan, listener: PlannedListener, { say }: Notices) {
  const { id, port, names, versions, clientCertificate, clientTrusts } = listener;
  const name = cloudName([id]);
  const certificate = resourceName(plan.node.id, id, 'certificate_secret_id');
  const client = resourceName(plan.node.id, id, 'client_ca');
  const asks = clientCertificate === 'required';
  if (versions.join() !== '1.2,1.3')
    say(
      'lost',
      id,
      `The policy that is written accepts TLS 1.2 and 1.3, not ${versions.join(' to ')} as drawn (${policies}).`,
    );
  say(
    'by-hand',
    id,
    `Put a certificate for ${names.join(', ')} into Key Vault and give its secret's versionless id as ${certificate}.`,
  );
  return {
    listener: [attribute('ssl_certificate_name', name), ...(asks ? [attribute('ssl_profile_name', name)] : [])],
    blocks: [
      block('ssl_certificate', [], [attribute('name', name), attribute('key_vault_secret_id', variable(certificate))]),
      ...(asks
        ? [
            block('trusted_client_certificate', [], [attribute('name', name), attribute('data', variable(client))]),
            block(
              'ssl_profile',
              [],
              [
                attribute('name', name),
                attribute('trusted_client_certificate_names', [name]),
                block(
                  'ssl_policy',
                  [],
                  [attribute('policy_type', 'Predefined'), attribute('policy_name', 'AppGwSslPolicy20220101')],
                ),
              ],
            ),
          ]
        : []),
    ],
    beside: [
      variableBlock(
        certificate,
        'string',
        `Key Vault secret with the certificate of ${named(plan.node.title)}, port ${port}, for ${names.join(', ')}, by its id.`,
      ),
      ...(asks
        ? [
            variableBlock(
              client,
              'string',
              `Base64 of the CAs whose client certificates ${named(plan.node.title)}, port ${port}, accepts (${clientTrusts.join(', ')}).`,
            ),
          ]
        : []),
    ],
  };
}
