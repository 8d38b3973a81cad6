/** A Terraform provider, in the release that the exported files were checked against. */
export interface Provider {
  /** Where Terraform finds it. */
  readonly source: string;
  readonly version: string;
}

/** What a product that is exported for this provider says of itself. */
export const checkedAgainstProvider = ({ source, version }: Provider): string =>
  `Terraform provider ${source} ${version} (names and types of arguments; not applied)`;
