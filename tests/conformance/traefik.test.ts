import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Topology } from '../../src/core/model/topology.ts';
import { exportPlan } from '../../src/core/products/traefik/export.ts';
import { draw } from '../support/draw.ts';
import { exportedFiles } from '../support/exported.ts';
import { checkTraefik } from '../support/schemas/traefik.ts';
import { acceptsExports } from '../support/trials.ts';

/** No Traefik can be installed offline; its reference can be written down as a schema. Returns the number of nodes. */
function validate(topology: Topology): number {
  const files = exportedFiles('traefik', exportPlan, topology);
  for (let i = 0; i < files.length; i += 2) {
    const [install, routing] = [files[i]?.text ?? '', files[i + 1]?.text ?? ''];
    const problems = checkTraefik({ install: parse(install), routing: parse(routing) });
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${install}\n${routing}`);
    // Traefik runs this file as a template first.
    expect(routing).not.toContain('{{');
  }
  return files.length / 2;
}

describe("Traefik's reference allows what is exported", () => {
  acceptsExports({ product: 'traefik', validate, recastTemplates: true, proxies: 200, designs: 100, filesInAll: 51 });
});

describe("Traefik's reference refuses what is broken", () => {
  const [install = '', routing = ''] = exportedFiles(
    'traefik',
    exportPlan,
    draw(['client =mutual=> edge(traefik)[mutual] =mutual=> app[mutual]', 'db ==> edge ==> other[terminate]'], {
      links: { 'edge-other': { match: { path: '/other' } } },
      listeners: { edge: { tls: { strictTransport: 'sent' } } },
    }),
  ).map(({ text }) => text);

  it('and allows it whole', () => {
    expect(checkTraefik({ install: parse(install), routing: parse(routing) })).toEqual([]);
  });

  it.each([
    ['an unknown field of an entry point', 'address:', 'adress:', 'additional properties'],
    ['a port that is none', 'address: :8443', 'address: :https', 'must match pattern'],
    ['an unknown provider', 'file:', 'files:', 'additional properties'],
    ['an unknown field of TLS options', 'sniStrict', 'sniStrickt', 'additional properties'],
    ['an unknown version', 'VersionTLS12', 'VersionTLS1.2', 'allowed values'],
    [
      'a cipher suite in other words',
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'pattern',
    ],
    ['a way to ask for certificates that is none', 'RequireAndVerifyClientCert', 'Require', 'allowed values'],
    ['a rule without a matcher', 'rule: PathPrefix(`/other`)', 'rule: /other', 'must match pattern'],
    ['a matcher of the other half', 'rule: PathPrefix(`/other`)', 'rule: HostSNI(`other`)', 'must match pattern'],
    ['an unknown field of a transport', 'rootCAs', 'rootCAFiles', 'additional properties'],
    ['a server without a scheme', 'url: https://', 'url: ', 'must match pattern'],
    ['an empty table', 'middlewares:\n    in+strict', 'middlewares: {}\n  x:\n    in+strict', 'fewer than 1'],
    ['an unknown middleware', 'passTLSClientCert', 'passTLSCert', 'additional properties'],
    ['a service that nobody declares', 'service: edge-other', 'service: edge-elsewhere', 'no service edge-elsewhere'],
    ['a transport that nobody declares', 'serversTransport: edge-other', 'serversTransport: x', 'no transport x'],
    [
      'an entry point that nobody declares',
      'entryPoints:\n        - in',
      'entryPoints:\n        - out',
      'no entry point out',
    ],
    ['options that nobody declares', 'options: default', 'options: modern', 'no options modern'],
    ['routers of one priority', 'priority: 2', 'priority: 1', 'has its priority'],
  ])('%s', (_what, from, to, problem) => {
    expect(`${install}${routing}`).toContain(from);
    const broken = { install: parse(install.replace(from, to)), routing: parse(routing.replace(from, to)) };
    expect(checkTraefik(broken).join('\n')).toContain(problem);
  });
});
