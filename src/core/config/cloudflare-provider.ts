import { checkedAgainstProvider } from './terraform-provider.ts';

/** The Terraform provider whose arguments the exported Cloudflare files were checked against. */
export const cloudflareProvider = { source: 'cloudflare/cloudflare', version: '5.14.0' } as const;

export const checkedAgainstCloudflare = checkedAgainstProvider(cloudflareProvider);
