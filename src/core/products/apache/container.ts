import type { Container } from '../../compose/container.ts';

const site = '/etc/apache2/sites-available/plainsight.conf';

/** The image builds every module to be loaded: https://github.com/docker-library/httpd/blob/master/2.4/Dockerfile */
const modules = [
  ...['authz_core', 'headers', 'http2', 'lbmethod_byrequests', 'mpm_event', 'proxy', 'proxy_balancer'],
  ...['proxy_http', 'remoteip', 'rewrite', 'slotmem_shm', 'socache_shmcb', 'ssl', 'unixd'],
];

/** The site stands for the main file, whose `Listen 80` would be in its way; what that says besides goes ahead of it. */
export const container: Container = {
  image: 'httpd',
  tag: '2.4',
  source: 'https://github.com/docker-library/docs/blob/master/httpd/content.md',
  files: { 'plainsight.conf': site },
  command: [
    'httpd-foreground',
    ...['-f', site],
    ...modules.flatMap((name) => ['-C', `LoadModule ${name}_module modules/mod_${name}.so`]),
    ...['User www-data', 'Group www-data', 'ErrorLog /proc/self/fd/2'].flatMap((line) => ['-C', line]),
  ],
};
