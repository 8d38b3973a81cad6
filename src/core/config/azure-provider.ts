import { checkedAgainstProvider } from './terraform-provider.ts';

/** The Terraform provider whose arguments the exported Azure files were checked against. */
export const azureProvider = { source: 'hashicorp/azurerm', version: '4.73.0' } as const;

export const checkedAgainstAzure = checkedAgainstProvider(azureProvider);
