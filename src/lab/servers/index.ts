import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import { haproxy } from './haproxy.ts';
import { hitch } from './hitch.ts';
import { mariadb } from './mariadb.ts';
import { nginx } from './nginx.ts';
import { postgresql } from './postgresql.ts';
import { redis } from './redis.ts';
import type { Server } from './server.ts';
import { stunnel } from './stunnel.ts';
import { varnish } from './varnish.ts';

/** Products that run from their exported files, as processes of one machine. */
export const servers: ReadonlyMap<string, Server> = new Map([
  ['apache', apache],
  ['caddy', caddy],
  ['haproxy', haproxy],
  ['hitch', hitch],
  ['mariadb', mariadb],
  ['nginx', nginx],
  ['postgresql', postgresql],
  ['redis', redis],
  ['stunnel', stunnel],
  ['varnish', varnish],
]);
