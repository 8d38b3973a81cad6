import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import protobuf from 'protobufjs';

/**
 * A strict reader of Envoy's v3 API, for no Envoy can be installed here. Messages, enums and rules are those of the
 * `.proto` files in @grpc/grpc-js-xds 1.14.1 (Apache-2.0), a snapshot of about Envoy 1.30. What Envoy checks beyond
 * its schema when it loads a file stands in envoy-load.ts.
 */
const require = createRequire(import.meta.url);
const protos = join(dirname(require.resolve('@grpc/grpc-js-xds/package.json')), 'deps');
const searched = [
  ...['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].map((folder) => join(protos, folder)),
  dirname(require.resolve('protobufjs/package.json')),
];

/** Two imports that the package leaves out; no configuration of ours comes near them. */
const stubs = [
  'syntax = "proto3"; package opencensus.proto.trace.v1; message TraceConfig {}',
  'syntax = "proto3"; package opentelemetry.proto.common.v1; message KeyValueList {} message AnyValue {} message KeyValue {}',
];

function load(): protobuf.Root {
  const root = new protobuf.Root();
  for (const stub of stubs) protobuf.parse(stub, root, { keepCase: true });
  root.resolvePath = (_origin, target) =>
    isAbsolute(target) ? target : (searched.map((folder) => join(folder, target)).find(existsSync) ?? null);
  const files = ['config', 'extensions'].flatMap((part) => {
    const folder = join(protos, 'envoy-api/envoy', part);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\/v3\/[^/]+\.proto$/.test(file))
      .map((file) => join(folder, file));
  });
  return root.loadSync(files, { keepCase: true });
}

let loaded: protobuf.Root | undefined;
const root = (): protobuf.Root => {
  loaded ??= load();
  return loaded;
};

type Json = Readonly<Record<string, unknown>>;
type Rules = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** Everything that makes Envoy refuse the value as this message; empty when nothing does. */
export function checkEnvoy(value: unknown, type = 'envoy.config.bootstrap.v3.Bootstrap'): readonly string[] {
  const problems: string[] = [];
  checkMessage(root().lookupType(type), value, type.split('.').at(-1) ?? type, problems);
  return problems;
}

function checkMessage(type: protobuf.Type, value: unknown, at: string, problems: string[]): void {
  const name = type.fullName.slice(1);
  const wellKnown = wellKnownTypes[name];
  if (wellKnown) {
    if (!wellKnown(value)) problems.push(`${at}: ${JSON.stringify(value)} is no ${name}`);
    return;
  }
  if (name === 'google.protobuf.Any') {
    checkAny(value, at, problems);
    return;
  }
  if (!isObject(value)) {
    problems.push(`${at}: ${name} must be an object`);
    return;
  }
  const given = new Map<string, string>();
  for (const [key, each] of Object.entries(value)) {
    const field = fieldOf(type, key);
    if (!field) problems.push(`${at}: ${name} has no field ${key}`);
    else if (each !== null) {
      const group = field.partOf?.name;
      // A synthetic oneof, made for a proto3 optional field, has one member alone.
      const other = group === undefined ? undefined : given.get(group);
      if (other !== undefined) problems.push(`${at}: ${other} and ${key} exclude each other`);
      if (group !== undefined) given.set(group, key);
      checkField(field.resolve(), each, `${at}.${key}`, problems);
    }
  }
  for (const field of type.fieldsArray)
    if (!isGiven(value, field)) for (const lack of lacks(field)) problems.push(`${at}: ${field.name} ${lack}`);
  for (const oneof of type.oneofsArray)
    if (oneof.options?.['(validate.required)'] === true && !given.has(oneof.name))
      problems.push(`${at}: one of ${oneof.fieldsArray.map((field) => field.name).join(', ')} is required`);
}

/** Fields go by the name of the schema or by its lowerCamelCase, as in the JSON form of protobuf. */
const fieldOf = (type: protobuf.Type, key: string): protobuf.Field | undefined =>
  type.fields[key] ?? type.fieldsArray.find(({ name }) => protobuf.util.camelCase(name) === key);

const isGiven = (value: Json, { name }: protobuf.Field): boolean =>
  (value[name] ?? value[protobuf.util.camelCase(name)] ?? null) !== null;

/** What is wrong about a field that was left out: proto3 has it stand at its zero, which a rule may forbid. */
function lacks(field: protobuf.Field): readonly string[] {
  // A member of a oneof is left out with good reason.
  if (field.partOf) return [];
  const { message, repeated, string, enum: enumeration } = rulesOf(field);
  return [
    ...(message?.required === true ? ['is required'] : []),
    ...(atLeast(repeated?.min_items, 1) ? ['needs an entry'] : []),
    ...(atLeast(string?.min_len, 1) && string?.ignore_empty !== true ? ['is required'] : []),
    ...(list(enumeration?.not_in).includes(0) ? ['is required'] : []),
  ];
}

function checkField(field: protobuf.Field, value: unknown, at: string, problems: string[]): void {
  const rules = rulesOf(field);
  if (field instanceof protobuf.MapField) {
    if (!isObject(value)) problems.push(`${at} must be a map`);
    else for (const [key, each] of Object.entries(value)) checkOne(field, each, `${at}.${key}`, problems, {});
  } else if (field.repeated) {
    if (!Array.isArray(value)) {
      problems.push(`${at} must be a list`);
      return;
    }
    const { min_items: min, max_items: max, items } = rules.repeated ?? {};
    if (typeof min === 'number' && value.length < min) problems.push(`${at} needs ${min} entries`);
    if (typeof max === 'number' && value.length > max) problems.push(`${at} holds ${max} entries at most`);
    value.forEach((each, i) => {
      checkOne(field, each, `${at}[${i}]`, problems, isObject(items) ? (items as Rules) : {});
    });
  } else checkOne(field, value, at, problems, rules);
}

function checkOne(field: protobuf.Field, value: unknown, at: string, problems: string[], rules: Rules): void {
  const { resolvedType: resolved, type } = field;
  if (resolved instanceof protobuf.Type) checkMessage(resolved, value, at, problems);
  else if (resolved instanceof protobuf.Enum) {
    const number = typeof value === 'number' ? value : resolved.values[String(value)];
    if (number === undefined || resolved.valuesById[number] === undefined)
      problems.push(`${at}: ${resolved.name} knows no ${JSON.stringify(value)}`);
    else if (list(rules.enum?.not_in).includes(number)) problems.push(`${at}: ${String(value)} is not allowed`);
  } else if (type === 'bool') {
    if (typeof value !== 'boolean') problems.push(`${at} must be true or false`);
  } else if (type === 'string' || type === 'bytes') {
    if (typeof value !== 'string') problems.push(`${at} must be a text`);
    else checkText(value, rules.string ?? rules.bytes ?? {}, at, problems);
  } else if (!isNumber(value, type)) problems.push(`${at} must be ${type}`);
  else checkNumber(Number(value), rules[type] ?? {}, at, problems);
}

function checkText(value: string, rules: Json, at: string, problems: string[]): void {
  const { min_len: min, max_len: max, max_bytes: bytes, well_known_regex: wellKnown, prefix } = rules;
  if (value === '' && rules.ignore_empty === true) return;
  if (typeof min === 'number' && [...value].length < min) problems.push(`${at} is too short`);
  if (typeof max === 'number' && [...value].length > max) problems.push(`${at} is too long`);
  if (typeof bytes === 'number' && Buffer.byteLength(value) > bytes) problems.push(`${at} is too long`);
  if (typeof prefix === 'string' && !value.startsWith(prefix)) problems.push(`${at} must start with ${prefix}`);
  // The lax form of HTTP_HEADER_NAME and HTTP_HEADER_VALUE: no line break, no NUL.
  if (wellKnown !== undefined && ['\r', '\n', '\0'].some((each) => value.includes(each)))
    problems.push(`${at} holds a line break`);
}

function checkNumber(value: number, rules: Json, at: string, problems: string[]): void {
  const { gt, gte, lt, lte } = rules;
  const outside =
    (typeof gt === 'number' && value <= gt) ||
    (typeof gte === 'number' && value < gte) ||
    (typeof lt === 'number' && value >= lt) ||
    (typeof lte === 'number' && value > lte);
  if (outside) problems.push(`${at}: ${value} is out of range`);
}

/** A message of any type, which its `@type` names: the extension's own schema goes on inside. */
function checkAny(value: unknown, at: string, problems: string[]): void {
  const { '@type': url, ...rest } = isObject(value) ? value : {};
  const name = typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : '';
  const found = name === '' ? null : root().lookup(name);
  if (!(found instanceof protobuf.Type) || !String(url).startsWith('type.googleapis.com/'))
    problems.push(`${at}: there is no type ${JSON.stringify(url)}`);
  else checkMessage(found, rest, at, problems);
}

const bool = (value: unknown): boolean => typeof value === 'boolean';
const text = (value: unknown): boolean => typeof value === 'string';
const wellKnownTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  'google.protobuf.Duration': (value) => typeof value === 'string' && /^-?\d+(\.\d{1,9})?s$/.test(value),
  'google.protobuf.Timestamp': (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'google.protobuf.Struct': (value) => isObject(value),
  'google.protobuf.Value': () => true,
  'google.protobuf.ListValue': (value) => Array.isArray(value),
  'google.protobuf.BoolValue': bool,
  'google.protobuf.StringValue': text,
  'google.protobuf.BytesValue': text,
  'google.protobuf.UInt32Value': (value) => isNumber(value, 'uint32'),
  'google.protobuf.Int32Value': (value) => isNumber(value, 'int32'),
  'google.protobuf.UInt64Value': (value) => isNumber(value, 'uint64'),
  'google.protobuf.Int64Value': (value) => isNumber(value, 'int64'),
  'google.protobuf.DoubleValue': (value) => isNumber(value, 'double'),
  'google.protobuf.FloatValue': (value) => isNumber(value, 'float'),
};

function isNumber(value: unknown, type: string): boolean {
  if (type === 'double' || type === 'float') return typeof value === 'number' && Number.isFinite(value);
  // The JSON form of protobuf writes 64-bit numbers as texts.
  const number = type.endsWith('64') && typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return false;
  const unsigned = type.startsWith('u') || type.startsWith('fixed');
  const [least, most] = unsigned ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  return type.endsWith('64') ? !unsigned || number >= 0 : number >= least && number <= most;
}

/** The rules of protoc-gen-validate on a field, merged; kinds by name: `string`, `repeated`, `message`, `enum` … */
function rulesOf(field: protobuf.Field): Rules {
  const parsed: unknown = field.parsedOptions;
  const merged: Record<string, Json> = {};
  for (const option of Array.isArray(parsed) ? parsed : []) {
    const rules: unknown = isObject(option) ? option['(validate.rules)'] : undefined;
    if (isObject(rules))
      for (const [kind, more] of Object.entries(rules)) if (isObject(more)) merged[kind] = { ...merged[kind], ...more };
  }
  return merged;
}

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const atLeast = (value: unknown, least: number): boolean => typeof value === 'number' && value >= least;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
