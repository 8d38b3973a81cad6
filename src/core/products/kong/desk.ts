import type { YamlMap } from '../../config/yaml.ts';
import type { Notice, Upstream } from '../../plan/plan.ts';

/** Collects the entities of the declarative configuration, and what it cannot say. */
export interface Desk {
  readonly services: Map<string, YamlMap>;
  /** By service. */
  readonly routes: Map<string, YamlMap[]>;
  readonly upstreams: YamlMap[];
  readonly certificates: YamlMap[];
  readonly authorities: YamlMap[];
  readonly notices: Notice[];
  /** The ids of the CAs that a dial trusts; undefined where they are those of the system. */
  readonly authority: (upstream: Upstream) => readonly string[] | undefined;
  /** Declares a certificate and says its id. */
  readonly certificate: (about: string, certificate: string, key: string, names: readonly string[]) => string;
}

export function openDesk(): Desk {
  const notices: Notice[] = [];
  const certificates: YamlMap[] = [];
  const authorities: YamlMap[] = [];
  const declared = new Map<string, string>();
  let last = 0;
  // Entities refer to each other by UUID; numbered ones keep equal drawings equal.
  const next = (): string => {
    last += 1;
    return `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
  };
  return {
    services: new Map(),
    routes: new Map(),
    upstreams: [],
    certificates,
    authorities,
    notices,
    authority: ({ link, issuer, files: { trust } }) => {
      if (issuer === 'public-ca') return undefined;
      // The design has one private CA; a certificate that signs itself is its own.
      const key = issuer === 'private-ca' ? issuer : link;
      const known = declared.get(key);
      if (known !== undefined) return [known];
      const id = next();
      declared.set(key, id);
      authorities.push({ id, cert: placeholder(trust) });
      notices.push({
        kind: 'by-hand',
        about: link,
        message: `In kong.yml put the certificate in ${trust} in place of the text that names it: Kong takes CAs as text, one each, and refuses the file until then.`,
      });
      return [id];
    },
    certificate: (about, certificate, key, names) => {
      const id = next();
      // https://github.com/Kong/kong/blob/3.9.3/kong/vaults/env/init.lua: in capitals, hyphens as underscores.
      const name = `plainsight-certificate-${certificates.length + 1}`;
      const variable = name.toUpperCase().replaceAll('-', '_');
      certificates.push({
        id,
        cert: `{vault://env/${name}}`,
        key: `{vault://env/${name}-key}`,
        snis: names.length > 0 ? names.map((each) => ({ name: each })) : undefined,
      });
      notices.push({
        kind: 'by-hand',
        about,
        message: `Start Kong with what is in ${certificate} in the variable ${variable} and what is in ${key} in ${variable}_KEY.`,
      });
      return id;
    },
  };
}

const placeholder = (file: string): string =>
  `-----BEGIN CERTIFICATE-----\nin place of these three lines: ${file}\n-----END CERTIFICATE-----`;
