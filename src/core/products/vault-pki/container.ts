import { type Container, fullVersion } from '../../compose/container.ts';

export const container: Container = {
  image: 'hashicorp/vault',
  tag: '1.17.2',
  tagOf: fullVersion,
  source: 'https://github.com/hashicorp/vault/blob/main/Dockerfile',
  files: { 'vault.hcl': '/vault/config/vault.hcl' },
  command: ['server'],
  // Keeps secrets out of swap.
  capabilities: ['IPC_LOCK'],
  // The folder for storage "file", which a drawing does not say.
  data: '/vault/file',
};
