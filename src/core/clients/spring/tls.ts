import { versionsIn } from '../../config/tls-guideline.ts';
import type { YamlMap } from '../../config/yaml.ts';
import type { TlsVersion } from '../../model/schema.ts';
import type { TlsSettings } from '../tls-settings.ts';

/** As JSSE names them. */
export const protocolNames = (min: TlsVersion, max: TlsVersion): readonly string[] =>
  versionsIn([min, max]).map((version) => (version === '1.0' ? 'TLSv1' : `TLSv${version}`));

const file = (path: string): string => `file:${path}`;

/** An SSL bundle of PEM files, to which everything else refers: https://docs.spring.io/spring-boot/reference/features/ssl.html */
export const bundle = (
  name: string,
  content: { readonly trust?: string | null; readonly pair?: KeyPair | null; readonly range: Range | null },
): YamlMap => ({
  ssl: {
    bundle: {
      pem: {
        [mapKey(name)]: {
          ...(content.trust ? { truststore: { certificate: file(content.trust) } } : {}),
          ...(content.pair
            ? {
                keystore: {
                  certificate: file(content.pair.certificate),
                  'private-key': file(content.pair.key),
                },
              }
            : {}),
          ...(content.range ? { options: { 'enabled-protocols': protocolNames(...content.range) } } : {}),
        },
      },
    },
  },
});

/** A key of a map in properties: with any other character it stands in brackets, or it would be taken apart at dots. */
const mapKey = (name: string): string => (/^[a-z0-9-]+$/.test(name) ? name : `[${name}]`);

type Range = readonly [min: TlsVersion, max: TlsVersion];
interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export const bundleOf = (name: string, { trust, client, min, max }: TlsSettings, takesVersions: boolean): YamlMap =>
  bundle(name, { trust, pair: client, range: takesVersions ? [min, max] : null });
