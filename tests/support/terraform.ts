import { readFileSync } from 'node:fs';
import { parse } from '@cdktf/hcl2json';

/** A block or resource in the provider's schema; see scripts/provider-schemas.mjs. */
interface Body {
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: Readonly<Record<string, Nested>>;
  /** Arguments whose value is an object, or a list of them, with arguments of its own. */
  readonly objects?: Readonly<Record<string, Nested>>;
}

interface Nested {
  readonly many: boolean;
  readonly required: boolean;
  readonly of: Body;
}

interface Schema {
  readonly provider: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, Body>>;
  /** Data sources. */
  readonly data?: Readonly<Record<string, Body>>;
}

/**
 * What the providers accept, by the folder of the bundle that is written for them. Those of Fastly and Akamai hold what
 * is written for them and no more, by hand: no package describes these providers, their documentation does
 * (https://registry.terraform.io/providers/fastly/fastly/latest/docs/resources/service_vcl,
 * https://github.com/fastly/terraform-provider-fastly docs/resources/tls_mutual_authentication.md,
 * https://techdocs.akamai.com/terraform/docs/origin, https://github.com/akamai/terraform-provider-akamai).
 */
export const schemas: Readonly<Record<string, Schema>> = Object.fromEntries(
  ['akamai', 'aws', 'azure', 'cloudflare', 'fastly', 'google'].map((folder) => [
    folder,
    JSON.parse(readFileSync(new URL(`./${folder}-schema.json`, import.meta.url), 'utf8')),
  ]),
);

type Json = Readonly<Record<string, unknown>>;

/** What any resource may have beside its own arguments. */
const metaArguments = new Set(['for_each', 'count', 'depends_on', 'lifecycle', 'provider']);
/** Attributes that resources have once they exist; the prebuilt packages describe arguments only. */
const computed = new Set([
  'bucket_regional_domain_name',
  'domain_validation_options',
  'endpoint',
  'function_url',
  'invoke_url',
  'json',
  'pem_encoded_certificate',
  'primary_endpoint_address',
  'regional_domain_name',
  'root_resource_id',
  'id',
  'arn',
  'dns_name',
  'domain_name',
  'address',
  'certificate',
  'certificate_signing_request',
  'connection_name',
  'location',
  'name',
  'fqdn',
  'gateway_url',
  'host_name',
  'ip_address',
  'json',
  'principal_id',
  'tenant_id',
]);
const topLevel = new Set(['terraform', 'provider', 'variable', 'resource', 'data', 'output']);

export const parseTerraform = (path: string, text: string): Promise<Json> => parse(path, text);
/** The same where values are read out of it: typed as what JSON.parse gives. */
export const readTerraform = (path: string, text: string): Promise<ReturnType<typeof JSON.parse>> => parse(path, text);

interface File {
  readonly path: string;
  readonly text: string;
}

/** Everything that `terraform validate` would object to, as far as a schema tells; empty when nothing is. */
export async function checkTerraform(files: readonly File[]): Promise<readonly string[]> {
  const modules = new Map<string, File[]>();
  for (const file of files) {
    const folder = file.path.replace(/\/[^/]*$/, '');
    modules.set(folder, [...(modules.get(folder) ?? []), file]);
  }
  const problems = await Promise.all(
    [...modules].map(async ([folder, inside]) => {
      const schema = schemas[folder.replace(/^terraform\//, '')];
      return schema ? checkModule(inside, schema) : [`${folder}: no schema for this folder`];
    }),
  );
  return problems.flat();
}

async function checkModule(files: readonly File[], schema: Schema): Promise<readonly string[]> {
  const problems: string[] = [];
  const modules = await Promise.all(
    files.map(async ({ path, text }) => ({ path, json: await parseTerraform(path, text) })),
  );
  const declared = new Set<string>();
  const used = new Set<string>();
  const providers = modules.flatMap(({ json }) =>
    blocksIn(json.terraform).flatMap((each) => blocksIn(each.required_providers)),
  );
  const [required] = providers;
  const named = Object.values(required ?? {}).map((each) => bodyOf(each));
  if (providers.length !== 1 || named.length !== 1 || !schema.provider.endsWith(`/${named[0]?.source}`))
    problems.push(`${files[0]?.path}: the module does not require ${schema.provider}, once`);
  for (const { path, json } of modules) {
    for (const key of Object.keys(json)) if (!topLevel.has(key)) problems.push(`${path}: unknown block ${key}`);
    for (const [type, named] of Object.entries(bodyOf(json.resource)))
      for (const [name, bodies] of Object.entries(bodyOf(named))) {
        declare(`${type}.${name}`, path, bodies);
        const body = schema.resources[type];
        if (!body) problems.push(`${path}: unknown resource ${type}`);
        else
          for (const each of bodies as readonly unknown[])
            checkBody(`${path}: ${type}.${name}`, body, bodyOf(each), true);
      }
    for (const [type, named] of Object.entries(bodyOf(json.data)))
      for (const [name, bodies] of Object.entries(bodyOf(named))) {
        declare(`data.${type}.${name}`, path, bodies);
        const body = schema.data?.[type];
        if (!body) problems.push(`${path}: unknown data source ${type}`);
        else
          for (const each of bodies as readonly unknown[])
            checkBody(`${path}: data.${type}.${name}`, body, bodyOf(each), true);
      }
    for (const [name, bodies] of Object.entries(bodyOf(json.variable))) {
      declare(`var.${name}`, path, bodies);
      for (const each of bodies as readonly unknown[]) {
        const { type, description } = bodyOf(each);
        if (typeof type !== 'string' || typeof description !== 'string')
          problems.push(`${path}: variable ${name} lacks a type or a description`);
      }
    }
    for (const [name, bodies] of Object.entries(bodyOf(json.output))) {
      declare(`output.${name}`, path, bodies);
      used.add(`output.${name}`);
    }
  }
  for (const { path, json } of modules)
    for (const { at, expression } of expressions({ ...json, variable: descriptions(json.variable) }, path)) {
      const parts = expression.split('.');
      const [first = '', second = '', third, ...rest] =
        parts[0] === 'data' ? [parts.slice(0, 2).join('.'), ...parts.slice(2)] : parts;
      if (first === 'each') {
        if (second !== 'value') problems.push(`${at}: ${expression}`);
        continue;
      }
      const target = `${first}.${second}`;
      used.add(target);
      const shape =
        first === 'var'
          ? third === undefined
          : third !== undefined && (computed.has(third) || third in (schema.resources[first]?.attributes ?? {}));
      if (!declared.has(target)) problems.push(`${at}: nothing declares ${target}`);
      else if (!shape || rest.length > 0) problems.push(`${at}: ${expression} leads nowhere`);
    }
  for (const each of declared)
    if (each.startsWith('var.') && !used.has(each)) problems.push(`${each} is asked for and never used`);
  return problems;

  function declare(name: string, path: string, bodies: unknown): void {
    if (declared.has(name) || !Array.isArray(bodies) || bodies.length !== 1)
      problems.push(`${path}: ${name} is declared twice`);
    declared.add(name);
  }

  function checkBody(at: string, { attributes, blocks, objects = {} }: Body, value: Json, isResource: boolean): void {
    for (const [key, each] of Object.entries(value)) {
      const attribute = attributes[key];
      const block = blocks[key];
      const object = objects[key];
      if (attribute !== undefined) {
        if (!fits(attribute.replace('!', ''), each)) problems.push(`${at}: ${key} must be ${attribute}`);
      } else if (block) {
        if (!Array.isArray(each) || !each.every(isObject)) problems.push(`${at}: ${key} is a block, not an argument`);
        else {
          if (!block.many && each.length > 1) problems.push(`${at}: there is one block ${key} at most`);
          for (const body of each) checkBody(`${at}.${key}`, block.of, body, false);
        }
      } else if (object) {
        if (object.many ? !Array.isArray(each) || !each.every(isObject) : !isObject(each))
          problems.push(`${at}: ${key} is ${object.many ? 'a list of objects' : 'an object'}`);
        for (const body of Array.isArray(each) ? each : [each])
          checkBody(`${at}.${key}`, object.of, bodyOf(body), false);
      } else if (!isResource || !metaArguments.has(key)) problems.push(`${at}: unknown argument ${key}`);
    }
    for (const [key, type] of Object.entries(attributes))
      if (type.endsWith('!') && !(key in value)) problems.push(`${at}: ${key} is missing`);
    for (const [key, { required }] of Object.entries(blocks))
      if (required && !(key in value)) problems.push(`${at}: the block ${key} is missing`);
    for (const [key, { required }] of Object.entries(objects))
      if (required && !(key in value)) problems.push(`${at}: ${key} is missing`);
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const bodyOf = (value: unknown): Json => (isObject(value) ? value : {});
const blocksIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(bodyOf) : []);

/** A variable's type is written like an expression (`list(string)`) and is none. */
const descriptions = (variables: unknown): Json =>
  Object.fromEntries(
    Object.entries(bodyOf(variables)).map(([name, bodies]) => [
      name,
      (bodies as readonly unknown[]).map((body) => ({ ...bodyOf(body), type: '' })),
    ]),
  );

/** A reference behind the name of a service is a full resource name of Google's: the one template that is written. */
const fullName = /^\/\/[a-z.]+\/(\$\{[^{}]+\})$/;
/** What lies below a resource, in the policies of AWS. */
const below = /^(\$\{[^{}]+\})\/\*$/;
const whole = /^\$\{([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)+)\}$/;
/** `${` or `%{` that is not doubled, hence evaluated. */
const live = /(?<!\$)\$\{|(?<!%)%\{/;

function fits(type: string, value: unknown): boolean {
  if (typeof value === 'string' && whole.test(value)) return true;
  switch (type) {
    // The package knows no more of it: a setting of a zone is a text here and an object there.
    case 'any':
      return true;
    case 'list(string)':
    case 'list(number)':
      return Array.isArray(value) && value.every((each) => fits(type.slice(5, -1), each));
    case 'map(string)':
    case 'map(boolean)':
      return isObject(value) && Object.values(value).every((each) => fits(type.slice(4, -1), each));
    default:
      return typeof value === type;
  }
}

/** Every reference in a parsed file; an expression in the midst of a text is none of ours, and named as it stands. */
function expressions(value: unknown, at: string): readonly { readonly at: string; readonly expression: string }[] {
  if (typeof value === 'string') {
    const [, path] = whole.exec(fullName.exec(value)?.[1] ?? below.exec(value)?.[1] ?? value) ?? [];
    return path !== undefined ? [{ at, expression: path }] : live.test(value) ? [{ at, expression: value }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((each, i) => expressions(each, `${at}[${i}]`));
  return isObject(value) ? Object.entries(value).flatMap(([key, each]) => expressions(each, `${at}.${key}`)) : [];
}

/** The text that Terraform sees behind a string of the parser, which keeps templates escaped. */
export const unescaped = (text: string): string => text.replaceAll(/([$%])\1\{/g, '$1{');

/** A parsed file with every text taken out, so that two can be compared by what the text was put into. */
export function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return whole.test(value) || live.test(value) ? value : 'text';
  if (Array.isArray(value)) return value.map(shapeOf);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)])) : value;
}
