import { describe, expect, it } from 'vitest';
import { bundleOf, textOf } from '../../support/bundling.ts';
import { draw } from '../../support/draw.ts';

const settingsOf = (node: string, ...drawing: Parameters<typeof draw>) =>
  JSON.parse(textOf(bundleOf(draw(...drawing)), `lab/services/${node}/_settings.json`));

describe('the stand-in of a service', () => {
  it.each([
    ['plaintext', 'plaintext', null, true],
    ['terminate', 'terminate', 'lab/services/app/servers/in-behind.mjs', true],
    ['mutual', 'terminate', 'lab/services/app/servers/in-behind.mjs', true],
    ['permissive', 'permissive', 'lab/services/app/servers/in-behind.mjs', true],
  ])('listens as it is drawn to: %s', (listener, mode, code, door) => {
    const { listeners } = settingsOf('app', `a ==> app[${listener}]`);
    expect(listeners).toEqual([expect.objectContaining({ mode, code, door, http: true, proxyProtocol: false })]);
  });

  it('runs the code that is exported for a service in Node.js', () => {
    const drawing = 'a ==> app(node-service)[terminate] ==> b[terminate]';
    const { listeners, calls } = settingsOf('app', drawing);
    expect(listeners).toEqual([expect.objectContaining({ code: 'app/servers/in.mjs', door: false })]);
    expect(calls).toEqual([expect.objectContaining({ link: 'app-b', code: 'app/app-b.mjs' })]);
  });

  it('puts a door before it where a PROXY protocol header comes first', () => {
    const { listeners } = settingsOf('app', 'a ==> lb(haproxy)[tcp] --> app(node-service)[terminate]', {
      links: { 'lb-app': { dial: { sendsProxyProtocol: 'v2' } } },
      listeners: { app: { acceptsProxyProtocol: true } },
    });
    expect(listeners).toEqual([
      expect.objectContaining({ proxyProtocol: true, door: true, code: 'lab/services/app/servers/in-behind.mjs' }),
    ]);
  });

  it('calls what it is drawn to call over HTTP, and no database', () => {
    const { calls } = settingsOf(
      'app',
      ['a --> app[plaintext] --> b[plaintext]', 'app ==> db(postgresql)[terminate]'],
      {
        links: { 'app-db': { protocol: 'postgres' } },
      },
    );
    expect(calls).toEqual([{ link: 'app-b', to: 'b', path: '/', host: null, code: 'lab/services/app/app-b.mjs' }]);
  });

  it('says that it relays nothing unopened', () => {
    const readme = textOf(bundleOf(draw('a ==> app[tcp] --> b(nginx)[terminate]')), 'README.md');
    expect(readme).toContain('The stand-in of app relays nothing unopened: it does not listen on in.');
  });
});
