import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { drawnAws, type Parsed, type Read, readAws } from '../../support/aws-read.ts';
import { type Details, draw } from '../../support/draw.ts';

describe.each([
  ['aws-rds', 'aws_db_parameter_group', 'postgres'],
  ['aws-aurora', 'aws_rds_cluster_parameter_group', 'aurora-postgresql'],
])('%s', (product, group, family) => {
  const parameters = async (listener: string, details: Details = {}) => {
    const { only } = await drawnAws(`app ==> it(${product})${listener}`, {
      links: { 'app-it': { protocol: 'postgres' } },
      ...details,
    });
    const { family: written, parameter } = only(group);
    return { family: written, ...Object.fromEntries(parameter.map(({ name, value }: Parsed) => [name, value])) };
  };

  it('forces TLS where plaintext is not let in', async () => {
    expect(await parameters('[terminate]')).toMatchObject({ family: `${family}17`, 'rds.force_ssl': '1' });
    const permissive = {
      nodes: { it: { listeners: [{ id: 'pg', port: 5432, tls: { mode: 'permissive' as const } }] } },
    };
    expect(await parameters('', permissive)).toMatchObject({ 'rds.force_ssl': '0' });
  });

  it('refuses plaintext by default, as the version that is written does', async () => {
    expect(await parameters('')).toMatchObject({ family: `${family}17`, 'rds.force_ssl': '1' });
  });

  it('takes the versions that are drawn, of TLS and of PostgreSQL', async () => {
    expect(
      await parameters('[terminate]', {
        nodes: { it: { version: '15.8' } },
        listeners: { it: { tls: { minVersion: '1.3' } } },
      }),
    ).toMatchObject({
      family: `${family}15`,
      ssl_min_protocol_version: 'TLSv1.3',
      ssl_max_protocol_version: 'TLSv1.3',
    });
  });

  it('says where the version of PostgreSQL that is drawn has no TLS 1.3 at RDS', async () => {
    const said = async (version: string, minVersion: '1.2' | '1.3') =>
      (
        await drawnAws(`app ==> it(${product})[terminate]`, {
          nodes: { it: { version } },
          listeners: { it: { tls: { minVersion } } },
        })
      ).notices
        .filter((notice) => notice.includes('TLS 1.3 is there from'))
        .map((notice) => notice.split(':')[0]);
    const rds = product === 'aws-rds';
    expect(await said('15.8', '1.3')).toEqual(rds ? ['fails'] : []);
    expect(await said('15.8', '1.2')).toEqual(rds ? ['lost'] : []);
    expect(await said('16.4', '1.3')).toEqual([]);
  });

  it('says whose name is on the certificate, unless that name is drawn', async () => {
    const said = async (host: string) =>
      (await drawnAws(`app ==> it(${product})`, { nodes: { it: { host } } })).notices.filter((notice) =>
        notice.includes('AWS gives the host name'),
      );
    expect(await said('db.internal')).toHaveLength(1);
    expect(await said('db.abc.eu-west-1.rds.amazonaws.com')).toEqual([]);
  });

  it('asks no client for a certificate', () => {
    const { designErrors } = simulate(draw(`app =mutual=> it(${product})[mutual]`), products);
    expect(designErrors.map(({ code }) => code)).toContain('client-certificate:required');
  });
});

describe('Amazon ElastiCache', () => {
  it.each([
    ['plaintext', { transit_encryption_enabled: false }],
    ['permissive', { transit_encryption_enabled: true, transit_encryption_mode: 'preferred' }],
    ['terminate', { transit_encryption_enabled: true, transit_encryption_mode: 'required' }],
  ] as const)('encrypts as drawn: %s', async (mode, expected) => {
    const { only } = await drawnAws('app --> it(aws-elasticache)', {
      nodes: { it: { listeners: [{ id: 'redis', port: 6380, tls: { mode } }] } },
    });
    const group = only('aws_elasticache_replication_group');
    expect(group).toMatchObject({ ...expected, port: 6380 });
    expect('transit_encryption_mode' in group).toBe(mode !== 'plaintext');
  });

  it('is plaintext the moment it is dropped', () => {
    expect(simulate(draw('app --> it(aws-elasticache)'), products).links.get('app-it')?.state).toBe('plaintext');
  });
});

const secureAlone = { id: 'https', port: 443, tls: { mode: 'terminate' as const } };

describe('Amazon DynamoDB and S3', () => {
  const conditions = ({ json }: Read) =>
    (json.data?.aws_iam_policy_document?.it?.[0].statement ?? []).map(({ effect, resources, condition }: Parsed) => ({
      effect,
      resources,
      ...condition[0],
    }));

  it('let plaintext in by default, and refuse it where only HTTPS is drawn', async () => {
    for (const product of ['aws-dynamodb', 'aws-s3']) {
      expect(conditions(await drawnAws(`app ==> it(${product})`))).toEqual([]);
      expect(
        simulate(draw(`app --> it(${product})`, { links: { 'app-it': { listener: 'http' } } }), products).links.get(
          'app-it',
        )?.state,
      ).toBe('plaintext');
      const closed = await drawnAws(`app ==> it(${product})`, { nodes: { it: { listeners: [secureAlone] } } });
      expect(conditions(closed)).toEqual([
        expect.objectContaining({ effect: 'Deny', test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }),
      ]);
    }
  });

  it('S3 refuses what comes by TLS 1.2 where 1.3 is the least, in the bucket and below it', async () => {
    const topology = await drawnAws('app ==> it(aws-s3)', {
      nodes: { it: { listeners: [{ ...secureAlone, tls: { mode: 'terminate', minVersion: '1.3' } }] } },
    });
    const [, older] = conditions(topology);
    expect(older).toMatchObject({ test: 'NumericLessThan', variable: 's3:TlsVersion', values: ['1.3'] });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the parser gives references as templates
    expect(older.resources).toEqual(['${aws_s3_bucket.it.arn}', '${aws_s3_bucket.it.arn}/*']);
  });

  it('say that HTTPS stays where only HTTP is drawn', async () => {
    const { notices } = await drawnAws('app --> it(aws-s3)[plaintext]', { listeners: { it: { port: 80 } } });
    expect(notices).toContain('lost: HTTPS cannot be turned off: the endpoint answers on port 443 as well.');
  });
});

describe('AWS Lambda', () => {
  it('is reached by a URL that IAM guards, and hands its code what is drawn', async () => {
    const { only, json } = await drawnAws(['app ==> it(aws-lambda)', 'app ==> it =mutual=> api[mutual]'], {
      nodes: { api: { host: 'api.example.com' } },
    });
    expect(only('aws_lambda_function_url').authorization_type).toBe('AWS_IAM');
    const [function_] = json.resource.aws_lambda_function.it;
    expect(function_.environment[0].variables).toMatchObject({
      DIAL_1_LINK: 'it-api',
      DIAL_1_HOST: 'api.example.com',
      DIAL_1_TLS: 'mutual',
      DIAL_1_VERIFY: 'full',
      DIAL_1_KEY_FILE: expect.stringContaining('.key'),
    });
    expect(function_.vpc_config).toBeUndefined();
  });

  it('is attached to the network that something it dials lies in', async () => {
    const { only } = await drawnAws('app ==> it(aws-lambda) ==> db[terminate]');
    expect(only('aws_lambda_function').vpc_config).toHaveLength(1);
  });
});

describe('AWS Shield', () => {
  const flow = 'client ==> it(aws-shield) ==> app[terminate]';

  it('reads nothing of what it lets through', () => {
    const { nodes, links } = simulate(draw(flow, { listeners: { app: { port: 443 } } }), products);
    expect(nodes.get('it')?.plaintext ?? []).toEqual([]);
    expect(links.get('client-it')).toMatchObject({ state: 'encrypted' });
  });

  it('protects each thing behind it, and says that packets keep their port', async () => {
    const { only, notices } = await drawnAws(flow);
    expect(only('aws_shield_protection').name).toMatch(/^it-/);
    expect(notices.filter((notice) => notice.startsWith('fails: Packets keep their port'))).toHaveLength(1);
    const same = await drawnAws(flow, { listeners: { app: { port: 443 } } });
    expect(same.notices.filter((notice) => notice.startsWith('fails'))).toEqual([]);
  });
});

describe('AWS WAF', () => {
  it('is attached where requests are decrypted', async () => {
    const flow = 'client ==> cdn(aws-cloudfront) ==> it(aws-alb)[terminate] --> app[plaintext]';
    const balancer = await drawnAws(flow);
    expect(balancer.only('aws_wafv2_web_acl_association')).toMatchObject({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the parser gives references as templates
      resource_arn: '${aws_lb.it.arn}',
    });
    const { only } = await readAws(draw(flow, { nodes: { it: { host: 'lb.example.com' } } }), 'cdn');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    expect(only('aws_cloudfront_distribution').web_acl_id).toBe('${var.cdn__web_acl_arn}');
  });
});
