/** The Terraform provider whose documentation the exported Fastly files were checked against. */
export const fastlyProvider = { source: 'fastly/fastly', version: '8.0.0' } as const;

export const checkedAgainstFastly = `the documentation of Terraform provider ${fastlyProvider.source} ${fastlyProvider.version} (names and types of arguments; not applied)`;
