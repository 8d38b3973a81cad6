import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { servesHttp } from '../core/clients/listener.ts';
import { node as nodeLanguage } from '../core/clients/node/index.ts';
import { libpqParameters } from '../core/clients/postgres-client.ts';
import { conninfo } from '../core/config/dsn.ts';
import { protocolOf } from '../core/model/protocols.ts';
import type { NodeExport } from '../core/plan/bundle.ts';
import type { Plan, PlannedListener, Upstream } from '../core/plan/plan.ts';
import text from './program.mjs?raw';
import type { Program } from './programs.ts';

/** Products that are a program of somebody's own, or a person's: the lab's own program stands for them. */
const kinds = new Set(['client', 'service']);
export const isProgram = ({ product }: Plan): boolean => kinds.has(product.kind) && product.operator === null;

/** Where the scripts and the code lie that a program dials and listens by. */
export interface Place {
  readonly at: (path: string) => string;
  readonly work: string;
  readonly publicCas: string;
  readonly password: string;
  readonly control: number;
}

/** Writes the program and its instructions; the result is the words that start it. */
export function writeProgram(plan: Plan, exported: NodeExport, place: Place): readonly string[] {
  const file = join(place.work, 'program.mjs');
  const config = join(place.work, 'config.json');
  writeFileSync(file, text);
  writeFileSync(config, JSON.stringify(configOf(plan, exported, place), null, 2));
  return [process.execPath, file, config];
}

function configOf(plan: Plan, exported: NodeExport, place: Place) {
  const calls = plan.upstreams.filter((each) => !whyNoCall(plan, exported, each));
  return {
    node: plan.node.id,
    control: place.control,
    password: place.password,
    listeners: plan.listeners.map((listener) => ({
      id: listener.id,
      port: listener.port,
      http: servesHttp(listener),
      mode: listener.mode,
      acceptsProxyProtocol: listener.acceptsProxyProtocol,
      // What the code leaves to its owner, who knows his own framework, is the lab's to do.
      code:
        listener.acceptsProxyProtocol || listener.mode === 'permissive'
          ? null
          : exportedFile(exported, place, `/servers/${listener.id}.mjs`),
      tls: listener.mode === 'terminate' || listener.mode === 'permissive' ? tlsOf(plan, listener) : null,
    })),
    calls: Object.fromEntries(
      calls.map((upstream) => [
        upstream.link,
        {
          to: upstream.node,
          protocol: upstream.protocol,
          authority: upstream.match?.host?.[0]?.replace('*', 'any') ?? authorityOf(upstream),
          path: upstream.match?.path ?? '/',
          attempts: attemptsOf(plan, exported, place, upstream),
        },
      ]),
    ),
  };
}

const authorityOf = ({ tls, host, serverName, port }: Upstream): string =>
  `${tls !== 'plaintext' && !serverName.includes('*') ? serverName : host}:${port}`;

function tlsOf(plan: Plan, listener: PlannedListener) {
  const { files, clientCertificate, versions, alpn } = listener;
  const code = nodeLanguage.server(plan, listener)?.print([]) ?? '';
  // What the code of a service in Node.js would say, and no second opinion.
  const said = (name: string) => new RegExp(`^ {2}${name}: "([^"]*)",$`, 'm').exec(code)?.[1] ?? null;
  return {
    certificate: files.certificate,
    key: files.key,
    clientCa: files.clientCa,
    clientCertificate,
    minVersion: said('minVersion') ?? `TLSv${versions[0]}`,
    maxVersion: said('maxVersion') ?? `TLSv${versions[1]}`,
    ciphers: said('ciphers'),
    alpn,
  };
}

/** What each attempt of a dial is made by: the exported script where it says everything, else code for Node.js. */
function attemptsOf(plan: Plan, exported: NodeExport, place: Place, upstream: Upstream): readonly unknown[] {
  // Only the clients of databases fall back by themselves; whoever else is drawn so tries once more.
  if (upstream.tls === 'opportunistic' && !fallsBack.has(upstream.protocol))
    return [
      codeFor(plan, place, { ...upstream, tls: 'tls', verify: 'none' }),
      codeFor(plan, place, { ...upstream, tls: 'plaintext' }, '-plaintext'),
    ];
  if (upstream.protocol === 'postgres') return [{ kind: 'libpq', conninfo: conninfo(libpqParameters(plan, upstream)) }];
  const script = scriptFor(plan, exported, place, upstream);
  if (script && scriptSaysAll(plan, exported, upstream)) return [script];
  if (upstream.protocol === 'mysql') return script ? [script] : [];
  const own = exportedFile(exported, place, `/${upstream.link}.mjs`);
  if (own && upstream.protocol === 'http') return [{ kind: 'code', file: own, style: 'http' }];
  return [codeFor(plan, place, upstream)];
}

/** Whether the exported script is the dial as drawn; what a person would write in Node.js is dialled by code. */
const scriptSaysAll = ({ product }: Plan, { notices }: NodeExport, { link }: Upstream): boolean =>
  product.id !== 'node-service' &&
  !notices.some(({ kind, about }) => about === link && (kind === 'lost' || kind === 'weakened'));

const fallsBack = new Set(['postgres', 'mysql']);

function scriptFor(plan: Plan, exported: NodeExport, place: Place, upstream: Upstream) {
  const { link, protocol, verify, serverName } = upstream;
  const style = { http: 'curl', mysql: 'mariadb', redis: 'redis' }[protocol];
  if (style === undefined) return null;
  const one = exportedFile(exported, place, `/${link}-${style === 'redis' ? 'redis-cli' : style}.sh`);
  // The client of MariaDB checks the name that it dials: its notice says to dial the one on the certificate.
  const host = style === 'mariadb' && verify !== 'none' ? [`--host=${serverName}`] : [];
  if (one) return { kind: 'script', file: one, args: host, style, ca: place.publicCas };
  const many = style === 'curl' ? exportedFile(exported, place, `${plan.node.id}/curl.sh`) : null;
  return many ? { kind: 'script', file: many, args: [link], style, ca: place.publicCas } : null;
}

/** Code for Node.js that makes this dial; of a protocol that it knows no library for, a stream. */
function codeFor(plan: Plan, place: Place, upstream: Upstream, suffix = '') {
  const http = protocolOf(upstream.protocol).http;
  const [code] = nodeLanguage.client(plan, http ? upstream : { ...upstream, protocol: 'tcp' }) ?? [];
  if (!code) throw new Error(`${upstream.link}: nothing dials ${upstream.protocol}`);
  const file = join(place.work, `${upstream.link}${suffix}.mjs`);
  writeFileSync(file, code.print([]));
  return { kind: 'code', file, style: http ? 'http' : upstream.protocol === 'redis' ? 'redis' : 'line' };
}

function exportedFile({ files }: NodeExport, { at }: Place, ending: string): string | null {
  const found = files.find(({ path }) => path.endsWith(ending));
  return found ? at(found.path) : null;
}

/** Why the lab's program can't make a dial as it is drawn, or null. */
export function whyNoCall(plan: Plan, exported: NodeExport, upstream: Upstream): string | null {
  const { protocol, sendsProxyProtocol, negotiation, tls, forwarded } = upstream;
  if (forwarded) return 'a program of the lab relays nothing unopened';
  if (!spoken.has(protocol)) return `no program of the lab speaks ${protocolOf(protocol).title}`;
  const lost = exported.notices.find(({ kind, about }) => kind === 'lost' && about === upstream.link);
  if (protocol === 'postgres' && lost) return lost.message;
  if (protocol === 'postgres' && negotiation === 'direct' && tls !== 'plaintext')
    return 'psql dials TLS directly from version 17 on';
  if (negotiation === 'in-band' && protocol !== 'postgres' && protocol !== 'mysql')
    return `no program of the lab asks for TLS in band on ${protocolOf(protocol).title}`;
  if (sendsProxyProtocol === null) return null;
  return protocol === 'http' && sendsProxyProtocol === 'v1' && scriptSaysAll(plan, exported, upstream)
    ? null
    : 'no program of the lab puts this PROXY protocol header in front';
}

const spoken = new Set(['http', 'tcp', 'postgres', 'mysql', 'redis']);

/** The tools that a program's dials are made by. */
export const toolsOf = ({ upstreams }: Plan): readonly Program[] =>
  upstreams.flatMap(({ protocol }): readonly Program[] => {
    switch (protocol) {
      case 'http':
        return [{ name: 'curl', debian: 'curl' }];
      case 'postgres':
        return [{ name: 'psql', debian: 'postgresql-client' }];
      case 'mysql':
        return [{ name: 'mariadb', debian: 'mariadb-client' }];
      case 'redis':
        return [{ name: 'redis-cli', debian: 'redis-tools' }];
      default:
        return [];
    }
  });
