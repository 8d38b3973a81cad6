import { type Container, fullVersion } from '../../compose/container.ts';

export const container: Container = {
  image: 'apache/kafka',
  tag: '4.0.1',
  tagOf: fullVersion,
  source: 'https://github.com/apache/kafka/blob/trunk/docker/examples/README.md',
  files: { 'server.properties': '/mnt/shared/config/server.properties' },
  // The folder for log.dirs, which a drawing does not say: https://github.com/apache/kafka/blob/trunk/docker/jvm/Dockerfile
  data: '/var/lib/kafka/data',
};
