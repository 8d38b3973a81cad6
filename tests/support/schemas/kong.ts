import { compile, distinct, flag, list, oneOf, only, pattern, type Schema, text, whole } from './strict.ts';

/**
 * The declarative configuration of Kong Gateway 3.9.3, as far as routing and TLS go, written down from its own entities
 * with their checks: https://github.com/Kong/kong/tree/3.9.3/kong/db/schema/entities, and the settings of kong.conf:
 * https://github.com/Kong/kong/blob/3.9.3/kong.conf.default.
 */
const id = pattern(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const name = pattern(/^[A-Za-z0-9._~-]+$/);
const host = pattern(/^(?:[A-Za-z0-9._-]+|[0-9a-fA-F:]+:[0-9a-fA-F:.]*)$/);
const wildcardHost = pattern(/^(?:(?:\*\.)?[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])$/);
const path = pattern(/^\/(?!.*\/\/)[A-Za-z0-9.\-_~/:@!$&'()*+,;=]*$/);
const port = whole(1, 65_535);
const pem = (kind: string): Schema => ({
  type: 'string',
  pattern: `^-----BEGIN ${kind}-----\\n[^]+\\n-----END ${kind}-----$`,
});
const reference = pattern(/^\{vault:\/\/env\/[a-z0-9-]+\}$/);

const secure = { properties: { protocol: { enum: ['https', 'tls'] } } };
const forTls: Schema = {
  if: { not: secure },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
  then: {
    properties: { tls_verify: false, tls_verify_depth: false, ca_certificates: false, client_certificate: false },
  },
};

const plugin = only(
  {
    name: oneOf('response-transformer'),
    config: only({ add: only({ headers: list(pattern(/^[A-Za-z-]+:.+$/)) }, ['headers']) }, ['add']),
  },
  ['name', 'config'],
);

const common = { name, snis: distinct(wildcardHost), plugins: list(plugin) };
const httpRoute = (protocols: readonly string[], more: Readonly<Record<string, Schema>>): Schema =>
  only(
    {
      ...common,
      protocols: distinct(oneOf(...protocols)),
      hosts: distinct(wildcardHost),
      paths: distinct(path),
      preserve_host: flag,
      https_redirect_status_code: oneOf(426, 301, 302, 307, 308),
      ...more,
    },
    ['name', 'protocols', 'paths'],
  );
const destinations = distinct(only({ ip: text, port }, [], { minProperties: 1 }));
const route: Schema = {
  oneOf: [
    httpRoute(['http', 'https'], { strip_path: flag }),
    httpRoute(['grpc', 'grpcs'], { strip_path: { const: false } }),
    only({ ...common, protocols: distinct(oneOf('tcp')), snis: false as unknown as Schema, destinations }, [
      'name',
      'protocols',
      'destinations',
    ]),
    only({ ...common, protocols: distinct(oneOf('tls')), destinations }, ['name', 'protocols', 'destinations']),
    only({ ...common, protocols: distinct(oneOf('tls_passthrough')), destinations }, ['name', 'protocols', 'snis']),
  ],
};

const entities: Schema = only(
  {
    _format_version: oneOf('3.0'),
    services: list(
      only(
        {
          name,
          protocol: oneOf('http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp', 'tls_passthrough'),
          host,
          port,
          retries: whole(0, 32_767),
          tls_verify: flag,
          tls_verify_depth: whole(0, 64),
          ca_certificates: list(id),
          client_certificate: id,
          routes: list(route),
        },
        ['name', 'protocol', 'host'],
        forTls,
      ),
    ),
    upstreams: list(
      only(
        {
          name: host,
          algorithm: oneOf('consistent-hashing', 'least-connections', 'round-robin', 'latency'),
          host_header: host,
          targets: list(
            only({ target: pattern(/^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$/), weight: whole(0, 65_535) }, [
              'target',
            ]),
          ),
        },
        ['name', 'targets'],
      ),
    ),
    certificates: list(
      only(
        {
          id,
          cert: { anyOf: [pem('CERTIFICATE'), reference] },
          key: { anyOf: [pem('PRIVATE KEY'), reference] },
          snis: list(only({ name: wildcardHost }, ['name'])),
        },
        ['id', 'cert', 'key'],
      ),
    ),
    ca_certificates: list(only({ id, cert: pem('CERTIFICATE') }, ['id', 'cert'])),
  },
  ['_format_version'],
);
const checkEntities = compile(entities);

/** Settings of kong.conf with the values that they take; what begins with `nginx_` is handed on to NGINX. */
const listen = (flags: string) =>
  new RegExp(
    `^(?:off|(?:[\\w.-]+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5}(?: (?:${flags}))*(?:, (?:[\\w.-]+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5}(?: (?:${flags}))*)*)$`,
  );
const protocols = /^TLSv1(?:\.[123])?(?: TLSv1\.[123])*$/;
const settings: Readonly<Record<string, RegExp>> = {
  database: /^off$/,
  declarative_config: /^\/\S+$/,
  proxy_listen: listen('ssl|http2|proxy_protocol'),
  stream_listen: listen('ssl|proxy_protocol'),
  ssl_cert: /^\/\S+$/,
  ssl_cert_key: /^\/\S+$/,
  ssl_cipher_suite: /^(?:modern|intermediate|old|fips|custom)$/,
  ssl_protocols: protocols,
  ssl_ciphers: /^[A-Z0-9@=:-]+$/,
  real_ip_header: /^(?:proxy_protocol|X-[A-Za-z-]+)$/,
  trusted_ips: /^[0-9a-fA-F.:/]+(?:,[0-9a-fA-F.:/]+)*$/,
  nginx_proxy_proxy_ssl_protocols: protocols,
  nginx_proxy_grpc_ssl_protocols: protocols,
  nginx_sproxy_proxy_ssl_protocols: protocols,
  nginx_proxy_proxy_ssl_trusted_certificate: /^\/\S+$/,
  nginx_sproxy_proxy_ssl_trusted_certificate: /^\/\S+$/,
  ...Object.fromEntries(
    ['nginx_proxy', 'nginx_sproxy'].flatMap((prefix) => [
      [`${prefix}_ssl_verify_client`, /^(?:on|off|optional|optional_no_ca)$/],
      [`${prefix}_ssl_client_certificate`, /^\/\S+$/],
      [`${prefix}_ssl_verify_depth`, /^\d+$/],
    ]),
  ),
};

/** A kong.conf as a table; a line that is none is a problem. */
export function readKongConf(conf: string): {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
} {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const line of conf.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, key = '', value = ''] = /^([a-z0-9_]+) = ([^#]+)$/.exec(line) ?? [];
    if (key === '') problems.push(`no setting: ${line}`);
    else if (values.has(key)) problems.push(`${key} is set twice`);
    values.set(key, value);
  }
  return { values, problems };
}

/** Everything that Kong would refuse, or leave unserved, in its two files. */
export function checkKong(conf: string, declared: unknown): readonly string[] {
  const { values, problems: unread } = readKongConf(conf);
  const problems = [...unread, ...checkEntities(declared)];
  for (const [key, value] of values) {
    const allowed = settings[key];
    if (!allowed) problems.push(`there is no setting ${key}`);
    else if (!allowed.test(value)) problems.push(`${key} cannot be ${value}`);
  }
  return problems.length > 0 ? problems : [...references(declared as Declared)];
}

interface Declared {
  readonly services?: readonly {
    readonly name: string;
    readonly host: string;
    readonly port?: number;
    readonly ca_certificates?: readonly string[];
    readonly client_certificate?: string;
    readonly routes?: readonly { readonly name: string }[];
  }[];
  readonly upstreams?: readonly { readonly name: string }[];
  readonly certificates?: readonly { readonly id: string; readonly snis?: readonly { readonly name: string }[] }[];
  readonly ca_certificates?: readonly { readonly id: string }[];
}

/** Names and ids are unique, and what is referred to is declared. */
function* references(declared: Declared): Generator<string> {
  const { services = [], upstreams = [], certificates = [], ca_certificates: authorities = [] } = declared;
  const unique: Readonly<Record<string, readonly string[]>> = {
    service: services.map(({ name: each }) => each),
    route: services.flatMap(({ routes = [] }) => routes.map(({ name: each }) => each)),
    upstream: upstreams.map(({ name: each }) => each),
    sni: certificates.flatMap(({ snis = [] }) => snis.map(({ name: each }) => each)),
    id: [...certificates, ...authorities].map(({ id: each }) => each),
  };
  for (const [kind, names] of Object.entries(unique))
    for (const each of names) if (names.indexOf(each) !== names.lastIndexOf(each)) yield `two of the ${kind} ${each}`;
  const known = new Set(unique.id);
  const hosts = new Set(unique.upstream);
  for (const service of services) {
    for (const each of [...(service.ca_certificates ?? []), service.client_certificate ?? []].flat())
      if (!known.has(each)) yield `${service.name}: no certificate ${each}`;
    if (service.port === undefined && !hosts.has(service.host)) yield `${service.name}: no upstream ${service.host}`;
    if (!service.routes) yield `${service.name}: nothing leads there`;
  }
}
