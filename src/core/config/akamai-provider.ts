/** The Terraform provider whose documentation the exported Akamai files were checked against. */
export const akamaiProvider = { source: 'akamai/akamai', version: '9.2.0' } as const;

export const checkedAgainstAkamai = `the documentation of Terraform provider ${akamaiProvider.source} ${akamaiProvider.version} (names and types of arguments; not applied)`;
