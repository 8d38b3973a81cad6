import { type Container, fullVersion } from '../../compose/container.ts';

export const container: Container = {
  image: 'envoyproxy/envoy',
  tag: 'v1.30.2',
  tagOf: (version) => `v${fullVersion(version)}`,
  source: 'https://github.com/envoyproxy/envoy/blob/main/docs/root/start/docker.rst',
  files: { 'envoy.yaml': '/etc/envoy/envoy.yaml' },
  lowPorts: true,
};
