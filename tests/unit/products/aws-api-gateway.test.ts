import { describe, expect, it } from 'vitest';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { drawnAws, type Parsed, type Read, readAws } from '../../support/aws-read.ts';
import { type Details, draw } from '../../support/draw.ts';

describe('Amazon API Gateway', () => {
  const named = { nodes: { it: { host: 'api.example.com' }, app: { host: 'app.example.com' } } };
  const api = (arrow: string, listener = '[terminate]', details: Details = {}) =>
    drawnAws(`client ==> it(aws-api-gateway)[terminate] ${arrow} app${listener}`, { ...named, ...details });

  it.each([
    ['1.0', 'none', 'TLS_1_0', undefined],
    ['1.2', 'none', 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', 'BASIC'],
    ['1.3', 'none', 'SecurityPolicy_TLS13_1_3_2025_09', 'BASIC'],
    ['1.0', 'required', 'TLS_1_2', undefined],
    ['1.3', 'required', 'TLS_1_2', undefined],
  ] as const)(
    'TLS %s and up, client certificate %s: policy %s for name and API',
    async (min, clients, policy, mode) => {
      const { only, notices } = await api('==>', '[terminate]', {
        listeners: { it: { tls: { minVersion: min, clientCertificate: clients } } },
      });
      for (const type of ['aws_api_gateway_rest_api', 'aws_api_gateway_domain_name']) {
        expect(only(type).security_policy).toBe(policy);
        expect(only(type).endpoint_access_mode).toBe(mode);
      }
      expect('mutual_tls_authentication' in only('aws_api_gateway_domain_name')).toBe(clients === 'required');
      expect(notices.some((notice) => notice.startsWith('weakened: TLS 1.2 is the least'))).toBe(
        min === '1.3' && clients === 'required',
      );
    },
  );

  it('closes the endpoint that goes around its name, where it has one', async () => {
    const closed = async (host: string) =>
      (await api('==>', '[terminate]', { nodes: { ...named.nodes, it: { host } } })).only('aws_api_gateway_rest_api')
        .disable_execute_api_endpoint;
    expect(await closed('api.example.com')).toBe(true);
    expect(await closed('abc.execute-api.eu-west-1.amazonaws.com')).toBe(false);
    // No public CA issues a certificate for it, and that is what is drawn.
    expect(await closed('api.internal')).toBe(false);
  });

  it('dials what is public over the internet and the rest over a link into the VPC', async () => {
    const uris = ({ json }: Read) =>
      Object.values(json.resource.aws_api_gateway_integration).map(([each]: Parsed) => each.uri);
    const open = await api('==>');
    expect(uris(open)).toEqual(['https://app.example.com:8443/{proxy}', 'https://app.example.com:8443/']);
    expect(open.json.resource.aws_apigatewayv2_vpc_link).toBeUndefined();
    const inside = await api('-->', '[plaintext]', { nodes: { it: { host: 'api.example.com' } } });
    expect(uris(inside)).toEqual(['http://app.internal:8080/{proxy}', 'http://app.internal:8080/']);
    inside.only('aws_apigatewayv2_vpc_link');
    for (const [each] of Object.values<Parsed>(inside.json.resource.aws_api_gateway_integration))
      expect(each.connection_type).toBe('VPC_LINK');
  });

  it('checks issuer and name, or the name alone', async () => {
    const skipped = async (arrow: string) =>
      Object.values<Parsed>((await api(arrow)).json.resource.aws_api_gateway_integration).map(
        ([each]) => each.tls_config?.[0].insecure_skip_verification ?? false,
      );
    expect(await skipped('==>')).toEqual([false, false]);
    expect(await skipped('=none=>')).toEqual([true, true]);
  });

  it('knows public CAs alone, unless it is told not to ask', async () => {
    const tried = async (arrow: string) => {
      const topology = draw(`client ==> it(aws-api-gateway)[terminate] ${arrow} app[terminate]`, {
        ...named,
        listeners: { app: { tls: { certificate: { issuer: 'private-ca' } } } },
      });
      const { designErrors, links } = simulate(topology, products);
      return {
        refused: designErrors.map(({ code }) => code),
        authentication: links.get('it-app')?.authentication,
        fails: (await readAws(topology, 'it')).notices.filter((notice) => notice.startsWith('fails: app shows')).length,
      };
    };
    expect(await tried('==>')).toMatchObject({ refused: ['trust:private-ca'], fails: 1 });
    expect(await tried('=none=>')).toEqual({ refused: [], authentication: 'none', fails: 0 });
  });

  it('shows a certificate of its own making, and says where one of a CA comes from', async () => {
    const shown = async (issuer: 'private-ca' | 'self-signed') => {
      const { only, notices } = await api('=mutual=>', '[mutual]', {
        links: { 'it-app': { dial: { clientCertificate: { issuer } } } },
        listeners: { app: { tls: { clientTrusts: ['private-ca', 'self-signed'] } } },
      });
      expect(only('aws_api_gateway_stage').client_certificate_id).toBeTruthy();
      return notices
        .filter((notice) => notice.includes('signed by API Gateway'))
        .map((notice) => [notice.slice(0, 5), notice.includes('ACM')]);
    };
    expect(await shown('private-ca')).toEqual([['fails', true]]);
    expect(await shown('self-signed')).toEqual([['by-ha', false]]);
  });

  it('leads paths to where they are drawn, each part of a path once', async () => {
    const { json } = await drawnAws(
      [
        'client ==> it(aws-api-gateway)[terminate] ==> app[terminate]',
        'client ==> it ==> v1[terminate]',
        'client ==> it ==> v2[terminate]',
      ],
      {
        ...named,
        links: { 'it-v1': { match: { path: '/shop/v1' } }, 'it-v2': { match: { path: '/shop/v2' } } },
      },
    );
    const parts = Object.values<Parsed>(json.resource.aws_api_gateway_resource).map(([each]) => each.path_part);
    expect(parts.sort()).toEqual(['shop', 'v1', 'v2', '{proxy+}', '{proxy+}', '{proxy+}']);
    expect(Object.keys(json.resource.aws_api_gateway_deployment.it[0].triggers)).toHaveLength(6);
  });
});
