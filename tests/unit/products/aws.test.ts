import { describe, expect, it } from 'vitest';
import { policyFor, versionsToTargets } from '../../../src/core/config/elb-policy.ts';
import type { TlsVersion } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { exportDesign } from '../../../src/core/plan/bundle.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { product as alb } from '../../../src/core/products/aws-alb/product.ts';
import { product as cloudfront } from '../../../src/core/products/aws-cloudfront/product.ts';
import { product as nlb } from '../../../src/core/products/aws-nlb/product.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { type Details, draw } from '../../support/draw.ts';

const simulated = (lines: string | readonly string[], details?: Details) => simulate(draw(lines, details), products);

/** What a node's file says, and what its notices say. */
function exported(topology: Topology, node: string): { readonly text: string; readonly notices: readonly string[] } {
  const { nodes } = exportDesign(planDesign(topology, simulate(topology, products), products), exporters);
  const found = nodes.find((each) => each.node === node);
  return {
    text: found?.files.find(({ path }) => path === `terraform/aws/${node}.tf`)?.text ?? '',
    notices: (found?.notices ?? []).map(({ kind, message }) => `${kind}: ${message}`),
  };
}

describe('AWS Application Load Balancer', () => {
  it.each(['==>', '=ca=>'])('never verifies a target, whatever is drawn (%s)', (arrow) => {
    const { links, designErrors } = simulated(`browser(browser) ==> edge(aws-alb)[terminate] ${arrow} app[terminate]`);
    expect(links.get('edge-app')).toMatchObject({ state: 'encrypted', authentication: 'none' });
    expect(designErrors).toEqual([
      expect.objectContaining({
        code: arrow === '==>' ? 'verify:full' : 'verify:ca',
        where: { node: 'edge', link: 'edge-app' },
        source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
      }),
    ]);
    expect(alb.supports['verify:full'].can).toBe('never');
  });

  it('connects to an expired, self-signed target for another name', () => {
    const { links } = simulated('browser(browser) ==> edge(aws-alb)[terminate] =none=> app[terminate]', {
      listeners: {
        app: { tls: { certificate: { issuer: 'self-signed', names: ['other.example.com'], expired: true } } },
      },
    });
    expect(links.get('edge-app')).toMatchObject({ state: 'encrypted', authentication: 'none' });
  });

  it('terminates where passthrough is drawn, and says so', () => {
    const { nodes, designErrors } = simulated('browser(browser) ==> edge(aws-alb)[tcp] ==> app[terminate]');
    expect(nodes.get('edge')?.plaintext).toEqual(['card']);
    expect(designErrors.map(({ code }) => code)).toContain('listen:passthrough-tcp');
  });

  it('asks for client certificates when they are required, and never optionally', () => {
    expect(simulated('app =mutual=> edge(aws-alb)[mutual]').links.get('app-edge')?.authentication).toBe('mutual');
    const { designErrors, links } = simulated('app ==> edge(aws-alb)[optional]');
    expect(designErrors.map(({ code }) => code)).toEqual(['client-certificate:optional']);
    expect(links.get('app-edge')?.authentication).toBe('server');
  });

  it('says beside an HTTPS target group that nothing is checked, and beside an HTTP one nothing of the kind', () => {
    const secure = exported(draw('browser(browser) ==> edge(aws-alb)[terminate] =none=> app[terminate]'), 'edge');
    expect(secure.text).toContain('protocol         = "HTTPS"');
    expect(secure.text).toContain('never checks the certificate of a target');
    const plain = exported(draw('browser(browser) ==> edge(aws-alb)[terminate] --> app[plaintext]'), 'edge');
    expect(plain.text).toContain('protocol         = "HTTP"');
    expect(plain.text).not.toContain('never checks');
  });

  it('writes hosts and paths as rules, exact ones first, and balances what matches the same', () => {
    const { text, notices } = exported(
      draw(
        [
          'browser(browser) ==> edge(aws-alb)[terminate] --> rest[plaintext]',
          'browser ==> edge --> wild[plaintext]',
          'browser ==> edge --> one[plaintext]',
          'browser ==> edge --> two[plaintext]',
        ],
        {
          links: {
            'edge-wild': { match: { host: ['*.example.com'] } },
            'edge-one': { match: { host: ['api.example.com'], path: '/v1' } },
            'edge-two': { match: { host: ['api.example.com'], path: '/v1' } },
          },
        },
      ),
      'edge',
    );
    const [, first = '', second = ''] = text.split('resource "aws_lb_listener_rule"');
    expect(first).toContain('values = ["api.example.com"]');
    expect(first).toContain('values = ["/v1*"]');
    expect(first).toContain('arn    = aws_lb_target_group.edge__edge-one.arn');
    expect(first).toContain('arn    = aws_lb_target_group.edge__edge-two.arn');
    expect(second).toContain('target_group_arn = aws_lb_target_group.edge__edge-wild.arn');
    expect(text).toMatch(
      /default_action \{\n\s+type\s+= "forward"\n\s+target_group_arn = aws_lb_target_group.edge__edge-rest.arn/,
    );
    expect(notices.some((notice) => notice.startsWith('weakened: As a host condition, *.example.com'))).toBe(true);
  });

  it('leaves out what is not HTTP, a second listener on a port, and a path that a pattern cannot hold', () => {
    const { text, notices } = exported(
      draw(['browser(browser) ==> edge(aws-alb) --> app[plaintext]', 'browser ==> edge --> db[plaintext]'], {
        nodes: {
          edge: {
            listeners: [
              { id: 'a', port: 80, tls: { mode: 'plaintext' } },
              { id: 'b', port: 80, tls: { mode: 'plaintext' } },
            ],
          },
        },
        links: { 'edge-app': { match: { path: '/*' } }, 'edge-db': { protocol: 'postgres' } },
      }),
      'edge',
    );
    expect(text.match(/resource "aws_lb_listener" /g)).toHaveLength(1);
    expect(text).not.toContain('edge__edge-db');
    expect(notices.filter((notice) => notice.startsWith('lost:'))).toHaveLength(3);
  });

  it.each<[TlsVersion, TlsVersion, string, boolean]>([
    ['1.3', '1.3', 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09', true],
    ['1.2', '1.3', 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09', true],
    ['1.0', '1.3', 'ELBSecurityPolicy-TLS13-1-0-PQ-2025-09', true],
    ['1.2', '1.2', 'ELBSecurityPolicy-FS-1-2-Res-2020-10', true],
    ['1.0', '1.2', 'ELBSecurityPolicy-2016-08', true],
    ['1.0', '1.1', 'ELBSecurityPolicy-2016-08', false],
    ['1.3', '1.2', 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09', false],
  ])('has for TLS %s to %s the policy %s (exactly: %s)', (min, max, name, exact) => {
    expect(policyFor([min, max])).toMatchObject({ name, exact });
  });

  it('dials targets with what its listeners imply', () => {
    expect(versionsToTargets([policyFor(['1.2', '1.3'])])).toEqual(['1.0', '1.3']);
    expect(versionsToTargets([policyFor(['1.2', '1.2'])])).toEqual(['1.0', '1.2']);
    expect(versionsToTargets([])).toEqual(['1.0', '1.2']);
  });
});

describe('AWS Network Load Balancer', () => {
  it('passes TLS through a TCP listener: the client checks the target itself', () => {
    const topology = draw('browser(browser) ==> relay(aws-nlb) ==> app[terminate]');
    const { links, nodes, sessions } = simulate(topology, products);
    expect(links.get('relay-app')).toMatchObject({ state: 'encrypted', authentication: 'server' });
    expect([...sessions.keys()]).toEqual(['browser-relay>relay-app']);
    expect(nodes.get('relay')).toMatchObject({ plaintext: [], holdsKeys: false });
    const { text } = exported(topology, 'relay');
    expect(text.match(/protocol\s+= "TCP"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).not.toMatch(/ssl_policy|never checks/);
  });

  it('does not route by server name, and has no plaintext listener of its own', () => {
    const { designErrors } = simulated('browser(browser) ==> relay(aws-nlb)[sni] ==> app[terminate]');
    expect(designErrors.map(({ code }) => code)).toEqual(['listen:passthrough-sni']);
    const plain = simulated('app --> relay(aws-nlb)[plaintext] --> store[plaintext]');
    expect(plain.designErrors.map(({ code }) => code)).toEqual(['listen:plaintext']);
    expect(plain.links.get('relay-store')?.state).toBe('plaintext');
  });

  it('encrypts to an unknown peer behind a TLS listener', () => {
    const topology = draw('browser(browser) ==> relay(aws-nlb)[terminate] ==> app[terminate]');
    const { links, designErrors } = simulate(topology, products);
    expect(links.get('relay-app')?.authentication).toBe('none');
    expect(designErrors.map(({ code }) => code)).toEqual(['verify:full']);
    expect(exported(topology, 'relay').text).toContain('never checks the certificate of a target');
  });

  it('sends PROXY protocol version 2 and no other', () => {
    const ask = (sendsProxyProtocol: true | 'v1') =>
      draw('browser(browser) ==> relay(aws-nlb) ==> app[terminate]', {
        links: { 'relay-app': { dial: { sendsProxyProtocol } } },
        listeners: { app: { acceptsProxyProtocol: true } },
      });
    expect(simulate(ask(true), products).links.get('relay-app')?.state).toBe('encrypted');
    expect(exported(ask(true), 'relay').text).toContain('proxy_protocol_v2 = true');
    expect(simulate(ask('v1'), products).designErrors.map(({ code }) => code)).toEqual(['proxy-protocol:send-v1']);
    expect(nlb.supports['proxy-protocol:accept'].can).toBe('never');
  });

  it('says that it routes by nothing that is drawn on a link', () => {
    const { notices } = exported(
      draw(['browser(browser) ==> relay(aws-nlb) ==> a[terminate]', 'browser ==> relay ==> b[terminate]'], {
        links: { 'relay-a': { match: { sni: ['a.internal'] } } },
      }),
      'relay',
    );
    expect(notices.some((notice) => notice.startsWith('lost: It chooses targets by connection'))).toBe(true);
  });
});

describe('AWS CloudFront', () => {
  const toOrigin = (issuer: 'public-ca' | 'private-ca', port = 8443) =>
    draw('browser(browser) ==> cdn(aws-cloudfront) ==> origin[terminate]', {
      nodes: { cdn: { host: 'shop.example.com' }, origin: { host: 'origin.example.com' } },
      listeners: { origin: { port, tls: { certificate: { issuer, names: ['origin.example.com'] } } } },
    });

  it('verifies its origin in full', () => {
    const { links, designErrors } = simulate(toOrigin('public-ca'), products);
    expect(links.get('cdn-origin')).toMatchObject({ state: 'encrypted', authentication: 'server' });
    expect(designErrors).toEqual([]);
    const weaker = simulated('browser(browser) ==> cdn(aws-cloudfront) =none=> origin[terminate]');
    expect(weaker.links.get('cdn-origin')?.authentication).toBe('server');
    expect(weaker.designErrors.map(({ code }) => code)).toEqual(['verify:none']);
  });

  it('cannot be told to trust a private CA', () => {
    const { designErrors } = simulate(toOrigin('private-ca'), products);
    expect(designErrors).toEqual([
      expect.objectContaining({
        code: 'trust:private-ca',
        source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html',
      }),
    ]);
    const { text } = exported(toOrigin('private-ca'), 'cdn');
    expect(text).toContain('# !!! WILL NOT CONNECT: origin shows a certificate that no public CA issued');
  });

  it('dials the name that it checks', () => {
    const { text, notices } = exported(toOrigin('public-ca'), 'cdn');
    expect(text).toContain('domain_name = "origin.example.com"');
    expect(text).toContain('origin_protocol_policy = "https-only"');
    expect(text).toContain('https_port             = 8443');
    expect(notices.some((notice) => notice.startsWith('fails'))).toBe(false);
    expect(exported(toOrigin('public-ca', 81), 'cdn').notices).toContainEqual(expect.stringMatching(/^fails: Port 81/));
  });

  it('listens on 443 with a public certificate the moment it is drawn', () => {
    expect(cloudfront.defaults.listeners).toEqual([
      { id: 'https', port: 443, tls: { mode: 'terminate', certificate: { issuer: 'public-ca' } } },
    ]);
    const { links } = simulated('browser(browser) ==> cdn(aws-cloudfront)');
    expect(links.get('browser-cdn')).toMatchObject({ state: 'encrypted', authentication: 'server' });
  });

  it('answers plaintext viewers only where a listener for them is drawn, and never beside client certificates', () => {
    const both = (clientCertificate: 'none' | 'required') =>
      draw('browser(browser) ==> cdn(aws-cloudfront) --> origin[plaintext]', {
        nodes: {
          cdn: {
            host: 'shop.example.com',
            listeners: [
              { id: 'https', port: 443, tls: { mode: 'terminate', clientCertificate } },
              { id: 'http', port: 80, tls: { mode: 'plaintext' } },
            ],
          },
          origin: { host: 'origin.example.com' },
        },
      });
    expect(exported(both('none'), 'cdn').text).toContain('viewer_protocol_policy = "allow-all"');
    const mutual = exported(both('required'), 'cdn');
    expect(mutual.text).toContain('viewer_protocol_policy = "https-only"');
    expect(mutual.text).toContain('mode = "required"');
    expect(mutual.notices).toContainEqual(expect.stringMatching(/^lost: Client certificates forbid plaintext viewers/));
  });

  it('shows a client certificate to an origin that wants one', () => {
    const { text } = exported(
      draw('browser(browser) ==> cdn(aws-cloudfront) =mutual=> origin[mutual]', {
        nodes: { origin: { host: 'origin.example.com' } },
      }),
      'cdn',
    );
    expect(text).toContain('client_certificate_arn = var.cdn__cdn-origin__client_certificate_arn');
  });

  it('routes by path alone, the longest first', () => {
    const { text, notices } = exported(
      draw(
        ['a', 'b', 'c', 'd'].map((origin) => `browser(browser) ==> cdn(aws-cloudfront) --> ${origin}[plaintext]`),
        {
          nodes: Object.fromEntries(['cdn', 'a', 'b', 'c', 'd'].map((id) => [id, { host: `${id}.example.com` }])),
          links: {
            'cdn-b': { match: { path: '/api' } },
            'cdn-c': { match: { path: '/api/v2' } },
            'cdn-d': { match: { host: ['d.example.com'] } },
          },
        },
      ),
      'cdn',
    );
    expect([...text.matchAll(/path_pattern\s+= "([^"]*)"/g)].map(([, pattern]) => pattern)).toEqual([
      '/api/v2*',
      '/api*',
    ]);
    expect(text).toMatch(/default_cache_behavior \{\n\s+target_origin_id\s+= "cdn-a"/);
    expect(text).not.toContain('cdn-d');
    expect(notices.filter((notice) => notice.startsWith('lost'))).toHaveLength(2);
  });
});
