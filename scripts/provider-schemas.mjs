// Refreshes tests/support/<provider>-schema.json: what the providers for Terraform accept in the resources that the
// exporters write. No package publishes these schemas as data, but the prebuilt provider packages describe every
// resource in TypeScript, with the argument's own name in each member's documentation link.
//
//   node scripts/provider-schemas.mjs [aws|azure|cloudflare|google ...]
//
// The packages are large (8 to 46 MB packed) and only read here, so each is fetched into a temporary folder and thrown
// away. Theirs is the Mozilla Public License 2.0, which the names and types of arguments are taken from.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Every resource that an exporter writes; the conformance test fails on one that is missing here. */
const packages = {
  aws: {
    name: '@cdktn/provider-aws',
    version: '25.7.0',
    resources: [
      'aws_acm_certificate',
      'aws_acm_certificate_validation',
      'aws_acmpca_certificate',
      'aws_acmpca_certificate_authority',
      'aws_acmpca_certificate_authority_certificate',
      'aws_acmpca_permission',
      'aws_api_gateway_base_path_mapping',
      'aws_api_gateway_client_certificate',
      'aws_api_gateway_deployment',
      'aws_api_gateway_domain_name',
      'aws_api_gateway_integration',
      'aws_api_gateway_method',
      'aws_api_gateway_resource',
      'aws_api_gateway_rest_api',
      'aws_api_gateway_stage',
      'aws_apigatewayv2_vpc_link',
      'aws_cloudfront_distribution',
      'aws_cloudfront_trust_store',
      'aws_db_instance',
      'aws_db_parameter_group',
      'aws_db_subnet_group',
      'aws_dynamodb_resource_policy',
      'aws_dynamodb_table',
      'aws_elasticache_replication_group',
      'aws_elasticache_subnet_group',
      'aws_lambda_function',
      'aws_lambda_function_url',
      'aws_lb',
      'aws_lb_listener',
      'aws_lb_listener_rule',
      'aws_lb_target_group',
      'aws_lb_target_group_attachment',
      'aws_lb_trust_store',
      'aws_rds_cluster',
      'aws_rds_cluster_instance',
      'aws_rds_cluster_parameter_group',
      'aws_s3_bucket',
      'aws_s3_bucket_policy',
      'aws_s3_bucket_public_access_block',
      'aws_security_group',
      'aws_shield_protection',
      'aws_vpc_security_group_egress_rule',
      'aws_vpc_security_group_ingress_rule',
      'aws_wafv2_web_acl_association',
    ],
    data: ['aws_iam_policy_document'],
  },
  azure: {
    name: '@cdktn/provider-azurerm',
    version: '16.1.0',
    resources: [
      'azurerm_api_management',
      'azurerm_api_management_api',
      'azurerm_api_management_api_policy',
      'azurerm_api_management_backend',
      'azurerm_api_management_custom_domain',
      'azurerm_application_gateway',
      'azurerm_cdn_frontdoor_custom_domain',
      'azurerm_cdn_frontdoor_endpoint',
      'azurerm_cdn_frontdoor_origin',
      'azurerm_cdn_frontdoor_origin_group',
      'azurerm_cdn_frontdoor_profile',
      'azurerm_cdn_frontdoor_route',
      'azurerm_lb',
      'azurerm_lb_backend_address_pool',
      'azurerm_lb_backend_address_pool_address',
      'azurerm_lb_probe',
      'azurerm_lb_rule',
      'azurerm_postgresql_flexible_server',
      'azurerm_postgresql_flexible_server_configuration',
      'azurerm_public_ip',
    ],
    data: ['azurerm_resource_group'],
  },
  cloudflare: {
    name: '@cdktf/provider-cloudflare',
    version: '13.9.1',
    resources: [
      'cloudflare_authenticated_origin_pulls',
      'cloudflare_authenticated_origin_pulls_certificate',
      'cloudflare_authenticated_origin_pulls_settings',
      'cloudflare_dns_record',
      'cloudflare_mtls_certificate',
      'cloudflare_ruleset',
      'cloudflare_spectrum_application',
      'cloudflare_zone_setting',
    ],
  },
  google: {
    name: '@cdktf/provider-google',
    version: '16.12.1',
    resources: [
      'google_certificate_manager_trust_config',
      'google_compute_address',
      'google_compute_backend_service',
      'google_compute_forwarding_rule',
      'google_compute_global_address',
      'google_compute_global_forwarding_rule',
      'google_compute_health_check',
      'google_compute_network_endpoint',
      'google_compute_network_endpoint_group',
      'google_compute_region_backend_service',
      'google_compute_region_health_check',
      'google_compute_security_policy',
      'google_compute_ssl_policy',
      'google_compute_target_http_proxy',
      'google_compute_target_https_proxy',
      'google_compute_target_ssl_proxy',
      'google_compute_target_tcp_proxy',
      'google_compute_url_map',
      'google_network_security_backend_authentication_config',
      'google_network_security_server_tls_policy',
      'google_sql_database_instance',
    ],
  },
};
/** @typedef {keyof typeof packages} Folder */
/** @typedef {{ name: string, version: string, resources: string[], data?: string[] }} Package */

const asked = process.argv.slice(2);
for (const folder of /** @type {Folder[]} */ (Object.keys(packages)))
  if (asked.length === 0 || asked.includes(folder)) refresh(folder);

/** @param {Folder} folder */
function refresh(folder) {
  const { name, version, resources: wanted, data: read = [] } = /** @type {Package} */ (packages[folder]);
  const temporary = mkdtempSync(join(tmpdir(), 'provider-schema-'));
  try {
    const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--silent'], {
      cwd: temporary,
      encoding: 'utf8',
    }).trim();
    execFileSync('tar', ['xzf', packed, '--wildcards', 'package/package.json', 'package/lib/*.d.ts'], {
      cwd: temporary,
    });
    const { cdktf, cdktn } = JSON.parse(readFileSync(join(temporary, 'package/package.json'), 'utf8'));
    const { provider } = cdktn ?? cdktf;
    const resources = Object.fromEntries(
      wanted.map((type) => [type, readResource(join(temporary, 'package/lib'), type)]),
    );
    const data = Object.fromEntries(
      read.map((type) => [type, readResource(join(temporary, 'package/lib'), type, 'data-')]),
    );
    writeFileSync(
      new URL(`../tests/support/${folder}-schema.json`, import.meta.url),
      `${JSON.stringify({ provider: provider.name, version: provider.version, resources, ...(read.length > 0 ? { data } : {}) }, null, 2)}\n`,
    );
    console.log(`${wanted.length} resources of ${provider.name} ${provider.version}`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ many: boolean, required: boolean, of: Body }} Nested
 * @typedef {{ attributes: Record<string, string>, blocks: Record<string, Nested>, objects?: Record<string, Nested> }} Body
 */

/**
 * One resource: its arguments and blocks, from the declaration file of its class and the structs beside it.
 * @param {string} library
 * @param {string} type
 * @param {'' | 'data-'} kind what its folder begins with: that of a data source, by its whole name
 */
function readResource(library, type, kind = '') {
  const home = join(library, `${kind}${kind === '' ? type.replace(/^[a-z]+_/, '') : type}`.replaceAll('_', '-'));
  const text = declarationFiles(home)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  if (!text.includes(`static readonly tfResourceType = "${type}"`)) throw new Error(`${home} does not declare ${type}`);
  /** @type {Map<string, string>} */
  const interfaces = new Map();
  for (const [, name = '', body = ''] of text.matchAll(
    /export interface (\w+)(?: extends [\w.]+)? \{\n([\s\S]*?)\n\}/g,
  ))
    interfaces.set(name, body);
  // A letter behind it where a resource has the plain name, as aws_wafv2_web_acl_association_config would.
  const config = [...interfaces.keys()].find((name) => /Config[A-Z]?$/.test(name) && isConfigOf(text, name));
  if (!config) throw new Error(`no configuration interface for ${type}`);
  return readBody(interfaces, config);
}

/**
 * @param {string} text
 * @param {string} name
 */
function isConfigOf(text, name) {
  return new RegExp(`export interface ${name} extends cdkt[fn]\\.TerraformMetaArguments`).test(text);
}

/** @param {string} folder */
function declarationFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * Arguments by name as their type, `!` behind it where required; blocks as `{ many, required, of }`, and likewise
 * arguments whose value is an object or a list of objects, which the newer providers have in place of blocks.
 * @param {Map<string, string>} interfaces
 * @param {string} name
 * @returns {Body}
 */
function readBody(interfaces, name) {
  const body = interfaces.get(name);
  if (body === undefined) throw new Error(`unknown interface ${name}`);
  /** @type {{ attributes: Record<string, string>, blocks: Record<string, Nested>, objects: Record<string, Nested> }} */
  const found = { attributes: {}, blocks: {}, objects: {} };
  for (const [, comment = '', optional, type = ''] of body.matchAll(
    /\/\*\*([\s\S]*?)\*\/\s*readonly \w+(\??): ((?:\{[^}]*\}|[^;{])+);/g,
  )) {
    const argument = /#(\w+) \w+#\w+\}/.exec(comment)?.[1];
    if (!argument) throw new Error(`no argument name in ${name}: ${comment}`);
    const required = optional === '';
    const plain = type.replaceAll(/ \| cdkt[fn]\.IResolvable/g, '').trim();
    const struct = plain.replaceAll(/[()[\]]/g, '');
    if (/^\s*\* \w+ block/m.test(comment))
      found.blocks[argument] = { many: plain.includes('[]'), required, of: readBody(interfaces, struct) };
    else if (interfaces.has(struct))
      found.objects[argument] = { many: plain.includes('[]'), required, of: readBody(interfaces, struct) };
    else found.attributes[argument] = `${argumentType(plain)}${required ? '!' : ''}`;
  }
  const { objects, ...others } = found;
  return Object.keys(objects).length > 0 ? found : others;
}

/** @param {string} type */
function argumentType(type) {
  if (type === 'string' || type === 'number' || type === 'boolean') return type;
  if (type === 'string[]' || type === 'number[]') return `list(${type.slice(0, -2)})`;
  const map = /^\{\s*\[key: string\]: \(?(string|number|boolean)\)?;?\s*\}$/.exec(type)?.[1];
  if (map) return `map(${map})`;
  if (type.includes('any') || type.includes('[key: string]')) return 'any';
  throw new Error(`unknown type ${type}`);
}
