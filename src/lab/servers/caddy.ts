import { fileOf, portsOf, type Server } from './server.ts';

export const caddy: Server = {
  needs: [{ name: 'caddy', debian: 'caddy' }],
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
