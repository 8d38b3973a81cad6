/** An Application Gateway is one resource whose blocks know each other by name: where each kind of name leads. */
const kinds: Readonly<Record<string, string>> = {
  backend_address_pool_name: 'backend_address_pool',
  backend_http_settings_name: 'backend_http_settings',
  backend_name: 'backend',
  default_backend_address_pool_name: 'backend_address_pool',
  default_backend_http_settings_name: 'backend_http_settings',
  default_rewrite_rule_set_name: 'rewrite_rule_set',
  frontend_ip_configuration_name: 'frontend_ip_configuration',
  frontend_port_name: 'frontend_port',
  http_listener_name: 'http_listener',
  listener_name: 'listener',
  redirect_configuration_name: 'redirect_configuration',
  rewrite_rule_set_name: 'rewrite_rule_set',
  ssl_certificate_name: 'ssl_certificate',
  ssl_profile_name: 'ssl_profile',
  target_listener_name: 'http_listener',
  trusted_client_certificate_names: 'trusted_client_certificate',
  trusted_root_certificate_names: 'trusted_root_certificate',
  url_path_map_name: 'url_path_map',
};

type Gateway = Readonly<Record<string, unknown>>;

/** Names in a gateway that lead nowhere, names that are given twice, and rules of one priority; empty when all is well. */
export function gatewayProblems(gateway: Gateway): {
  readonly problems: readonly string[];
  readonly references: number;
} {
  const problems: string[] = [];
  let references = 0;
  const named = (kind: string): readonly unknown[] =>
    ((gateway[kind] ?? []) as readonly { readonly name?: unknown }[]).map(({ name }) => name);
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      const kind = kinds[key];
      if (kind === undefined) look(each);
      else
        for (const name of [each].flat()) {
          references++;
          if (!named(kind).includes(name)) problems.push(`${key} ${name} leads nowhere`);
        }
    }
  };
  look(gateway);
  for (const kind of new Set(Object.values(kinds)))
    if (new Set(named(kind)).size < named(kind).length) problems.push(`two blocks ${kind} have one name`);
  const rules = ['request_routing_rule', 'routing_rule'].flatMap(
    (kind) => (gateway[kind] ?? []) as readonly { readonly priority?: unknown }[],
  );
  if (new Set(rules.map(({ priority }) => priority)).size < rules.length) problems.push('two rules have one priority');
  return { problems, references };
}
