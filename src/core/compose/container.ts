/** The public image that runs a product, and where it looks for the files that the product's exporter writes. */
export interface Container {
  readonly image: string;
  /** The release that the exported files are checked against; a node's own version goes before it. */
  readonly tag: string;
  /** The tag of a release; absent: the version as it is drawn. */
  readonly tagOf?: (version: string) => string;
  /** The page about the image. */
  readonly source: string;
  /** Files by the name that they are exported under; the others are not for the container. */
  readonly files: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
  /** Variables that hold secrets: named in a file of their own, never filled in. */
  readonly secrets?: readonly string[];
  /** Where it keeps what has to outlive the container. */
  readonly data?: string;
  /** The same of a release whose image keeps it elsewhere. */
  readonly dataOf?: (version: string) => string;
  /** Binds ports below 1024 without being root. */
  readonly lowPorts?: boolean;
  /** Linux capabilities beyond Docker's own. */
  readonly capabilities?: readonly string[];
}

/** For images whose tags name the patch release: the first one of a drawn `1.30`. */
export const fullVersion = (version: string): string => {
  const parts = version.split('.');
  return [...parts, ...['0', '0'].slice(parts.length - 1)].join('.');
};
