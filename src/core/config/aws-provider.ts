import { checkedAgainstProvider } from './terraform-provider.ts';

/** The Terraform provider whose arguments the exported AWS files were checked against. */
export const awsProvider = { source: 'hashicorp/aws', version: '6.66.0' } as const;

export const checkedAgainstAws = checkedAgainstProvider(awsProvider);
