import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/core/model/topology.ts';
import { exporters } from '../../src/core/products/exporters.ts';
import { topologies } from '../support/arbitrary.ts';
import { exportedFiles, recast } from '../support/exported.ts';
import { hostileTitles, proxies } from '../support/proxies.ts';
import { readOptionFile, readProperties, readYaml, type Settings, troubles } from '../support/store-settings.ts';
import { exportedStore } from '../support/stores.ts';
import { readTemplate, templateFiles } from '../support/validating.ts';
import '../support/seed.ts';

// Data stores whose servers are not at hand: their files against the settings that the vendor's source or manual names.

interface Reader {
  readonly file: string;
  readonly read: (text: string) => Settings;
}
const readers: Readonly<Record<string, Reader>> = {
  mysql: { file: 'mysqld.cnf', read: (text) => readOptionFile(text, 'mysqld') },
  mongodb: { file: 'mongod.conf', read: readYaml },
  kafka: { file: 'server.properties', read: readKafka },
  elasticsearch: { file: 'elasticsearch.yml', read: readYaml },
  opensearch: { file: 'opensearch.yml', read: readYaml },
  cassandra: { file: 'cassandra.yaml', read: readYaml },
};

/** Settings of a listener count as those without its prefix; the listener must exist. */
function readKafka(text: string): Settings {
  const all = readProperties(text);
  const names = (all.get('listeners') ?? '').split(',').map((each) => each.split('://')[0]?.toLowerCase());
  const own = /^listener\.name\.([a-z0-9_]+)\.(ssl\..+)$/;
  return new Map(
    [...all].map(([name, value]) => {
      const [, listener, rest] = own.exec(name) ?? [];
      return [rest !== undefined && names.includes(listener) ? rest : name, value];
    }),
  );
}

describe.each(Object.entries(readers))('the settings that are exported for %s', (product, { file, read }) => {
  const exporter = exporters.get(product);
  if (!exporter) throw new Error(`${product} has no exporter`);
  const check = (topology: Topology): number => {
    const files = exportedFiles(product, exporter, topology).filter(({ path }) => path.endsWith(`/${file}`));
    for (const { text } of files) expect(troubles(product, read(text)), text).toEqual([]);
    return files.length;
  };

  it('are known to it, from every template', () => {
    for (const template of templateFiles) check(recast(readTemplate(template), product, ['data-store']));
  });

  it('are known to it, from 150 stores with everything at random', () => {
    fc.assert(
      fc.property(proxies(product), (topology) => {
        expect(check(topology)).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  it('are known to it, from 100 whole designs at random', () => {
    let exported = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        exported += check(recast(topology, product, ['data-store', 'service']));
      }),
      { numRuns: 100 },
    );
    expect(exported).toBeGreaterThan(100);
  });

  it('are the same whatever the titles say', () => {
    const settings = (title: string) => {
      const { text } = exportedStore(product, `app =mutual=> db(${product})[mutual]`, {
        nodes: { db: { title }, app: { title } },
      });
      for (const line of text(file).split('\n')) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(line.length).toBeLessThan(500);
      }
      return [...read(text(file))];
    };
    const plain = settings('Plain');
    for (const title of hostileTitles) expect(settings(title), title).toEqual(plain);
  });

  it('are refused when they are misspelt', () => {
    const { text } = exportedStore(product, `app =mutual=> db(${product})[mutual]`);
    const good = text(file);
    const names = [...read(good).keys()];
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const last = name.split('.').at(-1) ?? name;
      const spoilt = good.replaceAll(last, `${last}x`);
      expect(spoilt).not.toBe(good);
      expect(troubles(product, read(spoilt)), name).not.toEqual([]);
    }
  });
});

describe('a value that the vendor does not name', () => {
  it.each([
    ['mysql', 'tls_version', 'TLSv1.2,TLSv9'],
    ['mongodb', 'net.tls.mode', 'requireTls'],
    ['mongodb', 'net.tls.disabledProtocols', 'TLS1_0, TLS1_1'],
    ['kafka', 'ssl.client.auth', 'optional'],
    ['elasticsearch', 'xpack.security.http.ssl.client_authentication', 'requested'],
    ['opensearch', 'plugins.security.ssl.http.clientauth_mode', 'REQUIRED'],
    ['opensearch', 'plugins.security.ssl.http.enabled_protocols', ['TLSv1']],
    ['cassandra', 'client_encryption_options.require_client_auth', 'yes'],
    ['cassandra', 'native_transport_port', '9042'],
  ])('is refused: %s %s', (product, name, value) => {
    expect(troubles(product, new Map([[name, value]]))).toHaveLength(1);
  });
});
