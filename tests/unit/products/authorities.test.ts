import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { afterEach, describe, expect, it } from 'vitest';
import type { Certificate } from '../../../src/core/model/schema.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { exportDesign } from '../../../src/core/plan/bundle.ts';
import { type Plan, planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { draw } from '../../support/draw.ts';
import { IssuedTree } from '../../support/issuing.ts';
import { hostileTitles } from '../../support/proxies.ts';
import { checkTerraform, parseTerraform, readTerraform } from '../../support/terraform.ts';

let tree: IssuedTree | null = null;
afterEach(() => tree?.remove());

const plansOf = (topology: Topology): readonly Plan[] => planDesign(topology, simulate(topology, products), products);

function exported(topology: Topology): ReadonlyMap<string, string> {
  return new Map(exportDesign(plansOf(topology), exporters).files.map(({ path, text }) => [path, text]));
}

/** A client that presents a certificate to a server, both issued by the authority that is drawn. */
const drawn = (product: string, title = 'Authority', certificate: object = {}): Topology =>
  draw([`client =mutual=> app[mutual]`, `client ==> ca(${product})`], {
    nodes: { ca: { title } },
    listeners: {
      app: {
        tls: {
          certificate: { issuer: 'private-ca', issuedBy: 'ca', names: ['app.internal', '10.0.0.7'], ...certificate },
        },
      },
    },
    links: {
      'client-app': { dial: { sni: 'app.internal', clientCertificate: { issuer: 'private-ca', issuedBy: 'ca' } } },
    },
  });

/** Lines that do something. */
const commands = (text: string): readonly string[] => text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));

describe('a drawn authority', () => {
  it('is told what it issues: what names it, and nothing else', () => {
    const [, , ca] = plansOf(drawn('vault-pki'));
    expect(ca?.issues.map(({ id, names, purpose }) => [id, names, purpose])).toEqual([
      ['client:client:client-app', ['client.internal'], 'client'],
      ['app:server:in', ['app.internal', '10.0.0.7'], 'server'],
    ]);
  });
});

describe('HashiCorp Vault PKI', () => {
  /** Answers as the documentation says, and writes down what it is asked. */
  const standIn = `#!/bin/sh
echo "$*" >>"$LOG"
case "$*" in
  *pki-root/cert/ca) exit 2 ;;
  *-field=*) echo "a PEM block" ;;
esac
`;

  it('gets one role for each certificate, good for one use and no other name', () => {
    const files = exported(drawn('vault-pki', 'Authority', { lifetimeDays: 10 }));
    tree = new IssuedTree();
    const bin = join(tree.directory, 'bin');
    const log = join(tree.directory, 'log');
    mkdirSync(bin);
    writeFileSync(join(bin, 'vault'), standIn, { mode: 0o755 });
    const path = `${bin}:${process.env.PATH}`;
    expect(tree.run(files.get('ca/pki.sh') ?? '', { PATH: path, LOG: log })).toEqual({ status: 0, errors: '' });
    const asked = readFileSync(log, 'utf8').replaceAll(/\/\S+\//g, (path) => (path.startsWith('/tmp') ? '' : path));
    expect(asked).toContain(
      'write pki/roles/app.in.server allowed_domains=app.internal allow_bare_domains=true allow_subdomains=false allow_localhost=false allow_ip_sans=true enforce_hostnames=true server_flag=true client_flag=false key_type=ec key_bits=256 key_usage=DigitalSignature max_ttl=240h\n',
    );
    expect(asked).toContain(
      'pki/sign/app.in.server csr=@request common_name=app.internal ttl=240h alt_names=app.internal ip_sans=10.0.0.7\n',
    );
    expect(asked).toContain(
      'server_flag=false client_flag=true key_type=ec key_bits=256 key_usage=DigitalSignature max_ttl=720h\n',
    );
    expect(readFileSync(tree.of('app', '/etc/plainsight/tls/app-in.crt'), 'utf8')).toBe(
      'a PEM block\n\na PEM block\n\n',
    );
    expect(readFileSync(tree.of('app', '/etc/plainsight/tls/app-in.key'), 'utf8')).toContain('PRIVATE KEY');
  });

  it('writes its listener, and asks nobody for a certificate unless that is drawn', async () => {
    const text = exported(drawn('vault-pki')).get('ca/vault.hcl') ?? '';
    expect(await parse('vault.hcl', text)).toEqual({
      listener: {
        tcp: [
          {
            address: '0.0.0.0:8200',
            tls_cert_file: '/etc/vault.d/tls/ca-api.crt',
            tls_key_file: '/etc/vault.d/tls/ca-api.key',
            tls_min_version: 'tls12',
            tls_max_version: 'tls13',
            tls_disable_client_certs: true,
          },
        ],
      },
    });
  });
});

describe('SPIRE Server', () => {
  it('registers each node once, under the names of all its certificates', async () => {
    const files = exported(drawn('spire'));
    expect(commands(files.get('ca/entries.sh') ?? '')).toEqual([
      'set -eu',
      'spire-server entry create -parentID spiffe://ca.internal/host/client -spiffeID spiffe://ca.internal/client -selector unix:user:client -dns client.internal',
      'spire-server entry create -parentID spiffe://ca.internal/host/app -spiffeID spiffe://ca.internal/app -selector unix:user:app -dns app.internal',
    ]);
    expect(files.get('ca/server.conf')).toContain('NOT SAID HERE: A SPIFFE identity of app');
    expect(await parse('server.conf.hcl', files.get('ca/server.conf') ?? '')).toMatchObject({
      server: [{ bind_port: '8081', trust_domain: 'ca.internal', default_x509_svid_ttl: '1h' }],
      plugins: [{ DataStore: { sql: [{}] }, KeyManager: { disk: [{}] }, NodeAttestor: { join_token: [{}] } }],
    });
    expect(await parse('agent.conf.hcl', files.get('ca/agent.conf') ?? '')).toMatchObject({
      agent: [{ server_address: 'ca.internal', server_port: '8081', trust_domain: 'ca.internal' }],
    });
  });
});

describe.each(['aws-acm', 'aws-private-ca'])('%s', (product) => {
  const issuer = product === 'aws-acm' ? 'public-ca' : 'private-ca';
  const topology = draw(
    [
      `browser ==> cdn(aws-cloudfront)[terminate] ==> lb(aws-alb)[terminate] --> app`,
      `app ==> own[terminate]`,
      `app ==> ca(${product})`,
    ],
    {
      listeners: {
        cdn: { tls: { certificate: { issuer, issuedBy: 'ca', names: ['shop.example.com', '*.shop.example.com'] } } },
        lb: {
          tls: { certificate: { issuer, issuedBy: 'ca', names: ['lb.example.com', '10.0.0.7'], lifetimeDays: 30 } },
        },
        own: { tls: { certificate: { issuer, issuedBy: 'ca', names: ['own.example.com'] } } },
      },
    },
  );
  const files = exportDesign(plansOf(topology), exporters).files.filter(({ path }) => path.endsWith('.tf'));

  it('has ACM hold what services of AWS serve, in files that fit the provider', async () => {
    expect(await checkTerraform(files)).toEqual([]);
    const text = files.find(({ path }) => path === 'terraform/aws/ca.tf')?.text ?? '';
    const { resource } = (await parseTerraform('ca.tf', text)) as Record<
      string,
      Record<string, Record<string, unknown[]>>
    >;
    expect(Object.keys(resource?.aws_acm_certificate ?? {})).toEqual(['ca__cdn__server__in', 'ca__lb__server__in']);
    const how =
      product === 'aws-acm'
        ? { validation_method: 'DNS' }
        : {
            certificate_authority_arn: expect.stringContaining(
              'aws_acmpca_certificate_authority_certificate.ca.certificate_authority_arn',
            ),
          };
    expect(resource?.aws_acm_certificate?.ca__cdn__server__in).toMatchObject([
      {
        domain_name: 'shop.example.com',
        subject_alternative_names: ['*.shop.example.com'],
        region: 'us-east-1',
        ...how,
      },
    ]);
    expect(resource?.aws_acm_certificate?.ca__lb__server__in?.[0]).not.toHaveProperty('region');
    expect(text).toMatch(/NOT SAID HERE: .*10\.0\.0\.7/);
    expect(text).toContain('ACM hands certificates to services of AWS');
  });

  it('is named by the services that hold what it issues, in place of a variable', async () => {
    const ref = (name: string) =>
      product === 'aws-acm'
        ? `\${aws_acm_certificate_validation.${name}.certificate_arn}`
        : `\${aws_acm_certificate.${name}.arn}`;
    const read = async (drawn: Topology, node: string) => {
      const own = exportDesign(plansOf(drawn), exporters).files.filter(({ path }) => path.endsWith('.tf'));
      expect(await checkTerraform(own)).toEqual([]);
      return readTerraform(`${node}.tf`, own.find(({ path }) => path === `terraform/aws/${node}.tf`)?.text ?? '');
    };
    const lb = await read(topology, 'lb');
    expect(lb.resource.aws_lb_listener.lb__in[0].certificate_arn).toBe(ref('ca__lb__server__in'));
    expect(Object.keys(lb.variable)).not.toContain('lb__in__certificate_arn');
    const cdn = await read(topology, 'cdn');
    expect(cdn.resource.aws_cloudfront_distribution.cdn[0].viewer_certificate[0].acm_certificate_arn).toBe(
      ref('ca__cdn__server__in'),
    );
    expect(Object.keys(cdn.variable ?? {})).not.toContain('cdn__in__certificate_arn');

    const certificate: Certificate = { issuer, issuedBy: 'ca', names: ['api.example.com'] };
    const behind = draw(
      [
        'client ==> nlb(aws-nlb)[terminate] --> app',
        'client ==> api(aws-api-gateway)[terminate] ==> app',
        `app ==> ca(${product})`,
      ],
      { listeners: { nlb: { tls: { certificate } }, api: { tls: { certificate } } } },
    );
    const nlb = await read(behind, 'nlb');
    expect(nlb.resource.aws_lb_listener.nlb__in[0].certificate_arn).toBe(ref('ca__nlb__server__in'));
    const api = await read(behind, 'api');
    const [[name]] = Object.values(api.resource.aws_api_gateway_domain_name) as [[Record<string, unknown>]];
    expect(name.regional_certificate_arn).toBe(ref('ca__api__server__in'));
    expect(Object.keys(api.variable)).not.toContain('api__in__certificate_arn');
  });
});

describe.each(['vault-pki', 'spire'])('hostile titles in the files of %s', (product) => {
  const leaves = async (title: string) => {
    const files = exported(drawn(product, title));
    const own = [...files].filter(([path]) => path.startsWith('ca/'));
    return Promise.all(
      own.map(async ([path, text]) => (path.endsWith('.sh') ? commands(text) : parse(`${path}.hcl`, text))),
    );
  };

  it('change nothing but comments', async () => {
    const benign = await leaves('Plain');
    expect(benign.length).toBeGreaterThan(1);
    for (const title of hostileTitles) expect(await leaves(title), title).toEqual(benign);
  });
});
