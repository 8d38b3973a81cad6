// Refreshes tests/support/aws-schema.json: what the AWS provider for Terraform accepts in the resources that the
// exporters write. No package publishes that schema as data, but the prebuilt provider packages describe every resource
// in TypeScript, with the argument's own name in each member's documentation link.
//
//   node scripts/aws-schema.mjs [version of @cdktn/provider-aws]
//
// The package is large (46 MB packed) and only read here, so it is fetched into a temporary folder and thrown away.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const packageName = '@cdktn/provider-aws';
const packageVersion = process.argv[2] ?? '25.7.0';
/** Every resource that an exporter writes; the conformance test fails on one that is missing here. */
const wanted = [
  'aws_cloudfront_distribution',
  'aws_cloudfront_trust_store',
  'aws_lb',
  'aws_lb_listener',
  'aws_lb_listener_rule',
  'aws_lb_target_group',
  'aws_lb_target_group_attachment',
  'aws_lb_trust_store',
  'aws_security_group',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
];
const target = new URL('../tests/support/aws-schema.json', import.meta.url);

const folder = mkdtempSync(join(tmpdir(), 'aws-schema-'));
try {
  const packed = execFileSync('npm', ['pack', `${packageName}@${packageVersion}`, '--silent'], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
  execFileSync('tar', ['xzf', packed, '--wildcards', 'package/package.json', 'package/lib/*.d.ts'], { cwd: folder });
  const { provider } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')).cdktn;
  const resources = Object.fromEntries(wanted.map((type) => [type, readResource(join(folder, 'package/lib'), type)]));
  writeFileSync(
    target,
    `${JSON.stringify({ provider: provider.name, version: provider.version, resources }, null, 2)}\n`,
  );
  console.log(`${wanted.length} resources of ${provider.name} ${provider.version}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @typedef {{ attributes: Record<string, string>, blocks: Record<string, { many: boolean, required: boolean, of: Body }> }} Body
 */

/**
 * One resource: its arguments and blocks, from the declaration file of its class and the structs beside it.
 * @param {string} library
 * @param {string} type
 */
function readResource(library, type) {
  const home = join(library, type.replace(/^aws_/, '').replaceAll('_', '-'));
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
  const config = [...interfaces.keys()].find((name) => name.endsWith('Config') && isConfigOf(text, name));
  if (!config) throw new Error(`no configuration interface for ${type}`);
  return readBody(interfaces, config);
}

/**
 * @param {string} text
 * @param {string} name
 */
function isConfigOf(text, name) {
  return text.includes(`export interface ${name} extends cdktn.TerraformMetaArguments`);
}

/** @param {string} folder */
function declarationFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * Arguments by name as their type, `!` behind it where required; blocks as `{ many, required, of }`.
 * @param {Map<string, string>} interfaces
 * @param {string} name
 * @returns {Body}
 */
function readBody(interfaces, name) {
  const body = interfaces.get(name);
  if (body === undefined) throw new Error(`unknown interface ${name}`);
  /** @type {Body} */
  const { attributes, blocks } = { attributes: {}, blocks: {} };
  for (const [, comment = '', optional, type = ''] of body.matchAll(
    /\/\*\*([\s\S]*?)\*\/\s*readonly \w+(\??): ((?:\{[^}]*\}|[^;{])+);/g,
  )) {
    const argument = /#(\w+) \w+#\w+\}/.exec(comment)?.[1];
    if (!argument) throw new Error(`no argument name in ${name}: ${comment}`);
    const required = optional === '';
    if (/^\s*\* \w+ block/m.test(comment)) {
      const struct = type.replaceAll(' | cdktn.IResolvable', '').replace('[]', '').trim();
      blocks[argument] = { many: type.includes('[]'), required, of: readBody(interfaces, struct) };
    } else attributes[argument] = `${argumentType(interfaces, type)}${required ? '!' : ''}`;
  }
  return { attributes, blocks };
}

/**
 * @param {Map<string, string>} interfaces
 * @param {string} type
 */
function argumentType(interfaces, type) {
  const plain = type.replaceAll(' | cdktn.IResolvable', '').trim();
  if (plain === 'string' || plain === 'number' || plain === 'boolean') return plain;
  if (plain === 'string[]' || plain === 'number[]') return `list(${plain.slice(0, -2)})`;
  if (/^\{\s*\[key: string\]: string;?\s*\}$/.test(plain)) return 'map(string)';
  const struct = /^(\w+)(\[\])?$/.exec(plain.replace(/[()]/g, ''))?.[1];
  if (struct && interfaces.has(struct)) return 'object';
  throw new Error(`unknown type ${type}`);
}
