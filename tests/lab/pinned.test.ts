import { describe, expect, it } from 'vitest';
import { find } from '../../src/lab/programs.ts';
import { servers } from '../../src/lab/servers/index.ts';
import { type Details, draw } from '../support/draw.ts';
import { toldOf, tryOut } from '../support/lab-trial.ts';
import { requireProgram } from '../support/servers.ts';

// What the lab found to be otherwise than was said, each as a small drawing; docs/wire-lab.md tells the stories.

const missing = [...servers.values()]
  .flatMap(({ needs }) => needs)
  .filter((each) => find(each) === null)
  .map(({ name, debian }) => requireProgram(name, debian));

const store = (link: string, protocol: string, dial = {}): NonNullable<Details['links']> => ({
  [link]: { protocol, dial },
});
const privately = { tls: { certificate: { issuer: 'private-ca' } } } as const;

interface Case {
  readonly name: string;
  readonly drawn: string;
  readonly details?: Details;
  /** Flows tried, and how they are to end: a case that is left out proves nothing. */
  readonly ends: readonly ('works' | 'failed' | null)[];
}

const cases: readonly Case[] = [
  {
    name: 'an impostor before PostgreSQL gets round the channel binding of SCRAM',
    drawn: 'client(api-client) --> app(generic-service)[plaintext] =none=> db(postgresql)[terminate]',
    details: { links: store('app-db', 'postgres'), listeners: { db: privately } },
    ends: ['works'],
  },
  {
    name: 'libpq that takes plaintext as well is talked out of TLS, although the server insists on it',
    drawn: 'client(api-client) --> app(generic-service)[plaintext] ~~> db(postgresql)[terminate]',
    details: { links: store('app-db', 'postgres'), listeners: { db: privately } },
    ends: ['works'],
  },
  {
    name: 'through a stunnel that dials TLS nothing is claimed of PostgreSQL: libpq does not log in by SCRAM',
    drawn:
      'client(api-client) --> app(generic-service)[plaintext] --> relay(stunnel)[plaintext] ==> db(postgresql)[terminate]',
    details: { links: { ...store('app-relay', 'postgres'), ...store('relay-db', 'postgres') } },
    ends: [null],
  },
  {
    name: 'the client of MariaDB checks issuer and name together, and sends no name',
    drawn: 'client(api-client) --> app(generic-service)[plaintext] =ca=> db(mariadb)[terminate]',
    details: { links: store('app-db', 'mysql', { trusts: ['private-ca'] }), listeners: { db: privately } },
    ends: ['works'],
  },
  {
    name: 'the client of MariaDB goes on in plaintext where it checks nothing',
    drawn: 'client(api-client) --> app(generic-service)[plaintext] =none=> db(mariadb)[permissive]',
    details: { links: store('app-db', 'mysql'), listeners: { db: privately } },
    ends: ['works'],
  },
  {
    name: 'NGINX with one way on waits for no ClientHello, and lets a server that greets first through',
    drawn: 'client(api-client) --> app(generic-service)[plaintext] ~~> relay(nginx)[sni] --> db(mariadb)[permissive]',
    details: { links: { ...store('app-relay', 'mysql'), ...store('relay-db', 'mysql') }, listeners: { db: privately } },
    ends: ['works'],
  },
  {
    name: 'who believes self-signed certificates alone, and meets none, has a file that holds nobody’s CA',
    drawn: 'client(api-client) --> edge(nginx)[plaintext] ==> app(node-service)[terminate]',
    details: { links: { 'edge-app': { dial: { trusts: ['self-signed'] } } }, listeners: { app: privately } },
    ends: ['failed'],
  },
  {
    name: 'who trusts public CAs and meets none has their file all the same',
    drawn: 'client(api-client) --> edge(nginx)[plaintext] ==> app(node-service)[terminate]',
    details: { links: { 'edge-app': { dial: { trusts: ['public-ca'] } } }, listeners: { app: privately } },
    ends: ['failed'],
  },
  {
    name: 'a service reads the PROXY protocol header that is drawn',
    drawn: 'client(api-client) --> edge(haproxy)[tcp] ==> app(node-service)[terminate]',
    details: {
      links: {
        'client-edge': { dial: { tls: 'tls', verify: 'none' } },
        'edge-app': { dial: { sendsProxyProtocol: 'v2' } },
      },
      listeners: { app: { acceptsProxyProtocol: true, ...privately } },
    },
    ends: ['works'],
  },
  {
    name: 'Apache dials the name on the certificate, which is led to the right host by hand',
    drawn: 'client(api-client) --> edge(apache)[plaintext] ==> app(node-service)[terminate]',
    details: {
      links: { 'edge-app': { dial: { trusts: ['private-ca'] } } },
      listeners: { app: { tls: { certificate: { issuer: 'private-ca', names: ['other.internal'] } } } },
    },
    ends: ['works'],
  },
  {
    name: 'a client of a server that greets first has said nothing when the way on is shut',
    drawn:
      'client(api-client) --> app(generic-service)[plaintext] --> relay(haproxy)[plaintext] ==> db(mariadb)[terminate]',
    details: {
      links: { ...store('app-relay', 'mysql'), ...store('relay-db', 'mysql', { trusts: ['private-ca'] }) },
      listeners: { db: privately },
    },
    ends: ['failed'],
  },
  {
    name: 'MariaDB demands client certificates account by account, by statements that are exported',
    drawn: 'client(api-client) --> app(generic-service)[plaintext] ==> db(mariadb)[mutual]',
    details: { links: store('app-db', 'mysql', { trusts: ['private-ca'] }), listeners: { db: privately } },
    ends: ['failed'],
  },
  {
    name: 'up to TLS 1.2 HAProxy logs a missing client certificate as a handshake that failed',
    drawn: 'client(api-client) --> edge(haproxy)[plaintext] ==> app(node-service)[mutual]',
    details: {
      links: { 'edge-app': { dial: { trusts: ['private-ca'], maxVersion: '1.2' } } },
      listeners: { app: privately },
    },
    ends: ['failed'],
  },
  {
    name: 'one session over two links behind a passthrough hop, byte for byte',
    drawn:
      'client(api-client) ==> edge(nginx)[sni] --> gateway(haproxy)[terminate] =mutual=> app(generic-service)[mutual]',
    details: { links: { 'gateway-app': { dial: { trusts: ['private-ca'] } } }, listeners: { app: privately } },
    ends: ['works'],
  },
];

describe.skipIf(missing.length > 0)('what the wire lab has taught', () => {
  it.each(cases)('$name', async ({ drawn, details, ends }) => {
    const report = await tryOut(draw(drawn, details));
    expect(report && toldOf(report)).toEqual([]);
    expect(report?.flows.map(({ observed }) => observed)).toEqual(ends);
  });
});
