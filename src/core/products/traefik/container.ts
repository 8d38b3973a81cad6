import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'traefik',
  tag: 'v3.7',
  source: 'https://doc.traefik.io/traefik/getting-started/docker/',
  files: { 'traefik.yaml': '/etc/traefik/traefik.yaml', 'dynamic.yaml': '/etc/traefik/dynamic.yaml' },
};
