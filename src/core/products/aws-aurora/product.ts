import { type Product, yes } from '../../model/product.ts';
import { oneWay, product as rds } from '../aws-rds/product.ts';

const rotation =
  'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/ssl-certificate-rotation-aurora-postgresql.html';

export const product: Product = {
  ...rds,
  id: 'aws-aurora',
  title: 'Amazon Aurora PostgreSQL',
  summary: 'Clustered, PostgreSQL-compatible database of AWS',
  supports: {
    ...rds.supports,
    'listen:terminate': yes('rds.force_ssl = 1', rotation),
    'listen:permissive': yes('rds.force_ssl = 0, which is the default', rotation),
  },
  defaults: {
    ...rds.defaults,
    listeners: [{ id: 'pg', port: 5432, tls: { mode: 'permissive', certificate: { issuer: 'private-ca' } } }],
  },
  facts: [
    {
      text: 'Plaintext is let in beside TLS unless rds.force_ssl is 1: the opposite of RDS for PostgreSQL from version 15 on.',
      source: oneWay,
    },
    {
      text: 'Clients that verify need the new CAs in their trust stores before the certificates of a cluster change.',
      source: rotation,
    },
    ...rds.facts.slice(1, 4),
  ],
};
