import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan } from '../../src/core/products/kong/export.ts';
import { draw } from '../support/draw.ts';
import { exportedFiles } from '../support/exported.ts';
import { checkKong } from '../support/schemas/kong.ts';
import { acceptsExports } from '../support/trials.ts';

/** No Kong can be installed offline; its entities can be written down as a schema. Returns the number of nodes. */
function validate(topology: Topology): number {
  const files = exportedFiles('kong', exportPlan, topology);
  for (let i = 0; i < files.length; i += 2) {
    const [conf, declared] = [files[i]?.text ?? '', files[i + 1]?.text ?? ''];
    const problems = checkKong(conf, parse(declared));
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${conf}\n${declared}`);
  }
  return files.length / 2;
}

describe("Kong's entities allow what is exported", () => {
  acceptsExports({ product: 'kong', validate, recastTemplates: true, proxies: 200, designs: 100, filesInAll: 51 });
});

describe("Kong's entities refuse what is broken", () => {
  const [conf = '', declared = ''] = exportedFiles(
    'kong',
    exportPlan,
    draw(['client =mutual=> edge(kong)[mutual] =mutual=> app[mutual]', 'db ==> edge ==> other[terminate]'], {
      links: {
        'edge-app': { match: { host: ['app.example'] } },
        'edge-other': { match: { path: '/other' }, dial: { sni: 'elsewhere.example' } },
      },
      listeners: {
        edge: { tls: { strictTransport: 'sent' } },
        app: { tls: { certificate: { issuer: 'private-ca' } } },
      },
    }),
  ).map(({ text }) => text);

  it('and allow it whole', () => {
    expect(checkKong(conf, parse(declared))).toEqual([]);
  });

  it.each([
    ['another format', '"3.0"', '"1.1"', 'allowed values'],
    ['an unknown field of a service', 'tls_verify:', 'ssl_verify:', 'additional properties'],
    ['TLS of a service that speaks none', 'protocol: https', 'protocol: http', 'boolean schema is false'],
    ['an unknown protocol', 'protocol: https', 'protocol: tls13', 'allowed values'],
    ['a route of two kinds', '- https', '- tls_passthrough', 'must match exactly one schema'],
    ['a path that is not normal', 'paths:\n          - /other', 'paths:\n          - /o//ther', 'must match'],
    [
      'a certificate that is neither text nor reference',
      '"{vault://env/plainsight-certificate-1}"',
      '/etc/x.crt',
      'must match',
    ],
    ['a CA that is no text', '-----BEGIN CERTIFICATE-----', 'BEGIN', 'must match pattern'],
    [
      'a CA that nobody declares',
      /- 0{8}-0000-4000-8000-0{11}\d/,
      '- 00000000-0000-4000-8000-00000000000f',
      'no certificate',
    ],
    ['an upstream that nobody declares', 'host: upstream-1', 'host: upstream-9', 'no upstream upstream-9'],
    ['routes of one name', 'name: in~2', 'name: in~1', 'two of the route in~1'],
    ['an unknown setting', 'ssl_protocols =', 'ssl_protocol =', 'no setting ssl_protocol'],
    ['an unknown flag of a port', '8443 ssl', '8443 tls', 'proxy_listen cannot be'],
    ['a value that would end at a comment', '8443 ssl', '8443 # ssl', 'no setting:'],
    ['a version in other words', 'ssl_protocols = TLSv1.2', 'ssl_protocols = 1.2', 'cannot be 1.2'],
    ['a demand that there is not', 'verify_client = on', 'verify_client = require', 'cannot be require'],
  ])('%s', (_what, from, to, problem) => {
    expect(`${conf}${declared}`.replace(from, to)).not.toBe(`${conf}${declared}`);
    expect(checkKong(conf.replace(from, to), parse(declared.replace(from, to))).join('\n')).toContain(problem);
  });
});
