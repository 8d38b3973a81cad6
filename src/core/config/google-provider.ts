import { checkedAgainstProvider } from './terraform-provider.ts';

/** The Terraform provider whose arguments the exported Google Cloud files were checked against. */
export const googleProvider = { source: 'hashicorp/google', version: '6.50.0' } as const;

export const checkedAgainstGoogle = checkedAgainstProvider(googleProvider);
