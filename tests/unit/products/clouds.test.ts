import { describe, expect, it } from 'vitest';
import { cloudName } from '../../../src/core/config/terraform-names.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { exportDesign } from '../../../src/core/plan/bundle.ts';
import { planDesign } from '../../../src/core/plan/plan.ts';
import { exporters } from '../../../src/core/products/exporters.ts';
import { products } from '../../../src/core/products/index.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { gatewayProblems } from '../../support/application-gateway.ts';
import { draw } from '../../support/draw.ts';
import { readTerraform } from '../../support/terraform.ts';

/** The resources of the node `it`, as a parser reads them, by type and name; its data sources and notices beside them. */
async function written(topology: Topology) {
  const bundle = exportDesign(planDesign(topology, simulate(topology, products), products), exporters);
  const found = bundle.nodes.find(({ node }) => node === 'it');
  const file = found?.files.find(({ path }) => path.endsWith('/it.tf'));
  const json = await readTerraform('it.tf', file?.text ?? '');
  return {
    resource: json.resource ?? {},
    data: json.data ?? {},
    variables: json.variable ?? {},
    messages: found?.notices.map(({ kind, message }) => `${kind}: ${message}`).join('\n') ?? '',
  };
}

const named = { nodes: { it: { host: 'shop.example.com' }, app: { host: 'app.example.com' } } };
/** One of a product, with a listener, in front of `app`. */
const one = (product: string, listener: string, arrow: string, app = 'terminate', details = {}) =>
  written(draw(`browser(browser) ==> it(${product})[${listener}] ${arrow} app[${app}]`, { ...named, ...details }));
const privateCa = (arrow: string) => ({
  nodes: {
    ...named.nodes,
    app: {
      host: 'app.example.com',
      listeners: [
        {
          id: 'in',
          port: 8443,
          tls: { mode: arrow, certificate: { issuer: 'private-ca' as const, names: ['app.example.com'] } },
        },
      ],
    },
  },
});

describe.each(['gcp-application-lb', 'gcp-internal-application-lb', 'gcp-cloud-cdn'])('%s', (id) => {
  const service = 'it__it-app';

  it('speaks plaintext to a backend that is drawn so', async () => {
    const { resource } = await one(id, 'terminate', '-->', 'plaintext');
    const [backend] = resource.google_compute_backend_service[service];
    expect(backend.protocol).toBe('HTTP');
    expect(backend.tls_settings).toBeUndefined();
  });

  it('encrypts and checks nothing where nothing is drawn to be checked', async () => {
    const { resource } = await one(id, 'terminate', '=none=>');
    const [backend] = resource.google_compute_backend_service[service];
    expect(backend.protocol).toBe('HTTPS');
    expect(backend.tls_settings).toBeUndefined();
    expect(resource.google_network_security_backend_authentication_config).toBeUndefined();
  });

  it('checks chain and name against public roots, and names itself so that they count', async () => {
    const { resource } = await one(id, 'terminate', '==>');
    const [backend] = resource.google_compute_backend_service[service];
    expect(backend.tls_settings[0].sni).toBe('app.example.com');
    expect(backend.tls_settings[0].authentication_config).toContain('//networksecurity.googleapis.com/');
    const [config] = resource.google_network_security_backend_authentication_config[service];
    expect(config.well_known_roots).toBe('PUBLIC_ROOTS');
  });

  it('asks for a private CA, and for a client certificate', async () => {
    const { resource, variables } = await one(id, 'terminate', '=mutual=>', 'mutual', privateCa('terminate'));
    const [config] = resource.google_network_security_backend_authentication_config[service];
    expect(config.well_known_roots).toBe('NONE');
    expect(config.trust_config).toContain('google_certificate_manager_trust_config');
    expect(config.client_certificate).toContain('var.');
    expect(Object.keys(variables)).toContain('it__it-app__ca_pem');
  });

  it.each([
    ['mutual', 'REJECT_INVALID'],
    ['optional', 'ALLOW_INVALID_OR_MISSING_CLIENT_CERT'],
  ])('asks visitors for a certificate (%s)', async (listener, mode) => {
    const { resource } = await one(id, listener, '-->', 'plaintext');
    const [policy] = resource.google_network_security_server_tls_policy.it__in;
    expect(policy.mtls_policy[0].client_validation_mode).toBe(mode);
  });

  it('sends to https where a redirect is drawn', async () => {
    const { resource } = await written(
      draw('browser(browser) --> it[plaintext]', {
        nodes: {
          it: {
            product: id,
            listeners: [{ id: 'in', port: 80, tls: { mode: 'plaintext' as const, redirectsToTls: true } }],
          },
        },
      }),
    );
    expect(resource.google_compute_url_map.it__in[0].default_url_redirect[0]).toMatchObject({
      https_redirect: true,
      redirect_response_code: 'PERMANENT_REDIRECT',
    });
  });
});

describe('Google Cloud', () => {
  it('caches in Cloud CDN alone, and filters what comes from outside alone', async () => {
    for (const [id, caches, filters] of [
      ['gcp-application-lb', undefined, true],
      ['gcp-internal-application-lb', undefined, false],
      ['gcp-cloud-cdn', true, true],
    ] as const) {
      const { resource } = await one(id, 'terminate', '-->', 'plaintext');
      const [backend] = resource.google_compute_backend_service['it__it-app'];
      expect(backend.enable_cdn).toBe(caches);
      expect(backend.security_policy !== undefined).toBe(filters);
    }
  });

  it('relays by a TCP proxy, ends TLS by an SSL proxy', async () => {
    const relayed = await one('gcp-ssl-proxy-lb', 'tcp', '==>');
    expect(Object.keys(relayed.resource)).toContain('google_compute_target_tcp_proxy');
    const ended = await one('gcp-ssl-proxy-lb', 'terminate', '=none=>');
    expect(ended.resource.google_compute_backend_service.it__in[0].protocol).toBe('SSL');
    expect(Object.keys(ended.resource)).toContain('google_compute_target_ssl_proxy');
    const plain = await one('gcp-ssl-proxy-lb', 'terminate', '-->', 'plaintext');
    expect(plain.resource.google_compute_backend_service.it__in[0].protocol).toBe('TCP');
  });

  it('cannot change a port on the way, and says so loudly', async () => {
    const same = await one('gcp-passthrough-lb', 'tcp', '-->');
    expect(same.messages).not.toContain('Packets keep their port');
    const other = await one('gcp-passthrough-lb', 'tcp', '-->', 'plaintext');
    expect(other.messages).toContain('fails: Packets keep their port: what comes in on 8443');
  });

  it.each([
    ['permissive', 'ALLOW_UNENCRYPTED_AND_ENCRYPTED'],
    ['terminate', 'ENCRYPTED_ONLY'],
    ['mutual', 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED'],
  ])('lets into Cloud SQL what is drawn (%s)', async (listener, mode) => {
    const { resource } = await written(draw(`app ==> it(gcp-cloud-sql)[${listener}]`));
    const [settings] = resource.google_sql_database_instance.it[0].settings;
    expect(settings.ip_configuration[0].ssl_mode).toBe(mode);
  });
});

describe('Azure', () => {
  it('checks the name of an origin of Front Door as drawn, and the chain always', async () => {
    const checked = await one('azure-front-door', 'terminate', '==>');
    expect(checked.resource.azurerm_cdn_frontdoor_origin['it__it-app'][0].certificate_name_check_enabled).toBe(true);
    const chain = await one('azure-front-door', 'terminate', '=ca=>');
    expect(chain.resource.azurerm_cdn_frontdoor_origin['it__it-app'][0].certificate_name_check_enabled).toBe(false);
    const mine = await one('azure-front-door', 'terminate', '==>', 'terminate', privateCa('terminate'));
    expect(mine.messages).toContain('shows a certificate that no public CA issued');
  });

  it('never leaves the scheme towards an origin to the visitor', async () => {
    const plain = await one('azure-front-door', 'terminate', '-->', 'plaintext');
    expect(plain.resource.azurerm_cdn_frontdoor_route['it__route-1'][0].forwarding_protocol).toBe('HttpOnly');
    const secure = await one('azure-front-door', 'terminate', '==>');
    expect(secure.resource.azurerm_cdn_frontdoor_route['it__route-1'][0].forwarding_protocol).toBe('HttpsOnly');
  });

  it('names in an Application Gateway only what is there', async () => {
    const { resource } = await written(
      draw(
        [
          'browser(browser) ==> it(azure-application-gateway)[mutual] ==> app[terminate]',
          'it --> api[plaintext]',
          'it --> other[plaintext]',
        ],
        {
          ...named,
          links: { 'it-api': { match: { path: '/api' } }, 'it-other': { match: { host: ['other.example.com'] } } },
        },
      ),
    );
    const [gateway] = resource.azurerm_application_gateway.it;
    const { problems, references } = gatewayProblems(gateway);
    expect(problems).toEqual([]);
    expect(references).toBeGreaterThan(12);
    expect(gateway.trusted_client_certificate).toHaveLength(1);
    expect(gateway.url_path_map[0].path_rule[0].paths).toEqual(['/api', '/api/*']);
  });

  it('checks backends of an Application Gateway whatever is drawn, and says so', async () => {
    const { resource, messages } = await one('azure-application-gateway', 'terminate', '=none=>');
    const [settings] = resource.azurerm_application_gateway.it[0].backend_http_settings;
    expect(settings).toMatchObject({ protocol: 'Https', host_name: 'app.example.com' });
    expect(messages).toContain("this release of the provider can't switch that off");
  });

  it('may change the port in a Load Balancer', async () => {
    const { resource } = await one('azure-load-balancer', 'tcp', '-->', 'plaintext');
    expect(resource.azurerm_lb_rule.it__in[0]).toMatchObject({ frontend_port: 8443, backend_port: 8080 });
  });

  it.each([
    ['=none=>', false, false],
    ['=ca=>', true, false],
    ['==>', true, true],
  ])('relaxes the checks of API Management as drawn (%s)', async (arrow, chain, name) => {
    const { resource } = await one('azure-api-management', 'terminate', arrow);
    expect(resource.azurerm_api_management_backend['it__it-app'][0].tls[0]).toEqual({
      validate_certificate_chain: chain,
      validate_certificate_name: name,
    });
  });

  it('refuses in API Management whoever shows no certificate, only where one is required', async () => {
    const policy = async (listener: string) => {
      const { resource } = await one('azure-api-management', listener, '==>');
      return resource.azurerm_api_management_api_policy['it__it-app'][0].xml_content;
    };
    expect(await policy('mutual')).toContain('<validate-client-certificate ');
    expect(await policy('optional')).not.toContain('validate-client-certificate');
  });

  it.each([
    ['terminate', 'ON'],
    ['permissive', 'OFF'],
  ])('lets into PostgreSQL what is drawn (%s)', async (listener, value) => {
    const { resource } = await written(draw(`app ==> it(azure-postgresql)[${listener}]`));
    const [setting] = resource.azurerm_postgresql_flexible_server_configuration.it__require_secure_transport;
    expect(setting.value).toBe(value);
  });
});

describe('Cloudflare', () => {
  const mode = async (listener: string, arrow: string, app?: string) => {
    const { resource } = await one('cloudflare', listener, arrow, app);
    return resource.cloudflare_zone_setting.it__ssl[0].value;
  };

  it('has the mode that the drawing comes to', async () => {
    expect(await mode('plaintext', '-->', 'plaintext')).toBe('off');
    expect(await mode('terminate', '-->', 'plaintext')).toBe('flexible');
    expect(await mode('terminate', '=none=>')).toBe('full');
    expect(await mode('terminate', '==>')).toBe('strict');
  });

  it('shows origins a certificate of the zone', async () => {
    const { resource, variables } = await one('cloudflare', 'terminate', '=mutual=>', 'mutual');
    expect(resource.cloudflare_authenticated_origin_pulls_settings.it[0].enabled).toBe(true);
    expect(variables.it__origin_pull_key[0].sensitive).toBe(true);
  });

  it('goes elsewhere, in another mode, for a path', async () => {
    const { resource } = await written(
      draw(['browser(browser) ==> it(cloudflare)[terminate] ==> app[terminate]', 'it =none=> api[terminate]'], {
        ...named,
        links: { 'it-api': { match: { path: '/api' } } },
      }),
    );
    expect(resource.cloudflare_ruleset.it__modes[0].rules).toEqual([
      {
        expression: 'starts_with(http.request.uri.path, "/api")',
        action: 'set_config',
        action_parameters: { ssl: 'full' },
      },
    ]);
  });

  it('leads by a rule to names alone', async () => {
    const { resource, messages } = await written(
      draw(['browser(browser) ==> it(cloudflare)[terminate] ==> app[terminate]', 'it ==> api[terminate]'], {
        nodes: { ...named.nodes, api: { host: '203.0.113.9' } },
        links: { 'it-api': { match: { path: '/api' } } },
      }),
    );
    expect(resource.cloudflare_ruleset.it__origins[0].rules).toHaveLength(1);
    expect(messages).toContain('An origin rule leads to a name, not to 203.0.113.9');
  });

  it('says that HTTP visitors make a plaintext leg', async () => {
    const { messages } = await written(
      draw('browser(browser) ==> it(cloudflare) ==> app[terminate]', {
        nodes: {
          ...named.nodes,
          it: {
            host: 'shop.example.com',
            listeners: [
              { id: 'https', port: 443, tls: { mode: 'terminate' as const } },
              { id: 'http', port: 80, tls: { mode: 'plaintext' as const } },
            ],
          },
        },
      }),
    );
    expect(messages).toContain('weakened: The scheme of the visitor goes on to app');
  });

  it.each([
    ['tcp', '==>', 'off'],
    ['terminate', '-->', 'flexible'],
    ['terminate', '=none=>', 'full'],
    ['terminate', '==>', 'strict'],
  ])('relays or ends TLS in Spectrum (%s %s)', async (listener, arrow, tls) => {
    const { resource } = await one('cloudflare-spectrum', listener, arrow, arrow === '-->' ? 'plaintext' : 'terminate');
    const [application] = Object.values<unknown[]>(resource.cloudflare_spectrum_application);
    expect(application?.[0]).toMatchObject({ protocol: 'tcp/8443', tls, proxy_protocol: 'off' });
  });

  it('says that gRPC has to be switched on, and asks for TLS on port 443', async () => {
    const over = async (app: string, port: number) =>
      (
        await one('cloudflare', 'terminate', app === 'plaintext' ? '-->' : '==>', app, {
          links: { 'browser-it': { protocol: 'grpc' }, 'it-app': { protocol: 'grpc' } },
          listeners: { app: { port } },
        })
      ).messages;
    expect(await over('terminate', 443)).toMatch(/by-hand: .*gRPC/);
    expect(await over('terminate', 443)).not.toMatch(/fails: .*gRPC/);
    expect(await over('terminate', 8443)).toMatch(/fails: .*gRPC/);
    expect(await over('plaintext', 443)).toMatch(/fails: .*gRPC/);
    expect((await one('cloudflare', 'terminate', '==>')).messages).not.toContain('gRPC');
  });

  it('lets clients of Spectrum use TLS 1.1, and takes no certificate of Universal SSL for it', async () => {
    const { messages } = await one('cloudflare-spectrum', 'terminate', '==>', 'terminate', {
      listeners: { it: { tls: { minVersion: '1.2' } } },
    });
    expect(messages).toMatch(/weakened: .*TLS 1\.1 to 1\.3/);
    expect(messages).toMatch(/by-hand: .*Universal SSL/);
    const { messages: relayed } = await one('cloudflare-spectrum', 'tcp', '==>');
    expect(relayed).not.toContain('Universal SSL');
  });
});

describe('Fastly and Akamai', () => {
  it('set the name that is checked and the name that is sent', async () => {
    const { resource } = await one('fastly', 'terminate', '==>');
    expect(resource.fastly_service_vcl.it[0].backend[0]).toMatchObject({
      use_ssl: true,
      ssl_check_cert: true,
      ssl_cert_hostname: 'app.example.com',
      ssl_sni_hostname: 'app.example.com',
    });
    const unchecked = await one('fastly', 'terminate', '=none=>');
    expect(unchecked.resource.fastly_service_vcl.it[0].backend[0].ssl_check_cert).toBe(false);
  });

  it('send each request to the longest path alone', async () => {
    const { resource } = await written(
      draw(
        [
          'browser(browser) ==> it(fastly)[terminate] ==> app[terminate]',
          'it --> api[plaintext]',
          'it --> deep[plaintext]',
        ],
        { ...named, links: { 'it-api': { match: { path: '/api' } }, 'it-deep': { match: { path: '/api/v2' } } } },
      ),
    );
    const [service] = resource.fastly_service_vcl.it;
    expect(service.condition.map(({ statement }: { statement: string }) => statement)).toEqual([
      'std.prefixof(req.url.path, "/api/v2")',
      'std.prefixof(req.url.path, "/api") && !std.prefixof(req.url.path, "/api/v2")',
    ]);
    expect(service.backend.map((each: Record<string, string>) => each.request_condition)).toEqual([
      'path-1',
      'path-2',
      undefined,
    ]);
  });

  it('enforce the certificates of visitors only where they are required', async () => {
    const enforced = async (listener: string) =>
      (await one('fastly', listener, '==>')).resource.fastly_tls_mutual_authentication.it[0].enforced;
    expect([await enforced('mutual'), await enforced('optional')]).toEqual([true, false]);
  });

  it('name the checks of an origin of Akamai where any are drawn', async () => {
    const origin = async (arrow: string, details = {}) => {
      const { data } = await one('akamai', 'terminate', arrow, 'terminate', details);
      return data.akamai_property_rules_builder.it__default[0].rules_v2025_10_16[0].behavior[0].origin[0];
    };
    expect(await origin('=none=>')).toMatchObject({ verification_mode: 'PLATFORM_SETTINGS' });
    expect(await origin('==>')).toMatchObject({
      verification_mode: 'CUSTOM',
      custom_valid_cn_values: ['app.example.com'],
      origin_certs_to_honor: 'STANDARD_CERTIFICATE_AUTHORITIES',
    });
    expect(await origin('==>', privateCa('terminate'))).toMatchObject({
      origin_certs_to_honor: 'CUSTOM_CERTIFICATE_AUTHORITIES',
    });
  });

  it('send nothing that is meant for some names to whoever asks', async () => {
    const { resource, messages } = await written(
      draw(['browser(browser) ==> it(fastly)[terminate] ==> app[terminate]', 'it --> other[plaintext]'], {
        ...named,
        links: { 'it-other': { match: { host: ['other.example.com'] } } },
      }),
    );
    expect(resource.fastly_service_vcl.it[0].backend).toHaveLength(1);
    expect(messages).toContain('other gets no requests');
  });
});

describe('redirects and Strict-Transport-Security', () => {
  const both = (product: string) =>
    written(
      draw('browser(browser) ==> it ==> app[terminate]', {
        nodes: {
          app: { host: 'app.example.com' },
          it: {
            product,
            host: 'shop.example.com',
            listeners: [
              { id: 'https', port: 443, tls: { mode: 'terminate' as const, strictTransport: 'sent' as const } },
              { id: 'http', port: 80, tls: { mode: 'plaintext' as const, redirectsToTls: true } },
            ],
          },
        },
      }),
    );
  const seconds = 'max-age=63072000';

  it('are written for Google Cloud', async () => {
    const { resource, messages } = await both('gcp-application-lb');
    expect(resource.google_compute_url_map.it__http[0].default_url_redirect).toHaveLength(1);
    const [header] = resource.google_compute_url_map.it__https[0].header_action[0].response_headers_to_add;
    expect(header).toMatchObject({ header_name: 'Strict-Transport-Security', header_value: seconds });
    expect(messages).not.toContain('set it by hand');
  });

  it('are written for an Application Gateway', async () => {
    const { resource, messages } = await both('azure-application-gateway');
    const [gateway] = resource.azurerm_application_gateway.it;
    expect(gatewayProblems(gateway).problems).toEqual([]);
    expect(gateway.redirect_configuration).toHaveLength(1);
    const [rule] = gateway.rewrite_rule_set[0].rewrite_rule;
    expect(rule.response_header_configuration[0].header_value).toBe(seconds);
    expect(messages).not.toContain('set it by hand');
  });

  it('are written for Fastly', async () => {
    const { resource, messages } = await both('fastly');
    const [service] = resource.fastly_service_vcl.it;
    expect(service.request_setting[0].force_ssl).toBe(true);
    expect(service.header[0].source).toBe(`"${seconds}"`);
    expect(messages).not.toContain('set it by hand');
  });

  it.each(['azure-front-door', 'cloudflare', 'akamai'])(
    'are redirects alone for %s, which says what it does not write',
    async (product) => {
      const { resource, data, messages } = await both(product);
      expect(messages).toContain('Strict-Transport-Security is drawn and not written here');
      expect(messages).not.toContain('The redirect to https is drawn and not written');
      const redirects =
        resource.azurerm_cdn_frontdoor_route?.['it__route-1'][0].https_redirect_enabled ??
        resource.cloudflare_zone_setting?.it__always_use_https[0].value ??
        data.akamai_property_rules_builder.it__redirect[0].rules_v2025_10_16[0].behavior[0].redirect[0]
          .destination_protocol;
      expect([true, 'on', 'HTTPS']).toContain(redirects);
    },
  );
});

describe('names for clouds', () => {
  it('stay as they are where they fit, and are told apart where they do not', () => {
    expect(cloudName(['edge-1'])).toBe('edge-1');
    for (const ids of [['Edge.1'], ['edge_1'], ['1'], ['a', 'b'], ['x'.repeat(64)], ['-'], ['_.']])
      expect(cloudName(ids)).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
    const alike = [['a.b'], ['a_b'], ['a', 'b'], ['A-b'], ['a-b']].map((ids) => cloudName(ids));
    expect(new Set(alike).size).toBe(alike.length);
    expect(cloudName(['x'.repeat(64)], 46).length).toBeLessThanOrEqual(46);
  });
});
