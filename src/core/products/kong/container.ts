import type { Container } from '../../compose/container.ts';

export const container: Container = {
  image: 'kong',
  tag: '3.9',
  source: 'https://github.com/Kong/docker-kong/blob/master/Dockerfile.deb',
  // Where Kong looks by itself: https://github.com/Kong/kong/blob/master/kong/conf_loader/constants.lua
  files: { 'kong.conf': '/etc/kong/kong.conf', 'kong.yml': '/etc/kong/kong.yml' },
  lowPorts: true,
};
