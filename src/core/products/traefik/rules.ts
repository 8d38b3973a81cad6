import { allOf, anyOf, matcher } from '../../config/traefik-rule.ts';

/** Any of the hosts, and the path; without a host, for every one. */
export const httpRule = (hosts: readonly string[], path: string): string =>
  allOf([
    ...(hosts.length > 0 ? [anyOf('Host', hosts)] : []),
    ...(path === '/' && hosts.length > 0 ? [] : [matcher('PathPrefix', path)]),
  ]);

/** Any of the server names; without one, every connection. */
export const tcpRule = (names: readonly string[]): string => anyOf('HostSNI', names.length > 0 ? names : ['*']);

/**
 * A rule that matches the same and holds these names besides: before a request is read, TLS options can only be
 * chosen by the names in rules. https://github.com/traefik/traefik/blob/v3.7.9/pkg/server/router/tcp/manager.go
 */
export const holding = (rule: string, names: readonly string[]): string =>
  names.length > 0 ? allOf([`${anyOf('Host', names)} || ${matcher('PathPrefix', '/')}`, rule]) : rule;
