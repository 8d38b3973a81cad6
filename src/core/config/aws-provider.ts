/** The Terraform provider whose arguments the exported AWS files were checked against. */
export const awsProvider = { source: 'hashicorp/aws', version: '6.66.0' } as const;

export const checkedAgainstAws = `Terraform provider ${awsProvider.source} ${awsProvider.version} (names and types of arguments; not applied)`;
