import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan } from '../../src/core/products/envoy/export.ts';
import { draw } from '../support/draw.ts';
import { checkBootstrap } from '../support/envoy-load.ts';
import { checkEnvoy } from '../support/envoy-schema.ts';
import { exportedFiles } from '../support/exported.ts';
import { acceptsExports } from '../support/trials.ts';

/** No Envoy can be installed offline; its v3 API with its validation rules can. Returns the number of files. */
function validate(topology: Topology): number {
  const files = exportedFiles('envoy', exportPlan, topology);
  for (const { text } of files) {
    const problems = checkBootstrap(parse(text));
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${text}`);
  }
  return files.length;
}

describe("Envoy's v3 API allows what is exported", () => {
  acceptsExports({ product: 'envoy', validate, proxies: 150, designs: 100, filesInAll: 51 });
});

describe("Envoy's v3 API refuses what is broken", () => {
  const [file] = exportedFiles(
    'envoy',
    exportPlan,
    draw(['client =mutual=> edge(envoy)[mutual] =mutual=> app[mutual]', 'db ==> edge ==> other[terminate]'], {
      listeners: { edge: { acceptsProxyProtocol: true }, app: { acceptsProxyProtocol: true } },
      links: {
        'client-edge': { dial: { sendsProxyProtocol: 'v2' } },
        'db-edge': { protocol: 'http', dial: { sendsProxyProtocol: 'v2' } },
        'edge-app': { dial: { sendsProxyProtocol: 'v2' } },
        'edge-other': { match: { path: '/other' } },
      },
    }),
  );
  const text = file?.text ?? '';

  it('and allows it whole', () => {
    expect(checkBootstrap(parse(text))).toEqual([]);
  });

  // The first nine are for the schema, the rest for what is checked on loading.
  it.each([
    ['an unknown field', 'require_client_certificate:', 'require_client_cert:', 'has no field require_client_cert'],
    ['an unknown version', 'TLSv1_3', 'TLSv1_9', 'TlsProtocol knows no "TLSv1_9"'],
    ['an unknown extension', 'router.v3.Router', 'router.v3.Routerr', 'there is no type'],
    ['a port that is none', 'port_value: 8443', 'port_value: abc', 'must be uint32'],
    ['a port out of range', 'port_value: 8443', 'port_value: 65536', 'is out of range'],
    ['a duration without a unit', 'load_assignment:', 'connect_timeout: 1\n      load_assignment:', 'Duration'],
    ['an empty text that must not be', 'stat_prefix: in', 'stat_prefix: ""', 'is too short'],
    ['a misspelt field inside of an extension', 'sni: ', 'snii: ', 'has no field snii'],
    ['an unknown kind of cluster', 'type: STRICT_DNS', 'type: STRICT', 'knows no "STRICT"'],
    [
      'two of what excludes each other',
      /(?<=match:)\s+prefix: \/other/.exec(text)?.[0] ?? 'no such match',
      ' { prefix: /other, path: /x }',
      'exclude',
    ],
    ['nothing of what one is required', 'prefix: /other', 'grpc: {}', 'is required'],
    ['a matcher that says nothing', 'san_type: DNS', 'san_type: SAN_TYPE_UNSPECIFIED', 'is not allowed'],
    ['a route to nowhere', 'cluster: edge-other', 'cluster: edge-elsewhere', 'no cluster edge-elsewhere'],
    ['clusters of one name', 'name: edge-other\n      type', 'name: edge-app\n      type', 'share a name'],
    ['the PROXY header behind the ClientHello', ...swapped(text), 'in front of the ClientHello'],
    ['a name that is no address', 'type: STRICT_DNS', 'type: STATIC', 'STATIC does not suit app.internal'],
    ['a name that nothing reads', 'envoy.filters.listener.tls_inspector', 'x', 'nothing reads the server name'],
  ])('%s', (_what, from, to, problem) => {
    expect(text).toContain(from);
    expect(checkBootstrap(parse(text.replace(from, () => to))).join('\n')).toContain(problem);
  });

  it('a bootstrap that is none', () => {
    expect(checkEnvoy([])).toEqual(['Bootstrap: envoy.config.bootstrap.v3.Bootstrap must be an object']);
  });
});

/** The listener filters, then the same in the other order. */
function swapped(text: string): [from: string, to: string] {
  const [from = '', first = '', second = ''] =
    /listener_filters:\n((?:\s+- name: \S+proxy_protocol\n)(?:.+\n){2})((?:\s+- name: \S+tls_inspector\n)(?:.+\n){2})/.exec(
      text,
    ) ?? [];
  return [from, `listener_filters:\n${second}${first}`];
}
