import { spawnSync } from 'node:child_process';
import { fileOf, portsOf, type Server } from './server.ts';

export const caddy: Server = {
  needs: [{ name: 'caddy', debian: 'caddy' }],
  tooOldFor: ({ node, listeners, upstreams }) =>
    isOld() &&
    (listeners.some(({ acceptsProxyProtocol }) => acceptsProxyProtocol) ||
      upstreams.some(({ sendsProxyProtocol }) => sendsProxyProtocol !== null))
      ? `${node.title}: Caddy has the PROXY protocol since 2.7, and this machine an older one`
      : null,
  start: (site) => ({
    command: ['caddy', 'run', '--adapter', 'caddyfile', '--config', fileOf(site, 'Caddyfile')],
    ports: portsOf(site),
    // Caddy is written in Go, whose system store can be named: https://pkg.go.dev/crypto/x509
    env: {
      HOME: site.work,
      XDG_DATA_HOME: site.work,
      XDG_CONFIG_HOME: site.work,
      SSL_CERT_FILE: site.publicCas,
    },
  }),
};

/** https://github.com/caddyserver/caddy/releases/tag/v2.7.0 */
function isOld(): boolean {
  const [, minor = '0'] = /v2\.(\d+)/.exec(spawnSync('caddy', ['version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
  return Number(minor) < 7;
}
