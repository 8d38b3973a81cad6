import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { judge, judgeAll, nothing, type Streams } from '../../../src/lab/wire/judge.ts';
import { Certificates } from '../../support/certificates.ts';
import { recordTls } from '../../support/tls-recording.ts';

const certificates = new Certificates();
afterAll(() => certificates.remove());
const issued = certificates.issue({ issuer: 'private-ca', names: ['a.example'] });
const clientIssued = certificates.issue({ issuer: 'private-ca', names: ['client.example'] });
const asClient = { cert: clientIssued.certificate, key: clientIssued.key };
const asking = { requestCert: true, rejectUnauthorized: false };
const canary = 'k7Qz2mWx9Tb4';

const seen = async (options: Partial<Parameters<typeof recordTls>[0]>) =>
  judge(await recordTls({ issued, ...options }), [canary]);

describe('a TLS connection', () => {
  it.each([
    ['1.0', 'TLSv1'],
    ['1.1', 'TLSv1.1'],
    ['1.2', 'TLSv1.2'],
    ['1.3', 'TLSv1.3'],
  ] as const)('shows that it is version %s', async (version, maxVersion) => {
    expect(await seen({ client: { maxVersion }, say: canary })).toMatchObject({
      state: 'tls',
      proxyHeader: null,
      upgrade: null,
      version,
      keyExchange: 'ecdhe',
      payload: true,
      alert: null,
      canaries: [],
    });
  });

  it('shows the server name and what it could speak, where the client says it', async () => {
    const client = { servername: 'a.example', ALPNProtocols: ['h2', 'http/1.1'] };
    expect(await seen({ client })).toMatchObject({ serverName: 'a.example', offeredAlpn: ['h2', 'http/1.1'] });
    expect(await seen({})).toMatchObject({ serverName: null, offeredAlpn: [] });
  });

  it('has a random of its own', async () => {
    const [one, other] = await Promise.all([recordTls({ issued }), recordTls({ issued })]);
    const { random } = judge(one, []);
    expect(random).toMatch(/^[0-9a-f]{64}$/);
    // Behind the header of the record (5), that of the message (4) and the version (2).
    expect(random).toBe(one.sent.toString('hex', 11, 43));
    expect(judge(other, []).random).not.toBe(random);
  });

  it('shows a client certificate up to version 1.2', async () => {
    const old = { maxVersion: 'TLSv1.2' } as const;
    expect(await seen({ client: old })).toMatchObject({ clientCertificate: 'none' });
    expect(await seen({ client: old, server: asking })).toMatchObject({ clientCertificate: 'asked', payload: true });
    expect(await seen({ client: { ...old, ...asClient } })).toMatchObject({ clientCertificate: 'none' });
    expect(await seen({ client: { ...old, ...asClient }, server: asking })).toMatchObject({
      clientCertificate: 'shown',
    });
    expect(await seen({ client: asClient, server: asking })).toMatchObject({
      version: '1.3',
      clientCertificate: 'hidden',
    });
  });

  it('shows how the keys were agreed on', async () => {
    const [key, certificate] = ['rsa.key', 'rsa.crt'].map((name) => join(certificates.directory, name));
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=a',
        '-keyout',
        `${key}`,
        '-out',
        `${certificate}`,
      ],
      { stdio: 'ignore' },
    );
    const rsa = { certificate: readFileSync(`${certificate}`, 'utf8'), key: readFileSync(`${key}`, 'utf8') };
    const suite = (ciphers: string) => ({ client: { maxVersion: 'TLSv1.2', ciphers } as const, issued: rsa });
    expect(await seen(suite('AES128-GCM-SHA256'))).toMatchObject({ keyExchange: 'rsa' });
    expect(await seen(suite('ECDHE-RSA-AES128-GCM-SHA256'))).toMatchObject({ keyExchange: 'ecdhe' });
  });

  it('knows the hybrid groups', async () => {
    const { sent, received } = await recordTls({ issued, client: { ecdhCurve: 'X25519' } });
    // Extension key_share, 36 bytes of it, group X25519 with 32 bytes: Node 20 has no hybrid group to record.
    const share = received.indexOf(Buffer.from('00330024001d0020', 'hex'));
    expect(share).toBeGreaterThan(0);
    const hybrid = Buffer.from(received);
    hybrid.writeUInt16BE(0x11ec, share + 4);
    expect(judge({ sent, received }, [])).toMatchObject({ keyExchange: 'ecdhe' });
    expect(judge({ sent, received: hybrid }, [])).toMatchObject({ keyExchange: 'hybrid' });
  });

  it('does so when the server wants another group first', async () => {
    const record = { client: { ecdhCurve: 'X25519:P-384' }, server: { ecdhCurve: 'P-384' } };
    expect(await seen(record)).toMatchObject({ version: '1.3', keyExchange: 'ecdhe', payload: true });
    expect(await seen({ ...record, say: '' })).toMatchObject({ version: '1.3', payload: false });
  });
});

describe('payload', () => {
  const suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
  const clients = [{}, { maxVersion: 'TLSv1.2' } as const, ...suites.map((ciphers) => ({ ciphers }))];

  it('is told from a handshake, with and without a client certificate', async () => {
    for (const client of clients)
      for (const [who, server] of [
        [{}, {}],
        [{}, asking],
        [asClient, asking],
      ] as const) {
        const options = { client: { ...client, ...who }, server };
        expect(await seen({ ...options, say: '' }), JSON.stringify(client)).toMatchObject({
          state: 'tls',
          payload: false,
        });
        // As long as a Finished message with either hash, and as nothing in particular.
        for (const length of [1, 36, 52, 300])
          expect(
            await seen({ ...options, say: 'x'.repeat(length) }),
            `${length} ${JSON.stringify(client)}`,
          ).toMatchObject({
            ...{ state: 'tls', payload: true },
          });
      }
  });

  it('was not sent by a client that refuses the certificate', async () => {
    for (const client of clients) {
      const refused = await seen({
        client: { ...client, servername: 'b.example', rejectUnauthorized: true },
        say: canary,
      });
      expect(refused).toMatchObject({ state: 'tls', payload: false });
    }
  });

  it('was not sent where the handshake failed, and the alert says why', async () => {
    const old = { client: { maxVersion: 'TLSv1.1' }, server: { minVersion: 'TLSv1.2' } } as const;
    expect(await seen(old)).toMatchObject({
      state: 'tls',
      version: null,
      payload: false,
      alert: 'protocol_version',
      random: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // As MySQL does.
    const refused = await recordTls({ issued, client: { rejectUnauthorized: true, maxVersion: 'TLSv1.2' } });
    const complaint = Buffer.concat([refused.received, Buffer.from('Bad handshake')]);
    expect(judge({ ...refused, received: complaint }, [])).toEqual(judge(refused, []));
    const { sent } = await recordTls({ issued });
    for (const received of ['', 'HTTP/1.1 400 Bad Request\r\n\r\n'])
      expect(judge({ sent, received: Buffer.from(received) }, [])).toMatchObject({
        ...{ state: 'tls', version: null, payload: false, clientCertificate: 'none' },
      });
  });
});

describe('what is not all TLS', () => {
  it('is plaintext', async () => {
    const { sent, received } = await recordTls({ issued });
    const clear = Buffer.from(canary);
    for (const mixed of [
      { sent: Buffer.concat([sent, clear]), received },
      { sent, received: Buffer.concat([received, clear]) },
      { sent: Buffer.concat([clear, sent]), received },
    ])
      expect(judge(mixed, [canary])).toMatchObject({
        state: 'plaintext',
        payload: true,
        canaries: [canary],
        version: null,
      });
  });

  it('is not a recording that ends inside of a record', async () => {
    const { sent, received } = await recordTls({ issued });
    for (let cut = 1; cut < sent.length; cut++)
      expect(judge({ sent: sent.subarray(0, cut), received }, []).state).toBe('tls');
    for (let cut = 0; cut < received.length; cut++)
      expect(judge({ sent, received: received.subarray(0, cut) }, []).state).toBe('tls');
  });
});

describe('several connections', () => {
  it('show what the weightiest shows, with the canaries of all', async () => {
    const tls = await recordTls({ issued });
    const handshake = await recordTls({ issued, say: '' });
    const failed: Streams = { sent: tls.sent, received: Buffer.alloc(0) };
    const clear: Streams = { sent: Buffer.from(`GET /${canary}`), received: Buffer.alloc(0) };
    const answered: Streams = { sent: Buffer.alloc(0), received: Buffer.from(`220 ${canary}`) };
    expect(judgeAll([], [])).toEqual(nothing);
    expect(judgeAll([answered, tls, clear], [canary])).toMatchObject({ state: 'plaintext', canaries: [canary] });
    expect(judgeAll([failed, handshake, tls], [])).toEqual(judge(tls, []));
    expect(judgeAll([failed, handshake], [])).toEqual(judge(handshake, []));
    expect(judgeAll([answered, failed], [canary])).toEqual({ ...judge(failed, []), canaries: [canary] });
  });
});
