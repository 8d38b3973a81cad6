import { checkEnvoy } from './envoy-schema.ts';

/**
 * What Envoy looks at when it loads a bootstrap file and no schema can say: that names are unique, that what is
 * referred to is there, and that filters stand in an order that works. After its sources: listener_manager_impl.cc,
 * filter_chain_manager_impl.cc, config_impl.cc of the router, cluster_manager_impl.cc.
 */
export function checkBootstrap(bootstrap: unknown): readonly string[] {
  const problems = [...checkEnvoy(bootstrap)];
  if (problems.length > 0) return problems;
  const { listeners, clusters } = record(record(bootstrap).static_resources);
  const known = uniqueNames(clusters, 'cluster', problems);
  uniqueNames(listeners, 'listener', problems);
  for (const cluster of list(clusters)) checkCluster(cluster, problems);
  for (const listener of list(listeners)) checkListener(listener, problems);
  for (const name of namesIn(listeners, ['cluster'])) if (!known.has(name)) problems.push(`no cluster ${name}`);
  for (const { weighted_clusters: weighted } of recordsIn(listeners))
    for (const { name } of list(record(weighted).clusters))
      if (!known.has(String(name))) problems.push(`no cluster ${name}`);
  return problems;
}

type Json = Readonly<Record<string, unknown>>;

function checkListener(listener: Json, problems: string[]): void {
  const at = String(listener.name);
  const filters = list(listener.listener_filters).map(({ name }) => String(name));
  const matches = list(listener.filter_chains).map(({ filter_chain_match: match }) => record(match));
  if (matches.some((match) => 'server_names' in match || 'transport_protocol' in match))
    if (!filters.includes('envoy.filters.listener.tls_inspector'))
      problems.push(`${at}: nothing reads the server name`);
  if (filters.indexOf('envoy.filters.listener.proxy_protocol') > 0)
    problems.push(`${at}: the PROXY header stands in front of the ClientHello`);
  const taken = new Set<string>();
  for (const match of matches)
    for (const name of Array.isArray(match.server_names) ? match.server_names : ['']) {
      const key = `${match.transport_protocol ?? ''} ${name}`;
      if (taken.has(key)) problems.push(`${at}: two filter chains match ${key}`);
      taken.add(key);
      if (name === '*' || String(name).slice(1).includes('*')) problems.push(`${at}: no wildcard may be ${name}`);
    }
  for (const { route_config: routes, http_filters: httpFilters } of recordsIn(listener.filter_chains)) {
    if (routes === undefined) continue;
    if (list(httpFilters).at(-1)?.name !== 'envoy.filters.http.router') problems.push(`${at}: the router must be last`);
    const domains = list(record(routes).virtual_hosts).flatMap((host) => host.domains as readonly string[]);
    if (new Set(domains).size !== domains.length) problems.push(`${at}: a domain belongs to two virtual hosts`);
  }
}

function checkCluster(cluster: Json, problems: string[]): void {
  const [options] = Object.values(record(cluster.typed_extension_protocol_options)).map(record);
  const socket = JSON.stringify(cluster.transport_socket ?? {});
  if (options && 'auto_config' in options && !socket.includes('UpstreamTlsContext'))
    problems.push(`${cluster.name}: auto_config needs a transport socket with ALPN`);
  for (const { socket_address: socket } of recordsIn(cluster.load_assignment)) {
    if (socket === undefined) continue;
    const host = String(record(socket).address);
    if ((cluster.type === 'STATIC') !== /^[\d.]+$|:/.test(host))
      problems.push(`${cluster.name}: ${cluster.type} does not suit ${host}`);
  }
}

function uniqueNames(items: unknown, what: string, problems: string[]): ReadonlySet<string> {
  const names = list(items).map(({ name }) => String(name));
  const unique = new Set(names);
  if (unique.size !== names.length) problems.push(`two of a ${what} share a name`);
  return unique;
}

/** Every text under one of these keys, at any depth. */
const namesIn = (value: unknown, keys: readonly string[]): readonly string[] =>
  recordsIn(value).flatMap((each) => keys.flatMap((key) => (typeof each[key] === 'string' ? [each[key]] : [])));

function recordsIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(recordsIn)];
}

const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : []);
