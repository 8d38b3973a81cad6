import { expect, test } from 'vitest';
import { check } from '../../../src/core/index.ts';
import { draw } from '../../support/draw.ts';

const drawn = (product: string, issuer: 'private-ca' | 'public-ca') =>
  draw(`app =mutual=> db(${product})[terminate]`, {
    links: {
      'app-db': { protocol: product === 'mongodb' ? 'mongodb' : 'mysql', dial: { clientCertificate: { issuer } } },
    },
  });

test.each(['mysql', 'mariadb', 'mongodb'])('%s refuses a certificate that it did not have to ask for', (product) => {
  const { simulation, findings } = check(drawn(product, 'private-ca'));
  expect(simulation.links.get('app-db')?.cause?.code).toBe('client-certificate-untrusted');
  expect(findings.find(({ rule }) => rule === 'failing-hop')?.fixes.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Present no certificate to db, which needs none']),
  );
  expect(check(drawn(product, 'public-ca')).simulation.links.get('app-db')?.state).toBe('encrypted');
});

test('whoever does not ask takes no notice of it', () => {
  const topology = draw('app =mutual=> db(redis)[terminate]', { links: { 'app-db': { protocol: 'redis' } } });
  expect(check(topology).simulation.links.get('app-db')?.state).toBe('encrypted');
});
