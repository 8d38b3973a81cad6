import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/core/model/schema.ts';
import { mapTable } from '../../../src/core/model/table.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type ReadDirective, readHaproxy, readNginx } from '../../support/config-readers.ts';
import { draw } from '../../support/draw.ts';

type Proxy = 'nginx' | 'haproxy';
type Details = Parameters<typeof draw>[1];

function exported(topology: Topology) {
  const plan = planDesign(topology, simulate(topology, products), products).find(({ node }) => node.id === 'edge');
  const result = plan && exporters.get(plan.product.id)?.(plan);
  if (!result) throw new Error('no edge');
  return { text: result.files[0]?.text ?? '', notices: result.notices };
}

/** Every line or directive of the file as words, without comments. */
function linesOf(product: Proxy, text: string): readonly string[] {
  if (product === 'haproxy') return readHaproxy(text).map((words) => words.join(' '));
  const flat = (items: readonly ReadDirective[]): readonly string[] =>
    items.flatMap(({ words, block }) => [words.join(' '), ...(block ? flat(block) : [])]);
  return flat(readNginx(text));
}

const edge = (product: Proxy, details: Details = {}, mode = 'terminate') =>
  draw(`client =${mode === 'mutual' ? 'mutual' : ''}=> edge(${product})[${mode}] ==> app[terminate]`, details);
const lines = (product: Proxy, details: Details, mode?: string) => {
  const { text, notices } = exported(edge(product, details, mode));
  return { lines: linesOf(product, text), notices: notices.filter(({ kind }) => kind !== 'fails') };
};

const rows: readonly [what: string, details: Details, nginx: RegExp, haproxy: RegExp][] = [
  [
    'HSTS',
    { listeners: { edge: { tls: { strictTransport: 'sent' } } } },
    /^add_header Strict-Transport-Security max-age=63072000 always$/,
    /^http-response set-header Strict-Transport-Security max-age=63072000$/,
  ],
  [
    'HSTS for the preload list',
    { listeners: { edge: { tls: { strictTransport: 'preloaded' } } } },
    /max-age=63072000; includeSubDomains; preload/,
    /max-age=63072000; includeSubDomains; preload/,
  ],
  [
    'key transport by RSA, which ends with TLS 1.2',
    { listeners: { edge: { tls: { keyExchange: 'rsa' } } } },
    /^ssl_ciphers AES128-GCM-SHA256:AES256-GCM-SHA384$/,
    /^bind .*ssl-max-ver TLSv1\.2 .*ciphers AES128-GCM-SHA256:AES256-GCM-SHA384/,
  ],
  [
    'a caller who knows RSA alone',
    { links: { 'client-edge': { dial: { keyExchange: 'rsa' } } } },
    /^ssl_ciphers ECDHE-.*:AES128-GCM-SHA256:AES256-GCM-SHA384$/,
    /^bind .*ciphers ECDHE-.*:AES128-GCM-SHA256:AES256-GCM-SHA384/,
  ],
  [
    'RSA towards the service',
    { links: { 'edge-app': { dial: { keyExchange: 'rsa' } } } },
    /^proxy_ssl_ciphers AES128-GCM-SHA256:AES256-GCM-SHA384$/,
    /^server .*ssl-max-ver TLSv1\.2 ciphers AES128-GCM-SHA256:AES256-GCM-SHA384/,
  ],
];

describe.each(['nginx', 'haproxy'] as const)('%s writes', (product) => {
  it.each(rows)('%s', (_what, details, nginx, haproxy) => {
    const without = lines(product, {});
    const { lines: written, notices } = lines(product, details);
    const pattern = product === 'nginx' ? nginx : haproxy;
    expect(without.lines.filter((line) => pattern.test(line))).toEqual([]);
    expect(written.filter((line) => pattern.test(line))).not.toEqual([]);
    expect(notices.filter(({ kind }) => kind === 'by-hand')).toEqual([]);
  });

  it('a redirect to the port that ends TLS, and nothing else behind it', () => {
    const drawn = draw([`client --> edge(${product})[plaintext] ==> app[terminate]`]);
    const redirecting: Pick<Node, 'listeners'> = {
      listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext', redirectsToTls: true } }],
    };
    const topology = {
      ...drawn,
      nodes: mapTable(drawn.nodes, (node) => (node.id === 'edge' ? { ...node, ...redirecting } : node)),
    };
    const written = linesOf(product, exported(topology).text);
    if (product === 'nginx') {
      expect(written).toContain('return 308 https://$host$request_uri');
      expect(written.filter((line) => line.startsWith('proxy_pass'))).toEqual([]);
    } else {
      expect(written).toContain('http-request redirect code 308 location https://%[req.hdr(host),host_only]%[pathq]');
      expect(written.filter((line) => /^(?:use|default)_backend/.test(line))).toEqual([]);
    }
  });

  it('who may call, by the name in the certificate', () => {
    const details = { nodes: { edge: { allows: ['client'] } } };
    const { lines: written, notices } = lines(product, details, 'mutual');
    expect(notices.filter(({ kind }) => kind === 'by-hand')).toEqual([]);
    if (product === 'nginx') {
      expect(written).toContain('~^SUCCESS:(.*,)?CN=client\\.internal(,|$) 0');
      expect(written.filter((line) => /^if \(\$refused_\d+\)$/.test(line))).not.toEqual([]);
    } else {
      expect(written).toContain('acl allowed ssl_c_s_dn(cn) -m str client.internal');
      expect(written).toContain('http-request deny deny_status 403 unless { ssl_c_used } verified allowed');
    }
    // Without a certificate to tell callers by, it says so instead.
    const open = lines(product, details);
    expect(open.notices.filter(({ kind }) => kind === 'by-hand').map(({ message }) => message)).toEqual([
      expect.stringContaining('Who may call'),
    ]);
  });
});

describe('application protocols', () => {
  it('nginx: h2 or not, and what it cannot offer is said', () => {
    const details = (alpn: readonly string[]): Details => ({ listeners: { edge: { alpn: [...alpn] } } });
    expect(lines('nginx', details(['http/1.1'])).lines.filter((line) => /^listen .*http2/.test(line))).toEqual([]);
    const { lines: written, notices } = lines('nginx', details(['h2', 'acme-tls/1']));
    expect(written.filter((line) => /^listen .*http2/.test(line)).length).toBeGreaterThan(0);
    expect(notices.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringContaining('lost: The listener "in" does not offer acme-tls/1'),
      expect.stringContaining('weakened: The listener "in" offers http/1.1 as well'),
    ]);
  });

  it('haproxy: the list as it is drawn, on both sides', () => {
    const { lines: written } = lines('haproxy', {
      listeners: { edge: { alpn: ['http/1.1'] } },
      links: { 'edge-app': { dial: { alpn: ['h2'], earlyData: true } } },
    });
    expect(written.filter((line) => /^bind .* alpn http\/1\.1/.test(line))).toHaveLength(1);
    expect(written.filter((line) => /^server .* alpn h2(?: |$)/.test(line))).toHaveLength(1);
    expect(written.filter((line) => /^server .* allow-0rtt/.test(line))).toHaveLength(1);
  });

  it('nginx: what it cannot do towards a service is lost, and said', () => {
    const { notices } = lines('nginx', { links: { 'edge-app': { dial: { alpn: ['h2'], earlyData: true } } } });
    expect(notices.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringContaining('lost: NGINX offers no application protocol to app, not h2'),
      expect.stringContaining('lost: NGINX sends no early data (0-RTT) to app'),
    ]);
  });
});
